"""Names that reach a loader in objects which are made elsewhere: their place is the call that makes the object.

`load(spec.model)` gets whatever any file makes a `Spec` of. Names of tests and examples that the source's own loader is
given stand at their call, in their file; where several objects have a place of their own, their names are selectable
at the loader.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from functools import partial

from builder import patterns as re
from builder.mapping.context import is_of_others
from builder.mapping.faults import Faults
from builder.mapping.python.detect.findings import Finding
from builder.mapping.python.values.interface import Evaluator

At = tuple[str, int, int]


def told_apart(ev: Evaluator, places: Iterable[Finding], faults: Faults) -> list[Finding]:
    """The places; those of names that objects bring are where the objects are made, or on offer."""
    places = [
        faults.guarded(one.path, partial(_at_its_call, ev, one), one) if _is_asked(one) and _is_of_others(one) else one
        for one in places
    ]
    made = {(one.path, line, one.found.name) for one in places if _is_use(one) for line in _lines(one)}
    brought: dict[At, set[str | None]] = defaultdict(set)
    for one in places:
        path, line = _defined(one)
        if _is_use(one) and (path, line) != (one.path, one.found.line) and (path, line, one.found.name) in made:
            brought[_at(one)].add(one.found.name)
    several = {at: names for at, names in brought.items() if len(names) > 1}
    return [_on_offer(one) if _is_use(one) and one.found.name in several.get(_at(one), ()) else one for one in places]


def _is_use(place: Finding) -> bool:
    return place.found.usage == "use" and place.found.name is not None


def _is_asked(place: Finding) -> bool:
    return _is_use(place) or (place.found.usage == "selectable" and place.found.name is not None)


def _is_of_others(place: Finding) -> bool:
    """Whether the source's own loader is given what a test or an example names."""
    path, _ = _defined(place)
    return bool(path) and is_of_others(path, place.path)


def _at_its_call(ev: Evaluator, place: Finding) -> Finding:
    """The place at the outermost call that the string stands in, else at the string; on offer where it is not found."""
    path, line = _defined(place)
    if path not in ev.files:
        return _on_offer(place)
    facts, bare = ev.files[path].facts, (place.found.name or "").rpartition("/")[2].encode()
    start = -1
    for _ in range(line - 1):
        start = facts.data.find(b"\n", start + 1)
    written = re.compile(rb"[^\n]*?([\"'])[^\"'\n]*%s[^\n]*" % re.escape(bare)).match(facts.data, start + 1)
    if written is None:
        return _on_offer(place)
    stands = facts.statement(written.start(1))
    calls = [one.call for one in facts.calls(stands[1])] if stands is not None else []
    around = [one for one in calls if one.start <= written.start(1) < one.end]
    call = min(around, key=lambda one: one.start, default=None)
    begin, end = (call.start, call.end) if call is not None else (written.start(1), written.end())
    shown = replace(place.found, line=call.line if call is not None else line, column=facts.column(begin), hops=0)
    shown = replace(shown, argument_line=line, code=facts.excerpt(begin, end), defined_at=None, trail=())
    return Finding(path, replace(shown, expression=None, resolution="literal"))


def _lines(place: Finding) -> tuple[int, int]:
    return place.found.line, place.found.argument_line


def _at(place: Finding) -> At:
    return place.path, place.found.line, place.found.column


def _defined(place: Finding) -> tuple[str, int]:
    """Path and line of the string; of one that stands in the call, '' and 0."""
    path, _, line = (place.found.defined_at or "").rpartition(":")
    return path, int(line or 0)


def _on_offer(place: Finding) -> Finding:
    return place._replace(found=replace(place.found, usage="selectable"))
