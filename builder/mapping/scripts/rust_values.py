"""Rust: expressions and patterns."""

import re
from abc import ABC, abstractmethod
from collections.abc import Iterable

from tree_sitter import Node as Syntax

from builder.mapping.scripts.lowering import Lowering
from builder.mapping.scripts.tree import (
    Call,
    Choice,
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
    Step,
    Text,
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
     "map_err", "ok_or", "ok_or_else", "parse", "try_into", "into_owned", "leak", "as_deref_mut", "take", "lock", "read",
     "to_str", "to_string_lossy", "as_bytes", "deref", "flatten", "await", "get_or_insert_with"}
)  # fmt: skip
INSTEAD = frozenset({"unwrap_or", "unwrap_or_else", "or", "or_else", "map_or", "map_or_else"})
ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "0": "\0", "\n": ""}
ESCAPE = re.compile(r"\\(u\{[0-9a-fA-F_]{1,8}\}|x[0-9a-fA-F]{2}|\n\s*|.)", re.DOTALL)
HOLE = re.compile(r"\{\{|\}\}|\{(\w*)(?::[^{}]*)?\}")
SOME, NONE = re.compile(r"(?:\w+::)*(?:Some|Ok)\b"), re.compile(r"(?:\w+::)*(?:None|Err)\b|_$")
PATHS = frozenset(
    {"identifier", "scoped_identifier", "self", "type_identifier", "scoped_type_identifier", "crate", "metavariable"}
)


class Values(ABC):
    """Lowers expressions."""

    def __init__(self, low: Lowering) -> None:
        self.low = low

    @abstractmethod
    def block(self, children: Iterable[Syntax], scope: Scope) -> Node | None:
        """Lowers a block's statements; gives its last expression."""

    @abstractmethod
    def statement(self, syntax: Syntax, scope: Scope, attributes: list[str] | None = None) -> Node | None:
        """Lowers a statement."""

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

    @staticmethod
    def _children(syntax: Syntax) -> list[Syntax]:
        return [one for one in syntax.named_children if "comment" not in one.type and one.type != "attribute_item"]

    def field(self, name: str, syntax: Syntax, scope: Scope) -> Node:
        """The expression in a field of a node."""
        child = syntax.child_by_field_name(name)
        return self.expression(child, scope) if child is not None else self.low.node(syntax)

    def string(self, syntax: Syntax) -> str:
        """The text of a string literal."""
        written = self.low.text(syntax)
        if syntax.type == "raw_string_literal":
            return written.strip("br").strip("#")[1:-1]
        inner = written.lstrip("bc")[1:-1]
        return ESCAPE.sub(_unescaped, inner) if "\\" in inner else inner

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
            for position, child in enumerate(self._children(pattern)):
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
            for child in self._children(pattern)[kind == "tuple_struct_pattern" :]:
                self.bind(child, scope, value, path, parameter, typed, declared)

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
                arguments[0].given[0] = owner
                over = self.low.over_elements(syntax, owner, callee.key, arguments)
                return over if over is not None else Call(*place, arguments[0], [owner], scope)
            over = self.low.over_elements(syntax, owner, callee.key, arguments)
            if over is not None:
                return over
        return self.low.call(syntax, callee, arguments, scope)

    def macro(self, syntax: Syntax, scope: Scope) -> Node:
        """`format!`, `vec!`, and the calls in what other macros are given."""
        place = syntax.start_byte, syntax.end_byte, self.low.file
        name = self.low.text(syntax.child_by_field_name("macro")).rpartition("::")[2]
        tree = next((one for one in syntax.named_children if one.type == "token_tree"), None)
        parts = self._parts(tree, scope) if tree is not None else []
        if name in {"format", "concat"} and parts:
            return Joined(*place, self._formatted(parts) if name == "format" else parts)
        if name in {"vec", "array", "hashset", "btreeset"}:
            return Sequenced(*place, [one for one in parts if not isinstance(one, Sequenced)])
        if name in {"include_str", "env", "option_env"} and parts:
            return Call(*place, Name(*place, name, scope), parts, scope)
        return self.low.node(syntax)

    def _formatted(self, parts: list[Node]) -> list[Node]:
        """The text of `format!` with what is put into it."""
        first, rest = parts[0], list(parts[1:])
        if not isinstance(first, Text):
            return [Node(first.start, first.end, first.file)]
        made: list[Node] = []
        at = 0
        scope = next((one.scope for one in rest if isinstance(one, Name)), self.low.file.scope)
        for hole in HOLE.finditer(first.value):
            made.append(Text(first.start, first.end, first.file, first.value[at : hole.start()]))
            at = hole.end()
            if hole[0] in {"{{", "}}"}:
                made.append(Text(first.start, first.end, first.file, hole[0][0]))
            elif hole[1] and not hole[1].isdigit():
                made.append(Name(first.start, first.end, first.file, hole[1], self._here or scope))
            else:
                made.append(rest.pop(0) if rest else Node(first.start, first.end, first.file))
        return [*made, Text(first.start, first.end, first.file, first.value[at:])]

    _here: Scope | None = None

    def _parts(self, tree: Syntax, scope: Scope) -> list[Node]:
        """What stands between the commas of a macro's tokens: strings, names, paths, pairs."""
        self._here = scope
        parts: list[list[Syntax]] = [[]]
        for child in tree.children[1:-1]:
            if self.low.text(child) in {",", ";"}:
                parts.append([])
            elif "comment" not in child.type:
                parts[-1].append(child)
        return [self._part(part, scope) for part in parts if part]

    def _part(self, part: list[Syntax], scope: Scope) -> Node:
        texts = [one for one in part if one.type in {"string_literal", "raw_string_literal"}]
        place = part[0].start_byte, part[-1].end_byte, self.low.file
        if texts and part[0] is texts[0]:
            return self.expression(texts[0], scope)
        if len(texts) == 1 and part[0].type in PATHS:  # `String::from("x")`, `NAME = "x"`
            return self.expression(texts[0], scope)
        written = "".join(self.low.text(one) for one in part if one.type != "&")
        inner = [one for one in part if one.type == "token_tree"]
        for one in inner:
            within = self._parts(one, scope)
            if len(inner) == len(part) == 1:
                return Sequenced(*place, within)
            if len(within) == 1 and isinstance(within[0], Text):
                return within[0]
        return (
            Name(*place, written.removeprefix("&"), scope)
            if re.fullmatch(r"&?[\w:]+", written)
            else self.low.node(part[0])
        )


def _unescaped(found: "re.Match[str]") -> str:
    mark = found[1]
    if mark[0] in "ux" and len(mark) > 1:
        number = int(mark.strip("ux{}").replace("_", "") or "0", 16)
        return chr(number) if number < 0x110000 else ""
    return "" if mark[0] == "\n" else ESCAPES.get(mark, mark)
