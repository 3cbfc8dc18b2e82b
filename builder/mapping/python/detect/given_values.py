"""A value that code gives something which other code loads from, as places that name a model."""

from __future__ import annotations

from collections.abc import Iterator

from builder.mapping.found import WEIGHTY, Found, Target, usage_of
from builder.mapping.names import hub_name, is_known
from builder.mapping.python.syntax.expressions import Expression
from builder.mapping.python.syntax.heads import Span
from builder.mapping.python.values.interface import Evaluator
from builder.mapping.python.values.sets import distinct
from builder.mapping.python.values.values import File, Point, Str

MAX_STEPS = 200


def found(ev: Evaluator, file: File, place: int, span: Span, target: Target, resolution: str) -> Iterator[Found]:
    """The models that an expression names, at the place of what it is given to."""
    facts = file.facts
    stands = facts.statement(place)
    if stands is None or stands[1].end < span.end:
        return
    scope, statement = stands
    ev.start(MAX_STEPS)
    point = Point(file, scope, statement.start, statement.block)
    for value in distinct(ev.evaluate(facts.expression(span), point)):
        if isinstance(value, Str):
            yield from _named(ev, file, place, value, facts.excerpt(*span), target, resolution)


def valued(ev: Evaluator, point: Point, span: Span, value: Expression, target: Target) -> Iterator[Found]:
    """The models that a value of a dictionary names; `span` is the dictionary's."""
    ev.start(MAX_STEPS)
    for one in distinct(ev.evaluate(value, point)):
        if isinstance(one, Str):
            place = point.file.facts.data.find(one.text.encode(), *span)
            at = place if place >= 0 else span.start
            yield from _named(ev, point.file, at, one, point.file.facts.excerpt(*span), target, "constant")


def named(ev: Evaluator, file: File, place: int, text: str, target: Target, resolution: str) -> Iterator[Found]:
    """The model that a text names, at the place of what it is given to."""
    value = Str(text, file.path, file.facts.row(place) + 1)
    yield from _named(ev, file, place, value, text, target, resolution)


def _named(
    ev: Evaluator, file: File, place: int, value: Str, written: str, target: Target, resolution: str
) -> Iterator[Found]:
    facts = file.facts
    library, stands = ev.signatures.by_name.get(target.library), facts.statement(place)
    name = hub_name(value.text, None, library, ev.signatures.names) if library is not None else None
    if name is None or library is None or stands is None or not is_known(name.name, library, ev.signatures.names):
        return
    line = facts.row(place) + 1
    usage = "selectable" if value.choice or value.offered else usage_of(target.loads)
    here = value.path == file.path and value.line == line
    yield Found(
        target=target,
        line=line,
        column=facts.column(place),
        argument_line=line,
        code=facts.excerpt(stands[1].start, stands[1].end),
        expression=written,
        name=name.name,
        resolution=resolution,
        usage="mention" if value.idle else usage,
        hops=value.hops,
        defined_at=None if here else f"{value.path}:{value.line}",
        revision=name.revision,
        weights="requested" if target.loads in WEIGHTY else None,
    )
