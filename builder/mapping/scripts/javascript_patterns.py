"""JavaScript and TypeScript: the names of properties, and the patterns that set variables."""

import re
from abc import ABC, abstractmethod
from collections.abc import Callable

from tree_sitter import Node as Syntax

from builder.mapping.scripts.lowering import Lowering
from builder.mapping.scripts.tree import (
    Function,
    Node,
    Scope,
    Step,
)

ESCAPE = re.compile(r"\\(u\{[0-9a-fA-F]{1,6}\}|u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|\r?\n|.)", re.DOTALL)
Deeper = Callable[[Syntax, tuple[Step, ...], Node | None], None]


class Patterns(ABC):
    """Lowers patterns."""

    def __init__(self, low: Lowering) -> None:
        self.low = low

    @abstractmethod
    def expression(self, syntax: Syntax, scope: Scope, named: str = "") -> Node:
        """Lowers an expression."""

    def string(self, syntax: Syntax) -> str:
        """The text of a string literal."""
        written = self.low.text(syntax)[1:-1]
        return ESCAPE.sub(_unescaped, written) if "\\" in written else written

    def key(self, syntax: Syntax | None) -> str:
        """The name of a property, whatever its form."""
        if syntax is None:
            return ""
        if syntax.type == "string":
            return self.string(syntax)
        if syntax.type == "computed_property_name":
            return self.key(syntax.named_children[0]) if syntax.named_children else ""
        return self.low.text(syntax)

    def bind(  # noqa: PLR0912 - one branch per kind
        self,
        pattern: Syntax,
        scope: Scope,
        value: Node | None,
        path: tuple[Step, ...] = (),
        default: Node | None = None,
        parameter: tuple[Function, int] | None = None,
        declared: bool = True,
    ) -> None:
        """Sets the variables of a pattern to their parts of a value."""

        def deeper(child: Syntax, step: tuple[Step, ...], given: Node | None) -> None:
            self.bind(child, scope, value, path + step, given, parameter, declared)

        match pattern.type:
            case "identifier" | "shorthand_property_identifier_pattern":
                assigned = self.low.assigned(pattern, scope, value, path, default, parameter)
                name = self.low.text(pattern)
                if declared:
                    self.low.declare(scope, name, assigned)
                else:
                    scope.set_here.append((name, assigned))
            case "object_pattern":
                if default is not None and value is None:  # `({ a } = { a: 1 })`
                    self.bind(pattern, scope, default, path, None, None, declared)
                for child in pattern.named_children:
                    self._part(child, scope, deeper)
            case "array_pattern":
                position = 0
                for child in pattern.children:
                    if child.type == ",":
                        position += 1
                    elif child.is_named:
                        deeper(child, (position,), None)
            case "assignment_pattern":
                left, right = pattern.child_by_field_name("left"), pattern.child_by_field_name("right")
                if left is not None and right is not None:
                    deeper(left, (), self.expression(right, scope))
            case "rest_pattern" if pattern.named_children:
                deeper(pattern.named_children[0], (), None)

    def _part(self, child: Syntax, scope: Scope, deeper: Deeper) -> None:
        if child.type == "pair_pattern":
            key, inner = child.child_by_field_name("key"), child.child_by_field_name("value")
            if inner is not None:
                deeper(inner, (self.key(key),), None)
        elif child.type == "shorthand_property_identifier_pattern":
            deeper(child, (self.low.text(child),), None)
        elif child.type == "object_assignment_pattern":
            left, right = child.child_by_field_name("left"), child.child_by_field_name("right")
            if left is not None and right is not None:
                deeper(left, (self.low.text(left),), self.expression(right, scope))
        elif child.type == "rest_pattern" and child.named_children:
            deeper(child.named_children[0], (), None)


def _unescaped(found: "re.Match[str]") -> str:
    mark = found[1]
    if mark[0] in "ux" and len(mark) > 1:
        number = int(mark.strip("ux{}"), 16)
        return chr(number) if number < 0x110000 else ""
    return {"n": "\n", "t": "\t", "r": "\r", "\n": "", "\r\n": ""}.get(mark, mark)
