"""Lists of models: what is added to one, and what it offers beside the element that a written place takes."""

from __future__ import annotations

from collections.abc import Iterable

from builder.mapping.python.syntax.expressions import Expression, Items, Spread
from builder.mapping.python.values import objects
from builder.mapping.python.values.interface import Evaluator
from builder.mapping.python.values.sets import distinct, offered
from builder.mapping.python.values.values import Flag, Str, Structure, Value, Values
from builder.reference.hub_ids import hub_model_id

FEWEST = 3  # models of one list: two may be parts of one thing, such as an encoder and a decoder


def added(parts: tuple[Expression, ...]) -> Items:
    """`a + b` of lists as `[*a, *b]`."""
    return Items(tuple(map(Spread, parts)))


def are_written(values: list[Values]) -> bool:
    """Whether each of the parts of a sum is one list whose elements are written."""
    return all(len(part) == 1 and _written(part[0]) is not None for part in values)


def beside(ev: Evaluator, owners: Iterable[Value], keys: Values | None) -> Values:
    """What `MODELS[0]` leaves on offer: the other elements of a list of ids; none of any other list."""
    if not keys or not all(isinstance(key, Flag) and key.source.lstrip("-").isdigit() for key in keys):
        return ()
    taken = {int(key.source) for key in keys if isinstance(key, Flag)}
    found: list[Value] = []
    for owner in owners:
        elements = objects.elements(ev, owner) if _written(owner) is not None else []
        if len(elements) < FEWEST or not all(len(values) == 1 and _is_model(values[0]) for values in elements):
            continue
        places = {number % len(elements) for number in taken if -len(elements) <= number < len(elements)}
        rest = [value for place, values in enumerate(elements) if place not in places for value in values]
        found.extend(offered(rest) if places else ())
    return distinct(found)


def _written(value: Value) -> Items | None:
    return value.expression if isinstance(value, Structure) and isinstance(value.expression, Items) else None


def _is_model(value: Value) -> bool:
    return isinstance(value, Str) and "/" in value.text and hub_model_id(value.text) == value.text
