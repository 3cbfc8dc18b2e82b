"""What every finder of edits takes and gives."""

from dataclasses import dataclass
from itertools import pairwise

from builder.mapping.files import COOKIE, MARKS, WESTERN

HEADS = (None, "main", "master")  # revisions that mean the newest commit of a repository on the Hub


class Unpinnable(Exception):
    """Raised where a commit cannot be written with certainty; the message is the reason."""


@dataclass(frozen=True)
class Spot:
    """A place that loads a model: its row's place and names, and the commit that it is to load.

    `line` and `column` count from 1, columns in characters. `revision` is what it loads now (None: the newest).
    """

    line: int
    column: int
    cell: int | None
    call: str
    name: str
    revision: str | None
    commit: str


@dataclass(frozen=True, order=True)
class Edit:
    """Characters of a text, from `start` up to `end`, and what takes their place."""

    start: int
    end: int
    text: str


def offset(text: str, line: int, column: int) -> int:
    """Offset of a place in a text; Unpinnable where it has no such place."""
    at = 0
    for _ in range(line - 1):
        at = text.find("\n", at) + 1
        if at == 0:
            raise Unpinnable("its place is not found in the file")
    if at + column - 1 > len(text):
        raise Unpinnable("its place is not found in the file")
    return at + column - 1


def applied(text: str, edits: list[Edit]) -> str:
    """The text with all edits made; Unpinnable where two of them overlap."""
    ordered = sorted(set(edits))
    if any(later.start < earlier.end or later.start == earlier.start for earlier, later in pairwise(ordered)):
        raise Unpinnable("two edits overlap")
    for edit in reversed(ordered):
        text = text[: edit.start] + edit.text + text[edit.end :]
    return text


def text_of(data: bytes) -> tuple[str, str]:
    """A file's text and its encoding, with which the text gives the same bytes; Unpinnable where none does."""
    if b"\r" in data and b"\n" not in data:
        raise Unpinnable("its lines end with carriage returns alone")
    for name in (*_declared(data), "utf-8", WESTERN):
        try:
            text = data.decode(name)
            if text.encode(name) == data:
                return text, name
        except (LookupError, ValueError):
            continue
    raise Unpinnable("its encoding is not known")


def _declared(data: bytes) -> list[str]:
    """The encoding that a file names, by its byte order mark or else in a comment; Unpinnable for other marks."""
    if data.startswith(MARKS[0][0]):
        return ["utf-8-sig"]
    if any(data.startswith(mark) for mark, _ in MARKS):
        raise Unpinnable("its encoding is not UTF-8")
    cookie = COOKIE.match(data[:500])
    return [cookie[1].decode()] if cookie is not None else []


def newline(text: str, at: int) -> str:
    """How the line at an offset ends."""
    end = text.find("\n", at)
    return "\r\n" if end > 0 and text[end - 1] == "\r" else "\n"
