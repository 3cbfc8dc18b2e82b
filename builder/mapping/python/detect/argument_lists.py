"""Command lines that code gives its own programs: `main(["--model", name])`, `sys.argv = [...]`."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping
from itertools import pairwise

from builder import patterns as re
from builder.mapping.found import Found, Target
from builder.mapping.python.detect import given_values
from builder.mapping.python.detect.processes import MODULES
from builder.mapping.python.syntax.heads import Span
from builder.mapping.python.values.interface import Evaluator
from builder.mapping.python.values.values import File

STRING = rb"""[rfuRFU]{0,2}(?:"[^"\n]*"|'[^'\n]*')"""
OPTION = re.compile(rb"""["'](--?[A-Za-z][\w-]*)["']\s*,\s*(%s|[A-Za-z_][\w.]*(?:\[[^\]\n]*\])?)\s*[,\])]""" % STRING)
JOINED = re.compile(rb"""(["'])(--[A-Za-z][\w-]*)=([^"'\n{}]+)\1""")
SPLIT = re.compile(rb"""(?:split\(\s*(%s)|(%s)\s*\.split\()""" % (STRING, STRING))
SPLITTING = b"split("  # stands in each; most of the file's other bytes may begin a string of SPLIT
WRITTEN = re.compile(rb"--?[A-Za-z][\w-]*")  # an option, wherever it stands
DASHES = (b'"-', b"'-", b".split(", b"shlex")
SCRIPTS = (b".py", b"executable", b'"-m"', b"'-m'")  # in a list that a process is started with
MAX_BACK = 4000  # bytes from an element to the bracket that opens its list


def found(ev: Evaluator, file: File, options: Mapping[str, Target]) -> Iterator[Found]:
    """The models that lists of a command line's words give options which the code loads from."""
    if not options or not any(map(file.facts.holds, DASHES)):
        return
    data = file.facts.data
    if options.keys().isdisjoint(word.decode() for word in WRITTEN.findall(data)):
        return
    for match in OPTION.finditer(data):
        target = options.get(match[1].decode())
        if target is not None and _is_command_line(file, match.start()):
            yield from given_values.found(ev, file, match.start(), Span(*match.span(2)), target, "command")
    for match in JOINED.finditer(data):
        target = options.get(match[2].decode())
        if target is not None and _is_command_line(file, match.start()):
            yield from _text(ev, file, match.start(), match.span(3), target)
    for match in SPLIT.finditer(data) if file.facts.holds(SPLITTING) else ():
        yield from _split(ev, file, match, options)


def _split(ev: Evaluator, file: File, match: re.Match[bytes], options: Mapping[str, Target]) -> Iterator[Found]:
    """`"--model owner/name".split()`, `shlex.split("...")`."""
    start, end = match.span(1) if match[1] else match.span(2)
    try:
        words = shlex.split(file.facts.excerpt(start, end).strip("rfuRFU\"'"))
    except ValueError:
        return
    for option, word in pairwise(words):
        target = options.get(option)
        place = file.facts.data.find(word.encode(), start, end)
        if target is not None and place >= 0 and "{" not in word:
            yield from _text(ev, file, start, (place, place + len(word.encode())), target)


def _text(ev: Evaluator, file: File, place: int, span: tuple[int, int], target: Target) -> Iterator[Found]:
    """What stands within a longer text; its characters are read as a text of their own."""
    yield from given_values.named(ev, file, place, file.facts.excerpt(*span), target, "command")


def _is_command_line(file: File, place: int) -> bool:
    """Whether a text is an element of a list that is no list of a process which the code starts."""
    data, start = file.facts.data, file.facts.regions.opening(place, MAX_BACK)
    if start is None or data[start : start + 1] != b"[":
        return False
    return not (any(map(file.facts.holds, MODULES)) and any(word in data[start:place] for word in SCRIPTS))
