"""JavaScript and TypeScript: expressions and patterns."""

import re
from abc import ABC, abstractmethod
from collections.abc import Callable

from tree_sitter import Node as Syntax

from builder.mapping.scripts.lowering import Lowering
from builder.mapping.scripts.tree import (
    Call,
    Choice,
    Class,
    Each,
    Fallback,
    Function,
    Imported,
    Index,
    Joined,
    Member,
    Name,
    Node,
    Nothing,
    Record,
    Scope,
    Sequenced,
    Step,
    Text,
)

INNER = frozenset(
    {"await_expression", "parenthesized_expression", "as_expression", "satisfies_expression", "non_null_expression",
     "type_assertion", "jsx_expression", "expression_statement", "computed_property_name"}
)  # fmt: skip
ARROWS = frozenset({"arrow_function", "function_expression", "generator_function", "function"})
LOADED = re.compile(r"""\bimport\(\s*["'`]([^"'`]+)["'`]\s*\)""")
ESCAPE = re.compile(r"\\(u\{[0-9a-fA-F]{1,6}\}|u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|\r?\n|.)", re.DOTALL)
SAME = frozenset({"toString", "trim", "valueOf", "normalize", "catch", "finally", "freeze", "bind"})
CLASS_KINDS = frozenset({"class", "class_declaration"})


Deeper = Callable[[Syntax, tuple[Step, ...], Node | None], None]


