"""Finding a quotation in a text: both in Unicode's composed form and with white space folded, the place in the text."""

import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

WORD = re.compile(r"\S+")  # the same words as str.split gives
SPACE = re.compile(r"\A\s+|\s{2,}")  # what folding makes shorter
TRIES = 1000  # places at which a quotation is tried
SPACED = "\u0e00"  # scripts below it put spaces between words


def fold(text: str) -> str:
    """The text composed (NFC), with a single space for each run of white space and none at the ends."""
    return " ".join(unicodedata.normalize("NFC", text).split())


@dataclass(frozen=True)
class Folded:
    """A text in which quotations are looked for."""

    original: str

    @cached_property
    def _is_composed(self) -> bool:
        return unicodedata.is_normalized("NFC", self.original)

    @cached_property
    def _shifts(self) -> tuple[list[int], list[int]]:
        """Of a composed text: where what stands before grew shorter in folding, and by how much in all."""
        places, lost = [0], [0]
        for found in SPACE.finditer(self.original):
            kept = 1 if found.start() else 0
            places.append(found.start() - lost[-1] + kept)
            lost.append(lost[-1] + found.end() - found.start() - kept)
        return places, lost

    @cached_property
    def _words(self) -> list[tuple[int, str]]:
        return [(found.start(), found[0]) for found in WORD.finditer(self.original)]

    @cached_property
    def _composed(self) -> list[str]:
        words = self.original.split()
        if self._is_composed:
            return words
        return [unicodedata.normalize("NFC", word) for word in words]

    @cached_property
    def text(self) -> str:
        """The folded text."""
        return " ".join(self._composed)

    @cached_property
    def _starts(self) -> list[int]:
        """Where each word begins in the folded text."""
        return list(accumulate((len(word) + 1 for word in self._composed), initial=0))[:-1]

    def find(self, quote: str) -> tuple[int, int] | None:
        """Start and end, in the original, of the first place where the quotation stands as whole words."""
        wanted = fold(quote)
        at = self._where(wanted)
        if at is None:
            return None
        last = at + len(wanted) - 1
        return self._place(at), self._place(last) + self._width(last)

    def holds(self, quote: str) -> bool:
        """Whether the quotation stands anywhere as whole words."""
        return self._where(fold(quote)) is not None

    def _where(self, wanted: str) -> int | None:
        """The place of a folded quotation in the folded text."""
        at = self.text.find(wanted) if wanted else -1
        for _ in range(TRIES):
            if at < 0:
                return None
            if not self._cuts(at) and not self._cuts(at + len(wanted)):
                return at
            at = self.text.find(wanted, at + 1)
        return None

    def _cuts(self, at: int) -> bool:
        """Whether a word goes on across this place."""
        if not 0 < at < len(self.text):
            return False
        before, after = self.text[at - 1], self.text[at]
        if unicodedata.combining(after):
            return True
        return before.isalnum() and after.isalnum() and before < SPACED and after < SPACED

    def _place(self, at: int) -> int:
        """The code point of the original behind one of the folded text."""
        if self._is_composed:
            places, lost = self._shifts
            return at + lost[bisect_right(places, at) - 1]
        number = bisect_right(self._starts, at) - 1
        start, word = self._words[number]
        return start + _unfolded(word, at - self._starts[number])

    def _width(self, at: int) -> int:
        """How many code points of the original are behind one of the folded text."""
        if self._is_composed:
            return 1
        number = bisect_right(self._starts, at) - 1
        _, word = self._words[number]
        inside = at - self._starts[number]
        return _unfolded(word, inside + 1) - _unfolded(word, inside)


def _unfolded(word: str, at: int) -> int:
    """How many code points of a word its first `at` composed ones are."""
    if at == 0 or unicodedata.is_normalized("NFC", word):
        return at
    done, cluster = 0, ""
    for place, letter in enumerate(word):
        composed = unicodedata.normalize("NFC", cluster)
        apart = composed + unicodedata.normalize("NFC", letter)
        if cluster and not unicodedata.combining(letter) and unicodedata.normalize("NFC", cluster + letter) == apart:
            done += len(composed)
            if done >= at:
                return place
            cluster = ""
        cluster += letter
    return len(word)
