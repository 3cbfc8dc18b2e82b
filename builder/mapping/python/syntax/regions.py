"""Which bytes of a Python file are code: found from its quotes and comments alone, before anything is parsed."""

from bisect import bisect_right
from collections.abc import Iterable

from builder import patterns as re

# The part of a line that ends outside of any string and comment; possessive, so that no line takes more than one pass.
PLAIN = re.compile(rb"""(?:[^"'#\\\n]++|\\.|"(?:[^"\\\n]++|\\.)*+"|'(?:[^'\\\n]++|\\.)*+')*+""", re.DOTALL)
STRING = re.compile(rb"""'(?:[^'\\\n]++|\\.)*+'|"(?:[^"\\\n]++|\\.)*+\"""", re.DOTALL)
QUOTES = (b'"""', b"'''")
OPENING, CLOSING = b"([{", b")]}"
MAX_LINE = 10_000  # bytes before a word on its line; longer lines are generated, and every word in them is read
WORDY = re.compile(rb"\w")


class Regions:
    """Where the strings in triple quotes of a file stand; single lines are read when they are asked for."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._next = dict.fromkeys(QUOTES, -1)
        self._starts: list[int] = []
        self._ends: list[int] = []
        self.end = len(data)  # of all code: where a string begins that nothing closes
        place = 0
        while (opening := self._next_quotes(place)) is not None:
            start, quotes = opening
            place = self._behind_plain(place, start, quotes)
            if place == start:
                place = self._end(start + 3, quotes)
                if place < 0:
                    self.end, place = start, len(data)
                self._starts.append(start)
                self._ends.append(place)

    def is_code(self, place: int) -> bool:
        """Whether the byte at a place stands outside of strings and comments."""
        before = bisect_right(self._starts, place) - 1
        behind = self._ends[before] if before >= 0 else 0
        if place < behind:
            return False
        line = max(self._data.rfind(b"\n", 0, place) + 1, behind)
        return place - line > MAX_LINE or self._plain_end(line, place) == place

    def opening(self, place: int, most: int) -> int | None:
        """Where the bracket opens that a place stands in; None if not within so many bytes before it."""
        return self._bracket(range(place - 1, max(place - most, -1), -1), OPENING, CLOSING)

    def closing(self, place: int, most: int) -> int | None:
        """Where the bracket closes that a place stands in; None if not within so many bytes behind it."""
        return self._bracket(range(place, min(place + most, len(self._data))), CLOSING, OPENING)

    def _bracket(self, places: Iterable[int], ends: bytes, begins: bytes) -> int | None:
        """The first bracket of the one kind that none of the other has begun on the way."""
        depth = 0
        for at in places:
            byte = self._data[at : at + 1]
            if byte in begins and self.is_code(at):
                depth += 1
            elif byte in ends and self.is_code(at):
                if depth == 0:
                    return at
                depth -= 1
        return None

    def behind(self, place: int) -> int:
        """Behind the string in triple quotes that a place stands in; the place itself where it stands in none."""
        before = bisect_right(self._starts, place) - 1
        return max(self._ends[before], place) if before >= 0 else place

    def _plain_end(self, start: int, end: int) -> int:
        match = PLAIN.match(self._data, start, end)
        return match.end() if match is not None else start

    def _next_quotes(self, place: int) -> tuple[int, bytes] | None:
        for quotes, known in self._next.items():
            if known < place:  # what lies ahead is looked for once
                found = self._data.find(quotes, place)
                self._next[quotes] = found if found >= 0 else len(self._data)
        start, opening = min((known, quotes) for quotes, known in self._next.items())
        return (start, opening) if start < len(self._data) else None

    def _behind_plain(self, place: int, start: int, quotes: bytes) -> int:
        """`start` where its quotes open a string, else a place behind the comment or string that they stand in."""
        line = max(self._data.rfind(b"\n", 0, start) + 1, place)
        if start - line > MAX_LINE:
            return start
        end = self._plain_end(line, start)
        if end == start:
            return start
        if self._data[end : end + 1] == b"#":
            behind = self._data.find(b"\n", start)
            return behind if behind >= 0 else len(self._data)
        within = STRING.match(self._data, end)
        return max(start + len(quotes), within.end() if within is not None else 0)

    def _end(self, place: int, quotes: bytes) -> int:
        """Behind the closing quotes; -1 where there are none."""
        while (place := self._data.find(quotes, place)) >= 0:
            slashes = place
            while self._data[slashes - 1 : slashes] == b"\\":
                slashes -= 1
            if (place - slashes) % 2 == 0:
                return place + len(quotes)
            place += 1
        return -1


def word_places(data: bytes, word: bytes, start: int = 0, end: int | None = None) -> list[int]:
    """Every place of a whole word; `find` runs at the speed of memory, an alternation of `re` far below it."""
    places = []
    end = len(data) if end is None else end
    place = data.find(word, start, end)
    while place >= 0:
        behind = place + len(word)
        if not WORDY.match(data, behind) and not (place and WORDY.match(data, place - 1)):
            places.append(place)
        place = data.find(word, behind, end)
    return places


class Mark:
    """A word with what stands behind it and, where that is told, before it."""

    def __init__(self, word: bytes, behind: bytes, before: bytes = b"") -> None:
        self.word = word
        self.pattern = re.compile(before + re.escape(word) + behind)


def mark_places(data: bytes, marks: Iterable[Mark]) -> list[int]:
    """Where one of the marks stands, in order; each is looked for only in a text that has its word: most have none."""
    return sorted(found.start() for mark in marks if mark.word in data for found in mark.pattern.finditer(data))
