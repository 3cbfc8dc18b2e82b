"""Whether a place is reached at all when the functions around it are called as a call string says."""

from __future__ import annotations

from builder.mapping.python.syntax.expressions import Both, Equal, Expression
from builder.mapping.python.values import objects
from builder.mapping.python.values.interface import Evaluator
from builder.mapping.python.values.strings import UNKNOWN_PART
from builder.mapping.python.values.values import Flag, Point, Str, Values


def reachable(ev: Evaluator, point: Point) -> bool:
    """False where an `if` around the place compares with a text what is known to be another."""
    guards = point.scope.guards(point.block)
    facts = point.file.facts
    return all(_may_hold(ev, facts.expression(guard), point._replace(at=guard.start)) for guard in guards)


def _may_hold(ev: Evaluator, condition: Expression, point: Point) -> bool:
    match condition:
        case Both(parts):
            return all(_may_hold(ev, part, point) for part in parts)
        case Equal(left, right, within):
            wanted = ev.evaluate(right, point)
            if within:
                wanted = tuple(value for owner in wanted for part in objects.elements(ev, owner) for value in part)
            texts = _texts(wanted)
            found = _texts(ev.callers.settled(ev.evaluate(left, point), point.calls)) if texts else None
            return texts is None or found is None or bool(texts & found)
    return True


def _texts(values: Values) -> set[str] | None:
    """The texts of values of which none is unknown; None if one is."""
    texts = {value.text for value in values if isinstance(value, Str) and UNKNOWN_PART not in value.text}
    rest = [value for value in values if not isinstance(value, Flag | Str)]
    known = texts and not rest and not any(isinstance(value, Str) and value.choice for value in values)
    return texts if known else None
