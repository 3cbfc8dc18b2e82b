"""Expressions as values of ours: what resolving a name needs of them, free of the parser's nodes, so that they keep."""

from __future__ import annotations

from typing import NamedTuple, TypeAlias

from builder.records import dataclass


@dataclass(frozen=True, slots=True)
class Text:
    """A string literal; `line` counts from 1."""

    value: str
    line: int


@dataclass(frozen=True, slots=True)
class Constant:
    """True, False, None or a number, as written."""

    source: str


@dataclass(frozen=True, slots=True)
class Name:
    """A name."""

    name: str


@dataclass(frozen=True, slots=True)
class Attribute:
    """`value.name`."""

    value: Expression
    name: str


@dataclass(frozen=True, slots=True)
class Slice:
    """`start:stop` as a key; None where a bound is left out."""

    start: Expression | None
    stop: Expression | None


@dataclass(frozen=True, slots=True)
class Item:
    """`value[key]`; a slice with steps, or of several dimensions, has no key."""

    value: Expression
    key: Expression | None


@dataclass(frozen=True, slots=True)
class Join:
    """Texts one after the other: an f-string, a sum."""

    parts: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Template:
    """`"..." % values`."""

    template: Expression
    values: Expression


@dataclass(frozen=True, slots=True)
class Either:
    """One of several: `a if c else b`, `a or b`; with `first` the others only where the first has no value."""

    options: tuple[Expression, ...]
    first: bool = False


@dataclass(frozen=True, slots=True)
class Both:
    """`a and b`."""

    parts: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Equal:
    """`left == right`; with `within`, `left in right`."""

    left: Expression
    right: Expression
    within: bool


@dataclass(frozen=True, slots=True)
class Unequal:
    """`left != right`; with `within`, `left not in right`."""

    left: Expression
    right: Expression
    within: bool


@dataclass(frozen=True, slots=True)
class Table:
    """A dictionary; a pair without a key is another dictionary that is unpacked into it."""

    pairs: tuple[tuple[Expression | None, Expression], ...]


@dataclass(frozen=True, slots=True)
class Items:
    """A list, tuple or set."""

    items: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Spread:
    """`*value` in a list."""

    value: Expression


class Rest(NamedTuple):
    """What `*rest` takes of a list: all but so many elements before and after it."""

    before: int
    after: int


Path: TypeAlias = tuple[int | Rest, ...]  # places, one within the other, in what is unpacked


@dataclass(frozen=True, slots=True)
class Source:
    """`for names in iterable` within an expression; each name with its place in what is unpacked.

    Without an iterable the names are a lambda's parameters. `conditions`: the `if`s behind it.
    """

    names: tuple[tuple[str, Path], ...]
    iterable: Expression | None
    conditions: tuple[Expression, ...] = ()


@dataclass(frozen=True, slots=True)
class Each:
    """A comprehension; of a dictionary the element is a Table of one pair."""

    element: Expression
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class Lambda:
    """An anonymous function."""

    source: Source
    body: Expression


@dataclass(frozen=True, slots=True)
class Argument:
    """One argument of a call and its place in bytes; `name` is its keyword, '*' or '**' for what is unpacked."""

    name: str | None
    value: Expression
    start: int
    end: int
    line: int


@dataclass(frozen=True, slots=True)
class Call:
    """A call and its place in bytes; `word` is the place of its function's last name."""

    function: Expression
    arguments: tuple[Argument, ...]
    start: int
    end: int
    line: int
    word: int


@dataclass(frozen=True, slots=True)
class Other:
    """Anything else."""


Expression: TypeAlias = (
    Text
    | Constant
    | Name
    | Attribute
    | Item
    | Slice
    | Join
    | Template
    | Either
    | Both
    | Equal
    | Unequal
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


def conditional(value: Expression, condition: Expression, other: Expression) -> Either:
    """`value if condition else other`; by its condition one may stand in where the other has no value."""
    match condition:
        case Equal(left, right) if right == NONE and left == other:
            return Either((other, value), first=True)
        case Unequal(left, right) if right == NONE and left == value:
            return Either((value, other), first=True)
    return Either((value, other), first=condition == value)


def opposite(condition: Expression) -> Expression:
    """What holds where a condition does not; OTHER where no comparison says it."""
    match condition:
        case Equal(left, right, within):
            return Unequal(left, right, within)
        case Unequal(left, right, within):
            return Equal(left, right, within)
        case Either(options):
            return Both(tuple(map(opposite, options)))
    return OTHER
