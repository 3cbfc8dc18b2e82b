"""Rust: string literals, and the patterns that set variables."""

import re
from abc import ABC, abstractmethod
from collections.abc import Iterator

from tree_sitter import Node as Syntax

from builder.mapping.scripts.lowering import Lowering
from builder.mapping.scripts.tree import (
    PAYLOAD,
    Function,
    Member,
    Node,
    Scope,
    Step,
)

WRAPPING = frozenset({"Some", "Ok", "Err", "Ready", "Occupied", "Vacant", "Continue", "Break"})
ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "0": "\0", "\n": ""}
ESCAPE = re.compile(r"\\(u\{[0-9a-fA-F_]{1,8}\}|x[0-9a-fA-F]{2}|\n\s*|.)", re.DOTALL)


class Patterns(ABC):
    """Lowers patterns."""

    def __init__(self, low: Lowering) -> None:
        self.low = low

    @abstractmethod
    def expression(self, syntax: Syntax, scope: Scope) -> Node:
        """Lowers an expression."""

    @staticmethod
    def _children(syntax: Syntax) -> list[Syntax]:
        return [one for one in syntax.named_children if "comment" not in one.type and one.type != "attribute_item"]

    @staticmethod
    def _places(syntax: Syntax) -> list[Syntax]:
        """The parts of a pattern in their places: `_` counts, which the grammar gives no name."""
        return [one for one in syntax.children if one.type == "_" or (one.is_named and "comment" not in one.type)]

    def string(self, syntax: Syntax) -> str:
        """The text of a string literal."""
        written = self.low.text(syntax)
        if syntax.type == "raw_string_literal":
            return written.strip("br").strip("#")[1:-1]
        inner = written.lstrip("bc")[1:-1]
        return ESCAPE.sub(_unescaped, inner) if "\\" in inner else inner

    def bind(
        self,
        pattern: Syntax,
        scope: Scope,
        value: Node | None,
        path: tuple[Step, ...] = (),
        parameter: tuple[Function, int] | None = None,
        typed: str = "",
        declared: bool = True,
    ) -> None:
        """Sets the variables of a pattern to their parts of a value."""
        kind = pattern.type
        if kind == "identifier":
            name = self.low.text(pattern)
            assigned = self.low.assigned(pattern, scope, value, path, None, parameter, typed)
            if not declared:
                scope.set_here.append((name, assigned))
            elif not name[:1].isupper():  # a constant or variant that is compared with
                self.low.declare(scope, name, assigned)
        elif kind == "tuple_pattern":
            for position, child in enumerate(self._places(pattern)):
                self.bind(child, scope, value, (*path, position), parameter, "", declared)
        elif kind == "struct_pattern":
            for child in self._children(pattern):
                key, inner = child.child_by_field_name("name"), child.child_by_field_name("pattern")
                if child.type == "field_pattern" and key is not None:
                    self.bind(inner or key, scope, value, (*path, self.low.text(key)), parameter, "", declared)
        elif kind == "shorthand_field_identifier":
            self.low.declare(
                scope, self.low.text(pattern), self.low.assigned(pattern, scope, value, path, None, parameter)
            )
        elif kind in {
            "tuple_struct_pattern",
            "mut_pattern",
            "ref_pattern",
            "reference_pattern",
            "captured_pattern",
            "or_pattern",
        }:
            for child, held in self._held(pattern, value, bound=parameter is not None):
                self.bind(child, scope, held, path, parameter, typed, declared)

    def _held(self, pattern: Syntax, value: Node | None, *, bound: bool) -> Iterator[tuple[Syntax, Node | None]]:
        """The patterns within one, each with the value that it takes apart: a variant's is what the variant holds."""
        inner = self._places(pattern)
        variant = self.low.text(inner[0]) if pattern.type == "tuple_struct_pattern" else ""
        if not variant or bound or value is None or variant.rpartition("::")[2] in WRAPPING:
            yield from ((child, value) for child in inner[bool(variant) :])
            return
        for position, child in enumerate(inner[1:]):
            place = child.start_byte, child.end_byte, self.low.file
            yield child, Member(*place, value, f"{variant}{PAYLOAD}{position}")


def _unescaped(found: "re.Match[str]") -> str:
    mark = found[1]
    if mark[0] in "ux" and len(mark) > 1:
        number = int(mark.strip("ux{}").replace("_", "") or "0", 16)
        return chr(number) if number < 0x110000 else ""
    return "" if mark[0] == "\n" else ESCAPES.get(mark, mark)
