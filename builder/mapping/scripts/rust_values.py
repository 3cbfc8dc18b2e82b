"""Rust: expressions."""

from abc import abstractmethod
from collections.abc import Iterable

from tree_sitter import Node as Syntax

from builder import patterns as re
from builder.mapping.scripts.rust_macros import PATHS, Macros
from builder.mapping.scripts.tree import (
    APART,
    Call,
    Choice,
    Fallback,
    Function,
    Index,
    Member,
    Name,
    Node,
    Nothing,
    Record,
    Scope,
    Sequenced,
    Text,
    last_word,
)

INNER = frozenset(
    {"try_expression", "await_expression", "parenthesized_expression", "reference_expression", "type_cast_expression",
     "unary_expression", "expression_statement", "break_expression", "yield_expression", "generic_function"}
)  # fmt: skip
BLOCKS = frozenset({"block", "unsafe_block", "async_block", "const_block", "try_block", "gen_block"})
# Methods that give their owner, whatever they change of its type.
SAME = frozenset(
    {"to_string", "into", "to_owned", "clone", "unwrap", "expect", "as_str", "as_ref", "as_deref", "trim", "borrow",
     "to_path_buf", "as_mut", "ok", "into_string", "into_boxed_str", "unwrap_or_default", "context", "with_context",
     "map_err", "ok_or", "ok_or_else", "parse", "try_into", "into_owned", "leak", "as_deref_mut", "take", "lock",
     "read", "to_str", "to_string_lossy", "as_bytes", "deref", "flatten", "await", "get_or_insert_with"}
)  # fmt: skip
INSTEAD = frozenset({"unwrap_or", "unwrap_or_else", "or", "or_else", "map_or", "map_or_else"})
SOME, NONE = re.compile(r"(?:\w+::)*(?:Some|Ok)\b"), re.compile(r"(?:\w+::)*(?:None|Err)\b|_$")


