"""Bodies of functions that nobody asks for, recognised by their indentation: the parser takes most of a scan's time."""

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache

from builder import patterns as re
from builder.mapping.python.syntax.heads import Span
from builder.mapping.python.syntax.regions import Regions

DEFINITION = re.compile(rb"\n( *+)(?=(?:async +)?def )")
QUOTED = rb"""'(?:[^'\\\n]|\\.)*+'|"(?:[^"\\\n]|\\.)*+"|\#[^\n]*+"""
INNER = rb"(?:[^()'\"\#]++|%b)*+" % QUOTED
WITHIN = rb"(?:[^()'\"\#]++|%b|\(%b\))*+" % (QUOTED, INNER)
PARAMETERS = rb"(?:[^()'\"\#]++|%b|\(%b\))*+" % (QUOTED, WITHIN)
HEAD = re.compile(rb"(?:async +)?def +\w+ *\(%b\)(?: *-> *[^:\n\#]++)?:(?= *+(?:\#[^\n]*+)?\n)" % PARAMETERS)
OTHER_INDENTS = (b"\t", b"\f", b"\r")
GOING_ON = b"([{,\\=+-*/%&|<>.:~^"  # at the end of a line, say that the next one belongs to it
FIRST = re.compile(rb"[A-Za-z_@]")  # of a statement; a line that begins otherwise may belong to the one before


def left_out(data: bytes, regions: Regions, wanted: Callable[[int, int], bool]) -> list[Span]:
    """The bodies of functions whose bytes are not wanted, in order: from behind the head up to the next statement.

    Left where they are: those of which it is not sure where they end.
    """
    return list(_left_out(data, regions, wanted)) if not any(other in data for other in OTHER_INDENTS) else []


def _left_out(data: bytes, regions: Regions, wanted: Callable[[int, int], bool]) -> Iterator[Span]:
    behind = 0
    for match in DEFINITION.finditer(data, 0, regions.end):
        start = match.end()
        head = HEAD.match(data, start, regions.end) if start >= behind and regions.is_code(start) else None
        if head is None:
            continue
        end = _end(data, regions, head.end(), len(match[1]))
        if end is not None and not wanted(start, end):
            yield Span(head.end(), end)
            behind = end


def _end(data: bytes, regions: Regions, place: int, depth: int) -> int | None:
    """Where the line ends above the next statement that is no deeper; None where that is not sure."""
    statement = _no_deeper(depth)
    while (found := statement.search(data, place, regions.end)) is not None:
        if regions.behind(found.start()) == found.start():
            whole = FIRST.match(data, found.end()) and not _goes_on(data, place, found.start())
            return found.start() if whole else None
        place = regions.behind(found.start())
    return regions.end


@lru_cache
def _no_deeper(depth: int) -> re.Pattern[bytes]:
    return re.compile(rb"\n {0,%d}+(?=[^\s#])" % depth)


def _goes_on(data: bytes, start: int, end: int) -> bool:
    """Whether the last line of code before a place says that the next one belongs to it."""
    while end > start:
        line = data.rfind(b"\n", start, end) + 1 or start
        code = data[line:end].partition(b"#")[0].rstrip()
        if code:
            return code[-1:] in GOING_ON
        end = line - 1
    return False


def behind(end: int, bodies: Sequence[Span]) -> int:
    """Where a node really ends that the parser saw end at a place: behind the body that was left out there."""
    last = bisect_right(bodies, end, key=_start) - 1
    return bodies[last].end if last >= 0 and end <= bodies[last].end else end


def _start(span: Span) -> int:
    return span.start
