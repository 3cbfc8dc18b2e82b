"""Cases that decorators of `parameterized`, absl's `parameterized` and `ddt` give the parameters of test methods."""

from __future__ import annotations

from collections.abc import Iterator

from builder.mapping.python.program.scopes import Scope
from builder.mapping.python.values import objects, table_items
from builder.mapping.python.values.arguments import given, position
from builder.mapping.python.values.interface import Evaluator
from builder.mapping.python.values.sets import step
from builder.mapping.python.values.values import Flag, Made, Sequence, Site, Str, Structure, Value, Values

PARAM = "parameterized.param"


def expanded(ev: Evaluator, site: Site, scope: Scope, name: str) -> Iterator[Value]:
    """`@parameterized.expand([...])`, `@parameterized([...])`: one list of cases."""
    shown = given(site, ("input",), 0)
    for owner in ev.evaluate(shown.value, site.point) if shown is not None else ():
        for element in objects.elements(ev, owner):
            yield from _of_case(ev, element, scope, name, 0)


def listed(ev: Evaluator, site: Site, scope: Scope, name: str) -> Iterator[Value]:
    """`@parameterized.parameters(case, case)` of absl, `@data(case, case)` of ddt; one list of cases will do, too."""
    yield from _each(ev, site, scope, name, 0)


def named(ev: Evaluator, site: Site, scope: Scope, name: str) -> Iterator[Value]:
    """`@parameterized.named_parameters(("case", value))` of absl: the first of a case is its name."""
    yield from _each(ev, site, scope, name, 1)


def _each(ev: Evaluator, site: Site, scope: Scope, name: str, skip: int) -> Iterator[Value]:
    shown = [argument for argument in site.call.arguments if argument.name in (None, "*")]
    for argument in shown:
        values = ev.evaluate(argument.value, site.point)
        if len(shown) == 1 or argument.name == "*":
            inner = [element for value in values for element in objects.elements(ev, value)]
            if argument.name == "*" or any(isinstance(one, Structure | Sequence) for part in inner for one in part):
                for element in inner:
                    yield from _of_case(ev, element, scope, name, skip)
                continue
        yield from _of_case(ev, values, scope, name, skip)


def _of_case(ev: Evaluator, values: Values, scope: Scope, name: str, skip: int) -> Iterator[Value]:
    """What one case gives a parameter: by its place or its name."""
    place = position(scope.parameters, name, int(scope.around is not None))
    for value in values:
        if isinstance(value, Made) and value.name == PARAM and value.site is not None:
            shown = given(value.site, (name,), place)
            yield from step(ev.evaluate(shown.value, value.site.point)) if shown is not None else ()
        elif isinstance(value, Str):
            yield from step((value,)) if place == 0 else ()
        else:
            found = [*objects.item(ev, value, (Str(name, "", 0),), ())] if _is_table(ev, value) else []
            if not found and place is not None and not _is_table(ev, value):
                found = [*objects.item(ev, value, (Flag(str(place + skip)),), ())]
            yield from step(found)


def _is_table(ev: Evaluator, value: Value) -> bool:
    return isinstance(value, Structure) and bool([*table_items.pairs(ev, value)])
