"""Expressions as values of ours: what resolving a name needs of them, free of the parser's nodes, so that they keep."""

from __future__ import annotations

from typing import NamedTuple, TypeAlias


class Text(NamedTuple):
    """A string literal; `line` counts from 1."""

    value: str
    line: int


class Constant(NamedTuple):
    """True, False, None or a number, as written."""

    source: str


class Name(NamedTuple):
    """A name."""

    name: str


class Attribute(NamedTuple):
    """`value.name`."""

    value: Expression
    name: str


class Item(NamedTuple):
    """`value[key]`; a slice has no key."""

    value: Expression
    key: Expression | None


class Join(NamedTuple):
    """Texts one after the other: an f-string, a sum."""

    parts: tuple[Expression, ...]


class Template(NamedTuple):
    """`"..." % values`."""

    template: Expression
    values: Expression


class Either(NamedTuple):
    """One of several: `a if c else b`, `a or b`."""

    options: tuple[Expression, ...]


class Both(NamedTuple):
    """`a and b`."""

    parts: tuple[Expression, ...]


class Equal(NamedTuple):
    """`left == right`; with `within`, `left in right`."""

    left: Expression
    right: Expression
    within: bool


class Table(NamedTuple):
    """A dictionary; a pair without a key is another dictionary that is unpacked into it."""

    pairs: tuple[tuple[Expression | None, Expression], ...]


class Items(NamedTuple):
    """A list, tuple or set."""

    items: tuple[Expression, ...]


class Spread(NamedTuple):
    """`*value` in a list."""

    value: Expression


class Source(NamedTuple):
    """`for names in iterable` within an expression; each name with its place in what is unpacked.

    Without an iterable the names are a lambda's parameters.
    """

    names: tuple[tuple[str, tuple[int, ...]], ...]
    iterable: Expression | None


class Each(NamedTuple):
    """A comprehension; of a dictionary the element is a Table of one pair."""

    element: Expression
    sources: tuple[Source, ...]


class Lambda(NamedTuple):
    """An anonymous function."""

    source: Source
    body: Expression


class Argument(NamedTuple):
    """One argument of a call and its place in bytes; `name` is its keyword, '*' or '**' for what is unpacked."""

    name: str | None
    value: Expression
    start: int
    end: int
    line: int


class Call(NamedTuple):
    """A call and its place in bytes; `word` is the place of its function's last name."""

    function: Expression
    arguments: tuple[Argument, ...]
    start: int
    end: int
    line: int
    word: int


class Other(NamedTuple):
    """Anything else."""


Expression: TypeAlias = (
    Text
    | Constant
    | Name
    | Attribute
    | Item
    | Join
    | Template
    | Either
    | Both
    | Equal
    | Table
    | Items
    | Spread
    | Each
    | Lambda
    | Call
    | Other
)
OTHER = Other()
NONE = Constant("None")


class PlacedCall(NamedTuple):
    """A call of a statement with the comprehensions and lambdas that it stands in, outermost first."""

    call: Call
    sources: tuple[Source, ...]


def dotted(expression: Expression) -> str | None:
    """'a.b.c' for a chain of attributes on a name; None for anything else."""
    names: list[str] = []
    while isinstance(expression, Attribute):
        names.append(expression.name)
        expression = expression.value
    if not isinstance(expression, Name):
        return None
    return ".".join((expression.name, *reversed(names)))
