"""Calls that are given a text whose beginning says that it is a name on the hub, file by file."""

from __future__ import annotations

from collections.abc import Iterator
from os.path import commonprefix

from builder.mapping.faults import Faults
from builder.mapping.python.detect import findings
from builder.mapping.python.detect.findings import Finding
from builder.mapping.python.flow import prefixes
from builder.mapping.python.values.interface import Evaluator
from builder.mapping.python.values.values import File, Point


def places(ev: Evaluator, faults: Faults) -> Iterator[Finding]:
    """Calls that are given a text whose prefix says that it is a name on the hub."""
    known = list(prefixes.hub_prefixes(ev.signatures))
    begun = commonprefix(known).encode()  # noqa: RUF071 - of texts, not of paths
    files = {path: file for path, file in ev.files.items() if file.facts.holds(begun)}
    for prefix in known:
        for path, file in files.items():
            if file.facts.holds(prefix.encode()):
                yield from faults.until(path, _in(ev, prefix, file))


def _in(ev: Evaluator, prefix: str, file: File) -> Iterator[Finding]:
    place = file.facts.data.find(prefix.encode())
    while place > 0:
        stands = file.facts.statement(place) if file.facts.regions.is_code(place - 1) else None
        if stands is None:
            place = file.facts.data.find(prefix.encode(), place + 1)
            continue
        for call, sources in file.facts.calls(stands[1]):
            point = Point(file, stands[0], stands[1].start, stands[1].block, sources)
            question = prefixes.prefixed(ev, prefix, call, point, place)
            if question is not None:
                yield from findings.answers(ev, question, ev.site(call, point)).places
                break
        place = file.facts.data.find(prefix.encode(), place + 1)
