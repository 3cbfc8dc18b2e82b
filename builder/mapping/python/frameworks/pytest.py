"""What pytest gives the parameters of tests: cases of `parametrize`, values of fixtures.

Every spelling that its documentation has: marks of functions, classes and modules, alone, in lists or kept in a name;
`pytest.param`; `indirect`; `pytest_generate_tests`; fixtures with parameters, of classes and of another name.
"""

from __future__ import annotations

from collections.abc import Iterator

from builder.mapping.python.program.scopes import Scope
from builder.mapping.python.syntax.expressions import Call, Items
from builder.mapping.python.values import objects, table_items
from builder.mapping.python.values.arguments import given, keyword
from builder.mapping.python.values.functions import last_name
from builder.mapping.python.values.interface import Evaluator
from builder.mapping.python.values.sets import distinct, part_of, step
from builder.mapping.python.values.values import (
    CallString,
    Definition,
    File,
    Flag,
    Instance,
    Made,
    Namespace,
    Point,
    Rows,
    Sequence,
    Site,
    Str,
    Structure,
    Value,
    Values,
)

CONFTEST = "conftest.py"
FIXTURE, REQUEST = "fixture", "request"
PARAMETRIZE, MARKS, GENERATE = "parametrize", "pytestmark", "pytest_generate_tests"
PARAM = "pytest.param"
MARK = "pytest.mark.parametrize"


def made(ev: Evaluator, site: Site, calls: CallString) -> Values:
    """`pytest.param(...)` and `pytest.mark.parametrize(...)` as values: what they hold is asked for by place."""
    name = PARAM if last_name(site.call) != PARAMETRIZE else MARK
    return (Made(name, site),)


def cases_of(ev: Evaluator, point: Point, name: str) -> Iterator[Value]:
    """The values that the cases of the test that a point stands in give a parameter."""
    for site in _marks(ev, point):
        yield from case(ev, site, name, ())


def _marks(ev: Evaluator, point: Point) -> Iterator[Site]:
    """Every `parametrize` of a test: of the function, the classes around it, the module and the hook."""
    facts = point.file.facts
    around = point.scope.around
    for scope in (point.scope, around) if facts.holds(PARAMETRIZE.encode()) else ():
        for span in scope.decorators if scope is not None else ():
            expression = facts.expression(span)
            outside = Point(point.file, scope.parent or facts.module, span.start) if scope is not None else point
            if isinstance(expression, Call) and last_name(expression) == PARAMETRIZE:
                yield ev.site(expression, outside)
            elif not isinstance(expression, Call):
                yield from _kept(ev, ev.evaluate(expression, outside))
    for scope in (around, facts.module) if facts.holds(MARKS.encode()) else ():
        for binding in facts.filled(scope).names.get(MARKS, ()) if scope is not None else ():
            yield from _kept(ev, ev.bound(binding, Point(point.file, facts.module, binding.at, binding.block)))
    if point.scope.name.startswith("test"):
        for file in (point.file, *_conftests(ev, point.file.path)):
            if file.facts.holds(GENERATE.encode()):
                yield from _calls(ev, file, GENERATE)


def _kept(ev: Evaluator, values: Values) -> Iterator[Site]:
    """The marks among values, and within lists among them."""
    for value in values:
        if isinstance(value, Made) and value.name == MARK and value.site is not None:
            yield value.site
        elif isinstance(value, Structure | Sequence):
            for element in objects.elements(ev, value):
                yield from _kept(ev, tuple(inner for inner in element if isinstance(inner, Made)))


def _calls(ev: Evaluator, file: File, function: str = "") -> Iterator[Site]:
    """The calls of `parametrize` in a file; in one function of it where that is named."""
    for place in file.facts.places(PARAMETRIZE):
        stands = file.facts.statement(place)
        if stands is None or (function and stands[0].name != function):
            continue
        scope, statement = stands
        for call, sources in file.facts.calls(statement):
            if call.word == place:
                yield ev.site(call, Point(file, scope, statement.start, statement.block, sources))


def case(ev: Evaluator, site: Site, name: str, calls: CallString) -> Iterator[Value]:
    """The values that one `parametrize` gives a parameter."""
    cases, listed = given(site, ("argvalues",), 1), _names(ev, site, calls)
    if cases is None or name not in listed:
        return
    for owner in ev.evaluate(cases.value, site.within(calls)):
        yield from _each(ev, owner, listed.index(name), len(listed) == 1)


def _names(ev: Evaluator, site: Site, calls: CallString) -> list[str]:
    """The parameters that a `parametrize` is for: in one text or a list."""
    names, listed = given(site, ("argnames",), 0), list[str]()
    for value in ev.evaluate(names.value, site.within(calls)) if names is not None else ():
        if isinstance(value, Str):
            listed.extend(part.strip() for part in value.text.split(","))
        else:
            listed.extend(
                inner.text for part in objects.elements(ev, value) for inner in part if isinstance(inner, Str)
            )
    return listed


def _each(ev: Evaluator, owner: Value, place: int, alone: bool) -> Iterator[Value]:
    """What stands at a place of each case of a list; `alone`: a case is no tuple."""
    written = owner.expression if isinstance(owner, Structure) else None
    for number, element in enumerate(objects.elements(ev, owner)):
        rows = table_items.row(written.items, number) if isinstance(written, Items) else ()
        for value in element:
            yield from step(_at(ev, value, place, alone, rows))


