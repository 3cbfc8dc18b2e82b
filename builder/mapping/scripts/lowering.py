"""What lowering a syntax tree needs in every language: scopes, variables, depth, the calls of a file."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Protocol

from tree_sitter import Node as Syntax

from builder.mapping.scripts.grammar import Unread, parsed
from builder.mapping.scripts.tree import (
    Assigned,
    Call,
    Class,
    Each,
    File,
    Function,
    Index,
    Node,
    Scope,
    Sequenced,
    Step,
    Text,
    last_word,
    settle,
)

MAX_DEPTH = 200  # of syntax within syntax; what is deeper is generated
MAX_PARTS, MAX_PART = 500, 20_000  # macros of a file that are read, bytes of one
MAPPING = frozenset({"map", "flatMap", "filter_map", "flat_map"})
PASSING = frozenset(
    {"filter", "forEach", "for_each", "sort", "sorted", "slice", "reverse", "flat", "iter", "into_iter", "concat",
     "toSorted", "toReversed", "cloned", "copied", "enumerate", "skip", "take", "rev", "collect", "values", "inspect"}
)  # fmt: skip
PICKING = frozenset({"find", "findLast", "pop", "shift", "next", "choose", "last", "first", "position_max"})
ASKING = frozenset({"some", "every", "any", "all"})


class Blocks(Protocol):
    """Lowers the statements of a language, block by block."""

    low: "Lowering"

    def block(self, children: Iterable[Syntax], scope: Scope) -> object:
        """The statements of a block; what it gives is the language's own."""
        ...


def lowered_by(language: "Callable[[Lowering], Blocks]", path: str, data: bytes, grammar: str) -> File:
    """A file as the evaluation reads it; Unread where it is too much to be read."""
    file = File(path, data, grammar)
    lowering = language(Lowering(file))
    file.scope = lowering.low.scope(None)
    lowering.block(parsed(data, path, grammar).named_children, file.scope)
    settle(lowering.low.scopes)
    return file


@dataclass
class Lowering:
    """One file being lowered."""

    file: File
    scopes: list[Scope] = field(default_factory=list)
    depth: int = 0
    parts: int = 0  # that were parsed once more

    def allows_part(self, syntax: Syntax) -> bool:
        """Whether a part is parsed once more: no large one, and not too many of a file."""
        self.parts += 1
        return self.parts <= MAX_PARTS and syntax.end_byte - syntax.start_byte <= MAX_PART

    def node(self, syntax: Syntax) -> Node:
        """An expression that gives nothing."""
        return Node(syntax.start_byte, syntax.end_byte, self.file)

    def text(self, syntax: Syntax | None) -> str:
        """The source of a piece of syntax; '' for none."""
        if syntax is None:
            return ""
        return self.file.data[syntax.start_byte : syntax.end_byte].decode("utf-8", "replace")

    def scope(self, parent: Scope | None, function: Function | None = None, owner: Class | None = None) -> Scope:
        """A new scope; it belongs to the function and class of the one around it unless these are given."""
        made = Scope(
            parent,
            function or (parent.function if parent is not None else None),
            owner or (parent.owner if parent is not None else None),
        )
        self.scopes.append(made)
        return made

    def declare(self, scope: Scope, name: str, assigned: Assigned) -> None:
        """A variable of a scope."""
        scope.names.setdefault(name, []).append(assigned)
        value, path = assigned.value, assigned.path
        if value is not None and not path:
            self.file.named.append((name, value))
        other = str(path[-1]) if path else last_word(value) if value is not None else ""
        if other and other != name:
            self.file.aliases.setdefault(name, set()).add(other)

    def assigned(
        self,
        syntax: Syntax,
        scope: Scope,
        value: Node | None,
        path: tuple[Step, ...] = (),
        default: Node | None = None,
        parameter: tuple[Function, int] | None = None,
        typed: str = "",
    ) -> Assigned:
        """What a variable is set to at a place."""
        function, position = parameter or (None, 0)
        # what is assigned counts behind the whole of it: `x = f(x)`
        end = max(syntax.end_byte, value.end if value is not None and value.file is self.file else 0)
        return Assigned(end, scope, value, path, default, function, position, typed)

    def function(self, syntax: Syntax, scope: Scope, name: str, owner: Class | None = None) -> Function:
        """A function, its scope within the one around it."""
        made = Function(syntax.start_byte, syntax.end_byte, self.file, name, scope, owner=owner)
        made.scope = self.scope(scope, made, owner)
        if name:
            self.file.functions.setdefault(name, []).append(made)
        return made

    def call(self, syntax: Syntax, callee: Node, arguments: list[Node], scope: Scope) -> Call:
        """A call, listed by its last word."""
        made = Call(syntax.start_byte, syntax.end_byte, self.file, callee, arguments, scope)
        word = last_word(callee)
        if len(arguments) == 2:
            self.pair(arguments)
        elif len(arguments) == 3:  # a name, a revision and a file
            self.pair([arguments[0], arguments[2]])
        if word:
            self.file.calls.setdefault(word, []).append(made)
        return made

    def pair(self, parts: list[Node]) -> None:
        """Two texts side by side."""
        if len(parts) == 2 and isinstance(parts[0], Text) and isinstance(parts[1], Text):
            self.file.pairs.append((parts[0], parts[1]))

    def class_of(self, syntax: Syntax, name: str) -> Class:
        """The class of a name, made where there is none yet."""
        there = self.file.classes.setdefault(name, [])
        if not there:
            there.append(Class(syntax.start_byte, syntax.end_byte, self.file, name))
        return there[0]

    def enter(self) -> None:
        """One level down; Unread below the deepest."""
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise Unread("nested too deep")

    def over_elements(self, syntax: Syntax, owner: Node, word: str, arguments: list[Node]) -> Node | None:
        """What a method that goes over the elements of its owner gives; None for another method."""
        callback = next((one for one in arguments if isinstance(one, Function)), None)
        if word in MAPPING | PASSING | PICKING | ASKING and callback is not None:
            callback.given[0] = Each(owner.start, owner.end, self.file, owner)
        start, end = syntax.start_byte, syntax.end_byte
        if word in MAPPING and callback is not None:
            return Sequenced(start, end, self.file, callback.results)
        if word in PASSING and (callback is not None or word not in {"values", "take", "slice"}):
            return owner
        if word in PICKING or (word == "at" and len(arguments) == 1):
            index = arguments[0] if word == "at" else None
            return Index(start, end, self.file, owner, index)
        return None
