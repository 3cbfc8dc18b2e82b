"""Tests that are skipped as they stand: by pytest's and unittest's `skip`, and by `skipif` and its kin with a constant.

Marks of functions, of classes, and of modules (`pytestmark`). A fixture is skipped where all tests of its file that ask
for it are.
"""

from __future__ import annotations

from collections.abc import Iterator

from builder import patterns as re
from builder.mapping.python.frameworks.pytest import CONFTEST, MARKS, fixture
from builder.mapping.python.program.scopes import Scope
from builder.mapping.python.syntax.expressions import Argument, Call, Constant, Expression, Items
from builder.mapping.python.syntax.heads import Span
from builder.mapping.python.values.functions import last_name
from builder.mapping.python.values.interface import Evaluator
from builder.mapping.python.values.values import File, Flag, Point, Site

MARK = b"skip"
ALWAYS = "skip"  # pytest.mark.skip, unittest.skip
CONDITIONED = {"skipif": True, "skipIf": True, "skipUnless": False}  # what the condition is where a test is skipped
NOT = re.compile(rb"not\s+([\w.]+)$")
TRUTH = {"True": True, "1": True, "False": False, "0": False}


def is_skipped(ev: Evaluator, site: Site) -> bool:
    """Whether the test, or the fixture, that a call stands in is never run as the repository stands."""
    file, scope = site.point.file, site.point.scope
    if scope.parent is None or not file.facts.holds(MARK):
        return False
    around = list(_around(scope))
    if any(_is_off(ev, file, one) for one in around) or _is_module_off(ev, file):
        return True
    return fixture(file, scope) is not None and not file.path.endswith(CONFTEST) and _serves_none(ev, file, scope)


def _around(scope: Scope | None) -> Iterator[Scope]:
    """A function or class and those around it."""
    while scope is not None and scope.parent is not None:
        yield scope
        scope = scope.parent


def _serves_none(ev: Evaluator, file: File, own: Scope) -> bool:
    """Whether only tests that are skipped name a fixture, and some do."""
    places = [at for at in file.facts.places(own.name) if not own.span.start <= at < own.span.end]
    asking = {at: one for one in _tests(file.facts.module) for at in places if one.span.start <= at < one.span.end}
    if not places or len(asking) < len(places):
        return False
    return all(any(_is_off(ev, file, outer) for outer in _around(one)) for one in asking.values())


def _tests(scope: Scope) -> Iterator[Scope]:
    for child in scope.children:
        if child.kind == "class":
            yield from _tests(child)
        elif child.name.startswith("test"):
            yield child


def _is_off(ev: Evaluator, file: File, scope: Scope) -> bool:
    """Whether a decorator skips a function or class."""
    point = Point(file, scope.parent or file.facts.module, scope.span.start)
    return any(_skips(ev, file.facts.expression(span), point) for span in scope.decorators)


def _is_module_off(ev: Evaluator, file: File) -> bool:
    """Whether `pytestmark` skips a whole file: a mark, or a list of them."""
    module = file.facts.module
    for binding in file.facts.filled(module).names.get(MARKS, ()) if file.facts.holds(MARKS.encode()) else ():
        written = file.facts.expression(binding.span) if binding.span is not None else None
        marks = written.items if isinstance(written, Items) else (written,)
        point = Point(file, module, binding.at, binding.block)
        if any(mark is not None and _skips(ev, mark, point) for mark in marks):
            return True
    return False


def _skips(ev: Evaluator, mark: Expression, point: Point) -> bool:
    name = last_name(mark) or ""
    if name == ALWAYS:
        return True
    if name not in CONDITIONED or not isinstance(mark, Call):
        return False
    condition = next((one for one in mark.arguments if one.name in (None, "", "condition")), None)
    return condition is not None and _truth(ev, condition, point) is CONDITIONED[name]


def _truth(ev: Evaluator, condition: Argument, point: Point) -> bool | None:
    """What a condition is that is a constant, or the negation of one; None where it is neither."""
    if isinstance(condition.value, Constant):
        return TRUTH.get(condition.value.source)
    facts = point.file.facts
    negated = NOT.match(facts.data, condition.start, condition.end)
    start = negated.start(1) if negated is not None else condition.start
    values = ev.evaluate(facts.expression(Span(start, condition.end)), point)
    said = {TRUTH.get(value.source) if isinstance(value, Flag) else None for value in values}
    found = said.pop() if len(said) == 1 else None
    return found if found is None or negated is None else not found
