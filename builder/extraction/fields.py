"""The keys of a card's front matter as claims on the columns of `extracted_metadata`.

Which keys there are: https://github.com/huggingface/hub-docs/blob/main/modelcard.md, and misspellings met in cards.
"""

import re
from collections.abc import Callable, Iterator
from typing import TypeAlias

from builder.extraction.claims import Claim, from_card, says_something, spanning, stated
from builder.extraction.front_matter import Node, Scalar, mappings, scalars
from builder.extraction.quantities import grams_of, number
from builder.extraction.vocabulary import FRAMEWORKS, LIBRARIES, paper_url
from builder.reference.domains import DOMAINS
from builder.reference.hub_ids import HUB_ID, bare_model_id, hub_model_id_of, hub_model_ids
from builder.reference.languages import NORWEGIAN, language_codes, language_name, tag_language
from builder.reference.licenses import license_spdx

SPOKEN = frozenset(("language", "languages", "lang"))  # keys that declare languages; without them tags do
LONGEST_CODE = 3  # letters
ADDRESSES = ("repo_url", "url", "link")  # keys of a mapping that tell where something is
LICENSE_KEYS = ("license", "licence", "licenses", "liscence")
Reader: TypeAlias = Callable[[Node, str], Iterator[Claim]]

GITHUB = re.compile(r"(?:https?://)?(?:www\.)?github\.com/([\w.-]+)/([\w.-]+?)(?:\.git)?(?:[/?#].*)?", re.ASCII)
# '8 x V100', '8 V100 GPUs' (a number of four digits is a name: '2080 Ti', but for '1024 H100'; one of bytes, times or
# energy is an amount), 'V100 x 8', 'V100 (8x)'
COUNTED = (
    re.compile(r"(?P<count>\d{1,5})\s*[x×*]\s*(?P<name>\S.*)", re.IGNORECASE),
    re.compile(
        r"(?P<count>\d{1,3})\s+(?!(?:[kmgt]i?b|bit|hours?|days?|h|[kmg]?wh?)\b)(?P<name>[^\W\d].*)", re.IGNORECASE
    ),
    re.compile(r"(?P<count>\d{1,3})\s+(?P<name>\d+\s?[GT]i?B\s+[^\W\d]\w*\d.*)", re.IGNORECASE),
    re.compile(
        r"(?P<count>\d{4,5})\s+(?P<name>(?:nvidia\s|amd\s|google\s|tpus?\b|[a-z]{1,2}\d{1,3}).*)", re.IGNORECASE
    ),
    re.compile(
        r"(?P<name>\S.*?\w)(?:\s*\(\s*|\s*)(?:(?<!\w)x(?!86|64)|(?<=\d)x|[×*])\s*(?P<count>\d{1,5})\s*\)?",
        re.IGNORECASE,
    ),
    re.compile(r"(?P<name>\S.*?)\s+\(?(?P<count>\d{1,5})\s?[x×]\)?", re.IGNORECASE),
)


def front_matter_claims(values: dict[str, Node], card: str) -> Iterator[Claim]:
    """What the front matter says; earlier keys of KEYS come first."""
    named = list(_named_license(values, card))
    yield from named
    for key, read in KEYS.items():
        if key in values and not (named and key in LICENSE_KEYS):
            yield from read(values[key], card)
    if not SPOKEN & values.keys():
        for said in scalars(values.get("tags")):
            word = said.text.strip()
            # a bare code is no word: 'da' is a kind of judgement as well
            if code := language_name(word) or (tag_language(word) if len(word) > LONGEST_CODE else None):
                yield from_card("languages", code, card, said)


def _license(node: Node, card: str) -> Iterator[Claim]:
    """Several licences are one claim, joined by commas; its quotation reaches from the first to the last."""
    if said := list(stated(scalars(node))):
        names = ", ".join(scalar.text.strip() for scalar in said)
        yield from_card("license", names, card, spanning(*said))


