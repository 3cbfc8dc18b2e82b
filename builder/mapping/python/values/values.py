"""What an expression can stand for."""

from __future__ import annotations

from dataclasses import field
from typing import NamedTuple, TypeAlias

from builder.mapping.python.program.facts import Facts
from builder.mapping.python.program.scopes import Scope
from builder.mapping.python.syntax.expressions import Call, Expression, Source
from builder.records import dataclass

ENDLESS = 1 << 60  # a byte behind every file's end
MAX_TRAIL = 40  # places that a string came through
MAX_VALUES = 256  # of one expression: long catalogues have as many models

# How a string came to be what it is, the weakest first: a later one says more about it than an earlier one.
RESOLUTIONS = ("literal", "constant", "default", "dataclass", "argument_parser", "environment")
OVERRIDDEN = frozenset({"dataclass", "argument_parser", "environment"})  # what whoever runs the code may set


@dataclass(frozen=True, eq=False, slots=True)
class File:
    """A file of the repository with its facts."""

    path: str
    facts: Facts


class Point(NamedTuple):
    """Program point: where an expression stands, and the calls that led there.

    `block` None: it sees what its scope ends with. `sources`: the comprehensions around it. `owner`: the class that
    `self` is of, where that is another than the one it is written in. `calls`: what the parameters of the functions
    around it are depends on them.
    """

    file: File
    scope: Scope
    at: int = 0
    block: int | None = None
    sources: tuple[Source, ...] = ()
    owner: Definition | None = None
    calls: CallString = ()

    def within(self, calls: CallString) -> Point:
        """The same point where other calls led to it."""
        return self if self.calls is calls else self._replace(calls=calls)


@dataclass(frozen=True, eq=False)
class Site:
    """A call where it stands, whatever calls led there.

    `skip`: the number of its callee's parameters that the call does not show (`self`); negative where the call shows
    more: the function itself in `partial(function, argument)`.
    """

    call: Call
    point: Point
    skip: int = 0

    def within(self, calls: CallString) -> Point:
        """Where it stands, when these calls led there."""
        return self.point.within(calls)


class Function(NamedTuple):
    """Key of a function of the repository: its file and place."""

    path: str
    start: int


# Elements of lists and dictionaries that something is part of: (which list, which element).
Rows: TypeAlias = tuple[tuple[int, int], ...]

# Call string: the functions that were entered, outermost last, each with the call that entered it.
CallString: TypeAlias = tuple[tuple[Function, Site], ...]


@dataclass(frozen=True, slots=True)
class Str:
    """A string, where it stands, how it got here (RESOLUTIONS) in how many steps, and through which functions' calls.

    `rows`: the elements of lists that it is part of, so that what belongs together stays so. `choice`: one of several
    that an option allows; `offered`: one of a table whose key is not known, or is a default that may be overridden;
    `idle`: a default that every caller overrides; `branched`: one of several that branches assign. `trail`: file and
    byte of each binding and call that it came through since it was written, for whoever asks why; it makes no
    difference between two strings.
    """

    text: str
    path: str
    line: int
    how: str = "literal"
    hops: int = 0
    via: tuple[Function, ...] = ()
    rows: Rows = ()
    choice: bool = False
    offered: bool = False
    idle: bool = False
    branched: bool = False
    trail: tuple[tuple[str, int], ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class Flag:
    """True, False, None or a number."""

    source: str


@dataclass(frozen=True, slots=True)
class Ref:
    """Something of another library, by its qualified name; `offered` and `via` as of a string.

    `key`: the name that code reads it by from its module (`getattr(models, name)`, `models.__dict__[name]`); where that
    is no string, '*' stands for it in the qualified name.
    """

    name: str
    key: Value | None = None
    offered: bool = False
    via: tuple[Function, ...] = ()


@dataclass(frozen=True, slots=True)
class Made:
    """An object that a call of another library gives: named for the class that is called."""

    name: str
    site: Site | None = None


@dataclass(frozen=True, slots=True)
class ModuleRef:
    """A file or folder of the repository as a module."""

    path: str


@dataclass(frozen=True, slots=True)
class Definition:
    """A class or function of the repository; `owner` is the class or object that a method was taken from.

    `offered` as of a string.
    """

    file: File
    scope: Scope
    owner: Instance | Definition | None = None
    offered: bool = False

    @property
    def key(self) -> Function:
        """Its key."""
        return Function(self.file.path, self.scope.span.start)


@dataclass(frozen=True, slots=True)
class Instance:
    """An object of a class of the repository, and the call that made it where that is known."""

    kind: Definition
    site: Site | None = None
    offered: bool = False


@dataclass(frozen=True, eq=False, slots=True)
class Structure:
    """A list or dictionary that is not evaluated yet; `via` as of a string: through whose calls its key came."""

    expression: Expression
    point: Point
    rows: Rows = ()
    offered: bool = False
    via: tuple[Function, ...] = ()


@dataclass(frozen=True, slots=True)
class Sequence:
    """A list of which the elements are known."""

    items: tuple[tuple[Value, ...], ...]


@dataclass(frozen=True, slots=True)
class Pairs:
    """A dictionary of which the keys and values are known; an unknown key stands for any that no other pair has."""

    items: tuple[tuple[tuple[Value, ...], tuple[Value, ...]], ...]


@dataclass(frozen=True, eq=False, slots=True)
class Partial:
    """A call with some of its arguments given already."""

    functions: tuple[Value, ...]
    site: Site


@dataclass(frozen=True, slots=True)
class Namespace:
    """What a parser of the command line gives, in the file that asks it."""

    path: str


@dataclass(frozen=True, slots=True)
class SymbolicParameter:
    """Symbolic parameter: one of a function whose callers say what it is; `via` as of a string."""

    function: Function
    name: str
    via: tuple[Function, ...] = ()


@dataclass(frozen=True, slots=True)
class ExternalInput:
    """External input: 'environment', 'option', 'position' of a command, 'key' of settings or 'parameter' of a function
    that no code of the repository calls, by its name; `via` and `offered` as of a string.
    """

    kind: str
    name: str
    via: tuple[Function, ...] = ()
    offered: bool = False


@dataclass(frozen=True, slots=True)
class Keywords:
    """All keywords that a function is called with and does not name: its `**kwargs`."""

    function: Function


@dataclass(frozen=True, slots=True)
class Positionals:
    """All positional arguments that a function is called with and does not name: its `*args`."""

    function: Function


@dataclass(frozen=True, slots=True)
class Local:
    """A path of the machine."""


@dataclass(frozen=True, slots=True)
class Unknown:
    """What is not followed; `via` as of a string."""

    via: tuple[Function, ...] = ()


Value: TypeAlias = (
    Str
    | Flag
    | Ref
    | Made
    | ModuleRef
    | Definition
    | Instance
    | Structure
    | Sequence
    | Pairs
    | Partial
    | Namespace
    | SymbolicParameter
    | ExternalInput
    | Keywords
    | Positionals
    | Local
    | Unknown
)
Values: TypeAlias = tuple[Value, ...]
UNKNOWN = Unknown()
LOCAL = Local()