class Values(Macros):
    """Lowers expressions."""

    @abstractmethod
    def block(self, children: Iterable[Syntax], scope: Scope) -> Node | None:
        """Lowers a block's statements; gives its last expression."""

    @abstractmethod
    def loop(self, syntax: Syntax, scope: Scope) -> None:
        """Lowers a `for`."""

    def expression(self, syntax: Syntax, scope: Scope) -> Node:
        """An expression."""
        self.low.enter()
        made = self._expression(syntax, scope)
        self.low.depth -= 1
        return made

    def _expression(self, syntax: Syntax, scope: Scope) -> Node:
        kind = syntax.type
        place = syntax.start_byte, syntax.end_byte, self.low.file
        if kind in {"string_literal", "raw_string_literal"}:
            return Text(*place, self.string(syntax))
        if kind == "integer_literal":
            return Text(*place, self.low.text(syntax))
        if kind in PATHS:
            written = re.sub(r"\s+|::<.*?>", "", self.low.text(syntax))
            return Nothing(*place) if written == "None" else Name(*place, written, scope)
        if kind in INNER:
            inner = syntax.child_by_field_name("function") or syntax.child_by_field_name("value")
            children = [inner] if inner is not None else self._children(syntax)
            return self.expression(children[0], scope) if children else self.low.node(syntax)
        if kind in BLOCKS:
            return self._block(syntax, scope)
        made = self._composed(syntax, scope)
        if made is not None:
            return made
        for child in self._children(syntax):
            self.statement(child, scope)
        return self.low.node(syntax)

    def _composed(self, syntax: Syntax, scope: Scope) -> Node | None:  # noqa: PLR0912 - one line per kind
        place = syntax.start_byte, syntax.end_byte, self.low.file
        match syntax.type:
            case "call_expression":
                return self.called(syntax, scope)
            case "field_expression":
                field = self.low.text(syntax.child_by_field_name("field"))
                return Member(*place, self.field("value", syntax, scope), field)
            case "match_expression":
                return self.match(syntax, scope)
            case "if_expression":
                return self.if_(syntax, scope)
            case "struct_expression":
                return self.record(syntax, scope)
            case "tuple_expression" | "array_expression":
                items = [self.expression(one, scope) for one in self._children(syntax)]
                self.low.pair(items)
                return Sequenced(*place, items)
            case "closure_expression":
                return self.closure(syntax, scope)
            case "return_expression":
                values = [self.expression(one, scope) for one in self._children(syntax)]
                if scope.function is not None:
                    scope.function.results.extend(values)
                return Nothing(*place)
            case "index_expression":
                owner, *index = [self.expression(one, scope) for one in self._children(syntax)]
                return Index(*place, owner, index[0] if index else None)
            case "assignment_expression":
                return self.assignment(syntax, scope)
            case "macro_invocation":
                return self.macro(syntax, scope)
            case "for_expression":
                self.loop(syntax, scope)
                return Nothing(*place)
        return None

    def field(self, name: str, syntax: Syntax, scope: Scope) -> Node:
        """The expression in a field of a node."""
        child = syntax.child_by_field_name(name)
        return self.expression(child, scope) if child is not None else self.low.node(syntax)

    def _block(self, syntax: Syntax, scope: Scope) -> Node:
        inner = self.low.scope(scope)
        children = [
            one
            for child in syntax.named_children
            for one in ([child] if child.type != "block" else child.named_children)
        ]
        last = self.block(children if syntax.type != "block" else syntax.named_children, inner)
        return last if last is not None else Nothing(syntax.start_byte, syntax.end_byte, self.low.file)

    def match(self, syntax: Syntax, scope: Scope) -> Node:
        """A match; `Some(x) => x, None => y` is one with a fallback."""
        place = syntax.start_byte, syntax.end_byte, self.low.file
        subject = self.field("value", syntax, scope)
        body = syntax.child_by_field_name("body")
        labels, options = list[str | None](), list[Node]()
        for arm in body.named_children if body is not None else ():
            pattern, value = arm.child_by_field_name("pattern"), arm.child_by_field_name("value")
            if arm.type != "match_arm" or pattern is None or value is None:
                continue
            inner = self.low.scope(scope)
            for one in pattern.named_children:
                self.bind(one, inner, subject)
            labels.append(self.low.text(pattern).partition(" if ")[0].strip())
            options.append(self.expression(value, inner))
        some = [one for label, one in zip(labels, options, strict=True) if label and SOME.match(label)]
        none = [one for label, one in zip(labels, options, strict=True) if label and NONE.match(label)]
        if some and none and len(some) + len(none) == len(options):
            first = some[0] if len(some) == 1 else Choice(*place, some)
            return Fallback(*place, first, none[0] if len(none) == 1 else Choice(*place, none))
        return Choice(*place, options, subject, labels)

    def if_(self, syntax: Syntax, scope: Scope) -> Node:
        """A branch; `if let Some(x) = y { x } else { z }` is one with a fallback."""
        place = syntax.start_byte, syntax.end_byte, self.low.file
        condition, inner = syntax.child_by_field_name("condition"), self.low.scope(scope)
        is_let = False
        for one in [condition, *condition.named_children] if condition is not None else ():
            if one.type == "let_condition":
                is_let = True
                pattern = one.child_by_field_name("pattern")
                value = self.field("value", one, scope)
                if pattern is not None:
                    self.bind(pattern, inner, value)
        if condition is not None and not is_let:
            self.expression(condition, scope)
        first = self.field("consequence", syntax, inner)
        other = syntax.child_by_field_name("alternative")
        options = [
            first,
            *(self.expression(one, scope) for one in (self._children(other) if other is not None else ())),
        ]
        if is_let and len(options) == 2:
            return Fallback(*place, options[0], options[1])
        return Choice(*place, options)

    def record(self, syntax: Syntax, scope: Scope) -> Record:
        """A struct's literal."""
        name = self.low.text(syntax.child_by_field_name("name")).partition("<")[0].rpartition("::")[2]
        if name == "Self" and scope.owner is not None:
            name = scope.owner.name
        entries: list[tuple[str | None, Node]] = []
        body = syntax.child_by_field_name("body")
        for child in body.named_children if body is not None else ():
            place = child.start_byte, child.end_byte, self.low.file
            if child.type == "field_initializer":
                key = child.child_by_field_name("field") or child.child_by_field_name("name")
                entries.append((self.low.text(key), self.field("value", child, scope)))
            elif child.type == "shorthand_field_initializer":
                entries.append((self.low.text(child), Name(*place, self.low.text(child), scope)))
            elif child.type == "base_field_initializer" and child.named_children:
                entries.insert(0, (None, self._base(child.named_children[0], scope, name)))
        made = Record(syntax.start_byte, syntax.end_byte, self.low.file, entries, name)
        self.low.file.records.append(made)
        return made

    def _base(self, syntax: Syntax, scope: Scope, name: str) -> Node:
        """`..Default::default()` of a struct is its own default."""
        value = self.expression(syntax, scope)
        if isinstance(value, Call) and isinstance(value.callee, Name) and value.callee.name == "Default::default":
            value.callee.name = f"{name}::default"
        return value

    def closure(self, syntax: Syntax, scope: Scope) -> Function:
        """A closure."""
        made = self.low.function(syntax, scope, "")
        parameters = syntax.child_by_field_name("parameters")
        for position, one in enumerate(self._children(parameters) if parameters is not None else ()):
            pattern = one.child_by_field_name("pattern") if one.type == "parameter" else one
            if pattern is not None:
                self.bind(pattern, made.scope, None, parameter=(made, position))
        made.results.append(self.field("body", syntax, made.scope))
        return made

    def assignment(self, syntax: Syntax, scope: Scope) -> Node:
        """`x = value`, `config.x = value`."""
        left, value = syntax.child_by_field_name("left"), self.field("right", syntax, scope)
        if left is not None and left.type == "field_expression":
            owner, key = (
                self.low.text(left.child_by_field_name("value")),
                self.low.text(left.child_by_field_name("field")),
            )
            if owner == "self" and scope.owner is not None:
                scope.owner.fields.setdefault(key, []).append(value)
            else:
                self.low.file.members.setdefault(key, []).append(value)
        elif left is not None:
            self.bind(left, scope, value, declared=False)
        return Nothing(syntax.start_byte, syntax.end_byte, self.low.file)

    def called(self, syntax: Syntax, scope: Scope) -> Node:
        """A call; what only hands on its owner is that."""
        function, given = syntax.child_by_field_name("function"), syntax.child_by_field_name("arguments")
        place = syntax.start_byte, syntax.end_byte, self.low.file
        arguments = [self.expression(one, scope) for one in (self._children(given) if given is not None else ())]
        callee = self.expression(function, scope) if function is not None else self.low.node(syntax)
        if isinstance(callee, Member):
            owner = callee.owner
            if callee.key in INSTEAD and arguments:
                second = arguments[-1] if not callee.key.startswith("map_or") else arguments[0]
                closed = second.results[0] if isinstance(second, Function) and second.results else second
                return Fallback(*place, owner, closed)
            if callee.key in SAME and not (callee.key == "read" and arguments):
                return owner
            if callee.key in {"map", "and_then"} and arguments and isinstance(arguments[0], Function):
                is_pair = isinstance(owner, Call) and last_word(owner.callee) in APART
                over = None if is_pair else self.low.over_elements(syntax, owner, callee.key, arguments)
                return over if over is not None else Call(*place, arguments[0], [owner], scope)
            over = self.low.over_elements(syntax, owner, callee.key, arguments)
            if over is not None:
                return over
        return self.low.call(syntax, callee, arguments, scope)