def _named_license(values: dict[str, Node], card: str) -> Iterator[Claim]:
    """The licence that `license_name` names where the licence is 'other', the Hub's word for those without an id."""
    declared = [scalar.text.strip().casefold() for key in LICENSE_KEYS for scalar in stated(scalars(values.get(key)))]
    said = next(stated(scalars(values.get("license_name"))), None)
    if said is not None and declared and set(declared) == {"other"}:
        name = said.text.strip()
        yield from_card("license", license_spdx(name) or name, card, said)


def _languages(node: Node, card: str) -> Iterator[Claim]:
    """Codes, whatever the words; 'false' is what a YAML library once made of the code of Norwegian."""
    for said in scalars(node):
        word = NORWEGIAN if said.text.casefold() == "false" else said.text
        for code in language_codes(word) if says_something(word) else ():
            yield from_card("languages", code, card, said)


def _datasets(node: Node, card: str) -> Iterator[Claim]:
    for entry in _entries(node):
        parts = _parts(entry) if isinstance(entry, dict) else {}
        if isinstance(entry, dict) and len(parts) == len(entry) == 1 and not {"name", *ADDRESSES} & parts.keys():
            yield from _addressed(entry, card)  # '- Bog: https://bog.org/data'
        named = entry.get("name") if isinstance(entry, dict) else entry
        for said in stated(scalars(named)):
            name = said.text.strip()
            address = next((parts[key] for key in ADDRESSES if parts.get(key, "").startswith("https://")), None)
            yield from_card("datasets", {"name": name, "url": address or dataset_url(name)}, card, said)


def _addressed(entry: dict[str, Node], card: str) -> Iterator[Claim]:
    """The data set of a mapping whose only key is its name, and whose value its address."""
    ((name, node),) = entry.items()
    for said in stated(scalars(node)):
        start = card.rfind(name, 0, said.start)
        if said.text.startswith(("https://", "http://")) and start >= 0:
            place = Scalar(said.text, start, said.end)
            yield from_card("datasets", {"name": name, "url": said.text.strip()}, card, place)


def _entries(node: Node) -> list[Node]:
    """The entries of a list in their order, or the node as the only one."""
    return node if isinstance(node, list) else [node]


def _parts(item: dict[str, Node]) -> dict[str, str]:
    """The texts of a mapping that say something."""
    return {key: said.text.strip() for key, node in item.items() for said in stated(scalars(node))}


def dataset_url(name: str) -> str | None:
    """The page of a data set that is named with its owner; of a bare name nobody knows whether it is on the Hub."""
    if name.startswith(("https://", "http://")):
        return name
    return f"https://huggingface.co/datasets/{name}" if "/" in name and HUB_ID.fullmatch(name) else None


def _pipeline_tag(node: Node, card: str) -> Iterator[Claim]:
    for said in stated(scalars(node)):
        yield from_card("tasks", task_name(said.text) or said.text.strip(), card, said)


def _known_tasks(node: Node, card: str) -> Iterator[Claim]:
    for said in scalars(node):
        if task := task_name(said.text):
            yield from_card("tasks", task, card, said)


def task_name(text: str) -> str | None:
    """A task in the Hub's words ('Text Generation' is 'text-generation'), None for what is no task."""
    folded = "-".join(text.casefold().replace("_", " ").split())
    return folded if folded in DOMAINS else None


def _library(node: Node, card: str) -> Iterator[Claim]:
    for said in stated(scalars(node)):
        text = said.text.strip()
        if framework := FRAMEWORKS.get(text.casefold()):
            yield from_card("frameworks", framework, card, said)
        yield from_card("libraries", LIBRARIES.get(text.casefold(), text), card, said)


def _tags(node: Node, card: str) -> Iterator[Claim]:
    yield from _known_tasks(node, card)
    for said in scalars(node):
        for field, value in tag_values(said.text):
            yield from_card(field, value, card, said)


