"""What a call gives: functions of the repository by their `return`, other libraries' by what is known of them."""

from __future__ import annotations

from dataclasses import replace

from builder import patterns as re
from builder.mapping.python.flow import externals, lazy_modules, methods
from builder.mapping.python.frameworks.calls import OBJECTS
from builder.mapping.python.syntax.expressions import Attribute, Call, Item, Lambda
from builder.mapping.python.values import classes, objects
from builder.mapping.python.values.branches import MIN_BRANCHES, branched
from builder.mapping.python.values.functions import decorators, hidden, merged
from builder.mapping.python.values.interface import Evaluator
from builder.mapping.python.values.sets import distinct, offered, step
from builder.mapping.python.values.values import (
    UNKNOWN,
    CallString,
    Definition,
    Instance,
    Made,
    Partial,
    Point,
    Ref,
    Sequence,
    Site,
    Structure,
    Value,
    Values,
)

MAX_CALLS = 8  # functions entered one from the other
MAX_RETURNS = 20
GIVING = re.compile(r"(?i)fixture|context_?manager")  # decorators of generators that give what they yield


def called(ev: Evaluator, call: Call, point: Point) -> Values:
    """The values of a call."""
    module = lazy_modules.imported(ev, call, point)
    if module is not None:
        return module
    site = ev.site(call, point)
    if not isinstance(call.function, Attribute):
        functions = ev.evaluate(call.function, point)
        results = distinct(value for function in functions for value in result(ev, function, site, point.calls))
        made = [function for function in functions if isinstance(function, Definition)]
        return offered(results) if isinstance(call.function, Item) and len(made) > 1 else results
    found: list[Value] = []
    for owner in ev.evaluate(call.function.value, point):
        known = methods.known(ev, owner, call.function.name, site, point.calls)
        if known is None:
            functions = objects.member(ev, owner, call.function.name, point)
            known = distinct(value for function in functions for value in result(ev, function, site, point.calls))
        found.extend(known)
    return distinct(found)


def result(ev: Evaluator, function: Value, site: Site, calls: CallString) -> Values:
    """What one function gives when it is called at a site."""
    match function:
        case Definition() if function.scope.kind == "class" and classes.is_enumeration(ev, function):
            return offered(value for member in classes.members(ev, function) for value in member)
        case Definition() if function.scope.kind == "class":
            return (Instance(replace(function, owner=None, offered=False), site, function.offered),)
        case Definition():
            found = entered(ev, function, site, calls)
            return offered(found) if function.offered else found
        case Ref(name):
            return externals.called(ev, name, site, calls)
        case Made(name) if name in OBJECTS:
            return OBJECTS[name](ev, function, site, calls)
        case Made():
            return (function,)
        case Partial(functions, given):
            whole = ev.site(merged(given.call, site.call), site.point)
            return distinct(value for inner in functions for value in result(ev, inner, whole, calls))
        case Structure(Lambda(source, body), point):
            return ev.evaluate(body, point._replace(sources=(*point.sources, source)))
    return (UNKNOWN,)


def entered(ev: Evaluator, function: Definition, site: Site, calls: CallString) -> Values:
    """What a function of the repository returns to a call."""
    if len(calls) >= MAX_CALLS or any(key == function.key for key, _ in calls):
        ev.cut()
        return (UNKNOWN,)
    inside = ev.site(site.call, site.point, hidden(function))
    return ev.returned(function, (*calls, (function.key, inside)))


def returned(ev: Evaluator, function: Definition, calls: CallString) -> Values:
    """What a function returns."""
    facts = function.file.facts
    owner = function.owner.kind if isinstance(function.owner, Instance) else function.owner
    found: list[Value] = []
    scope = facts.filled(function.scope)
    yields = scope.yields if not any(map(GIVING.search, decorators(function))) else {}
    yielded: list[Values] = []
    for span in scope.returns[:MAX_RETURNS]:
        stands = facts.statement(span.start)
        block = stands[1].block if stands is not None else None
        point = Point(function.file, function.scope, span.start, block, owner=owner, calls=calls)
        values = ev.evaluate(facts.expression(span), point)
        if span not in yields:
            found.extend(values)
        elif yields[span]:
            yielded.extend(element for value in values for element in objects.elements(ev, value))
        else:
            yielded.append(values)
    generator = (Sequence(tuple(map(step, yielded))),) if yields else ()
    found = [*branched(tuple(found))] if len(scope.returns) >= MIN_BRANCHES else found
    return distinct((*step(found), *generator))
