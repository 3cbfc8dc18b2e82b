"""Values that stand in for an argument that is left out: `if model is None: model = DEFAULT`, where a call gives it."""

from __future__ import annotations

from builder import patterns as re
from builder.mapping.python.program.scopes import Binding, Scope
from builder.mapping.python.syntax.expressions import Either, Name
from builder.mapping.python.values.interface import Evaluator
from builder.mapping.python.values.sets import distinct
from builder.mapping.python.values.values import Definition, Instance, Point, Str, Values

LACKING = re.compile(r"(?:not\s+(?P<a>\w+)|(?P<b>\w+)\s*(?:is|==)\s*None|(?P<c>\w+)\s*==\s*(?:\"\"|''))")


def needed(ev: Evaluator, scope: Scope, name: str, bindings: list[Binding], point: Point) -> list[Binding]:
    """The bindings of a name without those that are only made where it has no value, if a call string gives it one."""
    if not point.calls or len(bindings) < 2:
        return bindings
    return [one for one in bindings if not _is_idle(ev, scope, name, one, point)]


def _is_idle(ev: Evaluator, scope: Scope, name: str, binding: Binding, point: Point) -> bool:
    for guard in scope.guards(binding.block) if binding.how == "value" and binding.block >= 0 else ():
        lacking = LACKING.fullmatch(point.file.facts.excerpt(*guard).strip("()"))
        if lacking is not None and name in lacking.groups():
            around = max(scope.blocks[binding.block].parent, 0)
            before = Point(point.file, scope, guard.start, around, owner=point.owner, calls=point.calls)
            return is_given(ev.evaluate(Name(name), before))
    return False


def of(ev: Evaluator, either: Either, point: Point) -> Values:
    """The values of one of several expressions; of the first alone, where a call string gives it one."""
    values = ev.evaluate(either.options[0], point)
    if either.first and point.calls and is_given(values):
        return values
    return distinct((*values, *(value for other in either.options[1:] for value in ev.evaluate(other, point))))


def is_given(values: Values) -> bool:
    """Whether values are known, and none of them is None or empty."""
    kinds = Definition | Instance
    return bool(values) and all(isinstance(one, kinds) or (isinstance(one, Str) and one.text) for one in values)
