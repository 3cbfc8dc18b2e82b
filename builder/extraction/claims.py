"""What a source says of one field, where it says so, and how such claims become a row's values and evidence."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

import pyarrow as pa

from builder.extraction.front_matter import Scalar
from builder.schemas.extracted_metadata import EVALUATION, EXTRACTED_METADATA

Value: TypeAlias = str | int | float | dict[str, Any]

LIST_FIELDS = frozenset(c.name for c in EXTRACTED_METADATA.columns if pa.types.is_list(c.type))
# Lists to which every source may add. In the others a second source would say the same thing in other words
# ('English' in the card is the Hub's tag 'en'), so only the first source that speaks is heard.
SHARED_FIELDS = frozenset(
    ("tasks", "frameworks", "libraries", "papers", "base_models", "evaluation", "hyperparameters")
)
ADDED_BY_RULE = frozenset(("datasets",))  # rules add here only what no other source names
LONGEST_ANSWER = 1000  # code points of a name or value; what is longer is no answer, and many results may repeat it
LONGEST_SPAN = 1000  # code points; thousands of aliases to one far anchor must not quote the whole card each
MOST_ELEMENTS = 20_000  # of a list, so that its row fits into memory wherever rows are sorted; real cards have 6,000
MOST_TEXT = 2_000_000  # code points of a list with its quotations: thousands of aliases may repeat one name
# Ways to leave a key open; 'na' and 'no' are languages.
OPEN_ANSWERS = "~ null Null NULL none None n/a N/A NA tbd TBD todo TODO true True false False ??? unk noinfo"
RESULT = tuple(part.name for part in EVALUATION.value_type)
NOTHING = frozenset(OPEN_ANSWERS.split())


@dataclass(frozen=True)
class Claim:
    """One value of a field, the words of its source behind it, and their code points if the source is the card."""

    field: str
    value: Value
    source: str
    quote: str
    start: int | None = None
    end: int | None = None
    score: float | None = None  # how likely it is right, where that was measured


@dataclass(frozen=True)
class Evidence:
    """An element of the column `evidence`: the quotation behind a value, `index` being its element in a list."""

    field: str
    index: int | None
    source: str
    quote: str
    start: int | None
    end: int | None
    score: float | None = None


def from_card(field: str, value: Value, card: str, said: Scalar, source: str = "front_matter") -> Claim:
    """A claim with the words of the card at a scalar's place."""
    return Claim(field, value, source, card[said.start : said.end], said.start, said.end)


def spanning(main: Scalar, *others: Scalar | None) -> Scalar:
    """A scalar with the place from the first to the last of several; its own place where an alias is far from it."""
    said = [main, *(scalar for scalar in others if scalar)]
    start, end = min(scalar.start for scalar in said), max(scalar.end for scalar in said)
    return replace(main, start=start, end=end) if end - start <= LONGEST_SPAN else main


def result(**parts: Any) -> dict[str, Any]:  # noqa: ANN401 - values of the parts of a result
    """An element of `evaluation`: the given parts, all others null."""
    return dict.fromkeys(RESULT) | parts


def says_something(text: str) -> bool:
    """Whether a text is an answer: the empty text, a whole page, 'null', 'N/A', '???' and the like are none."""
    return 0 < len(text) <= LONGEST_ANSWER and bool(text.strip()) and text.strip() not in NOTHING


def stated(said: Iterable[Scalar]) -> Iterator[Scalar]:
    """The scalars that are answers."""
    return (scalar for scalar in said if says_something(scalar.text))


def fitting(claims: Iterable[Claim]) -> tuple[list[Claim], set[str]]:
    """The claims that a row has room for, the first ones of each field, and the names of the fields that have more."""
    fit: list[Claim] = []
    count: Counter[str] = Counter()
    size: Counter[str] = Counter()
    cut: set[str] = set()
    for claim in claims:
        parts = claim.value.values() if isinstance(claim.value, dict) else [claim.value]
        count[claim.field] += 1
        size[claim.field] += len(claim.quote) + sum([len(part) for part in parts if isinstance(part, str)])
        if count[claim.field] > MOST_ELEMENTS or size[claim.field] > MOST_TEXT:
            cut.add(claim.field)
        else:
            fit.append(claim)
    return fit, cut


def settle(claims: Iterable[Claim]) -> tuple[dict[str, Any], list[Evidence]]:
    """The value of each field claimed and the evidence of each value.

    A list keeps each value once, in the order of the claims, any other field its first claim.
    """
    values: dict[str, Any] = {}
    speaker: dict[str, str] = {}
    seen: set[tuple[str, Any]] = set()
    evidence = []
    for claim in claims:
        first = speaker.setdefault(claim.field, claim.source)
        index = None
        if claim.field in LIST_FIELDS:
            key = claim.field, _identity(claim.value)
            if key in seen or not (claim.source == first or _may_add(claim)):
                continue
            seen.add(key)
            index = len(values.setdefault(claim.field, []))
            values[claim.field].append(claim.value)
        elif claim.field in values:
            continue
        else:
            values[claim.field] = claim.value
        evidence.append(Evidence(claim.field, index, claim.source, claim.quote, claim.start, claim.end, claim.score))
    return values, evidence


def _may_add(claim: Claim) -> bool:
    """Whether a claim adds to a list that another source began."""
    return claim.field in SHARED_FIELDS or (claim.field in ADDED_BY_RULE and claim.source == "rule")


def as_rows(evidence: Iterable[Evidence]) -> list[dict[str, Any]]:
    """Evidence as the column holds it."""
    return [dict(vars(entry)) for entry in evidence]  # asdict copies each value, ten times slower


def _identity(value: Value) -> Any:  # noqa: ANN401
    """What makes two values of a list the same: all of their parts, letter case aside."""
    parts = value.values() if isinstance(value, dict) else [value]
    return tuple(str(part).casefold() for part in parts)
