"""What pytest gives the parameters of tests: cases of `parametrize`, values of fixtures."""

from __future__ import annotations

from collections.abc import Iterator

from builder.mapping.python import objects
from builder.mapping.python.arguments import given, keyword
from builder.mapping.python.expressions import Call
from builder.mapping.python.functions import last_name
from builder.mapping.python.interface import Evaluator
from builder.mapping.python.scopes import Scope
from builder.mapping.python.values import CallString, Definition, File, Flag, Point, Site, Str, Value, Values, step

CONFTEST = "conftest.py"
FIXTURE, REQUEST = "fixture", "request"


def case(ev: Evaluator, site: Site, name: str, calls: CallString) -> Iterator[Value]:
    """The values that `pytest.mark.parametrize` gives a parameter."""
    names, cases = given(site, ("argnames",), 0), given(site, ("argvalues",), 1)
    if names is None or cases is None:
        return
    listed: list[str] = []
    for value in ev.evaluate(names.value, site.within(calls)):
        if isinstance(value, Str):
            listed.extend(part.strip() for part in value.text.split(","))
        else:
            listed.extend(
                inner.text for part in objects.elements(ev, value) for inner in part if isinstance(inner, Str)
            )
    if name not in listed:
        return
    key: Values = (Flag(str(listed.index(name))),)
    for owner in ev.evaluate(cases.value, site.within(calls)):
        for element in objects.elements(ev, owner):
            for value in element:
                yield from step((value,) if len(listed) == 1 else objects.item(ev, value, key, calls))


def returned(ev: Evaluator, point: Point, name: str) -> Iterator[Value]:
    """What the fixture of a parameter's name returns, from the file of the test or the nearest conftest.py."""
    if not (point.scope.name.startswith("test") or _fixture(point.file, point.scope) is not None):
        return
    for file in (point.file, *_conftests(ev, point.file.path)):
        for binding in file.facts.module.names.get(name, ()):
            if binding.scope is not None and _fixture(file, binding.scope) is not None:
                yield from ev.returned(Definition(file, binding.scope), ())
                return


def cases(ev: Evaluator, point: Point) -> Values:
    """`request.param` within a fixture that has several."""
    decorator = _fixture(point.file, point.scope)
    listed = keyword(ev.site(decorator, point), "params") if decorator is not None else None
    values = ev.evaluate(listed.value, point._replace(scope=point.file.facts.module, block=None)) if listed else ()
    return step(value for owner in values for element in objects.elements(ev, owner) for value in element)


def _fixture(file: File, scope: Scope) -> Call | None:
    """The decorator that makes a function a fixture."""
    for span in scope.decorators:
        expression = file.facts.expression(span)
        if last_name(expression) == FIXTURE:
            return expression if isinstance(expression, Call) else Call(expression, (), *span, 0, span.start)
    return None


def _conftests(ev: Evaluator, path: str) -> Iterator[File]:
    above = path.split("/")[:-1]
    for depth in range(len(above), -1, -1):
        file = ev.files.get("/".join((*above[:depth], CONFTEST)))
        if file is not None and file.path != path:
            yield file
