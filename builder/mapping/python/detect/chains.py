"""From a call that loads a model to the calls that say which: through the parameters of the functions around it."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from typing import NamedTuple

from builder.mapping.python.flow import loads
from builder.mapping.python.syntax.expressions import Argument, Attribute
from builder.mapping.python.values.arguments import given, position, unpacks
from builder.mapping.python.values.functions import CONSTRUCTOR
from builder.mapping.python.values.interface import Evaluator
from builder.mapping.python.values.values import (
    CallString,
    Definition,
    Function,
    Site,
    Str,
    SymbolicParameter,
    Value,
    Values,
)

MAX_CALLS = 5  # calls from the one that loads to the one that gives the name
MAX_WAYS = 150  # ways to one call
MAX_WAYS_IN_LIBRARY = 40  # of a call in the code of a library itself, whose callers are recognised by their names
MAX_STEPS = 20_000  # expressions that all ways to one call may ask for
MAX_SPENT = 60_000  # the same, with what conditions on the ways ask for; no call of diffusers asks for more than 3,333


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
    most = ev.spent + MAX_SPENT
    while waiting and left and steps > 0 and ev.spent < most:
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
                continue  # reported already, where it stands
            yield Reached(value, way.site, way.argument, way.calls, site)
            if isinstance(value, SymbolicParameter) and len(way.calls) < MAX_CALLS:
                ways = _calls(ev, value, way.calls)
                new = [
                    other
                    for other in ways
                    if other.calls not in seen and not _of_sibling(ev, other, site) and _agree(ev, other.calls)
                ]
                seen.update(other.calls for other in new)
                waiting.extend(new)


def _calls(ev: Evaluator, parameter: SymbolicParameter, calls: CallString) -> Iterator[Way]:
    target = ev.callers.definition(parameter.function)
    if target is None or any(function == parameter.function for function, _ in calls) or known(ev, target):
        return
    for site in ev.callers.of(parameter.function):
        place = position(target.scope.parameters, parameter.name, site.skip)
        shown = given(site, (parameter.name,), place)
        if shown is not None and not site.call.start <= shown.start < site.call.end:
            continue  # a `partial` has it, which is a call of its own
        if shown is not None or unpacks(site):
            yield Way(site, shown, (*calls, (parameter.function, site)))


def _agree(ev: Evaluator, calls: CallString) -> bool:
    """Whether the callers that pass the name pass the functions of the repository that are called with it."""
    for function, site in calls[:-1]:
        called = site.call.function
        if any(isinstance(value, SymbolicParameter) for value in ev.evaluate(called, site.point)):
            values = ev.evaluate(called, site.within(calls))
            if values and not any(_enters(ev, value, function) for value in values):
                return False
    return True


def _enters(ev: Evaluator, value: Value, function: Function) -> bool:
    """Whether a call of a value may enter a function."""
    if not isinstance(value, Definition):
        return True
    constructor = ev.callers.definition(function) if value.scope.kind == "class" else None
    return value.key == function or (constructor is not None and constructor.scope.name == CONSTRUCTOR)


def _of_sibling(ev: Evaluator, way: Way, core: Site) -> bool:
    """Whether a call makes an object of a class beside the one whose method loads, through a base of both."""
    target = ev.callers.definition(way.calls[-1][0])
    base = target.scope.around if target is not None and target.scope.name == CONSTRUCTOR else None
    around = next((scope.around for scope in core.point.scope.outer() if scope.around is not None), None)
    if target is None or base is None or around is None or base is around:
        return False
    own = Definition(core.point.file, around)
    above = ev.mro(own)
    kinds = _made(ev, way.site) if Definition(target.file, base) in above else []
    return bool(kinds) and all(own not in ev.mro(kind) and kind not in above for kind in kinds)


def _made(ev: Evaluator, site: Site) -> list[Definition]:
    """The classes of the object that a call of a constructor makes; none where one of them is not known."""
    around = site.point.scope.around
    if isinstance(site.call.function, Attribute) and site.call.function.name == CONSTRUCTOR:
        return [Definition(site.point.file, around)] if around is not None else []
    values = ev.evaluate(site.call.function, site.point)
    kinds = [Definition(value.file, value.scope) for value in values if isinstance(value, Definition)]
    return kinds if len(kinds) == len(values) and all(kind.scope.kind == "class" for kind in kinds) else []


def known(ev: Evaluator, function: Definition) -> bool:
    """Whether the calls of a function are recognised by its name: it is a library's own."""
    return any(ev.signatures.find(name) for name in loads.own_names(ev, function))
