"""What JavaScript, TypeScript and Rust are lowered to: the expressions that can give a model's name, and their scopes.

Offsets are in bytes of the file. A node refers to the scope that it stands in, so that it is evaluated by itself.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field

from builder.mapping.formats.entries import Place

PAYLOAD = "#"  # between a variant of an enum and the place of what it holds, as a member
APART = frozenset({"split_once", "rsplit_once"})  # methods of Rust that take a text apart in two
Step = str | int  # into a record by its key, into a sequence by its position


@dataclass(eq=False, slots=True)
class Node:
    """An expression of a file; on its own, one that gives nothing."""

    start: int
    end: int
    file: File


@dataclass(eq=False, slots=True)
class Nothing(Node):
    """`null`, `undefined`, `None`: as if it were left out."""


@dataclass(eq=False, slots=True)
class Text(Node):
    """A string."""

    value: str


@dataclass(eq=False, slots=True)
class Joined(Node):
    """Texts put together: a template string, '+', `format!`."""

    parts: Sequence[Node]


@dataclass(eq=False, slots=True)
class Name(Node):
    """A variable, or in Rust a path ('EmbeddingModel::BGESmallENV15')."""

    name: str
    scope: Scope


@dataclass(eq=False, slots=True)
class Member(Node):
    """`owner.key`."""

    owner: Node
    key: str


@dataclass(eq=False, slots=True)
class Index(Node):
    """`owner[index]`; without an index, one element and nobody knows which."""

    owner: Node
    index: Node | None


@dataclass(eq=False, slots=True)
class Each(Node):
    """Every element of a sequence, or entry of a record, one after the other."""

    owner: Node


@dataclass(eq=False, slots=True)
class Call(Node):
    """A call, `new` of a class or a JSX element (its attributes are a record)."""

    callee: Node
    arguments: Sequence[Node]
    scope: Scope


@dataclass(eq=False, slots=True)
class Record(Node):
    """Keys and values in their order; a value without a key is a record that is spread. `name`: a Rust struct's."""

    entries: Sequence[tuple[str | None, Node]]
    name: str = ""


@dataclass(eq=False, slots=True)
class Sequenced(Node):
    """An array, list, tuple or set."""

    items: Sequence[Node]


@dataclass(eq=False, slots=True)
class Choice(Node):
    """One of several, by what the subject is where that is known; a label says for which values an option stands."""

    options: Sequence[Node]
    subject: Node | None = None
    labels: Sequence[str | None] = ()


@dataclass(eq=False, slots=True)
class Fallback(Node):
    """The second, where the first gives nothing: `||`, `??`, `unwrap_or`."""

    first: Node
    second: Node


@dataclass(eq=False, slots=True)
class Imported(Node):
    """A name of another module; '*' is the module itself, 'default' its default export."""

    module: str
    name: str


@dataclass(eq=False, slots=True)
class Function(Node):
    """A function: what it returns, and what its parameters are called from outside."""

    name: str
    scope: Scope
    results: list[Node] = field(default_factory=list)
    given: dict[int, Node] = field(default_factory=dict)  # position -> what a callback is called with
    owner: Class | None = None


@dataclass(eq=False, slots=True)
class Class(Node):
    """A class, struct or enum: what its fields are set to, and its functions."""

    name: str
    fields: dict[str, list[Node]] = field(default_factory=dict)
    methods: dict[str, Function] = field(default_factory=dict)
    base: Node | None = None
    chosen: str = ""  # the default variant of an enum
    words: dict[str, str] = field(default_factory=dict)  # a variant's word on the command line -> the variant
    shown: dict[str, Text] = field(default_factory=dict)  # a variant -> what it is as a text, by its attributes


@dataclass(eq=False, slots=True)
class Assigned:
    """What a variable is set to: a step into a value, or else the default; or a function's parameter."""

    offset: int
    scope: Scope
    value: Node | None
    path: tuple[Step, ...] = ()
    default: Node | None = None
    function: Function | None = None
    position: int = 0
    typed: str = ""


@dataclass(eq=False, slots=True)
class Scope:
    """A block of a file: its variables, and the function and class it belongs to."""

    parent: Scope | None
    function: Function | None = None
    owner: Class | None = None
    names: dict[str, list[Assigned]] = field(default_factory=dict)
    set_here: list[tuple[str, Assigned]] = field(default_factory=list)  # without a declaration

    def around(self, other: Scope | None) -> bool:
        """Whether the other scope is this one or within it."""
        while other is not None and other is not self:
            other = other.parent
        return other is self

    def home(self, name: str) -> Scope | None:
        """The nearest scope that declares a name."""
        scope: Scope | None = self
        while scope is not None and name not in scope.names:
            scope = scope.parent
        return scope


@dataclass(eq=False, slots=True)
class File:
    """A file as lowered: its calls by the last word of what is called, what it exports, classes, functions by name."""

    path: str
    data: bytes
    language: str
    scope: Scope = field(default_factory=lambda: Scope(None))
    calls: dict[str, list[Call]] = field(default_factory=dict)
    exports: dict[str, Node] = field(default_factory=dict)
    passed_on: list[str] = field(default_factory=list)  # modules all of whose exports are exported again
    classes: dict[str, list[Class]] = field(default_factory=dict)
    functions: dict[str, list[Function]] = field(default_factory=dict)
    members: dict[str, list[Node]] = field(default_factory=dict)  # what a member is set to outside classes
    records: list[Record] = field(default_factory=list)
    named: list[tuple[str, Node]] = field(default_factory=list)  # what variables, keys and fields are set to
    pairs: list[tuple[Text, Text]] = field(default_factory=list)  # two texts side by side in brackets
    imported: set[str] = field(default_factory=set)  # modules
    aliases: dict[str, set[str]] = field(default_factory=dict)  # a variable -> the other names of what it is set to
    tests: tuple[tuple[int, int], ...] = ()  # spans of tests among other code
    _lines: list[int] = field(default_factory=list)

    def place(self, offset: int) -> Place:
        """The line and column of a byte."""
        if not self._lines:
            self._lines = [0]
            at = self.data.find(b"\n")
            while at >= 0:
                self._lines.append(at + 1)
                at = self.data.find(b"\n", at + 1)
        line = bisect_right(self._lines, offset)
        before = self.data[self._lines[line - 1] : offset]
        return Place(line, len(before.decode("utf-8", "replace")) + 1)

    def text(self, node: Node) -> str:
        """The source of an expression."""
        return self.data[node.start : node.end].decode("utf-8", "replace")


def last_word(callee: Node) -> str:
    """The last word of what is called: 'from_pretrained' of `AutoModel.from_pretrained`."""
    match callee:
        case Name(name=name):
            return name.rpartition("::")[2]
        case Member(key=key):
            return key
        case Imported(name=name):
            return name
    return ""


def settle(scopes: Sequence[Scope]) -> None:
    """Assignments to variables go to the scope that declares them; what none declares is global."""
    for scope in scopes:
        for name, assigned in scope.set_here:
            home = scope.home(name) or scopes[0]
            home.names.setdefault(name, []).append(assigned)
    for scope in scopes:
        for values in scope.names.values():
            values.sort(key=lambda one: one.offset)
