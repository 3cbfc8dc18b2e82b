"""Functions of libraries that are passed to the repository's own, which call them: `build(models.resnet50)`."""

from __future__ import annotations

from collections.abc import Iterator

from builder import patterns as re
from builder.mapping.python.flow import loads
from builder.mapping.python.program.scopes import Scope, Statement
from builder.mapping.python.syntax.expressions import Argument, Attribute, Call, Name
from builder.mapping.python.values import classes
from builder.mapping.python.values.arguments import position
from builder.mapping.python.values.functions import CONSTRUCTOR, hidden, last_name
from builder.mapping.python.values.interface import Evaluator
from builder.mapping.python.values.values import Definition, File, Point, Site
from builder.reference.signatures import Match

CASES = "parametrize"
HELD = re.compile(rb"\b(?:self|cls)\.([A-Za-z_]\w*)")


def receivers(
    ev: Evaluator, file: File, scope: Scope, statement: Statement, place: int
) -> Iterator[tuple[Definition, str]]:
    """The functions that are passed what stands at a place, and the parameters that hold it there."""
    for placed in file.facts.calls(statement):
        shown = next((other for other in placed.call.arguments if other.start <= place < other.end), None)
        if shown is not None and isinstance(shown.value, Name | Attribute):
            point = Point(file, scope, statement.start, statement.block, placed.sources)
            for value in ev.evaluate(placed.call.function, point):
                if isinstance(value, Definition):
                    yield from _receiver(ev, value, placed.call, shown)
    for child in scope.children:
        for span in child.decorators:
            if span.start <= place < span.end and last_name(file.facts.expression(span)) == CASES:
                for parameter in child.parameters:
                    yield Definition(file, child), parameter.name


def _receiver(ev: Evaluator, value: Definition, call: Call, shown: Argument) -> Iterator[tuple[Definition, str]]:
    function = classes.method(ev, value, CONSTRUCTOR) if value.scope.kind == "class" else value
    if function is None:
        return
    skip = 1 if value.scope.kind == "class" else hidden(value)
    before = [other for other in call.arguments if other.name is None]
    for parameter in function.scope.parameters:
        place = position(function.scope.parameters, parameter.name, skip)
        by_place = shown.name is None and place is not None and place < len(before) and before[place] is shown
        if parameter.name == shown.name or by_place:
            yield Definition(function.file, function.scope), parameter.name


def places(function: Definition, name: str) -> Iterator[int]:
    """Where the name of a parameter stands in a function, and that of an attribute which holds it in its file."""
    facts, within = function.file.facts, function.scope.span
    for place in facts.places(name):
        if within.start <= place < within.end:
            yield place
            stands = facts.statement(place)
            target, equals, _ = (
                facts.data[stands[1].start : place].partition(b"=") if stands is not None else (b"",) * 3
            )
            for held in HELD.findall(target) if equals else ():
                yield from (other for other in facts.places(held.decode()) if not within.start <= other < within.end)


def called(ev: Evaluator, file: File, place: int) -> Iterator[tuple[Match, Site]]:
    """What the call of a parameter at a place loads, by what all callers pass for it."""
    stands = file.facts.statement(place)
    if stands is None:
        return
    scope, statement = stands
    for placed in file.facts.calls(statement):
        if placed.call.word == place:
            point = Point(file, scope, statement.start, statement.block, placed.sources)
            ev.start()
            yield from loads.matches(ev, placed.call, point, settled=True)
