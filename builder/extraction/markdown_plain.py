"""Plain paragraphs and plain lists of Markdown, passed over at once: they hold no block that anybody asks for.

markdown-it tries a dozen rules at each of their lines. What begins with a letter begins no other block, and lines of a
list whose items begin with a letter hold none, where an empty line and no deeper one follow.
"""

import re

from markdown_it.rules_block import StateBlock

MARKERS = frozenset("-*+")
INTERRUPTS = re.compile(r"[-*+] \S|#{1,6} ")  # ends a paragraph without an empty line
CODE_INDENT = 4  # columns from which a line is code


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
