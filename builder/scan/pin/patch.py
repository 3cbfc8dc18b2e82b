"""Files before and after as a unified patch, which `git apply` and `patch -p1` take. Lines are bytes."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

CONTEXT = 3  # lines around a change
PLAIN = range(0x20, 0x7F)
ESCAPES = {0x22: b'\\"', 0x5C: b"\\\\", 0x09: b"\\t", 0x0A: b"\\n", 0x0D: b"\\r"}
NO_NEWLINE = b"\n\\ No newline at end of file\n"


class Span(NamedTuple):
    """Lines of a file, from `start` up to `end`, counted from 0, and how many lines take their place."""

    start: int
    end: int
    lines: int


@dataclass(frozen=True)
class Change:
    """A file's bytes before and after, None where there is none; `spans`: where it differs (none: throughout)."""

    path: bytes
    before: bytes | None
    after: bytes | None
    spans: tuple[Span, ...] = ()


def patch(changes: Sequence[Change]) -> bytes:
    """The patch of all changes, in the order of their paths; empty where nothing changes.

    Paths are relative to the folder that was scanned: the patch is applied there, which may be below the top of a
    work tree.
    """
    ordered = sorted(changes, key=lambda one: one.path)
    return b"".join(part for one in ordered if one.before != one.after for part in _file(one))


def spans(text: str, places: Sequence[tuple[int, int, str]]) -> tuple[Span, ...]:
    """The lines that edits of a text (offsets from and up to, the new text) change; those that meet are one span."""
    made: list[Span] = []
    for start, end, new in sorted(places):
        first, last = text.count("\n", 0, start), text.count("\n", 0, end) + 1
        more = new.count("\n") - text.count("\n", start, end)
        if made and first < made[-1].end:
            before = made.pop()
            inner = max(last, before.end)
            made.append(Span(before.start, inner, before.lines + inner - before.end + more))
        else:
            made.append(Span(first, last, last - first + more))
    return tuple(made)


def _file(change: Change) -> Iterator[bytes]:
    before, after = _lines(change.before or b""), _lines(change.after or b"")
    yield b"--- " + (_name(b"a/" + change.path) if change.before is not None else b"/dev/null\n")
    yield b"+++ " + (_name(b"b/" + change.path) if change.after is not None else b"/dev/null\n")
    given = change.spans or (Span(0, len(before), len(after)),)
    yield from _hunks(before, after, _narrowed(given, before, after))


def _name(path: bytes) -> bytes:
    """A path as git writes it: quoted where it holds more than plain characters, with a tab behind a space."""
    if all(byte in PLAIN and byte not in ESCAPES for byte in path):
        return path + (b"\t\n" if b" " in path else b"\n")
    quoted = b"".join(ESCAPES.get(byte, bytes([byte]) if byte in PLAIN else b"\\%03o" % byte) for byte in path)
    return b'"' + quoted + b'"\n'


def _lines(data: bytes) -> list[bytes]:
    """Lines with their ends; a carriage return alone ends none."""
    lines = data.split(b"\n")
    return [line + b"\n" for line in lines[:-1]] + ([lines[-1]] if lines[-1] else [])


def _narrowed(given: Sequence[Span], before: list[bytes], after: list[bytes]) -> list[Span]:
    """The spans without the lines that are the same before and after; those that touch are one."""
    made: list[Span] = []
    more = 0
    for span in given:
        old, new = before[span.start : span.end], after[span.start + more : span.start + more + span.lines]
        first = _common(old, new)
        last = _common(old[first:][::-1], new[first:][::-1])
        start, end, lines = span.start + first, span.end - last, span.lines - first - last
        if made and made[-1].end == start:
            start, lines = made[-1].start, lines + made.pop().lines
        if start != end or lines:
            made.append(Span(start, end, lines))
        more += span.lines - (span.end - span.start)
    return made


def _hunks(before: list[bytes], after: list[bytes], given: list[Span]) -> Iterator[bytes]:
    """The spans with the lines around them; those whose surroundings meet stand in one hunk."""
    more = 0
    for group in _groups(given):
        first, last = max(0, group[0].start - CONTEXT), min(len(before), group[-1].end + CONTEXT)
        grown = sum(span.lines - (span.end - span.start) for span in group)
        old, new = _range(first, last), _range(first + more, last + more + grown)
        yield b"@@ -%b +%b @@\n" % (old, new)
        place = first
        for span in group:
            yield from (_line(b" ", line) for line in before[place : span.start])
            yield from (_line(b"-", line) for line in before[span.start : span.end])
            yield from (_line(b"+", line) for line in after[span.start + more : span.start + more + span.lines])
            place, more = span.end, more + span.lines - (span.end - span.start)
        yield from (_line(b" ", line) for line in before[place:last])


def _groups(given: list[Span]) -> Iterator[list[Span]]:
    """Spans whose surroundings meet, together."""
    at = 0
    while at < len(given):
        stop = at + 1
        while stop < len(given) and given[stop].start - given[stop - 1].end <= 2 * CONTEXT:
            stop += 1
        yield given[at:stop]
        at = stop


def _line(sign: bytes, line: bytes) -> bytes:
    return sign + (line if line.endswith(b"\n") else line + NO_NEWLINE)


def _range(start: int, end: int) -> bytes:
    count = end - start
    return b"%d,%d" % (start + (1 if count else 0), count)


def _common(one: list[bytes], other: list[bytes]) -> int:
    """How many first lines are the same."""
    count = 0
    for mine, theirs in zip(one, other, strict=False):
        if mine != theirs:
            break
        count += 1
    return count
