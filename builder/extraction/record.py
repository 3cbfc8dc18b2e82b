"""What a model's record on its hub says, as claims: tags, pipeline tag, library, config. None of it is in the card."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from builder.extraction.claims import Claim, says_something
from builder.extraction.fields import dataset_url, tag_values, task_name
from builder.extraction.vocabulary import FRAMEWORKS, LIBRARIES
from builder.reference.hub_ids import RELATIONS, hub_model_id

# Where the config of an adapter names the model that it adapts.
ADAPTED = (("peft", "base_model_name_or_path"), ("adapter_transformers", "model_name"))
# Parts of the Hub's config that only one library writes.
CONFIG_LIBRARIES = ("adapter_transformers", "diffusers", "peft", "sklearn", "speechbrain")


def record_claims(tags: Iterable[str], task: str | None, library: str | None, config: str | None) -> Iterator[Claim]:
    """What a record says; `config` is JSON text, and what is not a JSON object says nothing.

    Which of its bare tags are languages is decided where records are read: see `listed_claims`.
    """
    if task and says_something(task):
        yield Claim("tasks", task, "tags", task)
    if library and says_something(library):
        yield from _library(library)
    tags = list(tags)
    for tag in tags:
        yield from _tag(tag)
    yield from _licenses(tag for tag in tags if tag.startswith("license:"))
    yield from _config(config)


def _licenses(tags: Iterable[str]) -> Iterator[Claim]:
    """The licences of a record's tags 'license:...' as one claim."""
    named = [name for tag in tags if says_something(name := tag.removeprefix("license:"))]
    if named:
        yield Claim("license", ", ".join(named), "tags", ", ".join(f"license:{name}" for name in named))


def listed_claims(languages: Iterable[str] | None, base_models: Iterable[str] | None) -> Iterator[Claim]:
    """The languages of a record whose card has no front matter to tell them, and its base models from every source."""
    for code in languages or ():
        yield Claim("languages", code, "tags", code)
    for name in base_models or ():
        yield Claim("base_models", name, "tags", name)


def _library(library: str) -> Iterator[Claim]:
    if framework := FRAMEWORKS.get(library.casefold()):
        yield Claim("frameworks", framework, "tags", library)
    yield Claim("libraries", LIBRARIES.get(library.casefold(), library), "tags", library)


def _tag(tag: str) -> Iterator[Claim]:
    for field, value in tag_values(tag):
        yield Claim(field, value, "tags", tag)
    if found := task_name(tag):
        yield Claim("tasks", found, "tags", tag)
    kind, _, rest = tag.partition(":")
    if kind == "dataset" and says_something(rest):
        yield Claim("datasets", {"name": rest, "url": dataset_url(rest)}, "tags", tag)
    if kind == "base_model":
        for relation in RELATIONS:
            rest = rest.removeprefix(f"{relation}:")
        if name := hub_model_id(rest):
            yield Claim("base_models", name, "tags", tag)


def _config(config: str | None) -> Iterator[Claim]:
    data = _json_object(config)
    for name in CONFIG_LIBRARIES:
        if isinstance(data.get(name), dict):
            yield Claim("libraries", LIBRARIES.get(name.replace("_", "-"), name), "config", name)
    for part, key in ADAPTED:
        inner = data.get(part)
        base = inner.get(key) if isinstance(inner, dict) else None
        if isinstance(base, str) and (named := hub_model_id(base)):
            yield Claim("base_models", named, "config", base)


def _json_object(text: str | None) -> dict[str, Any]:
    try:
        data = json.loads(text or "{}")
    except (ValueError, RecursionError):
        return {}
    return data if isinstance(data, dict) else {}
