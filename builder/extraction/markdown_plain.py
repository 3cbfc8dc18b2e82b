"""Paragraphs of Markdown, and plain lists, passed over: they hold no block that anybody asks for.

markdown-it tries a dozen rules at each of their lines. What begins with a letter begins no other block, and lines of a
list whose items begin with a letter hold none, where an empty line and no deeper one follow.
"""

import re

from markdown_it.common.utils import mdTrim
from markdown_it.rules_block import StateBlock

MARKERS = frozenset("-*+")
INTERRUPTS = re.compile(r"[-*+] \S|#{1,6} ")  # ends a paragraph without an empty line
CODE_INDENT = 4  # columns from which a line is code
UNDERLINES = {"=": 1, "-": 2}  # and the level of the heading that they make


def plain(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Whether a plain paragraph or list begins at the line; unless `silent`, moves the state behind it."""
    if silent or state.blkIndent or state.sCount[start] >= CODE_INDENT or state.parentType != "root":
        return False
    src, begins, shifts = state.src, state.bMarks, state.tShift
    place = begins[start] + shifts[start]
    marker = src[place] if place < len(src) else ""
    if not marker.isalpha() and marker not in MARKERS:
        return False
    line, indent = start, state.sCount[start]
    while line < end and not state.isEmpty(line):
        place = begins[line] + shifts[line]
        if marker in MARKERS:
            if src[place] != marker or src[place + 1 : place + 2] != " " or state.sCount[line] != indent:
                return False
            place += 2
        elif line > start and INTERRUPTS.match(src, place, state.eMarks[line]) and state.sCount[line] < CODE_INDENT:
            break
        letter = src[place : place + 1]
        if not letter.isalpha() or state.sCount[line] >= CODE_INDENT or src.find("|", place, state.eMarks[line]) >= 0:
            return False
        line += 1
    if marker in MARKERS and not _ends(state, line, end):
        return False
    state.line = line
    return True


def _ends(state: StateBlock, line: int, end: int) -> bool:
    """Whether what follows an empty line after a list cannot belong to its last item."""
    while line < end and state.isEmpty(line):
        line += 1
    return line >= end or state.sCount[line] == 0


def paragraph(state: StateBlock, start: int, end: int, _silent: bool) -> bool:
    """A paragraph, or the heading that a line under it makes of it; of a paragraph no token is made.

    These are markdown-it's rules 'lheading' and 'paragraph', which read the same lines one after the other.
    """
    ends = state.md.block.ruler.getRules("paragraph")
    outside, state.parentType = state.parentType, "paragraph"
    line, level = start + 1, None
    while line < end and not state.isEmpty(line):
        indent = state.sCount[line] - state.blkIndent
        if indent < CODE_INDENT:  # deeper lines go on with the paragraph
            if indent >= 0 and (level := _underlined(state, line)):
                break
            # a line of a negative indent goes on with one in a quotation
            if state.sCount[line] >= 0 and any(rule(state, line, end, True) for rule in ends):
                break
        line += 1
    state.parentType = outside
    state.line = line + 1 if level else line
    if level:
        _heading(state, start, line, level)
    return True


def _underlined(state: StateBlock, line: int) -> int | None:
    """The level of the heading that a line makes of what stands above it; None for one that makes none."""
    said = state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]]
    level = UNDERLINES.get(said[:1])
    return level if level and not said.lstrip(said[0]).strip(" \t") else None


def _heading(state: StateBlock, start: int, line: int, level: int) -> None:
    """The tokens of a heading up to the line under it."""
    opened = state.push("heading_open", f"h{level}", 1)
    opened.map = [start, line + 1]
    text = state.getLines(start, line, state.blkIndent, False)
    state.push("inline", "", 0).content = mdTrim(text)
    state.push("heading_close", f"h{level}", -1)
