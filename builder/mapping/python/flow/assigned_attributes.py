"""Attributes of libraries that load what is assigned to them, as calls: `Settings.embed_model = "local:owner/name"`."""

from __future__ import annotations

from dataclasses import replace

from builder import patterns as re
from builder.mapping.python.flow import loads
from builder.mapping.python.syntax.expressions import Argument, Call
from builder.mapping.python.syntax.heads import Span
from builder.mapping.python.values.interface import Evaluator
from builder.mapping.python.values.values import Point, Site
from builder.reference.signatures import Match

ASSIGNMENT = re.compile(rb"\s*((?:[A-Za-z_]\w*\.)+)([A-Za-z_]\w*)\s*(?::[^=\n]*)?=(?!=)\s*")


def matches(ev: Evaluator, point: Point, end: int, place: int) -> list[tuple[Match, Site]]:
    """What the statement at a point, which ends at `end`, loads by assigning to the attribute at a place."""
    facts = point.file.facts
    found = ASSIGNMENT.match(facts.data, point.at, end)
    if found is None or found.start(2) != place:
        return []
    target, value = Span(found.start(1), found.end(2)), Span(found.end(), end)
    line = facts.row(target.start) + 1
    shown = Argument(None, facts.expression(value), *value, facts.row(value.start) + 1)
    call = Call(facts.expression(target), (shown,), target.start, end, line, place)
    known = (found for found in loads.matches(ev, call, point) if found[0].rule.assigned)
    return [(replace(match, certain=False), site) for match, site in known]  # most are assigned objects
