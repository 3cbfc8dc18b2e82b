"""The words of many files, so that the files which hold a word are found without a search through each of them."""

from collections.abc import Iterable, Sequence

from builder import patterns as re
from builder.reference.call_forms import SPACED

WORD = re.compile(rb"\w{4,}")  # shorter ones are part of most others
MAX_SEARCHES = 30  # before the words are gathered, which takes as long as about so many searches


class Vocabulary:
    """Which of some texts hold a word, be it a part of a longer one."""

    def __init__(self, texts: Sequence[bytes]) -> None:
        self._texts = texts
        self._searches = 0
        self._holding: dict[bytes, list[int]] = {}
        self._words = b""

    def holding(self, word: bytes) -> Iterable[int]:
        """The numbers of the texts that hold these bytes, in order."""
        self._searches += 1
        if self._searches <= MAX_SEARCHES or WORD.fullmatch(word) is None:
            return (number for number, text in enumerate(self._texts) if word in text)
        if not self._words:
            self._gather()
        return sorted({number for whole in self._around(word) for number in self._holding[whole]})

    def _gather(self) -> None:
        for number, text in enumerate(self._texts):
            for word in set(text.translate(SPACED).split()):
                self._holding.setdefault(word, []).append(number)
        self._words = b"\n%b\n" % b"\n".join(self._holding)

    def _around(self, part: bytes) -> Iterable[bytes]:
        """The words that a part stands in."""
        place = self._words.find(part)
        while place >= 0:
            end = self._words.find(b"\n", place)
            yield self._words[self._words.rfind(b"\n", 0, place) + 1 : end]
            place = self._words.find(part, end)
