"""What stands at a place within values: `a, (b, *c) = value`."""

from __future__ import annotations

from builder.mapping.python.syntax.expressions import Path, Rest
from builder.mapping.python.values import objects
from builder.mapping.python.values.interface import Evaluator
from builder.mapping.python.values.sets import distinct
from builder.mapping.python.values.values import Flag, Sequence, Values


def taken(ev: Evaluator, values: Values, path: Path) -> Values:
    """What stands at a place within each of the values."""
    for place in path:
        if isinstance(place, Rest):
            values = tuple(Sequence(tuple(elements)) for elements in _rests(ev, values, place))
        else:
            key = (Flag(str(place)),)
            values = distinct(item for value in values for item in objects.item(ev, value, key, ()))
    return values


def _rests(ev: Evaluator, values: Values, rest: Rest) -> list[list[Values]]:
    """The elements that a `*rest` takes of each of the values."""
    lists = (objects.elements(ev, value) for value in values)
    return [elements[rest.before : len(elements) - rest.after] for elements in lists]
