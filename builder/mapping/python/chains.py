"""From a call that loads a model to the calls that say which: through the parameters of the functions around it."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from typing import NamedTuple

from builder.mapping.python import loads
from builder.mapping.python.arguments import given, position, unpacks
from builder.mapping.python.expressions import Argument
from builder.mapping.python.interface import Evaluator
from builder.mapping.python.values import CallString, Definition, Site, Str, SymbolicParameter, Value, Values

MAX_CALLS = 5  # calls from the one that loads to the one that gives the name
MAX_WAYS = 150  # ways to one call
MAX_WAYS_IN_LIBRARY = 30  # of a call in a library's own code, whose callers are told by their names
MAX_STEPS = 10_000  # expressions that all ways to one call may ask for


class Reached(NamedTuple):
    """A value of an argument at the call that gives it, and the calls from there to the one that loads, `core`."""

    value: Value
    site: Site
    argument: Argument | None
    calls: CallString
    core: Site | None = None


class Way(NamedTuple):
    """A call from which values come, and the calls from there to the one that loads."""

    site: Site
    argument: Argument | None
    calls: CallString


def reached(
    ev: Evaluator, site: Site, argument: Argument | None, values: Callable[[CallString], Values]
) -> Iterator[Reached]:
    """Every value that an argument of a call can have; strings stand at the outermost call that hands them on.

    `values` evaluates the argument where the functions around it are called as a call string says.
    """
    waiting = deque([Way(site, argument, ())])
    left = MAX_WAYS_IN_LIBRARY if ev.modules.is_library(site.point.file.path) else MAX_WAYS
    steps = MAX_STEPS
    seen: set[CallString] = set()
    while waiting and left and steps > 0:
        left -= 1
        way = waiting.popleft()
        if not ev.callers.reached(way.calls, site.point):
            continue
        last = way.calls[-1][0] if way.calls else None
        ev.start()
        given_here = values(way.calls)
        steps -= ev.cost
        for value in given_here:
            if last is not None and isinstance(value, Str | SymbolicParameter) and last not in value.via:
                continue  # told before, where it stands
            yield Reached(value, way.site, way.argument, way.calls, site)
            if isinstance(value, SymbolicParameter) and len(way.calls) < MAX_CALLS:
                new = [other for other in _calls(ev, value, way.calls) if other.calls not in seen]
                seen.update(other.calls for other in new)
                waiting.extend(new)


def _calls(ev: Evaluator, parameter: SymbolicParameter, calls: CallString) -> Iterator[Way]:
    target = ev.callers.definition(parameter.function)
    if target is None or any(function == parameter.function for function, _ in calls) or known(ev, target):
        return
    for site in ev.callers.of(parameter.function):
        place = position(target.scope.parameters, parameter.name, site.skip)
        shown = given(site, (parameter.name,), place)
        if shown is not None or unpacks(site):
            yield Way(site, shown, (*calls, (parameter.function, site)))


def known(ev: Evaluator, function: Definition) -> bool:
    """Whether the calls of a function are told by its name: it is a library's own."""
    return any(ev.signatures.find(name) for name in loads.own_names(ev, function))
