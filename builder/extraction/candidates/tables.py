"""The tables of a card, in Markdown and in HTML, as rows of cells with their places."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from builder.extraction.markdown import Block

TAG = re.compile(r"<(/?)(table|tr|t[dh])\b([^<>]{0,400})>", re.IGNORECASE)
SPAN = {name: re.compile(rf"{name}span\s{{0,3}}=\s{{0,3}}[\"']?(\d{{1,2}})", re.IGNORECASE) for name in ("col", "row")}
PIPE = re.compile(r"(?<!\\)\|")
LINK = re.compile(r"\[([^\[\]\n]{0,300})\]\([^()\s]{0,500}\)")
MARKS = re.compile(r"[*`$\\{}]|(?<!\w)_|_(?!\w)|\[\^?\d{1,2}\]")
MOST_CELLS = 60_000  # of one table
MOST_NAMES = 30  # of a head
MOST_TABLES = 400  # of one card


@dataclass(frozen=True)
class Cell:
    """What a cell says without its marks, and the code points that it stands at."""

    text: str
    start: int
    end: int


@dataclass(frozen=True)
class Grid:
    """A table: the first row is its head, and rows may be shorter than others."""

    start: int
    head: tuple[Cell, ...]
    rows: tuple[tuple[Cell, ...], ...]

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The first cells of the head, as a candidate has them."""
        return tuple(cell.text for cell in self.head[:MOST_NAMES])


def grids(card: str, text: str, blocks: Iterable[Block]) -> list[Grid]:
    """The tables of a card in their order; `text` is what its reader sees, at the same places."""
    found = [_of_lines(text, block) for block in blocks if block.kind == "table"][:MOST_TABLES]
    if "<t" in card or "<T" in card:
        found += list(_of_tags(card, text))[:MOST_TABLES]
    return sorted((grid for grid in found if grid.head), key=lambda grid: grid.start)


def plain(text: str) -> str:
    """A cell's text without marks, the words of a link for the link."""
    return " ".join(MARKS.sub("", LINK.sub(r"\1", text) if "](" in text else text).split())


def _cell(text: str, start: int, end: int, marked: bool = True) -> Cell:
    """The cell at a place; its line is known to have no marks unless `marked`."""
    said = text[start:end]
    start += len(said) - len(said.lstrip())
    said = said.strip()
    return Cell(plain(said) if marked else " ".join(said.split()), start, start + len(said))


def _of_lines(text: str, block: Block) -> Grid:
    rows: list[tuple[Cell, ...]] = []
    at, count = block.start, 0
    for number, line in enumerate(text[block.start : block.end].split("\n")):
        body = line.strip()
        if body and number != 1 and count < MOST_CELLS:
            start = at + line.index(body) + body.startswith("|")
            end = (
                at + line.index(body) + len(body) - (body.endswith("|") and not body.endswith("\\|") and len(body) > 1)
            )
            cuts = [start, *(found.end() for found in PIPE.finditer(text, start, end)), end + 1]
            marked = "](" in body or MARKS.search(body) is not None  # asked of the line: most have none
            row = tuple([_cell(text, a, b - 1, marked) for a, b in pairwise(cuts)])
            rows.append(row)
            count += len(row)
        at += len(line) + 1
    return Grid(block.start, rows[0] if rows else (), tuple(rows[1:]))


def _of_tags(card: str, text: str) -> Iterator[Grid]:
    """Tables of HTML outside of code and comments: there their tags are blank in what the reader sees."""
    rows: list[list[Cell]] = []
    start = count = 0
    opened: tuple[int, int, int] | None = None  # where a cell's text begins, its columns and its rows
    held: dict[int, tuple[int, Cell]] = {}  # cells that reach into the next rows, by column

    def close(end: int) -> None:
        nonlocal opened
        if opened is not None and rows:
            begin, wide, high = opened
            cell = _cell(text, begin, end)
            for _ in range(wide):
                _fill(rows[-1], held)
                if high > 1:
                    held[len(rows[-1])] = high - 1, cell
                rows[-1].append(cell)
        opened = None

    for tag in TAG.finditer(card):
        if not text[tag.start() : tag.end()].isspace():
            continue
        name = tag[2].lower()
        close(tag.start())
        if name == "table":
            if rows:
                yield _grid(start, rows)
            rows, held, start, count = [], {}, tag.end(), 0
        elif name == "tr":
            if rows:
                _fill(rows[-1], held)
            if not tag[1]:
                rows.append([])
        elif not tag[1] and count < MOST_CELLS:
            wide, high = (
                min(int(said[1]), 40) if (said := SPAN[kind].search(tag[3])) else 1 for kind in ("col", "row")
            )
            opened = tag.end(), wide, high
            count += wide
    if rows:
        yield _grid(start, rows)


def _fill(row: list[Cell], held: dict[int, tuple[int, Cell]]) -> None:
    """Puts the cells of rows above that stand here into a row; each reaches one row less."""
    while len(row) in held:
        left, cell = held.pop(len(row))
        if left > 1:
            held[len(row)] = left - 1, cell
        row.append(cell)


def _grid(start: int, rows: list[list[Cell]]) -> Grid:
    kept = [tuple(row) for row in rows if row]
    return Grid(start, kept[0] if kept else (), tuple(kept[1:]))
