"""Dictionaries that say which class or function makes something: `{"_target_": "package.Class", ...}`.

Of hydra, Lightning, MMEngine, latent diffusion and their like, where they stand in Python. What they name is called
with their other keys, or with those of `init_args` or `params`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from builder import patterns as re
from builder.mapping.found import Target
from builder.mapping.python.detect import findings, given_values
from builder.mapping.python.detect.findings import Finding
from builder.mapping.python.syntax.expressions import Argument, Call, Expression, Name, Table, Text
from builder.mapping.python.syntax.heads import Span
from builder.mapping.python.values.functions import last_name
from builder.mapping.python.values.interface import Evaluator
from builder.mapping.python.values.values import File, Point

SAYING = re.compile(
    rb"""(?:["'](?:_target_|class_path|target|type|_component_)["']\s*:|\b(?:_target_|type)\s*=)\s*["']([\w.]+)["']"""
)
KEYS = (b"type", b"_target_", b"target", b"class_path", b"_component_")
KEY = re.compile(rb"""(?:_target_|class_path|t(?:arget|ype)|_component_)["']?\s*[:=]\s*["'][\w.]""")
QUOTES = (b'"', b"'")
TARGETS = frozenset({"_target_", "class_path", "target", "type", "_component_"})
MARKS = (b"type", b"target", b"class_path", b"_component_")  # one of which stands in each; the frequent ones first
WITHIN = frozenset({"init_args", "params", "kwargs", "parameters", "dict_kwargs"})
MAX_BYTES = 4000  # of one such dictionary, to either side
MAX_TABLES = 200  # of one file


def found(ev: Evaluator, file: File, parameters: Mapping[str, Target]) -> Iterator[Finding]:
    """The models that such dictionaries give libraries, and the repository's own classes and functions."""
    if not any(map(file.facts.holds, MARKS)):
        return
    own = {name.partition(".")[0] for name in parameters}
    for number, match in enumerate(_saying(file.facts.data)):
        path = match[1].decode()
        if number >= MAX_TABLES:
            return
        if ("." not in path and path not in own) or not file.facts.regions.is_code(match.start()):
            continue
        span = _around(file, match.start())
        if span is not None:
            yield from _made(ev, file, span, path, parameters)


def _saying(data: bytes) -> Iterator[re.Match[bytes]]:
    """The matches of SAYING, which are searched for where one of KEYS stands: `find` reads at the speed of memory."""
    behind = 0
    for start in sorted({start for word in KEYS for start in _places(data, word)}):
        key = KEY.match(data, start) if start >= behind else None
        if key is None:
            continue
        behind = key.end()
        match = SAYING.match(data, start - 1 if data[start - 1 : start] in QUOTES else start)
        if match is not None:
            yield match


def _places(data: bytes, word: bytes) -> Iterator[int]:
    place = data.find(word)
    while place >= 0:
        yield place
        place = data.find(word, place + 1)


def _made(ev: Evaluator, file: File, span: Span, path: str, parameters: Mapping[str, Target]) -> Iterator[Finding]:
    stands = file.facts.statement(span.start)
    keys = dict(_keys(file.facts.expression(span)))
    if stands is None or not keys:
        return
    line = file.facts.row(span.start) + 1
    point = Point(file, stands[0], stands[1].start, stands[1].block)
    match = ev.signatures.find(path)
    if match is not None:
        arguments = tuple(Argument(key, value, *span, _line(value, line)) for key, value in keys.items())
        call = Call(Name(path.rpartition(".")[2]), arguments, *span, line, span.start)
        ev.start()
        yield from findings.read(ev, match, ev.site(call, point)).places
    for key, value in keys.items():
        target = parameters.get(f"{path.rpartition('.')[2]}.{key}")
        for one in given_values.valued(ev, point, span, value, target) if target is not None else ():
            yield Finding(file.path, one)


def _keys(expression: Expression) -> Iterator[tuple[str, Expression]]:
    """The keys of a dictionary and of the one that it holds the arguments in, but those that say what is made."""
    pairs: list[tuple[str, Expression]] = []
    if isinstance(expression, Table):
        pairs = [(key.value, value) for key, value in expression.pairs if isinstance(key, Text)]
    elif isinstance(expression, Call) and last_name(expression).lower().endswith(("dict", "config")):
        pairs = [(str(one.name), one.value) for one in expression.arguments if one.name not in (None, "*", "**")]
    for key, value in pairs:
        if key in WITHIN:
            yield from _keys(value)
        elif key not in TARGETS:
            yield key, value


def _line(value: Expression, otherwise: int) -> int:
    return value.line if isinstance(value, Text) else otherwise


def _around(file: File, place: int) -> Span | None:
    """The dictionary, or the call of `dict`, that a key stands in."""
    data, regions = file.facts.data, file.facts.regions
    start, end = regions.opening(place, MAX_BYTES), regions.closing(place, MAX_BYTES)
    if start is None or end is None or data[start : start + 1] == b"[":
        return None
    if data[start : start + 1] == b"(":
        while start and (data[start - 1 : start].isalnum() or data[start - 1 : start] in b"_."):
            start -= 1
    return Span(start, end + 1)
