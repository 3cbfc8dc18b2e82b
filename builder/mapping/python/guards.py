"""Whether a place is reached at all when the functions around it are called as a context says."""

from __future__ import annotations

from builder.mapping.python import objects
from builder.mapping.python.expressions import Both, Equal, Expression
from builder.mapping.python.interface import Evaluator
from builder.mapping.python.strings import UNKNOWN_PART
from builder.mapping.python.values import Context, Flag, Frame, Str, Values


def reachable(ev: Evaluator, frame: Frame, context: Context) -> bool:
    """False where an `if` around the place compares with a text what is known to be another."""
    guards = frame.scope.guards(frame.block)
    return all(_may_hold(ev, frame.file.facts.expression(guard), frame, context) for guard in guards)


def _may_hold(ev: Evaluator, condition: Expression, frame: Frame, context: Context) -> bool:
    match condition:
        case Both(parts):
            return all(_may_hold(ev, part, frame, context) for part in parts)
        case Equal(left, right, within):
            wanted = ev.evaluate(right, frame, context)
            if within:
                wanted = tuple(value for owner in wanted for part in objects.elements(ev, owner) for value in part)
            texts = _texts(wanted)
            found = _texts(ev.callers.settled(ev.evaluate(left, frame, context), context)) if texts else None
            return texts is None or found is None or bool(texts & found)
    return True


def _texts(values: Values) -> set[str] | None:
    """The texts of values of which none is unknown; None if one is."""
    texts = {value.text for value in values if isinstance(value, Str) and UNKNOWN_PART not in value.text}
    rest = [value for value in values if not isinstance(value, Flag | Str)]
    known = texts and not rest and not any(isinstance(value, Str) and value.choice for value in values)
    return texts if known else None
