"""The rules of the dataset's page, held without a network: what huggingface_hub's own `validate` asks the Hub for.

Hub: https://github.com/huggingface/hub-docs (datasetcard.md, docs/hub), the client's huggingface_hub.repocard.
"""

import re
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Annotated, Any

import yaml
from markdown_it import MarkdownIt
from markdown_it.token import Token
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from builder.dataset.viewer import FORBIDDEN
from builder.reference.domains import DOMAINS

BYTES = 10_000_000  # docs/hub/repositories-getting-started.md: a larger file cannot be a plain one
# docs/hub/repositories-licenses.md
LICENSES = (
    "afl-3.0 agpl-3.0 apache-2.0 apple-amlr apple-ascl artistic-2.0 bigcode-openrail-m bigscience-bloom-rail-1.0 "
    "bigscience-openrail-m bsd bsd-2-clause bsd-3-clause bsd-3-clause-clear bsl-1.0 c-uda cc cc-by-2.0 cc-by-2.5 "
    "cc-by-3.0 cc-by-4.0 cc-by-nc-2.0 cc-by-nc-3.0 cc-by-nc-4.0 cc-by-nc-nd-3.0 cc-by-nc-nd-4.0 cc-by-nc-sa-2.0 "
    "cc-by-nc-sa-3.0 cc-by-nc-sa-4.0 cc-by-nd-4.0 cc-by-sa-3.0 cc-by-sa-4.0 cc0-1.0 cdla-permissive-1.0 "
    "cdla-permissive-2.0 cdla-sharing-1.0 creativeml-openrail-m deepfloyd-if-license ecl-2.0 epl-1.0 epl-2.0 "
    "etalab-2.0 eupl-1.1 eupl-1.2 fair-noncommercial-research-license gemma gfdl gpl gpl-2.0 gpl-3.0 grok2-community "
    "h-research intel-research isc lgpl lgpl-2.1 lgpl-3.0 lgpl-lr llama2 llama3 llama3.1 llama3.2 llama3.3 llama4 "
    "lppl-1.3c mit mpl-2.0 ms-pl ncsa odbl odc-by ofl-1.1 openmdw-1.0 openmdw-1.1 openrail openrail++ osl-3.0 other "
    "pddl postgresql unknown unlicense wtfpl zlib"
)
# https://github.com/huggingface/datasets, src/datasets/utils/resources/size_categories.json
SIZES = "n<1K 1K<n<10K 10K<n<100K 100K<n<1M 1M<n<10M 10M<n<100M 100M<n<1B 1B<n<10B 10B<n<100B 100B<n<1T n>1T unknown"
TASKS = (*DOMAINS, "other")  # huggingface.js, packages/tasks/src/pipelines.ts
# ISO 639-1, -2 or -3 alone: https://github.com/huggingface/datasets/pull/4753
LANGUAGE = re.compile(r"[a-z]{2,3}|code|multilingual")
SPLIT = re.compile(r"\w+(\.\w+)*")  # https://github.com/huggingface/datasets, src/datasets/naming.py
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
HEAD = re.compile(r"\A---\n(.*?)\n---[ \t]*(?:\n|\Z)", re.DOTALL)
MARKDOWN = MarkdownIt("commonmark").enable("table")
RULE = re.compile(r"(?=.*\|)\s*\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?\s*")  # the second line of a table
PIPE = re.compile(r"(?<!\\)\|")


def _must(holds: Callable[[str], object], what: str) -> AfterValidator:
    """A rule of a text: `holds` is true of it, and `what` says what it is then."""

    def held(value: str) -> str:
        if not holds(value):
            raise ValueError(f"'{value}' is not {what}")
        return value

    return AfterValidator(held)


Text = Annotated[str, _must(str.strip, "a text")]
Count = Annotated[int, Field(ge=0)]
License = Annotated[str, _must(LICENSES.split().__contains__, "a licence of the Hub's list")]
Size = Annotated[str, _must(SIZES.split().__contains__, "a size of the Hub's list")]
Task = Annotated[str, _must(TASKS.__contains__, "a task of the Hub's list")]
Language = Annotated[str, _must(LANGUAGE.fullmatch, "an ISO 639 code of two or three letters, 'code', 'multilingual'")]
ConfigName = Annotated[Text, _must(lambda name: not set(name) & set(FORBIDDEN), f"a name without any of {FORBIDDEN}")]
SplitName = Annotated[str, _must(SPLIT.fullmatch, "a split's name: letters, digits, '_', dots between them")]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, strict=True, extra="ignore")


class DataFiles(_Part):
    """Which files are a split."""

    split: SplitName
    path: Text


class Config(_Part):
    """A config (a table) as `load_dataset` finds it."""

    config_name: ConfigName
    data_files: Annotated[list[DataFiles], Field(min_length=1)]
    description: str = ""
    default: bool = False


class Feature(_Part):
    """A column; its type is the dataset library's own affair."""

    name: Text


class Split(_Part):
    """Size of a split: rows, and bytes in memory."""

    name: SplitName
    num_examples: Count
    num_bytes: Count


class Info(_Part):
    """What the datasets library knows of a config: without it, or with a wrong one, its caches go stale."""

    config_name: ConfigName
    features: Annotated[list[Feature], Field(min_length=1)]
    splits: Annotated[list[Split], Field(min_length=1)]
    download_size: Count
    dataset_size: Count


def _as_list(value: Any) -> Any:  # noqa: ANN401 - whatever the YAML holds
    """The dataset library writes the info of a lone config without a list."""
    return [value] if isinstance(value, dict) else value


