"""The strings, brackets and statements of code in a language without a grammar here."""

from bisect import bisect_left
from typing import NamedTuple

from builder import patterns as re
from builder.mapping.outside.named_strings import TOKEN

CONTINUED = re.compile(r"[=+,(&|?:.]\s*$|\?\?\s*$")
CONTINUING = re.compile(r"\s*(?:\.|\{|\?\?|\?:|\+|\|\||&&|:)")
LABEL = re.compile(r"\s*(\w+)\s*[:=](?![:=])\s*")
BEHIND = re.compile(r"\s*,\s*(\"[^\"\n]*\"|'[^'\n]*'|[\w.$&*>:-]+)")
# What stands before the bracket that a function's body begins with, and before that of a branch or loop.
HEAD = re.compile(r"\)\s*(?:(?:->|:|throws|async|const|noexcept|override|rethrows)?[\w\s<>?.,*&\[\]()]{0,80})$")
CONTROL = re.compile(r"\b(?:if|for|foreach|while|switch|catch|when|guard|select|synchronized|using|lock)\b[^;{}]*$")
MAX_HEAD = 300  # characters
MAX_STATEMENT = 20_000  # characters


class String(NamedTuple):
    """A string: its text, the offsets of its first character and of the quote behind it."""

    text: str
    start: int
    end: int
    offered: bool = False


class Argument(NamedTuple):
    """An argument of a call: its label, its text without that, and where it stands."""

    label: str
    text: str
    start: int
    end: int


class Code:
    """A text of code."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.strings: list[String] = []
        self._comments: list[tuple[int, int]] = []
        self._closing: dict[int, int] = {}
        self._marks: list[tuple[int, str]] = []  # commas, ends of lines and brackets
        opened: list[int] = []
        for token in TOKEN.finditer(text):
            kind = token.lastgroup
            if kind in ("double", "single"):
                self.strings.append(String(token[kind], token.start(kind), token.end(kind)))
            elif kind is None:
                self._comments.append(token.span())
            else:
                self._marks.append((token.start(), kind if token[0] != ";" else ";"))
                if kind == "open":
                    opened.append(token.start())
                elif kind == "close" and opened:
                    self._closing[opened.pop()] = token.start()
        self._starts = [one.start for one in self.strings]
        self._offsets = [at for at, _ in self._marks]
        self._begun = [start for start, _ in self._comments]

    def in_comment(self, at: int) -> bool:
        """Whether an offset is in a comment."""
        before = bisect_left(self._begun, at + 1) - 1
        return before >= 0 and at < self._comments[before][1]

    def closing(self, at: int) -> int | None:
        """The offset of the bracket that closes the one at an offset; None where it is none, or stays open."""
        return self._closing.get(at)

    def body(self, at: int) -> tuple[int, int] | None:
        """Where the innermost function around an offset begins and ends; None outside of all."""
        around = [one for one in self._closing.items() if one[0] < at < one[1] and self.text[one[0]] == "{"]
        for start, end in sorted(around, reverse=True):
            head = self.text[max(0, start - MAX_HEAD) : start]
            if HEAD.search(head) is not None and CONTROL.search(head) is None:
                return start, end
        return None

    def within(self, start: int, end: int) -> list[String]:
        """The strings between two offsets."""
        return self.strings[bisect_left(self._starts, start) : bisect_left(self._starts, end)]

    def statement_end(self, start: int) -> int:
        """Where the statement, argument or element that goes on at an offset ends."""
        number = bisect_left(self._offsets, start)
        while number < len(self._marks) and self._offsets[number] - start < MAX_STATEMENT:
            at, kind = self._marks[number]
            if kind == "open" and at in self._closing:
                number = bisect_left(self._offsets, self._closing[at]) + 1
                continue
            if kind in (";", "comma", "close"):
                return at
            if kind == "line" and not self._goes_on(start, at):
                return at
            number += 1
        return min(len(self.text), start + MAX_STATEMENT)

    def _goes_on(self, start: int, at: int) -> bool:
        """Whether a statement goes on behind the end of a line."""
        written = self.text[start:at]
        return (
            not written.strip()
            or CONTINUED.search(written) is not None
            or CONTINUING.match(self.text, at + 1) is not None
        )

    def arguments(self, at: int) -> list[Argument]:
        """The arguments of a call whose bracket opens at an offset."""
        end = self.closing(at)
        made: list[Argument] = []
        start = at + 1
        while end is not None and start < end:
            stop = min(self.statement_end(start), end)
            while stop < end and self.text[stop] == "\n":
                stop = min(self.statement_end(stop + 1), end)
            label = LABEL.match(self.text, start, stop)
            begun = label.end() if label is not None else start
            made.append(Argument(label[1] if label is not None else "", self.text[begun:stop].strip(), begun, stop))
            start = stop + 1
        return made

    def argument_behind(self, string: String, number: int) -> str:
        """An argument behind a string that is one itself, by its number: what a `%s` in it stands for; '' for none."""
        at, given = string.end + 1, ""
        for _ in range(number + 1):
            behind = BEHIND.match(self.text, at)
            if behind is None:
                return ""
            at, given = behind.end(), behind[1]
        return given