def _at(ev: Evaluator, value: Value, place: int, alone: bool, rows: Rows) -> Values:
    if isinstance(value, Made) and value.name == PARAM and value.site is not None:
        shown = given(value.site, (), place)
        return part_of(ev.evaluate(shown.value, value.site.point), rows) if shown is not None else ()
    return (value,) if alone else objects.item(ev, value, (Flag(str(place)),), ())


def returned(ev: Evaluator, point: Point, name: str) -> Iterator[Value]:
    """What the fixture of a parameter's name returns: of the test's class or file, or of the nearest conftest.py."""
    if not (point.scope.name.startswith("test") or fixture(point.file, point.scope) is not None):
        return
    yield from _of_fixture(ev, point, name)


def _of_fixture(ev: Evaluator, point: Point, name: str) -> Values:
    around = point.scope.around
    for file in (point.file, *_conftests(ev, point.file.path)):
        if not file.facts.holds(FIXTURE.encode()):
            continue
        scopes = (around, file.facts.module) if file is point.file else (file.facts.module,)
        for scope in scopes:
            found = _named(file, scope, name) if scope is not None else None
            if found is not None:
                owner = Instance(Definition(file, around)) if scope is around and around is not None else None
                return ev.returned(Definition(file, found, owner), ())
    return ()


def _named(file: File, scope: Scope, name: str) -> Scope | None:
    """The fixture of that name, which may be the function's or the decorator's `name=`."""
    for binding in file.facts.filled(scope).names.get(name, ()):
        if binding.scope is not None and fixture(file, binding.scope) is not None:
            return binding.scope
    for child in scope.children if name.encode() in file.facts.data else ():
        decorator = fixture(file, child)
        other = next((shown for shown in decorator.arguments if shown.name == "name"), None) if decorator else None
        if other is not None and getattr(other.value, "value", None) == name:
            return child
    return None


def cases(ev: Evaluator, point: Point) -> Values:
    """`request.param` within a fixture: its own parameters, and what tests hand it (`indirect`)."""
    decorator = fixture(point.file, point.scope)
    listed = keyword(ev.site(decorator, point), "params") if decorator is not None else None
    values = ev.evaluate(listed.value, point._replace(scope=point.file.facts.module, block=None)) if listed else ()
    own = [value for owner in values for value in _each(ev, owner, 0, alone=True)]
    return distinct((*own, *_handed(ev, point.file, point.scope.name)))


def _handed(ev: Evaluator, file: File, name: str) -> Iterator[Value]:
    """What `parametrize(name, ..., indirect=...)` gives a fixture, in the files that see it."""
    folder = file.path.removesuffix(CONFTEST)
    below = (path for path in ev.files if path.startswith(folder)) if file.path.endswith(CONFTEST) else (file.path,)
    for other in (ev.files[path] for path in below):
        if other.facts.holds(b"indirect") and name.encode() in other.facts.data:
            for site in _calls(ev, other):
                if keyword(site, "indirect") is not None:
                    yield from case(ev, site, name, ())


def fixture_value(ev: Evaluator, site: Site, calls: CallString) -> Values:
    """`request.getfixturevalue("name")`."""
    shown = given(site, ("argname",), 0)
    names = ev.evaluate(shown.value, site.within(calls)) if shown is not None else ()
    return distinct(
        value for name in names if isinstance(name, Str) for value in _of_fixture(ev, site.point, name.text)
    )


def option(ev: Evaluator, site: Site, calls: CallString) -> Values:
    """`request.config.getoption("--model")`: declared by `parser.addoption` in a conftest.py."""
    shown = given(site, ("name",), 0)
    names = ev.evaluate(shown.value, site.within(calls)) if shown is not None else ()
    found: list[Value] = []
    for name in (value.text for value in names if isinstance(value, Str)):
        word = name.lstrip("-").replace("-", "_")
        for file in (site.point.file, *_conftests(ev, site.point.file.path)):
            found.extend(ev.options.of(Namespace(file.path), word))
    return distinct(found)


def seen_as(ev: Evaluator, function: Definition) -> Iterator[tuple[File, str]]:
    """The files whose tests have a fixture, each with its name; nothing for a function that is none."""
    file, decorator = function.file, fixture(function.file, function.scope)
    if decorator is None:
        return
    other = next((shown for shown in decorator.arguments if shown.name == "name"), None)
    name = str(getattr(other.value, "value", "")) if other is not None else ""
    name = name or function.scope.name
    folder = file.path.removesuffix(CONFTEST)
    below = [path for path in ev.files if path.startswith(folder)] if file.path.endswith(CONFTEST) else [file.path]
    for path in below:
        if name.encode() in ev.files[path].facts.data:
            yield ev.files[path], name


def fixture(file: File, scope: Scope) -> Call | None:
    """The decorator that makes a function a fixture."""
    for span in scope.decorators:
        expression = file.facts.expression(span)
        if last_name(expression) in (FIXTURE, "yield_fixture"):
            return expression if isinstance(expression, Call) else Call(expression, (), *span, 0, span.start)
    return None


def _conftests(ev: Evaluator, path: str) -> Iterator[File]:
    above = path.split("/")[:-1]
    for depth in range(len(above), -1, -1):
        file = ev.files.get("/".join((*above[:depth], CONFTEST)))
        if file is not None and file.path != path:
            yield file
