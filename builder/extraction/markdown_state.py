"""The lines of a text as markdown-it's rules read them, found line by line instead of letter by letter."""

from collections.abc import Callable
from itertools import accumulate
from typing import TypeAlias

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock

Rule: TypeAlias = Callable[[StateBlock, int, int, bool], bool]
TAB = 4  # columns
INDENT = frozenset(" \t")


class Lines(StateBlock):
    """A state at the first line of `source`, whose line ends are line feeds and which has no NUL."""

    def __init__(self, source: str, parser: MarkdownIt) -> None:
        """Marks the lines with their indents, which the class's own way looks for letter by letter."""
        super().__init__("", parser, {}, [])
        self.src = source
        lines = source.split("\n")
        begins = list(accumulate((len(line) + 1 for line in lines), initial=0))
        if not lines[-1].strip(" \t"):
            lines.pop()  # no line to markdown-it
        indents = [line[: len(line) - len(line.lstrip(" \t"))] if line[:1] in INDENT else "" for line in lines]
        # behind the last line stands an empty one, which the class itself has marked
        self.bMarks[:0] = begins[: len(lines)]
        self.eMarks[:0] = [begin + len(line) for begin, line in zip(begins, lines, strict=False)]
        self.tShift[:0] = map(len, indents)
        self.sCount[:0] = [len(indent.expandtabs(TAB)) if indent else 0 for indent in indents]
        self.bsCount[:0] = [0] * len(lines)
        self.bMarks[-1] = self.eMarks[-1] = len(source)
        self.lineMax = len(lines)
        self.begins = [*begins[:-1], len(source)]  # of all lines, and the end


def by_letter(*rules: tuple[str, Rule]) -> Rule:
    """One rule of several, each with the letters of which one begins its blocks.

    Each of markdown-it's rules writes to a log and asks for indents before it looks at the letter.
    """
    those: dict[str, tuple[Rule, ...]] = {}
    for letters, rule in rules:
        for letter in letters:
            those[letter] = (*those.get(letter, ()), rule)

    def begun(state: StateBlock, start: int, end: int, silent: bool) -> bool:
        place = state.bMarks[start] + state.tShift[start]
        for rule in those.get(state.src[place : place + 1], ()):  # noqa: SIM110 - a generator takes as long again
            if rule(state, start, end, silent):
                return True
        return False

    return begun
