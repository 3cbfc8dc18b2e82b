"""What an expression can be, and what the parts of the evaluation ask of one another."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, Protocol

from builder.mapping.scripts.tree import Call, Class, File, Function, Member, Name, Node, Step

if TYPE_CHECKING:
    from builder.mapping.scripts.modules import Modules


MAX_TRAIL = 40  # expressions


@dataclass(frozen=True, slots=True)
class Frame:
    """A call that led into a function, and the calls before it."""

    function: Function
    call: Call
    outer: Frame | None
    depth: int = 0

    def of(self, function: Function) -> Frame | None:
        """The nearest call of a function."""
        frame: Frame | None = self
        while frame is not None and frame.function is not function:
            frame = frame.outer
        return frame


class Value(NamedTuple):
    """One thing that an expression can be.

    `node` is where it stands; `text` a string, `open`: one of several, and which one is not known; `how` as in
    the column `resolution`; `hops` the steps to it; `caller` the outermost call that gave it to a parameter; `trail`
    the expressions that a text came through, from where it stands on.
    """

    node: Node
    text: str | None = None
    open: bool = False
    how: str = "literal"
    hops: int = 0
    caller: Call | None = None
    frame: Frame | None = None
    trail: tuple[Node, ...] = ()

    def places(self) -> Iterator[str]:
        """The lines of the trail, each once where it changes: 'path:line'."""
        before = ""
        for node in self.trail:
            place = f"{node.file.path}:{node.file.place(node.start).line}"
            if place != before:
                yield place
            before = place


def through(values: Sequence[Value], node: Node) -> Sequence[Value]:
    """The values of a variable, member or call, with it behind the way of each text."""
    if not isinstance(node, Name | Member | Call):
        return values
    return [
        one._replace(trail=(*one.trail, node)) if one.text is not None and len(one.trail) < MAX_TRAIL else one
        for one in values
    ]


def opened(values: Iterable[Value]) -> list[Value]:
    """Values of which one is taken, nobody knows which."""
    return [value if value.open else value._replace(open=True) for value in values]


def farther(values: Iterable[Value], how: str | None = None) -> list[Value]:
    """Values one step away."""
    return [
        Value(node, text, is_open, how or ("constant" if known == "literal" else known), hops + 1, caller, frame, trail)
        for node, text, is_open, known, hops, caller, frame, trail in values
    ]


def distinct(values: Iterable[Value]) -> int:
    """How many different things values are."""
    return len({value.text if value.text is not None else id(value.node) for value in values})


class Calling(Protocol):
    """What is asked of the calls of functions (callers.py)."""

    def of(self, function: Function) -> list[Call]:
        """The calls of a function."""

    def classes(self, typed: str, file: File) -> list[Class]:
        """The classes that a type's name means in a file."""

    def members(self, member: Member, frame: Frame | None) -> list[Value]:
        """What callers give for a member of a parameter."""


class Evaluation(Protocol):
    """What the parts of the evaluation ask of the whole."""

    @property
    def modules(self) -> Modules:
        """The files of the repository."""

    @property
    def callers(self) -> Calling:
        """Who calls what."""

    def path(self, node: Name, frame: Frame | None) -> list[Value]:
        """A path of Rust that no variable is."""

    def evaluate(self, node: Node, frame: Frame | None = None) -> list[Value]:
        """All that an expression can be."""

    def step(self, value: Value, key: Step) -> list[Value]:
        """A member of a value."""

    def walk(self, values: Sequence[Value], path: Sequence[Step]) -> list[Value]:
        """The parts of values that steps lead to."""

    def elements(self, value: Value) -> list[Value]:
        """Every element of a value."""

    def class_member(self, node: Class, key: str, frame: Frame | None) -> list[Value]:
        """A field or method of a class."""

    def returned(self, function: Function, call: Call, frame: Frame | None) -> list[Value]:
        """What a function gives to a call."""

    def exported(self, file: File, name: str) -> list[Value]:
        """What a file exports under a name."""

    def json_of(self, path: str) -> list[Value]:
        """What a JSON file holds."""
