"""What a function's parameter stands for: its callers' arguments, its default, what its decorators give."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from builder.mapping.python.frameworks import choices as offered
from builder.mapping.python.frameworks import comfyui, positions, pytest
from builder.mapping.python.frameworks.calls import PARAMETERS
from builder.mapping.python.frameworks.decorators import DECORATORS, LAST_NAMES
from builder.mapping.python.program.scopes import Scope
from builder.mapping.python.syntax.expressions import Call
from builder.mapping.python.syntax.heads import Parameter
from builder.mapping.python.values import objects
from builder.mapping.python.values.arguments import given, keyword, position, splats, unpacks
from builder.mapping.python.values.functions import decorators, last_name
from builder.mapping.python.values.interface import Evaluator
from builder.mapping.python.values.sets import distinct, step, through
from builder.mapping.python.values.values import (
    LOCAL,
    UNKNOWN,
    CallString,
    Definition,
    ExternalInput,
    Flag,
    Function,
    Instance,
    Keywords,
    Made,
    Point,
    Positionals,
    Ref,
    Site,
    Str,
    SymbolicParameter,
    Unknown,
    Value,
    Values,
)
from builder.reference.signatures import Argument

COMMANDS = frozenset({"command", "main", "callback"})  # decorators that make options of a function's parameters
CLICK = frozenset({"click.option", "click.argument"})
CAPTURING = frozenset(name.rpartition(".")[2] for name in PARAMETERS)
FOLDERS = frozenset({"tmp_path", "tmpdir", "tmp_dir", "tmpdirname", "temp_dir"})  # fixtures of pytest, and their like
RUNNERS = (b"fire.Fire(", b"Fire(", b"typer.run(", b"tyro.cli(", b"jsonargparse", b"plac.call(", b"defopt.run(")


def parameter(ev: Evaluator, point: Point, name: str) -> Values:
    """The values of a parameter of the function that `point` stands in."""
    scope = point.scope
    function = Function(point.file.path, scope.span.start)
    found = next((other for other in scope.parameters if other.name == name), None)
    if found is None:
        return (UNKNOWN,)
    own = _own_object(point, scope, found)
    if own is not None:
        return own
    if found.name in FOLDERS:
        return (LOCAL,)
    if found.stars:
        return (Keywords(function),) if found.stars == "**" else (Positionals(function),)
    site = ev.call_of(function, point.calls)
    if site is None:
        return distinct(_without_callers(ev, point, function, found))
    passed_on = ev.outside(function, point.calls, lambda calls: passed(ev, site, scope, name, calls))
    if passed_on is None:
        return _default(ev, point, found)
    return passed_through(passed_on, function, site)


def passed_through(values: Values, function: Function, site: Site) -> Values:
    """What a call passed, as it arrives in the function that was called."""
    return through(tuple(_arrived(value, function) for value in values), site.point.file.path, site.call.start)


def _arrived(value: Value, function: Function) -> Value:
    match value:
        case Str(via=via, hops=hops):
            return replace(value, via=(*via, function), hops=hops + 1)
        case SymbolicParameter(via=via) | ExternalInput(via=via) | Unknown(via=via):
            return replace(value, via=(*via, function))
    return value


def _own_object(point: Point, scope: Scope, found: Parameter) -> Values | None:
    """The class or object of a method's first parameter."""
    kind = scope.around
    if kind is None or found is not scope.parameters[0] or found.stars:
        return None
    method = decorators(Definition(point.file, scope))
    if "staticmethod" in method:
        return None
    owner = point.owner or Definition(point.file, kind)
    return (owner,) if "classmethod" in method or scope.name == "__new__" else (Instance(owner),)


def passed(ev: Evaluator, site: Site, scope: Scope, name: str, calls: CallString) -> Values | None:
    """What a call passes for a parameter; None if it leaves it out."""
    place = position(scope.parameters, name, site.skip)
    argument = given(site, (name,), place)
    if argument is not None:
        return ev.evaluate(argument.value, site.within(calls))
    starred = _starred(ev, site, place, calls) if place is not None else None
    hidden = unpacked(ev, site, (name,), calls)
    return distinct((*starred, *(hidden or ()))) if starred is not None else hidden


