"""JavaScript and TypeScript: calls, JSX elements and assignments."""

from tree_sitter import Node as Syntax

from builder import patterns as re
from builder.mapping.scripts.javascript_patterns import Patterns
from builder.mapping.scripts.tree import (
    Call,
    Function,
    Imported,
    Joined,
    Member,
    Node,
    Record,
    Scope,
    Text,
)

LOADED = re.compile(r"""\bimport\(\s*["'`]([^"'`]+)["'`]\s*\)""")
SAME = frozenset({"toString", "trim", "valueOf", "normalize", "catch", "finally", "freeze", "bind"})


class Calls(Patterns):
    """Lowers calls and assignments."""

    def field(self, name: str, syntax: Syntax, scope: Scope) -> Node:
        """The expression in a field of a node."""
        child = syntax.child_by_field_name(name)
        return self.expression(child, scope) if child is not None else self.low.node(syntax)

    def module(self, syntax: Syntax | None) -> str:
        """The module that an import names."""
        return self.known(self.string(syntax)) if syntax is not None and syntax.type == "string" else ""

    def known(self, module: str) -> str:
        """A module, listed among those that the file imports."""
        self.low.file.imported.add(module)
        return module

    def assignment(self, syntax: Syntax, scope: Scope) -> Node:
        """`x = value`, `this.x ??= value`, `module.exports = value`; gives the value."""
        left, right = syntax.child_by_field_name("left"), syntax.child_by_field_name("right")
        if left is None or right is None:
            return self.low.node(syntax)
        target = (
            self.key(left.child_by_field_name("property")) if left.type == "member_expression" else self.low.text(left)
        )
        value = self.expression(right, scope, target if target.isidentifier() else "")
        if self.low.text(syntax.child_by_field_name("operator")) == "+=":
            value = Joined(syntax.start_byte, syntax.end_byte, self.low.file, [self.expression(left, scope), value])
        if left.type != "member_expression":
            self.bind(left, scope, value, declared=False)
            return value
        owner = self.low.text(left.child_by_field_name("object"))
        if owner == "this" and scope.owner is not None:
            scope.owner.fields.setdefault(target, []).append(value)
        elif owner == "module" and target == "exports":
            self.low.file.exports["default"] = value
        elif owner in {"exports", "module.exports"}:
            self.low.file.exports[target] = value
        else:
            self.field("object", left, scope)
            known = next((one for one in self.low.file.classes.get(owner, [])), None)
            held = known.fields if known is not None else self.low.file.members
            held.setdefault(target, []).append(value)
        return value

    def called(self, syntax: Syntax, scope: Scope) -> Node:
        """A call; what only hands on its owner or argument is that."""
        function = syntax.child_by_field_name("function")
        given = syntax.child_by_field_name("arguments")
        place = syntax.start_byte, syntax.end_byte, self.low.file
        arguments = [self.expression(one, scope) for one in self._given(given)]
        if function is None:
            return self.low.node(syntax)
        if function.type == "import" or (function.type == "identifier" and self.low.text(function) == "require"):
            if arguments and isinstance(arguments[0], Text):
                return Imported(*place, self.known(arguments[0].value), "*")
            return self.low.node(syntax)
        if self.low.text(function) in {"Function", "eval"} and arguments and isinstance(arguments[0], Text):
            loaded = LOADED.search(arguments[0].value)
            return Imported(*place, self.known(loaded[1]), "*") if loaded is not None else self.low.node(syntax)
        callee = self.expression(function, scope)
        if isinstance(callee, Imported):  # `Function('return import("m")')()`
            return callee
        if isinstance(callee, Member):
            if callee.key == "then" and arguments and isinstance(arguments[0], Function):
                arguments[0].given[0] = callee.owner
                return Call(*place, arguments[0], [callee.owner], scope)
            if callee.key in SAME and not (callee.key == "freeze" and arguments):
                return callee.owner
            over = self.low.over_elements(syntax, callee.owner, callee.key, arguments)
            if over is not None:
                return over
        return self.low.call(syntax, callee, arguments, scope)

    def constructed(self, syntax: Syntax, scope: Scope) -> Node:
        """`new C(...)`."""
        arguments = [self.expression(one, scope) for one in self._given(syntax.child_by_field_name("arguments"))]
        return self.low.call(syntax, self.field("constructor", syntax, scope), arguments, scope)

    def element(self, syntax: Syntax, scope: Scope) -> Node:
        """A JSX element as a call of its component with its attributes."""
        entries: list[tuple[str | None, Node]] = []
        for child in syntax.named_children:
            parts = child.named_children
            if child.type == "jsx_attribute" and parts:
                value = self.expression(parts[1], scope) if len(parts) > 1 else self.low.node(child)
                entries.append((self.low.text(parts[0]), value))
            elif child.type == "jsx_expression" and parts and parts[0].type == "spread_element":
                entries.append((None, self.expression(parts[0].named_children[0], scope)))
        name = syntax.child_by_field_name("name")
        attributes = Record(syntax.start_byte, syntax.end_byte, self.low.file, entries)
        if name is None or not self.low.text(name)[:1].isupper():
            return attributes
        return self.low.call(syntax, self.expression(name, scope), [attributes], scope)

    @staticmethod
    def _given(arguments: Syntax | None) -> list[Syntax]:
        if arguments is None or arguments.type != "arguments":
            return [arguments] if arguments is not None else []
        return [one for one in arguments.named_children if one.type != "comment"]
