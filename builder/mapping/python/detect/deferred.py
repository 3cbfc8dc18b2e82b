"""What is called later, if at all: rows of tables (`{"small": partial(Net, "owner/name"), "large": lambda: ...}`), and
what a constant switches off (`if USE_LARGE:` below `USE_LARGE = False`).
"""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from builder import patterns as re
from builder.mapping.python.detect.pretended import node_of, tree
from builder.mapping.python.syntax.expressions import Attribute, Both, Constant, Expression, Name
from builder.mapping.python.syntax.heads import Span
from builder.mapping.python.values.functions import last_name
from builder.mapping.python.values.interface import Evaluator
from builder.mapping.python.values.values import File, Flag, Point, Site, Str

HOLDING = frozenset({"pair", "dictionary", "tuple", "list", "parenthesized_expression"})  # what a row may stand in
TAKEN = re.compile(rb"\s*(?:\[([^\[\]\n]+)\]|\.(?:get|pop)\(([^(),\n]+))")
EVERY = re.compile(rb"\s*\.(?:values|items)\(")
ALL = ""  # no row's key: every row is taken
FALSE = frozenset({"False", "0"})
NEVER = "TYPE_CHECKING"  # of typing: true for checkers alone
MAX_ROWS = 20  # of tables that name one function
MAX_FILES = 20  # in which a table's name is looked for


def on_offer(ev: Evaluator, site: Site) -> bool:
    """Whether a call is made by a row of a table that is called when it is chosen, and nothing chooses this one.

    The row holds the call, or the function or class around it, which nothing else names.
    """
    return _in_row(ev, site) or _in_named_row(ev, site)


def _in_named_row(ev: Evaluator, site: Site) -> bool:
    """Whether the function or class around a call stands in rows of tables that nothing chooses, and nowhere else."""
    file = site.point.file
    outer = [scope for scope in site.point.scope.outer() if scope.parent is not None]
    kind = outer[-1].around or outer[-1] if outer else None
    if kind is None or not kind.name or kind.parent is None or kind.parent.parent is not None:
        return False
    named = [place for place in file.facts.places(kind.name) if not kind.span.start <= place < kind.span.end]
    if not 0 < len(named) <= MAX_ROWS:
        return False
    root = tree(file.facts.data)
    rows = [_row(node) for place in named if (node := _value(root, place, kind.name)) is not None]
    others = (path for path in ev.importers.of_name(file.path, kind.name) if path != file.path)
    if len(rows) < len(named) or any(ev.files[path].facts.places(kind.name) for path in others):
        return False
    return not any(_is_taken(ev, file, row, table) for row, table in rows)


def _value(root: Node, place: int, name: str) -> Node | None:
    """The name at a place, where it is the value of a table's row or a part of it."""
    node = root.descendant_for_byte_range(place, place + len(name))
    around = node.parent if node is not None else None
    return node if around is not None and around.type in HOLDING else None


def _in_row(ev: Evaluator, site: Site) -> bool:
    """Whether a row of a table holds a call."""
    made = last_name(site.call.function) == "partial"
    if not made and all(source.iterable is not None for source in site.point.sources):
        return False
    node = node_of(site)
    while node is not None and not made and node.type != "lambda":
        node = node.parent
    row, table = _row(node) if node is not None else (None, None)
    return row is not None and table is not None and not _is_taken(ev, site.point.file, row, table)


def _is_taken(ev: Evaluator, file: File, row: Node | None, table: Node | None) -> bool:
    """Whether the code takes a row out of its table; of what is no table, it does."""
    if row is None or table is None:
        return True
    key, name = _text(row.child_by_field_name("key")), _name(table)
    return bool(key and name) and (key in (chosen := _chosen(ev, file, name)) or ALL in chosen)


def is_off(ev: Evaluator, site: Site) -> bool:
    """Whether a constant that is false stands in an `if` around a call."""
    point = site.point
    guards = ((guard, point.file.facts.expression(guard)) for guard in point.scope.guards(point.block))
    return any(_is_false(ev, condition, point._replace(at=guard.start)) for guard, condition in guards)


def _is_false(ev: Evaluator, condition: Expression, point: Point) -> bool:
    match condition:
        case Constant(source):
            return source in FALSE
        case Both(parts):
            return any(_is_false(ev, part, point) for part in parts)
        case Name(name) | Attribute(_, name) if name == NEVER:
            return True
        case Name(name) if name.isupper():
            values = ev.evaluate(condition, point)
            return bool(values) and all(isinstance(value, Flag) and value.source in FALSE for value in values)
    return False


def _row(node: Node) -> tuple[Node | None, Node | None]:
    """The pair of a table with several that holds a node, and the table: the outermost of both."""
    found: tuple[Node | None, Node | None] = (None, None)
    inner, outer = node, node.parent
    while outer is not None and outer.type in HOLDING:
        rows = [child for child in outer.named_children if child.type == "pair"]
        if outer.type == "dictionary" and len(rows) > 1:
            found = (inner, outer)
        inner, outer = outer, outer.parent
    return found


def _text(node: Node | None) -> str:
    """The text of a key that is a plain string; '' for another."""
    inner = [child for child in node.named_children if child.type == "string_content"] if node is not None else []
    written = inner[0].text if len(inner) == 1 else None
    return written.decode("utf-8", "replace") if written is not None else ""


def _name(table: Node) -> str:
    """The name that a table is assigned to; '' where it has none."""
    around = table.parent
    left = around.child_by_field_name("left") if around is not None and around.type == "assignment" else None
    written = left.text if left is not None and left.type == "identifier" else None
    return written.decode("utf-8", "replace") if written is not None else ""


def _chosen(ev: Evaluator, file: File, name: str) -> frozenset[str]:
    """The keys that the code takes out of a table, as far as they are known."""
    nothing: frozenset[str] = frozenset()
    return ev.apart(("chosen", file.path, name), lambda: frozenset(_taken(ev, file, name)), nothing)


def _taken(ev: Evaluator, file: File, name: str) -> Iterator[str]:
    for path in ev.importers.of_name(file.path, name)[:MAX_FILES]:
        other = ev.files[path]
        for place in other.facts.places(name):
            if EVERY.match(other.facts.data, place + len(name)):
                yield ALL
            found = TAKEN.match(other.facts.data, place + len(name))
            stands = other.facts.statement(place) if found is not None else None
            if found is not None and stands is not None:
                scope, statement = stands
                group = 1 if found[1] is not None else 2
                key = other.facts.expression(Span(found.start(group), found.end(group)))
                point = Point(other, scope, statement.start, statement.block)
                for value in ev.evaluate(key, point):
                    if isinstance(value, Str) and not value.offered and not value.choice:
                        yield value.text
