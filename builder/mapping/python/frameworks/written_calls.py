"""The calls of a file whose function has a given last name."""

from __future__ import annotations

from collections.abc import Iterator

from builder.mapping.python.values.interface import Evaluator
from builder.mapping.python.values.values import File, Made, Point, Ref, Site

MAX_CALLS = 50  # of one file


def written_calls(ev: Evaluator, file: File, word: str, *names: str) -> Iterator[Site]:
    """The calls of a function or method by its last name, as far as it is one of these, by their qualified names."""
    for place in file.facts.places(word)[:MAX_CALLS] if file.facts.holds(word.encode()) else ():
        stands = file.facts.statement(place)
        for call, sources in file.facts.calls(stands[1]) if stands is not None else ():
            if call.word == place and stands is not None:
                point = Point(file, stands[0], stands[1].start, stands[1].block, sources)
                called = ev.evaluate(call.function, point)
                if any(isinstance(value, Ref | Made) and value.name in names for value in called):
                    yield ev.site(call, point)