def tag_values(tag: str) -> Iterator[tuple[str, str | dict[str, str | None]]]:
    """What a tag says wherever it stands, as field and value: a framework, a library or a paper."""
    word = tag.strip().casefold()
    if framework := FRAMEWORKS.get(word):
        yield "frameworks", framework
    if library := LIBRARIES.get(word):
        yield "libraries", library
    if url := paper_url(tag):
        yield "papers", {"title": None, "url": url}


def tagged_bases(values: dict[str, Node], card: str, own: str | None) -> Iterator[Claim]:
    """Known models among the tags ('t5-small'), which tell a base model where nothing else does; `own` is the card's.

    Sizes of GPT-2 are none: models trained anew bear them as well.
    """
    for said in scalars(values.get("tags")):
        name = said.text.strip()
        if bare_model_id(name) == name and not name.startswith("gpt2") and name != (own or "").rpartition("/")[2]:
            yield from_card("base_models", name, card, said)


def _papers(node: Node, card: str) -> Iterator[Claim]:
    for said in scalars(node):
        if url := paper_url(said.text):
            yield from_card("papers", {"title": None, "url": url}, card, said)


def _github(node: Node, card: str) -> Iterator[Claim]:
    for said in scalars(node):
        if found := GITHUB.fullmatch(said.text.strip()):
            yield from_card("github_repo", f"https://github.com/{found[1]}/{found[2]}", card, said)


def _base_models(node: Node, card: str) -> Iterator[Claim]:
    for entry in _entries(node):
        if isinstance(entry, dict):
            if told := hub_model_id_of(_parts(entry)):
                first, *others = (scalar for part in entry.values() for scalar in stated(scalars(part)))
                yield from_card("base_models", told, card, spanning(first, *others))
        else:
            for said in stated(scalars(entry)):
                for name in hub_model_ids(said.text):
                    yield from_card("base_models", name, card, said)


def _emissions(node: Node, card: str) -> Iterator[Claim]:
    """A number of grams, or a mapping: https://huggingface.co/docs/hub/model-cards-co2."""
    for said in scalars(node):
        if (grams := grams_of(said.text)) is not None:
            yield from_card("carbon_emitted_g", grams, card, said)
    for report in mappings(node):
        yield from _emissions(list(scalars(report.get("emissions"))), card)
        yield from _hardware(report, card)


def _hardware(report: dict[str, Node], card: str) -> Iterator[Claim]:
    """The machine of an emissions report; '8 x V100' and '8 V100 GPUs' are eight of them."""
    for said in stated(scalars(report.get("hardware_used"))):
        counted = next(filter(None, (form.fullmatch(said.text.strip()) for form in COUNTED)), None)
        hours = next(stated(scalars(report.get("hours_used"))), None)
        region = next(stated(scalars(report.get("geographical_location"))), None)
        machine = {
            "name": counted["name"] if counted else said.text.strip(),
            "count": int(counted["count"]) if counted else None,
            "hours": number(hours.text) if hours else None,
            "provider": None,
            "region": region.text.strip() if region else None,
        }
        yield from_card("hardware", machine, card, spanning(said, hours, region))


KEYS: dict[str, Reader] = {
    **dict.fromkeys(LICENSE_KEYS, _license),
    "language": _languages,
    "languages": _languages,
    "lang": _languages,
    "datasets": _datasets,
    "dataset": _datasets,
    "pipeline_tag": _pipeline_tag,
    "pipeline-tag": _pipeline_tag,
    "task": _known_tasks,
    "tasks": _known_tasks,
    "library_name": _library,
    "library_tag": _library,
    "base_model": _base_models,
    "base_models": _base_models,
    "tags": _tags,
    "arxiv": _papers,
    "paper": _papers,
    "papers": _papers,
    "github": _github,
    "github_repo": _github,
    "repo": _github,
    "repository": _github,
    "code": _github,
    "source_code": _github,
    "repo_url": _github,
    "repository_url": _github,
    "github_url": _github,
    "code_url": _github,
    "paper_url": _papers,
    "co2_eq_emissions": _emissions,
}
