"""Scopes of a Python file: which names they bind, where, and which of the bindings reach a place of use."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal, NamedTuple

from builder.mapping.python.syntax.expressions import Path
from builder.mapping.python.syntax.heads import Head, Parameter, Span, parameters

How = Literal["value", "each", "extend", "append", "item", "import", "scope", "parameter", "opaque", "declared"]


ELSEWHERE = -1  # block of a binding of another scope: what a function declares global
MAX_SEEN = 16  # bindings that one use sees; those that add to a list or table are not counted
ADDING = ("item", "extend", "append")  # what leaves in place what was bound before


class Binding(NamedTuple):
    """One binding of a name at byte `at`, in a block of its scope.

    'value': what `span` gives, `path` within it; 'each': each element of it; 'extend', 'append': it, or it as an
    element, is added to what is bound; 'item': it is set under the key in `key`; 'import': the name `target`, '.'
    before it for each level; 'scope': the class or function `scope`; 'opaque': not followed; 'declared': an annotation,
    without a value.
    """

    how: How
    at: int
    block: int
    span: Span | None = None
    path: Path = ()
    target: str = ""
    scope: Scope | None = None
    key: Span | None = None
    annotation: Span | None = None


class Block(NamedTuple):
    """A suite of statements; of the branches of one `statement` (an `if`, a `match`) only one runs.

    It runs where the condition in `guard` holds.
    """

    parent: int
    statement: int
    exclusive: bool
    loop: bool
    guard: Span | None = None


class Skip(NamedTuple):
    """An `if` of a block that ends in `continue` at byte `end`: what follows runs where `guard` does not hold."""

    end: int
    block: int
    guard: Span


class Statement(NamedTuple):
    """A simple statement, or the head of a compound one."""

    start: int
    end: int
    block: int


@dataclass(eq=False)
class Scope:
    """A module, class or function. `filled`: its body was walked, and all that is below is known.

    `yields`: of `returns` those of `yield`, each with whether it is one of `yield from`.
    """

    kind: Literal["module", "class", "function"]
    name: str
    span: Span
    parent: Scope | None = None
    head: Head | None = None
    decorators: tuple[Span, ...] = ()
    bases: tuple[Span, ...] = ()
    filled: bool = False
    names: dict[str, list[Binding]] = field(default_factory=dict)
    stars: list[str] = field(default_factory=list)
    globals: set[str] = field(default_factory=set)
    returns: list[Span] = field(default_factory=list)
    yields: dict[Span, bool] = field(default_factory=dict)
    skips: list[Skip] = field(default_factory=list)
    statements: list[Statement] = field(default_factory=list)
    children: list[Scope] = field(default_factory=list)
    naming: dict[str, list[Scope]] = field(default_factory=dict)  # the methods that hold an attribute's name
    blocks: list[Block] = field(default_factory=lambda: [Block(-1, -1, False, False)])

    @cached_property
    def parameters(self) -> tuple[Parameter, ...]:
        """The parameters of a function."""
        return parameters(self.head) if self.head is not None else ()

    def bind(self, name: str, binding: Binding) -> None:
        """Bind a name here, or in the module where this scope declares it global."""
        scope = self
        if self.globals and name in self.globals:
            # Blocks are numbered within their scope, in which the value is evaluated.
            binding = binding._replace(block=ELSEWHERE, scope=binding.scope or self)
            while scope.parent is not None:
                scope = scope.parent
        known = scope.names.get(name)
        if known is None:
            scope.names[name] = [binding]
        else:
            known.append(binding)

    @property
    def around(self) -> Scope | None:
        """The class that this function is a method of."""
        return self.parent if self.parent is not None and self.parent.kind == "class" else None

    def outer(self) -> Iterator[Scope]:
        """This scope and those around it whose names it sees: not those of classes."""
        yield self
        scope = self.parent
        while scope is not None:
            if scope.kind != "class":
                yield scope
            scope = scope.parent

    def reaching(self, name: str, at: int, block: int | None) -> list[Binding]:
        """The bindings of a name that a use at byte `at` of a block may see, the last ones last.

        `block` None: a use from elsewhere, which sees what the scope ends with.
        """
        bindings = self.names.get(name, [])
        if len(bindings) == 1 and (block is None or bindings[0].at < at) and bindings[0].how != "declared":
            return bindings
        above = list(self.above(block)) if block is not None else [0]
        loops = {number for number in above if self.blocks[number].loop}
        seen: list[Binding] = []
        left = MAX_SEEN
        for binding in reversed(bindings):
            if binding.how == "declared" or self._excluded(binding.block, above):
                continue
            before = block is None or binding.at < at
            if before or (loops and self._within(binding.block, loops)):
                seen.append(binding)
                left -= binding.how not in ADDING
            if (before and binding.block in above and binding.how not in ADDING) or not left:
                break
        return seen[::-1]

    def guards(self, block: int | None) -> list[Span]:
        """The conditions that a block runs under."""
        blocks = self.above(block) if block is not None else ()
        return [guard for number in blocks if (guard := self.blocks[number].guard) is not None]

    def skipped(self, at: int, block: int | None) -> list[Skip]:
        """The conditions under which a place in a block is skipped."""
        blocks = set(self.above(block)) if block is not None and self.skips else ()
        return [skip for skip in self.skips if skip.block in blocks and skip.end <= at]

    def above(self, block: int) -> Iterator[int]:
        """A block and those around it, the innermost first."""
        while block >= 0:
            yield block
            block = self.blocks[block].parent

    def _within(self, block: int, blocks: set[int]) -> bool:
        return any(number in blocks for number in self.above(block))

    def _excluded(self, block: int, above: list[int]) -> bool:
        """Whether a block is another branch of a statement that one of `above` is a branch of."""
        branches = {self.blocks[number].statement for number in above if self.blocks[number].exclusive}
        return any(
            self.blocks[number].statement in branches and number not in above
            for number in self.above(block)
            if self.blocks[number].exclusive
        )
