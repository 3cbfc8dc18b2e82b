"""Functions that another function gives back: the names that its result has where it is called.

A factory's (`load = make(); load(name)`), and a fixture's of pytest, whose name the tests have as a parameter.
"""

from __future__ import annotations

from collections.abc import Iterator

from builder import patterns as re
from builder.mapping.python.frameworks import pytest
from builder.mapping.python.program.scopes import Scope, Statement
from builder.mapping.python.values.interface import Evaluator
from builder.mapping.python.values.values import Definition, File

GIVEN_BACK = re.compile(rb"(?:return|yield)\b\s*\(?\s*")
ASSIGNED = re.compile(rb"\s*(?:self\.)?([A-Za-z_]\w*)\s*(?::[^=\n]*)?=(?!=)")
MAX_CALLS = 50  # of the function that gives it back


def places(ev: Evaluator, file: File, place: int, scope: Scope, statement: Statement) -> Iterator[tuple[File, int]]:
    """Where the names stand that a function has which a statement gives back; `place` is its own name's there."""
    begun = GIVEN_BACK.match(file.facts.data, statement.start)
    if begun is None or begun.end() != place or scope.kind != "function":
        return
    factory = Definition(file, scope)
    for other, name in pytest.seen_as(ev, factory):
        yield from ((other, found) for found in other.facts.places(name))
    for site in ev.callers.of(factory.key)[:MAX_CALLS]:
        calling = site.point.file
        yield calling, site.call.word  # `make()(name)`
        stands = calling.facts.statement(site.call.start)
        start = stands[1].start if stands is not None else site.call.start
        assigned = ASSIGNED.match(calling.facts.data, start)
        if assigned is not None and assigned.end() <= site.call.start:
            name = assigned[1].decode()
            yield from ((calling, found) for found in calling.facts.places(name) if found > site.call.end)