class Values(ABC):
    """Lowers expressions."""

    def __init__(self, low: Lowering) -> None:
        self.low = low

    @abstractmethod
    def body(self, syntax: Syntax, function: Function) -> None:
        """Lowers a function's parameters and body."""

    @abstractmethod
    def class_(self, syntax: Syntax, scope: Scope) -> Class:
        """Lowers a class."""

    @abstractmethod
    def statement(self, syntax: Syntax, scope: Scope) -> None:
        """Lowers a statement."""

    def expression(self, syntax: Syntax, scope: Scope, named: str = "") -> Node:
        """An expression; `named` is the variable that it is given to, a function's name for others."""
        self.low.enter()
        made = self._expression(syntax, scope, named)
        self.low.depth -= 1
        return made

    def _expression(self, syntax: Syntax, scope: Scope, named: str) -> Node:
        kind = syntax.type
        place = syntax.start_byte, syntax.end_byte, self.low.file
        if kind == "string":
            return Text(*place, self.string(syntax))
        if kind in {"identifier", "this", "super"}:
            name = self.low.text(syntax)
            return Nothing(*place) if name == "undefined" else Name(*place, name, scope)
        if kind in {"null", "undefined"}:
            return Nothing(*place)
        if kind == "number":
            return Text(*place, self.low.text(syntax))
        if kind == "spread_element" and syntax.named_children:
            return Each(*place, self.expression(syntax.named_children[0], scope))
        if kind in INNER:
            inner = [child for child in syntax.named_children if child.type != "comment"]
            made = [self.expression(child, scope, named) for child in inner[:1]]
            return made[0] if made else self.low.node(syntax)
        if kind == "call_expression":
            return self.called(syntax, scope)
        if kind == "new_expression":
            return self.constructed(syntax, scope)
        if kind in ARROWS:
            function = self.low.function(syntax, scope, named or self.low.text(syntax.child_by_field_name("name")))
            self.body(syntax, function)
            return function
        if kind in CLASS_KINDS:
            return self.class_(syntax, scope)
        made_by_shape = self.shaped(syntax, scope)
        if made_by_shape is not None:
            return made_by_shape
        for child in syntax.named_children:
            if child.type.endswith("statement") or child.type == "statement_block":
                self.statement(child, scope)
            elif child.type != "comment" and not child.type.startswith("type_"):
                self.expression(child, scope)
        return self.low.node(syntax)

    def shaped(self, syntax: Syntax, scope: Scope) -> Node | None:
        """Members, records, arrays, choices, texts put together, assignments, JSX."""
        place = syntax.start_byte, syntax.end_byte, self.low.file
        match syntax.type:
            case "member_expression":
                return Member(
                    *place, self.field("object", syntax, scope), self.key(syntax.child_by_field_name("property"))
                )
            case "subscript_expression":
                index = self.field("index", syntax, scope)
                owner = self.field("object", syntax, scope)
                return Member(*place, owner, index.value) if isinstance(index, Text) else Index(*place, owner, index)
            case "object":
                return self.record(syntax, scope)
            case "array":
                return Sequenced(
                    *place, [self.expression(one, scope) for one in syntax.named_children if one.type != "comment"]
                )
            case "template_string":
                return self.template(syntax, scope)
            case "ternary_expression":
                subject, label = self.compared(syntax.child_by_field_name("condition"), scope)
                options = [self.field("consequence", syntax, scope), self.field("alternative", syntax, scope)]
                return Choice(*place, options, subject, [label, None])
            case "binary_expression":
                return self.binary(syntax, scope)
            case "assignment_expression" | "augmented_assignment_expression":
                return self.assignment(syntax, scope)
            case "jsx_self_closing_element" | "jsx_opening_element":
                return self.element(syntax, scope)
            case "sequence_expression":
                return [self.expression(one, scope) for one in syntax.named_children][-1]
        return None

    def field(self, name: str, syntax: Syntax, scope: Scope) -> Node:
        """The expression in a field of a node."""
        child = syntax.child_by_field_name(name)
        return self.expression(child, scope) if child is not None else self.low.node(syntax)

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

    def module(self, syntax: Syntax | None) -> str:
        """The module that an import names."""
        return self.known(self.string(syntax)) if syntax is not None and syntax.type == "string" else ""

    def known(self, module: str) -> str:
        """A module, listed among those that the file imports."""
        self.low.file.imported.add(module)
        return module

    def label(self, syntax: Syntax | None) -> str | None:
        """The value that a case is for."""
        if syntax is None:
            return None
        return self.key(syntax)

    def compared(self, condition: Syntax | None, scope: Scope) -> tuple[Node | None, str | None]:
        """What a condition compares with a constant, and that; lowers the condition."""
        inner = condition
        while inner is not None and inner.type == "parenthesized_expression" and inner.named_children:
            inner = inner.named_children[0]
        if inner is None:
            return None, None
        left, right = inner.child_by_field_name("left"), inner.child_by_field_name("right")
        sign = self.low.text(inner.child_by_field_name("operator"))
        if inner.type == "binary_expression" and sign in {"==", "==="} and left is not None and right is not None:
            subject, other = self.expression(left, scope), self.expression(right, scope)
            if isinstance(other, Text):
                return subject, other.value
            if isinstance(other, Member):
                return subject, self.low.text(right)
            return None, None
        self.expression(inner, scope)
        return None, None

    def binary(self, syntax: Syntax, scope: Scope) -> Node:
        """`a || b`, `a ?? b`, `a + b`: long sums are read without going down."""
        place = syntax.start_byte, syntax.end_byte, self.low.file
        sign = self.low.text(syntax.child_by_field_name("operator"))
        parts: list[Syntax] = []
        at: Syntax | None = syntax
        while (
            at is not None
            and at.type == "binary_expression"
            and self.low.text(at.child_by_field_name("operator")) == sign
        ):
            right = at.child_by_field_name("right")
            parts += [right] if right is not None else []
            at = at.child_by_field_name("left")
        parts += [at] if at is not None else []
        values = [self.expression(part, scope) for part in reversed(parts)]
        if sign == "+":
            return Joined(*place, values)
        if sign in {"||", "??"}:
            made = values[-1]
            for value in reversed(values[:-1]):
                made = Fallback(value.start, made.end, self.low.file, value, made)
            return made
        return values[-1] if sign == "&&" else self.low.node(syntax)

    def template(self, syntax: Syntax, scope: Scope) -> Node:
        """A template string; a text where nothing is put into it."""
        place = syntax.start_byte, syntax.end_byte, self.low.file
        parts: list[Node] = []
        at = syntax.start_byte + 1
        for child in syntax.named_children:
            if child.type == "template_substitution":
                parts.append(self._raw(at, child.start_byte))
                inner = [one for one in child.named_children if one.type != "comment"]
                parts.append(self.expression(inner[0], scope) if inner else self.low.node(child))
                at = child.end_byte
        rest = self._raw(at, syntax.end_byte - 1)
        return Joined(*place, [*parts, rest]) if parts else Text(*place, rest.value)

    def _raw(self, start: int, end: int) -> Text:
        value = self.low.file.data[start:end].decode("utf-8", "replace")
        return Text(start, end, self.low.file, value)

    def record(self, syntax: Syntax, scope: Scope) -> Record:
        """An object literal."""
        entries: list[tuple[str | None, Node]] = []
        for child in syntax.named_children:
            place = child.start_byte, child.end_byte, self.low.file
            if child.type == "pair":
                key, value = child.child_by_field_name("key"), child.child_by_field_name("value")
                name = self.key(key)
                if key is not None and value is not None:
                    entries.append((name, self.expression(value, scope, name)))
            elif child.type == "shorthand_property_identifier":
                entries.append((self.low.text(child), Name(*place, self.low.text(child), scope)))
            elif child.type == "spread_element" and child.named_children:
                entries.append((None, self.expression(child.named_children[0], scope)))
            elif child.type == "method_definition":
                function = self.low.function(child, scope, self.key(child.child_by_field_name("name")))
                self.body(child, function)
                entries.append((function.name, function))
        made = Record(syntax.start_byte, syntax.end_byte, self.low.file, entries)
        self.low.file.records.append(made)
        self.low.file.named.extend((key, inner) for key, inner in entries if key is not None)
        return made

    def assignment(self, syntax: Syntax, scope: Scope) -> Node:
        """`x = value`, `this.x ??= value`, `module.exports = value`; gives the value."""
        left, right = syntax.child_by_field_name("left"), syntax.child_by_field_name("right")
        if left is None or right is None:
            return self.low.node(syntax)
        target = (
            self.key(left.child_by_field_name("property")) if left.type == "member_expression" else self.low.text(left)
        )
        value = self.expression(right, scope, target if target.isidentifier() else "")
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

    def bind(
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


def _unescaped(found: "re.Match[str]") -> str:
    mark = found[1]
    if mark[0] in "ux" and len(mark) > 1:
        number = int(mark.strip("ux{}"), 16)
        return chr(number) if number < 0x110000 else ""
    return {"n": "\n", "t": "\t", "r": "\r", "\n": "", "\r\n": ""}.get(mark, mark)
