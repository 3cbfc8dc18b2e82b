"""A marimo notebook -> its cells as one module: each is a function there, and names pass between them by parameters.

marimo gives every name to one cell alone, and runs the cell before those that ask for it, wherever it stands
(docs.marimo.io, "How marimo runs cells" and "File format").
"""

from collections.abc import Iterator

from builder import patterns as re
from builder.records import dataclass

MARKS = (b"marimo.App(", b".cell")
DECORATOR = re.compile(r"@\w+\.cell\b(?:\([^()\n]*\))?[ \t\r]*")
HEAD = re.compile(r"(?:async[ \t]+)?def[ \t]+\w+[ \t]*\(")
RETURN = re.compile(r"( {4}|\t)return\b")
BODY = " \t\r#)"  # first characters of the lines of a cell's body; a string's further lines aside
WORD = re.compile(r"[A-Za-z_]\w*")
QUOTES = re.compile(r'"""|\'\'\'')
OPENING, CLOSING = "([{", ")]}"


@dataclass(frozen=True)
class Module:
    """Source, and the line of the file that each line of it was, from 1."""

    source: bytes
    lines: tuple[int, ...]


@dataclass(frozen=True)
class Cell:
    """Lines of a file and what they are in the module; the names that they ask for, and those that they give."""

    start: int
    lines: list[str]
    asks: frozenset[str] = frozenset()
    gives: frozenset[str] = frozenset()


def module(data: bytes) -> Module | None:
    """The module that a marimo notebook is; None for other Python."""
    if not all(mark in data for mark in MARKS):
        return None
    cells = list(_cells(data.decode("utf-8", "replace").split("\n")))
    ordered = [cells[number] for number in _in_order(cells)]
    source = "\n".join(line for cell in ordered for line in cell.lines).encode("utf-8", "replace")
    return Module(source, tuple(cell.start + row + 1 for cell in ordered for row in range(len(cell.lines))))


def _in_order(cells: list[Cell]) -> list[int]:
    """The cells in their order, each behind those that give it a name."""
    giver = {name: number for number, cell in enumerate(cells) for name in cell.gives}
    ordered: dict[int, None] = {}
    begun: set[int] = set()
    for first in range(len(cells)):
        waiting = [first]
        while waiting:
            number = waiting[-1]
            missing = [] if number in begun else sorted({giver[name] for name in cells[number].asks & giver.keys()})
            begun.add(number)
            waiting += [one for one in reversed(missing) if one not in begun]
            if waiting[-1] == number:
                ordered[waiting.pop()] = None
    return list(ordered)


def _cells(lines: list[str]) -> Iterator[Cell]:
    """A file's cells, and what stands between them."""
    row = start = 0
    while row < len(lines):
        if not DECORATOR.fullmatch(lines[row]) or row + 1 == len(lines) or not HEAD.match(lines[row + 1]):
            row += 1
            continue
        if row > start:
            yield Cell(start, lines[start:row])
        head = _closed(lines, row + 1)
        end = _end(lines, head + 1)
        asks = WORD.findall("\n".join(lines[row + 1 : head + 1]))[2:]
        body, gives = _body(lines[head + 1 : end])
        yield Cell(row, ["", "if True:", *[""] * (head - row - 1), *body], frozenset(asks), gives)
        row = start = end
    if row > start:
        yield Cell(start, lines[start:row])


def _end(lines: list[str], row: int) -> int:
    """The first row behind a cell's body."""
    quote: str | None = None
    while row < len(lines) and (quote is not None or not lines[row].strip() or lines[row][0] in BODY):
        for mark in QUOTES.findall(lines[row]):
            quote = mark if quote is None else None if quote == mark else quote
        row += 1
    return row


def _body(lines: list[str]) -> tuple[list[str], frozenset[str]]:
    """A cell's body without what it gives to others, and the names of that."""
    made: list[str] = []
    gives: set[str] = set()
    while len(made) < len(lines):
        row = len(made)
        given = RETURN.match(lines[row])
        end = _closed(lines, row) if given is not None else row
        if given is not None:
            gives.update(WORD.findall("\n".join(lines[row : end + 1]))[1:])
        made += [lines[row]] if given is None else [f"{given[1]}pass", *[""] * (end - row)]
    return made, frozenset(gives)


def _closed(lines: list[str], row: int) -> int:
    """The row in which the brackets that a row opens are closed; brackets in strings are none to speak of."""
    depth, last = 0, row
    for last in range(row, len(lines)):
        depth += sum(map(lines[last].count, OPENING)) - sum(map(lines[last].count, CLOSING))
        if depth <= 0:
            break
    return last
