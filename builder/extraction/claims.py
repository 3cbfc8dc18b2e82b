"""What a source says of one field, where it says so, and how many such claims become a row with its evidence."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from builder.extraction.front_matter import Scalar

Value: TypeAlias = "str | int | float | dict[str, Any]"

LIST_FIELDS = frozenset(
    "tasks frameworks libraries languages datasets papers hardware hyperparameters evaluation grants".split()
)
# Lists to which every source may add. In the others a second source would say the same thing in other words
# ('English' in the card is the Hub's tag 'en'), so only the first source that speaks is heard.
SHARED_FIELDS = frozenset(("tasks", "frameworks", "libraries", "papers"))
# Ways to leave a key open.
NOTHING = frozenset(("", "~", "null", "none", "n/a", "na", "tbd", "todo", "true", "false", "???", "unk"))


@dataclass(frozen=True)
class Claim:
    """One value of a field, the words of its source behind it, and their code points if the source is the card."""

    field: str
    value: Value
    source: str
    quote: str
    start: int | None = None
    end: int | None = None


def from_card(field: str, value: Value, card: str, said: Scalar, source: str = "front_matter") -> Claim:
    """A claim with the words of the card at a scalar's place."""
    return Claim(field, value, source, card[said.start : said.end], said.start, said.end)


def told(text: str) -> bool:
    """Whether a text says anything: 'null', 'n/a', '???' and the like do not."""
    return text.strip().casefold() not in NOTHING


def hub_id(text: str) -> str | None:
    """A model's name on the Hub, out of the name itself or its page's URL; None for a path or anything else."""
    name = text.strip().removeprefix("https://huggingface.co/").rstrip("/")
    owner, slash, rest = name.rpartition("/")
    parts = [owner, rest] if slash else [rest]
    return name if all(_is_name_part(part) for part in parts) else None


def settle(claims: Iterable[Claim]) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The value of each field claimed and the evidence of each value; earlier claims come before later ones.

    A list keeps each value once (see SHARED_FIELDS for who may add to it), any other field its first claim.
    """
    values: dict[str, Any] = {}
    speaker: dict[str, str] = {}
    seen: set[tuple[str, Any]] = set()
    evidence = []
    for claim in claims:
        speaks_first = claim.field not in values
        key = claim.field, _identity(claim.value)
        if claim.field not in LIST_FIELDS:
            if not speaks_first:
                continue
            values[claim.field], index = claim.value, None
        else:
            heard = claim.field in SHARED_FIELDS or speaker.setdefault(claim.field, claim.source) == claim.source
            if not heard or key in seen:
                continue
            index = len(values.setdefault(claim.field, []))
            values[claim.field].append(claim.value)
        seen.add(key)
        evidence.append(evidence_of(claim, index))
    return values, evidence


def evidence_of(claim: Claim, index: int | None) -> dict[str, Any]:
    """One element of the column `evidence`."""
    return {
        "field": claim.field,
        "index": index,
        "source": claim.source,
        "quote": claim.quote,
        "start": claim.start,
        "end": claim.end,
    }


def _identity(value: Value) -> Any:  # noqa: ANN401
    """What makes two values of a list the same: letter case aside a text, a data set's name, a paper's address."""
    match value:
        case str():
            return value.casefold()
        case Mapping():
            return tuple(str(part).casefold() for part in value.values())
        case _:
            return value


def _is_name_part(part: str) -> bool:
    return 0 < len(part) <= 96 and part.replace("-", "").replace(".", "").replace("_", "").isalnum() and part.isascii()
