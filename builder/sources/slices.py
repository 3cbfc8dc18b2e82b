"""Slices of a search that gives too many results at once: ranges of sizes or days, then words that are asked for.

A slice is split in two that together are the same: no result is lost between them, whatever it is.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any, Literal, Self

OPERATORS = 5  # AND, OR, NOT that one query may have: https://docs.github.com/rest/search/search#limitations
LARGEST = 393_216  # bytes of a file that GitHub's search of code knows: 384 kB
FIRST_DAY = date(2008, 1, 1).toordinal()  # before GitHub


@dataclass(frozen=True)
class Slice:
    """Sizes in bytes, or days (proleptic Gregorian ordinals), from `low` to `high`, both included; then words.

    `at` is the number of the next word to split by; `negated` counts the operators that the words need.
    """

    key: Literal["size", "created"]
    low: int
    high: int
    words: tuple[str, ...] = ()
    at: int = 0

    @property
    def text(self) -> str:
        """As it stands in the query."""
        low, high = (date.fromordinal(day).isoformat() if self.key == "created" else day for day in self._span)
        return " ".join((f"{self.key}:{low}..{high}", *self.words))

    @property
    def _span(self) -> tuple[int, int]:
        return self.low, self.high

    @property
    def negated(self) -> int:
        """How many of its words leave something out."""
        return sum(word.startswith("-") for word in self.words)

    def split(self, by: Sequence[str], operators: int = 0) -> tuple[Self, Self] | None:
        """Two slices for this one; None where nothing is left to split by, within the operators of a query.

        `by` are words such as 'extension:py', those of one qualifier side by side; `operators` the query has already.
        """
        if self.low < self.high:
            middle = self._middle()
            return replace(self, high=middle), replace(self, low=middle + 1)
        if self.at >= len(by):
            return None
        if operators + self.negated >= OPERATORS:
            return None
        return self._split_by_word(by)

    def _split_by_word(self, by: Sequence[str]) -> tuple[Self, Self]:
        """What has the next word, and what has not; the former is done with the words of its qualifier."""
        word = by[self.at]
        qualifier = word.partition(":")[0]
        after = next((n for n in range(self.at, len(by)) if by[n].partition(":")[0] != qualifier), len(by))
        return (
            replace(self, words=(*self.words, word), at=after),
            replace(self, words=(*self.words, f"-{word}"), at=self.at + 1),
        )

    def _middle(self) -> int:
        """Files of all sizes are spread by the logarithm of their size, days evenly."""
        if self.key == "created":
            return (self.low + self.high) // 2
        middle = math.isqrt(max(self.low, 16) * self.high)
        return min(max(middle, self.low), self.high - 1)

    def to_json(self) -> dict[str, Any]:
        """For a cursor."""
        return asdict(self)

    @classmethod
    def of_json(cls, value: Mapping[str, Any]) -> Self:
        """From a cursor."""
        return cls(**{**value, "words": tuple(value["words"])})


def of_sizes() -> Slice:
    """All files that a search of code knows."""
    return Slice("size", 0, LARGEST)


def of_days(last: date) -> Slice:
    """All repositories that were made until a day."""
    return Slice("created", FIRST_DAY, last.toordinal())
