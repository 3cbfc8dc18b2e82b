"""What settings files are read into, whatever their format: scalars with their keys and their place."""

from bisect import bisect_right
from typing import NamedTuple

ELEMENT = "[]"  # stands for an element of a list among keys
MAX_DEPTH = 64  # keys of one entry; deeper ones are generated, and stand at this depth
MAX_ENTRIES = 20_000  # a file that holds more is data


class Place(NamedTuple):
    """A character of a file: line and column count from 1, columns in characters."""

    line: int
    column: int


class Entry(NamedTuple):
    """One scalar: the keys that lead to it, outermost first, its text, and the place of each line of it.

    `parent` is the same number for what stands in one mapping, in lists right below it too. A text of more lines than
    places was escaped: its further lines stand at the last place. `folded`: its line ends mean spaces.
    """

    keys: tuple[str, ...]
    value: str
    places: tuple[Place, ...]
    parent: int
    folded: bool = False

    @property
    def key(self) -> str:
        """The innermost key that is no element of a list; '' at the root."""
        for key in reversed(self.keys):
            if key != ELEMENT:
                return key
        return ""

    @property
    def place(self) -> Place:
        """Where the text begins."""
        return self.places[0]


class Positions:
    """Offsets in a text as places."""

    def __init__(self, text: str) -> None:
        self._starts = [0]
        offset = text.find("\n")
        while offset >= 0:
            self._starts.append(offset + 1)
            offset = text.find("\n", offset + 1)

    def at(self, offset: int) -> Place:
        """Place of the character at an offset."""
        line = bisect_right(self._starts, offset)
        return Place(line, offset - self._starts[line - 1] + 1)

    def offset(self, line: int) -> int:
        """Offset of the first character of a line, counted from 1."""
        return self._starts[line - 1]


def below(keys: tuple[str, ...], key: str) -> tuple[str, ...]:
    """Keys of what stands under a key; at most MAX_DEPTH of them."""
    return (*keys[: MAX_DEPTH - 1], key)


def decoded(data: bytes) -> str:
    """A file's text: UTF-8 without its byte order mark, a '?' of its own for each byte that is none."""
    return data.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "replace")
