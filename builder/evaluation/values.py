"""One value of a field, as a label or an answer has it."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

PASSAGES = frozenset(("limitations_and_biases", "grants", "input_format", "output_format"))  # the place is the value


@dataclass(frozen=True)
class Value:
    """A value: for lists an element; None where its `places` (or its `quote`) in the card are all that is known.

    `places` are code points of the card, `score` is how sure the answer's source was.
    """

    value: Any
    alternatives: tuple[str, ...] = ()
    places: tuple[tuple[int, int], ...] = ()
    quote: str = ""
    doubtful: bool = False
    score: float | None = None
    source: str | None = None  # of the evidence; empty where a row has none for it

    @cached_property
    def texts(self) -> tuple[str, ...]:
        """The value and its other names as texts."""
        return tuple(text for text in (*_texts(self.value), *self.alternatives) if text.strip())

    def part(self, name: str) -> str:
        """A part of a value that has parts, '' where it is open."""
        found = self.value.get(name) if isinstance(self.value, dict) else None
        return "" if found is None else str(found)


def _texts(value: Any) -> Iterable[str]:  # noqa: ANN401 - a column's value or what a label holds
    match value:
        case None:
            return ()
        case dict():
            return [str(part) for part in value.values() if part is not None]
    return [str(value)]
