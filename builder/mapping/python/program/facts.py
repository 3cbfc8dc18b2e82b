"""The facts of one Python file: its scopes, its expressions, its calls. They know neither its path nor its repository.

Everything is read when it is asked for, at most once; what is kept are values of ours and places, never the parser's
nodes, so that facts can be kept by the file's contents.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from functools import cached_property
from itertools import accumulate

from builder import patterns as re
from builder.mapping.python.program.scopes import Scope, Statement
from builder.mapping.python.program.skeleton import Walker
from builder.mapping.python.syntax.bodies import left_out
from builder.mapping.python.syntax.expressions import Expression, PlacedCall
from builder.mapping.python.syntax.grammar import Budget, parse, parse_without
from builder.mapping.python.syntax.heads import Span
from builder.mapping.python.syntax.reading import read_expression, read_statement
from builder.mapping.python.syntax.regions import Regions, word_places

MAX_BACK = 50  # statements looked at for the one around a place; only broken code nests them
GLOBAL, WALRUS, DEFINED, SETTING = b"global ", b":=", b"def ", b"setattr("
# Within a function: `NAME[key] = value`, `NAME.append(value)`.
ADDED = re.compile(
    rb"(?:^[ \t]+|:[ \t]+)([A-Za-z_][\w.]*)"
    rb"(?:\[[^\]\n]*\]\s*=(?!=)|\.(?:append|appendleft|add|extend|update|setdefault|insert)\()",
    re.MULTILINE,
)
MAX_EXCERPT = 4000  # bytes of source that are kept: far more than is published, so that masking sees secrets whole


class Facts:
    """One file's facts."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self._budget = Budget(len(data))
        self._near: list[int] = []
        self._held: dict[bytes, bool] = {}
        self._has_globals = False
        self._expressions: dict[tuple[int, int], Expression] = {}
        self._calls: dict[int, list[PlacedCall]] = {}
        self._words: dict[str, list[int]] = {}

    def expect(self, places: Iterable[int]) -> None:
        """Bytes that will be asked for: the functions around them are walked with the file, not by themselves."""
        self._near = sorted(places)

    @cached_property
    def module(self) -> Scope:
        """The outermost scope."""
        module = Scope("module", "", Span(0, len(self.data)))
        # an open string behind the code would cost the parser time by the square of its length
        bodies = left_out(self.data, self.regions, self._wanted)
        root = parse_without(self.data[: self.regions.end], bodies, self._budget)
        self._walker(0, bodies).walk(root, module)
        return module

    @property
    def took_too_long(self) -> bool:
        """Whether some of the file reads as empty, as the parser spent its time."""
        return self._budget.spent

    @cached_property
    def regions(self) -> Regions:
        """Which bytes are code."""
        return Regions(self.data)

    def places(self, word: str) -> list[int]:
        """Where a word stands in code, in order."""
        if word not in self._words:
            found = word_places(self.data, word.encode())
            self._words[word] = [place for place in found if self.regions.is_code(place)]
        return self._words[word]

    def uses(self, word: str) -> list[int]:
        """Where a word stands in code and is not defined there, in order."""
        return [place for place in self.places(word) if not self.data.startswith(DEFINED, place - len(DEFINED))]

    def filled(self, scope: Scope) -> Scope:
        """The scope, its body walked."""
        if not scope.filled:
            scope.filled = True
            start, end = scope.span
            root = parse(self.data[start:end], self._budget)
            inner = root.named_children[0] if root.named_child_count else root
            self._walker(start).walk(inner.child_by_field_name("body") or inner, scope)
            # alone, a broken function may be read as something that holds it: no scope holds itself
            scope.children = [child for child in scope.children if child.span.end - child.span.start < end - start]
        return scope

    def forget(self) -> None:
        """Drop the scopes, each of which refers to those around and in it; they are read again when asked for."""
        scopes = [scope] if (scope := self.__dict__.pop("module", None)) is not None else []
        for scope in scopes:
            scope.parent = None
            scope.naming.clear()
            scopes.extend(scope.children)
        self._has_globals = False

    def _walker(self, start: int, bodies: Sequence[Span] = ()) -> Walker:
        return Walker(self.data, start, self._wanted, self.holds(WALRUS), bodies)

    def holds(self, word: bytes) -> bool:
        """Whether the file has these bytes anywhere."""
        known = self._held.get(word)
        if known is None:
            known = self._held[word] = word in self.data
        return known

    @cached_property
    def _line_ends(self) -> list[int]:
        ends = accumulate(map((1).__add__, map(len, self.data.split(b"\n"))), initial=-1)
        next(ends)
        return list(ends)

    def row(self, place: int) -> int:
        """How many lines stand above a place."""
        return bisect_right(self._line_ends, place)

    def _wanted(self, start: int, end: int) -> bool:
        first = bisect_left(self._near, start)
        return first < len(self._near) and self._near[first] < end

    @cached_property
    def added(self) -> dict[str, list[int]]:
        """Where indented code adds to a list or dictionary, by its name as written ('TABLE', 'self.table')."""
        found: dict[str, list[int]] = {}
        for match in ADDED.finditer(self.data):
            found.setdefault(match[1].decode(), []).append(match.start(1))
        return found

    def methods_with(self, kind: Scope, name: str) -> list[Scope]:
        """The methods of a class that hold the name of an attribute, and may set it."""
        known = kind.naming.get(name)
        if known is None:
            words = [f".{name}".encode()]
            if self.holds(SETTING):
                words += [f'"{name}"'.encode(), f"'{name}'".encode()]
            methods = (one for one in kind.children if one.kind == "function" and one.parameters)
            is_there = self._stands(words, kind.span)
            known = [one for one in methods if self._stands(words, one.span)] if is_there else []
            kind.naming[name] = known
        return known

    def _stands(self, words: list[bytes], span: Span) -> bool:
        return any(self.data.find(word, *span) >= 0 for word in words)

    def fill_globals(self) -> None:
        """Walk the functions that bind names of the module."""
        if not self._has_globals:
            self._has_globals = True
            for place in self.places("global") if self.holds(GLOBAL) else ():
                self.statement(place)

    def statement(self, place: int) -> tuple[Scope, Statement] | None:
        """The innermost scope at a place and its statement there; None where there is none."""
        scope = self.module
        found: tuple[Scope, Statement] | None = None
        while True:
            statement = _covering(scope.statements, place)
            found = (scope, statement) if statement is not None else found
            last = bisect_right(scope.children, place, key=_start) - 1
            if last < 0 or place >= scope.children[last].span.end:
                return found
            scope = self.filled(scope.children[last])

    def calls(self, statement: Statement) -> list[PlacedCall]:
        """Every call within a statement."""
        if statement.start not in self._calls:
            row = self.row(statement.start)
            self._calls[statement.start] = read_statement(self.data, statement.start, statement.end, row, self._budget)
        return self._calls[statement.start]

    def expression(self, span: Span) -> Expression:
        """The expression in a span."""
        key = (span.start, span.end)
        if key not in self._expressions:
            self._expressions[key] = read_expression(self.data, *span, self.row(span.start), self._budget)
        return self._expressions[key]

    def excerpt(self, start: int, end: int) -> str:
        """The first MAX_EXCERPT bytes of a span as text; bytes that are no UTF-8 stand as \\xNN."""
        return self.data[start : min(end, start + MAX_EXCERPT)].decode("utf-8", "backslashreplace")

    def column(self, place: int) -> int:
        """Column of the character at a place, counted from 1."""
        return len(self.data[self.data.rfind(b"\n", 0, place) + 1 : place].decode("utf-8", "replace")) + 1


def _start(scope: Scope) -> int:
    return scope.span.start


def _covering(statements: list[Statement], place: int) -> Statement | None:
    """The last statement that begins at or before a place and ends behind it."""
    last = bisect_left(statements, Statement(place + 1, 0, 0))
    near = reversed(statements[max(last - MAX_BACK, 0) : last])
    return next((statement for statement in near if statement.end > place), None)
