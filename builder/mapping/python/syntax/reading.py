"""The parser's nodes -> expressions, and the calls within them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from tree_sitter import Node

from builder import patterns as re
from builder.mapping.python.syntax.expressions import (
    OTHER,
    Argument,
    Attribute,
    Both,
    Call,
    Constant,
    Each,
    Either,
    Equal,
    Expression,
    Item,
    Items,
    Join,
    Lambda,
    Name,
    PlacedCall,
    Slice,
    Source,
    Spread,
    Table,
    Template,
    Text,
    Unequal,
    conditional,
    opposite,
)
from builder.mapping.python.syntax.grammar import ATTRIBUTE, IDENTIFIER, Budget, kind, kinds, last_word, parse, text
from builder.mapping.python.syntax.targets import bounds, parts, unpacked

MAX_DEPTH = 60  # of nested expressions; deeper ones are generated
MAX_TEXT = 2000  # bytes of a string; longer ones name no model
MAX_ITEMS = 1000  # elements of one list or dictionary

STRING, CONTENT, INTERPOLATION = map(kind, ("string", "string_content", "interpolation"))
CALL, ARGUMENTS = map(kind, ("call", "argument_list"))
KEYWORD, LIST_SPLAT, TABLE_SPLAT, PAIR = map(kind, ("keyword_argument", "list_splat", "dictionary_splat", "pair"))
FOR, IF, SLICE = map(kind, ("for_in_clause", "if_clause", "slice"))


COMPARED: dict[bytes, type[Equal] | type[Unequal]] = dict.fromkeys((b"==", b"is", b"in"), Equal)
COMPARED |= dict.fromkeys((b"!=", b"is not", b"not in"), Unequal)
SIGNED = re.compile(r"-\d+")


class Reader:
    """Reads nodes of a text that begins at byte `start` of its file, `rows` lines below the first; collects calls."""

    def __init__(self, start: int, rows: int) -> None:
        self._start, self._rows = start, rows
        self._depth = 0
        self._sources: tuple[Source, ...] = ()
        self.calls: list[PlacedCall] = []

    def read(self, node: Node) -> Expression:
        """The expression of a node; OTHER for what is not followed, whose calls are collected all the same."""
        if self._depth >= MAX_DEPTH:
            return OTHER
        self._depth += 1
        expression = READERS.get(node.kind_id, Reader._other)(self, node)
        self._depth -= 1
        return expression

    def _other(self, node: Node) -> Expression:
        for child in node.named_children:
            self.read(child)
        return OTHER

    def _inner(self, node: Node) -> Expression:
        inner = parts(node)
        return self.read(inner[0]) if len(inner) == 1 else self._other(node)

    def _last(self, node: Node) -> Expression:
        found = [self.read(part) for part in parts(node)]
        return found[-1] if found else OTHER

    def _name(self, node: Node) -> Expression:
        return Name(text(node))

    def _constant(self, node: Node) -> Expression:
        return Constant(text(node))

    def _signed(self, node: Node) -> Expression:
        """`-1` is a constant, as places in lists are counted from behind."""
        return Constant(text(node)) if SIGNED.fullmatch(text(node)) is not None else self._other(node)

    def _string(self, node: Node) -> Expression:
        children = node.named_children
        if not children or b"b" in (children[0].text or b"").lower() or node.end_byte - node.start_byte > MAX_TEXT:
            return self._other(node)
        line = self._line(node)
        found: list[Expression] = []
        for child in children:
            if child.kind_id == CONTENT:
                found.append(Text(text(child), line))
            elif child.kind_id == INTERPOLATION:
                inner = parts(child)
                found.append(self.read(inner[0]) if inner else OTHER)
        return found[0] if len(found) == 1 and isinstance(found[0], Text) else Join(tuple(found) or (Text("", line),))

    def _strings(self, node: Node) -> Expression:
        return Join(tuple(self.read(part) for part in parts(node)[:MAX_ITEMS]))

    def _attribute(self, node: Node) -> Expression:
        inner = parts(node)
        return Attribute(self.read(inner[0]), text(inner[-1])) if len(inner) > 1 else OTHER

    def _item(self, node: Node) -> Expression:
        value, *keys = parts(node)
        if len(keys) == 1 and keys[0].kind_id == SLICE:
            return Item(self.read(value), self._slice(keys[0]))
        read = [self.read(key) for key in keys]
        if len(keys) > 1 and not any(key.kind_id == SLICE for key in keys):
            return Item(self.read(value), Items(tuple(read)))
        return Item(self.read(value), read[0] if len(keys) == 1 else None)

    def _slice(self, node: Node) -> Expression | None:
        read = [self.read(bound) if bound is not None else None for bound in bounds(node)]
        return Slice(*read) if len(read) == 2 else None

    def _binary(self, node: Node) -> Expression:
        operands = self._operands(node)
        if operands is None:
            return self._other(node)
        first, operator, second = operands
        match operator:
            case b"+":
                return Join((first, second))
            case b"%":
                return Template(first, second)
            case b"|":
                return Table(((None, first), (None, second)))
        return OTHER

    def _boolean(self, node: Node) -> Expression:
        operands = self._operands(node)
        if operands is None:
            return self._other(node)
        first, operator, second = operands
        return Either((first, second), first=True) if operator == b"or" else Both((first, second))

    def _operands(self, node: Node) -> tuple[Expression, bytes | None, Expression] | None:
        """The two sides of an operator, and the operator; None where one is missing."""
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        operator = node.child_by_field_name("operator")
        if left is None or right is None or operator is None:
            return None
        return self.read(left), operator.text, self.read(right)

    def _comparison(self, node: Node) -> Expression:
        found = [self.read(part) for part in parts(node)]
        operator = node.child_by_field_name("operators")
        made = COMPARED.get(operator.text or b"") if operator is not None else None
        if made is None or operator is None or len(found) != 2:
            return OTHER
        return made(found[0], found[1], (operator.text or b"").endswith(b"in"))

    def _not(self, node: Node) -> Expression:
        return opposite(self._inner(node))

    def _conditional(self, node: Node) -> Expression:
        found = [self.read(part) for part in parts(node)]
        return conditional(*found) if len(found) == 3 else OTHER

    def _items(self, node: Node) -> Expression:
        return Items(tuple(self.read(part) for part in parts(node)[:MAX_ITEMS]))

    def _spread(self, node: Node) -> Expression:
        return Spread(self._inner(node))

    def _table(self, node: Node) -> Expression:
        return Table(tuple(self._pair(part) for part in parts(node)[:MAX_ITEMS]))

    def _pair(self, node: Node) -> tuple[Expression | None, Expression]:
        inner = parts(node)
        if node.kind_id == PAIR and len(inner) == 2:
            return self.read(inner[0]), self.read(inner[1])
        return None, self._inner(node) if node.kind_id == TABLE_SPLAT else self._other(node)

    def _comprehension(self, node: Node) -> Expression:
        outer = self._sources
        body, *clauses = parts(node)
        for clause in clauses:
            inner = parts(clause)
            if clause.kind_id == FOR and len(inner) >= 2:
                names = tuple((text(name), path) for name, path in unpacked(inner[0]))
                self._sources = (*self._sources, Source(names, self.read(inner[-1])))
            else:
                self._condition(clause)
        element = Table((self._pair(body),)) if body.kind_id == PAIR else self.read(body)
        sources, self._sources = self._sources[len(outer) :], outer
        return Each(element, sources)

    def _condition(self, clause: Node) -> None:
        """An `if` of a comprehension, kept where it compares."""
        inner = parts(clause)
        condition = self.read(inner[0]) if len(inner) == 1 else self._other(clause)
        if self._sources and isinstance(condition, Equal | Both):
            last = self._sources[-1]
            self._sources = (*self._sources[:-1], replace(last, conditions=(*last.conditions, condition)))

    def _lambda(self, node: Node) -> Expression:
        outer, body = self._sources, node.child_by_field_name("body")
        parameters = node.child_by_field_name("parameters")
        names = [text(parts(part)[0] if parts(part) else part) for part in parts(parameters)] if parameters else []
        source = Source(tuple((name, ()) for name in names), None)
        self._sources = (*outer, source)
        read = self.read(body) if body is not None else OTHER
        self._sources = outer
        return Lambda(source, read)

    def _call(self, node: Node) -> Expression:
        function, given = node.child_by_field_name("function"), node.child_by_field_name("arguments")
        if function is None:
            return self._other(node)
        made = Call(
            function=self.read(function),
            arguments=self._arguments(given) if given is not None else (),
            start=self._start + node.start_byte,
            end=self._start + node.end_byte,
            line=self._line(node),
            word=self._start + last_word(function).start_byte,
        )
        self.calls.append(PlacedCall(made, self._sources))
        return made

    def _arguments(self, given: Node) -> tuple[Argument, ...]:
        if given.kind_id != ARGUMENTS:  # f(x for x in y)
            return (self._argument(None, given, given),)
        return tuple(self._argument(*_named(node), node) for node in parts(given)[:MAX_ITEMS])

    def _argument(self, name: str | None, value: Node, whole: Node) -> Argument:
        place = whole if name in ("*", "**") else value
        start, end = self._start + place.start_byte, self._start + place.end_byte
        return Argument(name, self.read(value), start, end, self._line(place))

    def _line(self, node: Node) -> int:
        return self._rows + node.start_point.row + 1


def _named(node: Node) -> tuple[str | None, Node]:
    """The keyword of an argument and its value."""
    inner = parts(node) if node.kind_id in {KEYWORD, LIST_SPLAT, TABLE_SPLAT} else []
    if node.kind_id == KEYWORD and len(inner) == 2:
        return text(inner[0]), inner[1]
    if node.kind_id in {LIST_SPLAT, TABLE_SPLAT} and inner:
        return "*" if node.kind_id == LIST_SPLAT else "**", inner[0]
    return None, node


READERS: dict[int, Callable[[Reader, Node], Expression]] = {
    IDENTIFIER: Reader._name,
    STRING: Reader._string,
    kind("concatenated_string"): Reader._strings,
    ATTRIBUTE: Reader._attribute,
    kind("subscript"): Reader._item,
    kind("unary_operator"): Reader._signed,
    kind("binary_operator"): Reader._binary,
    kind("boolean_operator"): Reader._boolean,
    kind("comparison_operator"): Reader._comparison,
    kind("not_operator"): Reader._not,
    kind("conditional_expression"): Reader._conditional,
    kind("dictionary"): Reader._table,
    LIST_SPLAT: Reader._spread,
    kind("lambda"): Reader._lambda,
    CALL: Reader._call,
    **dict.fromkeys(kinds("integer", "float", "true", "false", "none"), Reader._constant),
    kind("named_expression"): Reader._last,
    **dict.fromkeys(kinds("parenthesized_expression", "await", "type", "expression_statement"), Reader._inner),
    **dict.fromkeys(kinds("list", "tuple", "set", "expression_list"), Reader._items),
    **dict.fromkeys(
        kinds("list_comprehension", "set_comprehension", "dictionary_comprehension", "generator_expression"),
        Reader._comprehension,
    ),
}


def read_statement(data: bytes, start: int, end: int, rows: int, budget: Budget) -> list[PlacedCall]:
    """Every call within a statement of a file, which begins `rows` lines below the first."""
    reader = Reader(start, rows)
    reader.read(parse(data[start:end], budget))
    return reader.calls


def read_expression(data: bytes, start: int, end: int, rows: int, budget: Budget) -> Expression:
    """The expression in a span of a file, which begins `rows` lines below the first."""
    root = parse(b"(%b)" % data[start:end], budget)  # in parentheses, as it may go on over lines
    return Reader(start - 1, rows)._inner(root)
