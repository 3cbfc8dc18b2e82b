"""Parts of lists and texts: `names[1:]`, `text[text.index(":") + 1 :]`."""

from __future__ import annotations

from dataclasses import replace

from builder.mapping.python.syntax.expressions import Expression, Items, Join, Slice, Spread
from builder.mapping.python.values import objects
from builder.mapping.python.values.interface import Evaluator
from builder.mapping.python.values.sets import distinct
from builder.mapping.python.values.values import Flag, Point, Sequence, Str, Structure, Unknown, Value, Values


def cut(ev: Evaluator, owners: Values, key: Slice, point: Point) -> Values:
    """What a slice takes of each of the values; the whole of a list where a bound is not known."""
    start, stop = _bound(ev, key.start, point), _bound(ev, key.stop, point)
    known = (key.start is None or start is not None) and (key.stop is None or stop is not None)
    bounds = slice(start, stop) if known else None
    return distinct(found for owner in owners for found in _part(ev, owner, bounds, point))


def _part(ev: Evaluator, owner: Value, bounds: slice | None, point: Point) -> Values:
    match owner:
        case Str(text) if bounds is not None and (bounds.start or bounds.stop is not None):
            whole = objects.item(ev, owner, None, point.calls)  # a prefix of the Hub's own is no part of the name
            return whole if any(isinstance(one, Str) for one in whole) else (replace(owner, text=text[bounds]),)
        case Sequence() | Structure(Items()) if bounds is not None and not _is_open(owner):
            return (Sequence(tuple(objects.elements(ev, owner)[bounds])),)
    return objects.item(ev, owner, None, point.calls)


def _is_open(owner: Sequence | Structure) -> bool:
    """Whether a list unpacks others, so that its places may not be those that are written."""
    written = owner.expression.items if isinstance(owner, Structure) and isinstance(owner.expression, Items) else ()
    return any(isinstance(one, Spread) for one in written)


def _bound(ev: Evaluator, expression: Expression | None, point: Point) -> int | None:
    """The number that a bound is; None where it is left out or not known."""
    if expression is None:
        return None
    if isinstance(expression, Join):
        terms = [_bound(ev, part, point) for part in expression.parts]
        return sum(term for term in terms if term is not None) if None not in terms else None
    values = [value for value in ev.evaluate(expression, point) if not isinstance(value, Unknown)]
    numbers = [value.source for value in values if isinstance(value, Flag) and value.source.lstrip("-").isdigit()]
    return int(numbers[0]) if len(numbers) == len(values) == 1 else None
