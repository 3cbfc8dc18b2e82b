"""What `next`, `filter`, `map` and `list` give of the elements of a list or dictionary."""

from __future__ import annotations

from collections.abc import Sequence as Listed
from dataclasses import replace

from builder.mapping.python.flow import searches
from builder.mapping.python.syntax.expressions import Call, Each, Expression, Lambda, Table, dotted
from builder.mapping.python.values import objects, strings
from builder.mapping.python.values.interface import Evaluator
from builder.mapping.python.values.sets import distinct, offered
from builder.mapping.python.values.values import Pairs, Point, Ref, Sequence, Str, Structure, Value, Values

GIVEN = frozenset({"next", "filter", "map"})
TEXTS = "builtins.str"


def given(ev: Evaluator, name: str, arguments: Listed[Expression], point: Point) -> Values | None:
    """The values of a call of one of GIVEN; None where its function is not followed."""
    if name == "next":
        return _first(ev, arguments[0], point)
    if len(arguments) != 2:
        return None
    function, iterable = arguments
    return (_filtered if name == "filter" else _mapped)(ev, function, iterable, point)


def listed(ev: Evaluator, value: Value) -> Value:
    """`list(value)`: of a dictionary its keys, which a number or a slice then takes by their places."""
    match value:
        case Structure(Table(pairs)) if all(key is not None for key, _ in pairs):  # nothing is unpacked within it
            return Sequence(tuple(objects.elements(ev, value)))
        case Pairs():
            return Sequence(tuple(objects.elements(ev, value)))
    return value


def _first(ev: Evaluator, iterable: Expression, point: Point) -> Values:
    """The next element: of `iter(names)` the first, of what a condition takes any, each of which is on offer."""
    lists = [objects.elements(ev, value) for value in ev.evaluate(iterable, point)]
    if isinstance(iterable, Call) and dotted(iterable.function) == "iter":
        lists = [elements[:1] for elements in lists]
    found = distinct(one for elements in lists for element in elements for one in element)
    return offered(found) if isinstance(iterable, Each) and len(found) > 1 else found


def _elements(ev: Evaluator, iterable: Expression, point: Point) -> list[Values]:
    return [element for value in ev.evaluate(iterable, point) for element in objects.elements(ev, value)]


def _filtered(ev: Evaluator, function: Expression, iterable: Expression, point: Point) -> Values | None:
    """The elements of a list that a condition on them takes."""
    elements = _elements(ev, iterable, point)
    if isinstance(function, Lambda):
        source = replace(function.source, conditions=(function.body,))
        elements = searches.taken(ev, elements, searches.of_source(source, point))
    return (Sequence(tuple(elements)),)


def _mapped(ev: Evaluator, function: Expression, iterable: Expression, point: Point) -> Values | None:
    """The elements of a list after a method of strings; None where it is another function."""
    functions = [value.name for value in ev.evaluate(function, point) if isinstance(value, Ref)]
    words = {name.removeprefix(TEXTS).lstrip(".") for name in functions if name.startswith(TEXTS)}
    if len(words) != 1:
        return None
    word = words.pop()
    made = (_changed(element, word) for element in _elements(ev, iterable, point))
    return (Sequence(tuple(made)),)


def _changed(element: Values, word: str) -> Values:
    texts = (strings.method(value, word, ()) if isinstance(value, Str) and word else (value,) for value in element)
    return distinct(found for made in texts for found in made)
