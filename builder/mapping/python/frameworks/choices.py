"""What a list of choices offers: of command lines, widgets, annotations and enumerations."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from builder.mapping.python.syntax.expressions import Attribute, Expression, Item, Items, Name
from builder.mapping.python.values import classes, objects
from builder.mapping.python.values.interface import Evaluator
from builder.mapping.python.values.sets import distinct
from builder.mapping.python.values.values import Definition, Flag, Point, Str, Value, Values

WRAPPING = frozenset({"Optional", "Union", "Annotated", "Final", "ClassVar", "Required", "NotRequired", "List", "list"})
LITERAL = "Literal"


def of(ev: Evaluator, expression: Expression, point: Point) -> Iterator[Str]:
    """The texts of a list, the keys of a dictionary, the values of an enumeration, each as one of several."""
    for owner in ev.evaluate(expression, point):
        yield from marked(value for element in objects.elements(ev, owner) for value in element)


def of_pairs(ev: Evaluator, expression: Expression, point: Point) -> Iterator[Str]:
    """The same; of a pair (label, value) the value."""
    for owner in ev.evaluate(expression, point):
        for value in (value for element in objects.elements(ev, owner) for value in element):
            pair = not isinstance(value, Str)
            yield from marked(objects.item(ev, value, (Flag("1"),), ()) if pair else (value,))


def marked(values: Iterable[Value]) -> Iterator[Str]:
    """The texts among values as choices."""
    for value in values:
        if isinstance(value, Str):
            yield replace(value, choice=True, how="argument_parser", hops=value.hops + 1)


def annotated(ev: Evaluator, annotation: Expression, point: Point) -> Values:
    """What an annotation allows: the texts of a `Literal`, the values of an enumeration."""
    if isinstance(annotation, Item) and annotation.key is not None:
        word = annotation.value.name if isinstance(annotation.value, Name | Attribute) else ""
        parts = annotation.key.items if isinstance(annotation.key, Items) else (annotation.key,)
        if word == LITERAL:
            return distinct(marked(value for part in parts for value in ev.evaluate(part, point)))
        if word in WRAPPING:
            return distinct(value for part in parts for value in annotated(ev, part, point))
        return ()
    if not isinstance(annotation, Name | Attribute) or not annotation.name[:1].isupper():
        return ()
    found: list[Value] = []
    for value in ev.evaluate(annotation, point):
        if isinstance(value, Definition) and classes.is_enumeration(ev, value):
            found.extend(marked(one for member in classes.members(ev, value) for one in member))
    return distinct(found)


def taken(value: Value) -> Value:
    """A choice as what is taken where nobody chooses."""
    return replace(value, choice=False) if isinstance(value, Str) else value
