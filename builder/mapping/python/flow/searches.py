"""Searches in lists: which elements a loop goes on with that compares them, `for row in rows: if row.name == name:`.

As of a table and its key: what is compared with a known text is taken where it is equal; where that text is open, or is
a default that may be overridden, the other elements are on offer. What no comparison says anything of stays as it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from builder.mapping.python.program.scopes import Binding, Scope
from builder.mapping.python.syntax.expressions import (
    Attribute,
    Both,
    Call,
    Constant,
    Equal,
    Expression,
    Item,
    Name,
    Path,
    Source,
    Text,
    opposite,
)
from builder.mapping.python.syntax.heads import Span
from builder.mapping.python.values import objects, strings, unpacking
from builder.mapping.python.values.interface import Evaluator
from builder.mapping.python.values.sets import distinct, offered
from builder.mapping.python.values.values import OVERRIDDEN, ExternalInput, Flag, Point, Str, Value, Values

GET = "get"


class Comparison(NamedTuple):
    """A comparison of what stands within an element with something else, which is evaluated at a point.

    `path` leads to what the loop calls `name` within the element, `shown` is what of it is compared; `within`: it is in
    a list, or holds the other.
    """

    name: str
    path: Path
    shown: Expression
    other: Expression
    point: Point
    within: bool


def of_loop(scope: Scope, found: Binding, point: Point) -> list[Comparison]:
    """The comparisons that a place in a loop stands below; `found` binds a name to the elements."""
    guards = list(_guards(scope, point.block))
    skips = scope.skipped(point.at, point.block)
    if not guards and not skips:
        return []
    facts = point.file.facts
    names = {
        name: one.path
        for name, bindings in scope.names.items()
        for one in bindings
        if one.how == "each" and one.span == found.span
    }
    conditions = [(facts.expression(span), span, block) for span, block in guards]
    conditions.extend((opposite(facts.expression(skip.guard)), skip.guard, skip.block) for skip in skips)
    return [
        made
        for condition, span, block in conditions
        if span.start > found.at
        for made in _compared(condition, names, point._replace(at=span.start, block=block, sources=()))
    ]


def of_source(source: Source, point: Point) -> list[Comparison]:
    """The comparisons of a comprehension; `point` is around it."""
    names = dict(source.names)
    return [made for condition in source.conditions for made in _compared(condition, names, point)]


def _guards(scope: Scope, block: int | None) -> Iterator[tuple[Span, int]]:
    """The conditions that a block runs under, each with the block that it stands in."""
    number = block if block is not None else -1
    while number >= 0:
        own = scope.blocks[number]
        if own.guard is not None:
            yield own.guard, own.parent
        number = own.parent


def _compared(condition: Expression, names: Mapping[str, Path], point: Point) -> Iterator[Comparison]:
    match condition:
        case Both(parts):
            for part in parts:
                yield from _compared(part, names, point)
        case Equal(left, right, within):
            first, second = _root(left), _root(right)
            if first in names and second not in names:
                yield Comparison(str(first), names[str(first)], left, right, point, within)
            elif second in names and first not in names:
                yield Comparison(str(second), names[str(second)], right, left, point, within)


def _root(expression: Expression) -> str | None:
    """The name whose attribute, item or text an expression is."""
    while True:
        match expression:
            case Name(name):
                return name
            case Attribute(value) | Item(value):
                expression = value
            case Call(Attribute(value)):
                expression = value
            case _:
                return None


def taken(ev: Evaluator, elements: list[Values], comparisons: list[Comparison]) -> list[Values]:
    """The elements that a search goes on with."""
    for one in comparisons:
        given = ev.callers.settled(ev.evaluate(one.other, one.point), one.point.calls)
        given = _listed(ev, given) if one.within else given
        closed = bool(given) and all(isinstance(value, Str | Flag) and not _may_differ(value) for value in given)
        wanted = {value.text for value in given if isinstance(value, Str) and not (value.choice or value.offered)}
        texts = [_texts(ev, element, one) for element in elements]
        if not any(texts):
            elements = elements if closed else [_open(element) for element in elements]
            continue
        kept: list[Values] = []
        for element, own in zip(elements, texts, strict=True):
            if not own or own & wanted:
                kept.append(element)
            elif not closed:
                kept.append(offered(element))
        elements = kept
    return elements


def _open(element: Values) -> Values:
    """An element of a list; where settings give the list, one of those on offer."""
    return offered(element) if all(isinstance(value, ExternalInput) for value in element) else element


def _listed(ev: Evaluator, values: Values) -> Values:
    """The texts, and those within lists."""
    lists = ([(value,)] if isinstance(value, Str) else objects.elements(ev, value) for value in values)
    return distinct(found for elements in lists for element in elements for found in element)


def _may_differ(value: Value) -> bool:
    return isinstance(value, Str) and (value.choice or value.offered or value.how in OVERRIDDEN)


def _texts(ev: Evaluator, element: Values, one: Comparison) -> frozenset[str]:
    """The texts of an element that are compared."""
    values = _shown(ev, one.shown, unpacking.taken(ev, element, one.path), one.point)
    values = _listed(ev, values) if one.within else values
    return frozenset(value.text for value in values if isinstance(value, Str))


def _shown(ev: Evaluator, expression: Expression, values: Values, point: Point) -> Values:
    """What an expression gives whose name stands for the values."""
    match expression:
        case Attribute(inner, name):
            owners = _shown(ev, inner, values, point)
            return distinct(found for owner in owners for found in objects.member(ev, owner, name, point))
        case Item(inner, Text() | Constant() as key):
            keys = ev.evaluate(key, point)
            owners = _shown(ev, inner, values, point)
            return distinct(found for owner in owners for found in objects.item(ev, owner, keys, point.calls))
        case Call(Attribute(inner, name), arguments):
            owners = _shown(ev, inner, values, point)
            if name == GET and arguments:
                keys = ev.evaluate(arguments[0].value, point)
                return distinct(found for owner in owners for found in objects.item(ev, owner, keys, point.calls))
            texts = (value for value in owners if isinstance(value, Str))
            return distinct(found for text in texts for found in strings.method(text, name, ()))
    return values if isinstance(expression, Name) else ()
