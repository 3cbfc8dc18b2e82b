"""JavaScript and TypeScript: expressions."""

from abc import abstractmethod

from tree_sitter import Node as Syntax

from builder.mapping.scripts.javascript_calls import Calls
from builder.mapping.scripts.tree import (
    Choice,
    Class,
    Each,
    Fallback,
    Function,
    Index,
    Joined,
    Member,
    Name,
    Node,
    Nothing,
    Record,
    Scope,
    Sequenced,
    Text,
)

INNER = frozenset(
    {"await_expression", "parenthesized_expression", "as_expression", "satisfies_expression", "non_null_expression",
     "type_assertion", "jsx_expression", "expression_statement", "computed_property_name"}
)  # fmt: skip
ARROWS = frozenset({"arrow_function", "function_expression", "generator_function", "function"})
CLASS_KINDS = frozenset({"class", "class_declaration"})


class Values(Calls):
    """Lowers expressions."""

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

    def _expression(self, syntax: Syntax, scope: Scope, named: str) -> Node:  # noqa: PLR0912 - one branch per kind
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
            made = [
                self.expression(child, scope, named)
                for child in (inner[-1:] if kind == "type_assertion" else inner[:1])
            ]
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
