"""The cells of a notebook within its JSON: edits of a cell's text -> edits of the file, which stays valid.

All else stays as it is, byte by byte: the file is never written anew.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from json.decoder import scanstring  # type: ignore[attr-defined] # the standard library's own, with places

from builder.mapping.pinning.interface import Edit, Unpinnable

SPACE = re.compile(r"[ \t\n\r]*")
CHARACTER = re.compile(r"\\u[dD][89abAB]\w\w\\u[dD][c-fC-F]\w\w|\\u\w{4}|\\.|[^\\]", re.DOTALL)
DECODER = json.JSONDecoder(strict=False)
LISTS = ("cells", "worksheets")


@dataclass(frozen=True)
class Cell:
    """A cell's text, the place of each of its characters in the file, and what stands between its strings."""

    text: str
    places: tuple[tuple[int, int], ...]
    between: str | None

    def edits(self, edits: list[Edit]) -> list[Edit]:
        """The edits of the file that change the cell's text so; a line more is a string more in its list."""
        return [Edit(*self._span(edit), self._written(edit.text)) for edit in edits]

    def _span(self, edit: Edit) -> tuple[int, int]:
        if edit.start == edit.end:  # behind the character before it, so that it stands in the same string
            at = self.places[edit.start - 1][1] if edit.start else self.places[0][0]
            return at, at
        places = self.places[edit.start : edit.end]
        if any(before[1] != behind[0] for before, behind in pairwise(places)):
            raise Unpinnable("what is to change stands in several strings of a notebook")
        return places[0][0], places[-1][1]

    def _written(self, text: str) -> str:
        parts = [json.dumps(part)[1:-1] for part in text.split("\n")]
        return "\\n".join(parts) if self.between is None else f'\\n"{self.between}"'.join(parts)


def cells(text: str) -> list[Cell | None]:
    """The cells of a notebook's JSON in their order, None for one without a text; Unpinnable where it is none."""
    try:
        return list(_cells(text, SPACE.match(text).end()))  # type: ignore[union-attr] # it matches anything
    except (ValueError, IndexError, RecursionError) as error:
        raise Unpinnable("the notebook is not found in its file") from error


def _cells(text: str, at: int) -> Iterator[Cell | None]:
    """The cells in the object at an offset, those of its sheets among them."""
    for key, start in _members(text, at):
        if key == LISTS[0]:
            for inner in _elements(text, start):
                sources = [place for name, place in _members(text, inner) if name in ("source", "input")]
                yield _cell(text, sources[-1]) if sources else None
        elif key == LISTS[1]:
            for inner in _elements(text, start):
                yield from _cells(text, inner)


def _members(text: str, at: int) -> Iterator[tuple[str, int]]:
    """The keys of the object at an offset, and where their values stand; nothing where no object does."""
    if text[at] != "{":
        return
    at = _space(text, at + 1)
    while text[at] != "}":
        key, at = scanstring(text, at + 1, False)
        at = _space(text, _space(text, at) + 1)
        yield key, at
        at = _space(text, DECODER.raw_decode(text, at)[1])
        if text[at] == ",":
            at = _space(text, at + 1)


def _elements(text: str, at: int) -> Iterator[int]:
    """Where the elements of the list at an offset stand; nothing where no list does."""
    if text[at] != "[":
        return
    at = _space(text, at + 1)
    while text[at] != "]":
        yield at
        at = _space(text, DECODER.raw_decode(text, at)[1])
        if text[at] == ",":
            at = _space(text, at + 1)


def _cell(text: str, at: int) -> Cell | None:
    strings = [at] if text[at] == '"' else [one for one in _elements(text, at) if text[one] == '"']
    written: list[str] = []
    places: list[tuple[int, int]] = []
    ends = []
    for start in strings:
        decoded, end = scanstring(text, start + 1, False)
        ends.append(end)
        own = [(found.start(), found.end()) for found in CHARACTER.finditer(text, start + 1, end - 1)]
        if len(own) != len(decoded):
            raise ValueError("a character of a string is not found")
        written += decoded
        places += own
    if not written:
        return None
    between = text[ends[0] : strings[1]] if len(strings) > 1 else None
    unix = [at for at, one in enumerate(written) if not (one == "\r" and written[at + 1 : at + 2] == ["\n"])]
    return Cell("".join(written[at] for at in unix), tuple(places[at] for at in unix), between)


def _space(text: str, at: int) -> int:
    return SPACE.match(text, at).end()  # type: ignore[union-attr] # it matches anything