class Head(_Part):
    """The YAML that a page begins with, as far as a rule speaks of it."""

    pretty_name: Text
    license: License
    language: list[Language]
    size_categories: list[Size]
    task_categories: list[Task]
    tags: list[Text]
    configs: Annotated[list[Config], Field(min_length=1)]
    dataset_info: Annotated[list[Info], BeforeValidator(_as_list)] = []


def faults(text: str) -> list[str]:
    """Everything that is wrong with a page (README.md of a dataset), a sentence each: its YAML, then its Markdown."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")  # as the parser reads it, so that its lines are ours
    size = len(text.encode())
    if size > BYTES:
        return [f"{size:,} bytes, the Hub takes {BYTES:,}: shorten it"]
    head = read_head(text)
    found = head if isinstance(head, list) else [*_configs(head), *_infos(head)]
    begins = HEAD.match(text)
    body = text[begins.end() :] if begins else text
    above = text.count("\n", 0, begins.end()) if begins else 0
    return found + [f"line {above + line + 1}: {fault}" for line, fault in sorted(_markdown(body))]


def read_head(text: str) -> Head | list[str]:
    """The YAML of a page; where it has not the shape that it must have, what is wrong with it instead."""
    begins = HEAD.match(text)
    try:
        data = yaml.load(begins[1], LOADER) if begins else None  # noqa: S506 - a safe loader
    except (yaml.YAMLError, ValueError, RecursionError):  # the last two: impossible dates, very deep nesting
        data = None
    if not isinstance(data, dict):
        return ["it has no YAML front matter"]
    try:
        return Head.model_validate(data)
    except ValidationError as error:
        return [_sentence(fault) for fault in error.errors()]


def _sentence(fault: Any) -> str:  # noqa: ANN401 - pydantic's own TypedDict of an error
    place = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in fault["loc"]).lstrip(".")
    match fault["type"]:
        case "missing":
            return f"{place} is missing"
        case "value_error":
            return f"{place}: {fault['ctx']['error']}"
        case _:
            return f"{place}: {fault['msg'][0].lower()}{fault['msg'][1:]}"


def _configs(head: Head) -> Iterator[str]:
    names = [config.config_name for config in head.configs]
    declared = [info.config_name for info in head.dataset_info]
    yield from (f"configs has {name} twice" for name in sorted(set(names)) if names.count(name) > 1)
    yield from (f"dataset_info has {name} twice" for name in sorted(set(declared)) if declared.count(name) > 1)
    yield from (f"configs has {name}, dataset_info has not" for name in sorted(set(names) - set(declared)))
    yield from (f"dataset_info has {name}, configs has not" for name in sorted(set(declared) - set(names)))
    chosen = [config.config_name for config in head.configs if config.default]
    if len(chosen) != 1:
        yield f"exactly one config must be the default, it is {' and '.join(chosen) or 'none'}"


def _infos(head: Head) -> Iterator[str]:
    splits = {config.config_name: {files.split for files in config.data_files} for config in head.configs}
    for info in head.dataset_info:
        name, size = info.config_name, sum(split.num_bytes for split in info.splits)
        if {split.name for split in info.splits} != splits.get(name, set()):
            yield f"{name}: the splits of configs and of dataset_info differ"
        if info.dataset_size != size:
            yield f"{name}: dataset_size is {info.dataset_size:,}, its splits have {size:,} bytes"


def _markdown(body: str) -> Iterator[tuple[int, str]]:
    """Faults of Markdown, each with its line, counted from 0."""
    tokens, lines = MARKDOWN.parse(body), body.split("\n")
    yield from _tables(tokens, lines)
    for token in tokens:
        first, end = token.map or (0, 0)
        if token.type == "paragraph_open" and any(RULE.fullmatch(line) for line in lines[first:end]):
            yield first, "a table whose header has not as many cells as the line below it: it is shown as text"
        if token.type == "fence" and not _is_closed(token, lines[first:end]):
            yield first, "a code block that nothing closes"
        if token.type == "inline":
            yield from ((first, fault) for fault in _links(token.children or []))


def _tables(tokens: list[Token], lines: list[str]) -> Iterator[tuple[int, str]]:
    """Rows by their source: the parser fills up short ones, and drops what is too much."""
    header = 0
    for before, token in pairwise(tokens):
        if token.type != "tr_open" or token.map is None:
            continue
        cells = len(PIPE.split(lines[token.map[0]].strip().removeprefix("|").removesuffix("|")))
        if before.type == "thead_open":
            header = cells
        elif cells != header:
            yield token.map[0], f"a row of {cells} cells in a table of {header}"


def _is_closed(fence: Token, lines: list[str]) -> bool:
    """Whether a code block ends with its own marker, and no other one opens within it (whose end it would take)."""
    last = lines[-1].strip("> \t") if len(lines) > 1 else ""
    opens = any(line.lstrip().startswith(fence.markup) for line in fence.content.splitlines())
    return not opens and last.startswith(fence.markup) and set(last) == {fence.markup[0]}


def _links(children: list[Token]) -> Iterator[str]:
    for token, after in pairwise([*children, Token("end", "", 0)]):
        if (token.type == "link_open" and not token.attrs["href"]) or (
            token.type == "image" and not token.attrs["src"]
        ):
            yield "a link that leads nowhere"
        if token.type == "link_open" and after.type == "link_close":
            yield "a link without a text"
