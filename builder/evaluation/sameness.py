"""Whether an answer's value is the labelled one.

Values are compared by what they mean: results by value, metric and data set, settings by name and value, machines by
name, count and hours, repositories by owner and name, passages by their place in the card. Other names of the same
thing (`alternatives` of a label, lines of configs/same_names.toml) are the same.
"""

import re
from collections.abc import Callable, Iterable
from math import isclose

from builder.evaluation.addresses import URL, addresses
from builder.evaluation.numerals import amount
from builder.evaluation.same_machines import same_machine
from builder.evaluation.same_papers import same_paper
from builder.evaluation.same_results import same_result
from builder.evaluation.same_settings import same_setting
from builder.evaluation.values import PASSAGES, Value
from builder.extraction.quote_search import fold
from builder.extraction.vocabulary import LIBRARIES
from builder.reference.languages import language_codes
from builder.reference.licenses import fold_name, license_spdx
from builder.reference.model_names import load_model_names
from builder.reference.same_names import bare_dataset, folded, same_name

CLOSE = 0.01  # share by which two amounts may differ and be the same
REPOSITORY = re.compile(
    r"(?:github\.com[/:]|raw\.githubusercontent\.com/|\A\s*)([\w-]+)/([\w.-]+)", re.ASCII | re.IGNORECASE
)
HUB = re.compile(r"(?:huggingface\.co|hf\.co)/(?:datasets/)?([\w.-]+(?:/[\w.-]+)?)", re.ASCII | re.IGNORECASE)
SPACE = re.compile(r"huggingface\.co/spaces/([\w.-]+/[\w.-]+)|([\w-]+)\.hf\.space", re.ASCII)  # its two addresses


def same(field: str, one: Value, other: Value) -> bool:
    """Whether an answer's value is the labelled one."""
    return SAME[field](one, other)


def _by_names(names: Callable[[str], Iterable[str]]) -> Callable[[Value, Value], bool]:
    """Two values are the same where they share a name."""

    def compare(one: Value, other: Value) -> bool:
        mine = {name for text in one.texts for name in names(text)}
        return not mine.isdisjoint(name for text in other.texts for name in names(text))

    return compare


def _known(kind: str) -> Callable[[str], Iterable[str]]:
    return lambda text: filter(None, [same_name(kind, text)])


def _library(text: str) -> Iterable[str]:
    return [folded(LIBRARIES.get(text.casefold(), text))]


def _language(text: str) -> Iterable[str]:
    return [same_name("languages", code) for code in language_codes(text) or [text]]


def _license(text: str) -> Iterable[str]:
    return [same_name("license", license_spdx(text) or fold_name(text))]


def _repository(text: str) -> Iterable[str]:
    return [f"{owner}/{name}".casefold().rstrip(".").removesuffix(".git") for owner, name in REPOSITORY.findall(text)]


def _demo(one: Value, other: Value) -> bool:
    """By address; of a demonstration that is no address only that there is one."""
    mine, theirs = ({_shown(page) for text in value.texts for page in addresses(text)} for value in (one, other))
    return not mine or not theirs or not mine.isdisjoint(theirs)


def _shown(page: str) -> str:
    """The address of a demonstration; of a Space, which has two, the same for both."""
    space = SPACE.match(page)
    return f"space {folded(space[1] or space[2])}" if space else page


def _id(kind: str) -> Callable[[Value, Value], bool]:
    """Models and data sets: two ids with owners are compared whole, else by their last part."""

    def names(value: Value) -> tuple[set[str], set[str]]:
        whole, last = set(), set()
        said = [value.part("name"), *value.alternatives] if isinstance(value.value, dict) else value.texts
        for text in filter(None, said):
            # an address with a name beside it says what of it is meant, and so does its anchor
            address = URL.search(text)
            beside = URL.sub(" ", text).strip("()[] ,;:") if address else text
            bare = beside or (address[0].partition("#")[2] or address[0] if address else "")
            hub = HUB.search(bare)
            path = hub[1] if hub else re.split(r"[?#@]", re.sub(r"^https?://[^/]+/", "", bare))[0].rstrip("/ ")
            owner, _, name = path.rpartition("/")
            last |= {same_name(kind, name or bare), same_name(kind, bare_dataset(name or bare))}
            if owner and re.fullmatch(r"[\w.-]+", owner):
                whole.add(path.casefold())
        return whole, last - {""}

    def compare(one: Value, other: Value) -> bool:
        (whole, last), (their_whole, their_last) = names(one), names(other)
        if whole & their_whole:
            return True
        if whole and their_whole and not (one.alternatives or other.alternatives):
            return False
        mine, theirs = last | folded_all(one), their_last | folded_all(other)
        return not mine.isdisjoint(theirs)

    def folded_all(value: Value) -> set[str]:
        said = [value.part("name"), *value.alternatives] if isinstance(value.value, dict) else value.texts
        known = [load_model_names().id_of(text) for text in said] if kind == "models" else []
        ids = [name.rpartition("/")[2] for name in known if name]  # a well-known name is the same as the id it means
        return {same_name(kind, text) for text in (*said, *ids) if text.strip()} - {""}

    return compare


def _amounts(field: str) -> Callable[[Value, Value], bool]:
    def compare(one: Value, other: Value) -> bool:
        mine, theirs = (
            [number for text in value.texts if (number := amount(field, text)) is not None] for value in (one, other)
        )
        return any(isclose(number, label, rel_tol=CLOSE) for number in mine for label in theirs)

    return compare


def _passage(one: Value, other: Value) -> bool:
    """Two passages overlap; without places, one quotation holds the other; a bare text is only there or not."""
    if one.places and other.places:
        return any(a < d and c < b for a, b in one.places for c, d in other.places)
    if one.quote and other.quote:
        return shared_words(one.quote, other.quote)
    return True


def shared_words(one: str, other: str) -> bool:
    """Whether one of two quotations holds the other."""
    one, other = fold(one), fold(other)
    return one in other or other in one


SAME: dict[str, Callable[[Value, Value], bool]] = {
    "domain": _by_names(_known("domain")),
    "tasks": _by_names(_known("tasks")),
    "frameworks": _by_names(_known("frameworks")),
    "libraries": _by_names(_library),
    "languages": _by_names(_language),
    "datasets": _id("datasets"),
    "license": _by_names(_license),
    "github_repo": _by_names(_repository),
    "papers": same_paper,
    "base_model": _id("models"),
    "base_models": _id("models"),
    "parameter_count": _amounts("parameter_count"),
    "hardware": same_machine,
    "carbon_emitted_g": _amounts("carbon_emitted_g"),
    "hyperparameters": same_setting,
    "evaluation": same_result,
    "demo": _demo,
    **dict.fromkeys(sorted(PASSAGES), _passage),
}
