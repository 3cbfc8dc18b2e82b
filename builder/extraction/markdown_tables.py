"""Tables of Markdown as markdown-it reads them, with tokens for the head alone: the place and the head are all we ask.

The rule is that of markdown_it/rules_block/table.py, which makes three objects of each cell and reads rows letter by
letter; where a table begins and ends is the same.
"""

import re

from markdown_it.common.utils import mdTrim
from markdown_it.rules_block import StateBlock

DELIMITERS = re.compile(r"(?!-[ \t])[|:-][|:\- \t]+")
STARTS = frozenset("|:-")
COLUMN = re.compile(r":?-+:?")
PIPE = re.compile(r"(?<!\\)\|")
MOST_COMPLETED = 0x10000  # cells that short rows lack: with more of them the table ends


def table(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Whether a table begins at the line; unless `silent`, pushes its tokens and moves the state behind it."""
    under = start + 1
    if start + 2 > end:
        return False
    place = state.bMarks[under] + state.tShift[under]
    if state.src[place : place + 1] not in STARTS:  # asked first, of every line: few are under a head
        return False
    if state.sCount[under] < state.blkIndent or state.is_code_block(under):
        return False
    columns = _columns(_line(state, under))
    head = mdTrim(_line(state, start)) if columns else ""
    if "|" not in head or state.is_code_block(start):
        return False
    names = _cells(head)
    if not names or len(names) != columns:
        return False
    if not silent:
        _push(state, start, end, names)
    return True


def _line(state: StateBlock, line: int) -> str:
    return state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]]


def _columns(line: str) -> int:
    """How many columns the line under a head parts; 0 for a line that is none."""
    if DELIMITERS.fullmatch(line) is None:
        return 0
    parts = [part.strip(" \t") for part in line.split("|")]
    inner = parts[not parts[0] : len(parts) - (len(parts) > 1 and not parts[-1])]
    return len(inner) if all(map(COLUMN.fullmatch, inner)) else 0


def _cells(row: str) -> list[str]:
    """The cells of a trimmed row."""
    parts = PIPE.split(row) if "\\" in row else row.split("|")
    parts = parts[not parts[0] :]
    return parts[:-1] if parts and not parts[-1] else parts


def _push(state: StateBlock, start: int, end: int, names: list[str]) -> None:
    """The tokens of a table and of its head's cells."""
    outside, state.parentType = state.parentType, "table"
    opened = state.push("table_open", "table", 1)
    for name in names:
        state.push("inline", "", 0).content = mdTrim(name.replace("\\|", "|"))
    state.push("thead_close", "thead", 0)
    state.line = _after(state, start + 2, end, len(names))
    opened.map = [start, state.line]
    state.push("table_close", "table", -1)
    state.parentType = outside


def _after(state: StateBlock, line: int, end: int, columns: int) -> int:
    """The first line behind a table whose rows begin at `line`."""
    ends = state.md.block.ruler.getRules("blockquote")  # what ends a quotation ends a table
    completed = 0
    while line < end and state.sCount[line] >= state.blkIndent:
        if any(rule(state, line, end, True) for rule in ends):
            break
        row = mdTrim(_line(state, line))
        if not row or state.is_code_block(line):
            break
        completed += columns - len(_cells(row))
        if completed > MOST_COMPLETED:
            break
        line += 1
    return line