def _starred(ev: Evaluator, site: Site, place: int, calls: CallString) -> Values | None:
    """What `*values` of a call hold for the parameter at a place; None if nothing is known to be there."""
    shown = [argument for argument in site.call.arguments if argument.name in (None, "*")]
    number = next((number for number, argument in enumerate(shown) if argument.name == "*"), None)
    if number is None or place < number:
        return None
    owners = ev.evaluate(shown[number].value, site.within(calls))
    keys = (Flag(str(place - number)),)
    found = (
        value
        for owner in positions.listed(site.point.file.path, owners)
        if not isinstance(owner, SymbolicParameter)
        for value in objects.item(ev, owner, keys, calls)
    )
    return tuple(value for value in distinct(found) if not isinstance(value, Unknown)) or None


def argument(ev: Evaluator, site: Site, spec: Argument, calls: CallString) -> Values | None:
    """The values of an argument of a library's call; None where the call leaves it out."""
    shown = given(site, spec.names, spec.position - site.skip if spec.position is not None else None)
    if shown is not None:
        return ev.evaluate(shown.value, site.within(calls))
    place = spec.position - site.skip if spec.position is not None else None
    starred = _starred(ev, site, place, calls) if place is not None else None
    hidden = unpacked(ev, site, spec.names, calls)
    if starred is not None:
        return distinct((*starred, *(hidden or ())))
    return (UNKNOWN,) if hidden is None and unpacks(site) else hidden


def named(ev: Evaluator, site: Site, name: str, calls: CallString) -> Values:
    """What a call passes by a name; nothing where it passes nothing by it."""
    shown = given(site, (name,), None)
    if shown is not None:
        return ev.evaluate(shown.value, site.within(calls))
    return unpacked(ev, site, (name,), calls) or ()


def unpacked(ev: Evaluator, site: Site, names: tuple[str, ...], calls: CallString) -> Values | None:
    """What `**keywords` of a call hold under one of the names; None if nothing is known to be there."""
    found: list[Value] = []
    keys = tuple(Str(name, "", 0) for name in names)
    for splat in splats(site):
        for value in ev.evaluate(splat.value, site.within(calls)):
            if isinstance(value, Keywords):
                found.extend(given for name in names for given in ev.callers.keyword(value.function, name, calls))
            else:
                found.extend(objects.item(ev, value, keys, calls))
    return tuple(value for value in distinct(found) if not isinstance(value, Unknown)) or None


def _default(ev: Evaluator, point: Point, found: Parameter) -> Values:
    if found.default is None:
        return ()
    outside = _outside(point, found.default.start)._replace(owner=point.owner)
    return step(ev.evaluate(point.file.facts.expression(found.default), outside), "default")


def _outside(point: Point, place: int) -> Point:
    """A place in the head of the function that a point stands in: it sees the names around the function."""
    return Point(point.file, point.scope.parent or point.file.facts.module, place, calls=point.calls)


def _without_callers(ev: Evaluator, point: Point, function: Function, found: Parameter) -> Iterator[Value]:
    """What a parameter is as far as its own function tells, and that its callers tell the rest."""
    yield SymbolicParameter(function, found.name)
    yield from _decorated(ev, point, found)
    yield from pytest.cases_of(ev, point, found.name)
    yield from pytest.returned(ev, point, found.name)
    yield from comfyui.widget(ev, point, found.name)
    default = _default(ev, point, found)
    idle = any(isinstance(value, Str) for value in default) and ev.callers.override(function, point.scope, found.name)
    for value in default:
        yield replace(value, idle=True) if idle and isinstance(value, Str) else value
    if found.annotation is not None:
        outside = _outside(point, found.annotation.start).within(())
        annotation = point.file.facts.expression(found.annotation)
        allowed = offered.annotated(ev, annotation, outside)
        yield from allowed
        for value in ev.evaluate(annotation, outside) if not allowed else ():
            if isinstance(value, Definition) and value.scope.kind == "class":
                yield Instance(value)
    if _is_command(point, found):
        yield from option_names(found.name)
        yield from positions.of_parameter(point.file, point.scope, found.name)


