"""Tables and lists of a module or class that functions fill: `register("name", value)`, `@register("name")`."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from builder import patterns as re
from builder.mapping.python.program.scopes import ADDING, Binding, Scope
from builder.mapping.python.syntax.expressions import Attribute, Expression, Name
from builder.mapping.python.values import objects
from builder.mapping.python.values.interface import Evaluator
from builder.mapping.python.values.sets import distinct, offered
from builder.mapping.python.values.values import (
    UNKNOWN,
    CallString,
    Definition,
    File,
    Flag,
    Function,
    Pairs,
    Point,
    Sequence,
    Site,
    Str,
    Value,
    Values,
)

MAX_ADDED = 16  # places of a file that add to one name
MAX_CALLS = 64  # of a function that adds
REGISTERING = re.compile(r"(?i)regist|(?:^|_)add|append|insert|include|declare|define")  # names of functions that do
OWN_NAMES = ("__name__", "__qualname__")


def registers(scope: Scope) -> bool:
    """Whether a function's name, or that of the one around it, says that its calls fill something."""
    names = [outer.name for outer in scope.outer() if outer.kind == "function"]
    return any(map(REGISTERING.search, names))


def of_module(ev: Evaluator, file: File, name: str) -> Values:
    """What the functions of a file add to a list or dictionary of its module, once for each of their calls."""
    if name not in file.facts.added:
        return ()
    return ev.apart(("registered", file.path, name), lambda: distinct(_of_module(ev, file, name)), ())


def _of_module(ev: Evaluator, file: File, name: str) -> Iterator[Value]:
    for place in file.facts.added[name][:MAX_ADDED]:
        stands = file.facts.statement(place)
        scope = stands[0] if stands is not None else None
        if scope is None or scope.kind != "function" or not file.facts.regions.is_code(place):
            continue
        bindings = file.facts.filled(scope).names.get(name, [])
        if all(binding.how in ADDING for binding in bindings):
            for binding in bindings:
                if binding.at == place:
                    point = Point(file, scope, binding.at, binding.block)
                    yield from added(ev, point, binding) if registers(scope) else _given(ev, point, binding)


def added(ev: Evaluator, point: Point, binding: Binding) -> Iterator[Value]:
    """What a function that a point stands in adds by a binding: for each call of it, or of a decorator that made it."""
    scope = point.scope
    decorates = scope.parent if scope.parent is not None and scope.parent.kind == "function" else None
    function = Function(point.file.path, (decorates or scope).span.start)
    for site in islice(ev.callers.of(function), MAX_CALLS):
        calls: CallString = ((function, site),)
        if decorates is None:
            yield from _given(ev, point.within(calls), binding)
            continue
        thing = decorated(site)
        if thing is not None:
            yield _entry(ev, point.within(calls), binding, thing)
    if decorates is None:
        for thing in _decorated_alone(ev, Definition(point.file, scope)):
            yield _entry(ev, point, binding, thing)


def _given(ev: Evaluator, point: Point, binding: Binding) -> Iterator[Value]:
    """What is added, evaluated for one call."""
    facts = point.file.facts
    if binding.span is None:
        return
    values = ev.evaluate(facts.expression(binding.span), point)
    if binding.how == "extend":
        yield from values
    elif binding.how == "append":
        yield Sequence((values,))
    elif binding.key is None:
        yield Pairs((((Str(binding.target, "", 0),), values),))
    else:
        keys = ev.evaluate(facts.expression(binding.key), point)
        known = any(isinstance(key, Str | Flag) for key in keys)
        yield Pairs(((keys if known else (UNKNOWN,), values if known else offered(values)),))


def decorated(site: Site) -> Definition | None:
    """The function or class that a call stands above as a decorator."""
    for child in site.point.scope.children:
        if any(span.start <= site.call.start and site.call.end <= span.end for span in child.decorators):
            return Definition(site.point.file, child)
    return None


def _decorated_alone(ev: Evaluator, function: Definition) -> Iterator[Definition]:
    """The functions and classes above which a function stands as a decorator that is not called."""
    for path in ev.callers.seeing(function):
        file = ev.files[path]
        for name in ev.callers.names_of(function, file):
            for place in file.facts.uses(name):
                stands = file.facts.statement(place)
                for child in stands[0].children if stands is not None else ():
                    if any(span.start <= place < span.end <= place + len(name) for span in child.decorators):
                        yield Definition(file, child)


def _entry(ev: Evaluator, point: Point, binding: Binding, thing: Definition) -> Pairs | Sequence:
    """What a decorator adds for what it stands above."""
    if binding.how != "item":
        return Sequence(((thing,),))
    keys = _keys(ev, point, binding, thing)
    return Pairs((((keys or (UNKNOWN,)), (thing,) if keys else offered((thing,))),))


def _keys(ev: Evaluator, point: Point, binding: Binding, thing: Definition) -> Values:
    if binding.key is None:
        return ()
    expression: Expression = point.file.facts.expression(binding.key)
    if isinstance(expression, Attribute) and isinstance(expression.value, Name):
        line = thing.file.facts.row(thing.scope.span.start) + 1
        if expression.name in OWN_NAMES:
            return (Str(thing.scope.name, thing.file.path, line),)
        named = objects.member(ev, thing, expression.name, point)
        return tuple(value for value in named if isinstance(value, Str))
    return tuple(value for value in ev.evaluate(expression, point) if isinstance(value, Str))