def option_names(name: str) -> list[Value]:
    """The options of a command line that a parameter or field of that name is given by."""
    spellings = dict.fromkeys((f"--{name}", f"--{name.replace('_', '-')}"))
    return [ExternalInput("option", spelling) for spelling in spellings]


def _is_command(point: Point, found: Parameter) -> bool:
    names = decorators(Definition(point.file, point.scope))
    return bool(names & COMMANDS) or any(map(point.file.facts.holds, RUNNERS))


def _decorated(ev: Evaluator, point: Point, found: Parameter) -> Iterator[Value]:
    """What decorators give a parameter: options of click, cases of pytest, the settings of a component of spaCy."""
    outside = _outside(point, point.scope.span.start)
    spans = (*point.scope.decorators, *(point.scope.around.decorators if point.scope.around is not None else ()))
    for span in spans:
        expression = point.file.facts.expression(span)
        if not isinstance(expression, Call):
            if last_name(expression) in CAPTURING:
                for function in ev.evaluate(expression, outside):
                    given_by = PARAMETERS.get(function.name) if isinstance(function, Ref) else None
                    yield from given_by(ev, point.file, found.name) if given_by is not None else ()
            for value in ev.evaluate(expression, outside) if point.file.facts.holds(b"click") else ():
                if isinstance(value, Made) and value.name in CLICK and value.site is not None:
                    yield from option(ev, value.site, found.name, point.calls)
            continue
        match last_name(expression):
            case "option" | "argument" as word:
                if word == positions.ARGUMENT and _is_named(ev, expression, outside, found.name):
                    yield from positions.of_decorator(point.file, point.scope, expression)
                yield from option(ev, ev.site(expression, outside), found.name, point.calls)
            case "factory":
                yield from _configured(ev, ev.site(expression, outside), found.name, point.calls)
            case word if word in LAST_NAMES:
                for function in ev.evaluate(expression.function, outside):
                    known = DECORATORS.get(function.name) if isinstance(function, Ref) else None
                    yield from known(ev, ev.site(expression, outside), point.scope, found.name) if known else ()


def _is_named(ev: Evaluator, expression: Call, point: Point, name: str) -> bool:
    """Whether an argument of click is the parameter's."""
    shown = [ev.evaluate(argument.value, point) for argument in expression.arguments if argument.name is None]
    return any(isinstance(value, Str) and value.text.lower() == name for values in shown for value in values)


def _configured(ev: Evaluator, site: Site, name: str, calls: CallString) -> Iterator[Value]:
    """`@Language.factory("name", default_config={...})`: the default of a component's parameter."""
    given_settings = keyword(site, "default_config")
    key = (Str(name, "", 0),)
    for owner in ev.evaluate(given_settings.value, site.within(calls)) if given_settings is not None else ():
        found = objects.item(ev, owner, key, calls)
        yield from step((value for value in found if isinstance(value, Str)), "default")


def option(ev: Evaluator, site: Site, name: str, calls: CallString) -> Iterator[Value]:
    """The values of an option of click, if it is the parameter's."""
    shown = [ev.evaluate(argument.value, site.within(calls)) for argument in site.call.arguments if not argument.name]
    names = [value.text for values in shown for value in values if isinstance(value, Str)]
    if name not in (spelling.lstrip("-").replace("-", "_").lower() for spelling in names):
        return
    yield from (ExternalInput("option", spelling) for spelling in names if spelling.startswith("--"))
    default = keyword(site, "default")
    if default is not None:
        yield from step(ev.evaluate(default.value, site.within(calls)), "argument_parser")
    yield from choices(ev, keyword(site, "type"), site, calls)
    switched = keyword(site, "flag_value")
    if switched is not None:
        yield from offered.marked(ev.evaluate(switched.value, site.within(calls)))


def choices(ev: Evaluator, argument: object, site: Site, calls: CallString) -> Iterator[Value]:
    """The strings of `click.Choice([...])`."""
    value = getattr(argument, "value", None)
    if isinstance(value, Call) and last_name(value) == "Choice" and value.arguments:
        yield from offered.of(ev, value.arguments[0].value, site.within(calls))
