"""Options that the repository's own functions and objects hand on to a parser: `Option("--model", default="x")`.

Where a file of the repository calls `add_argument(*args, **kwargs)`, a call of its own functions and classes that is
written like one of `add_argument` declares an option, too.
"""

from __future__ import annotations

from collections.abc import Iterator

from builder import patterns as re
from builder.mapping.python.flow import parameters
from builder.mapping.python.syntax.expressions import Call
from builder.mapping.python.values.functions import last_name
from builder.mapping.python.values.interface import Evaluator
from builder.mapping.python.values.values import Definition, ExternalInput, File, Partial, Point, Site, Str, Value

HANDED_ON = re.compile(rb"add(?<!\wadd)_?(?:argument|option)\(\s*(?:\*|\w+\.(?:name|names|flag|flags|option)\b)")
OPEN = re.compile(rb"\badd_?(?:argument|option)(?=\(\s*[A-Za-z_]\w*\s*,\s*\*\*)")
MARKS = (b"add_argument(", b"add_option(", b"addoption(")
# Keywords of `add_argument` that tell such a call from any other that is given a text with dashes.
KEYWORDS = frozenset({"default", "type", "help", "action", "choices", "required", "nargs", "dest", "metavar", "const"})
DASHED = (b'"--', b"'--")


def hands_on(ev: Evaluator) -> bool:
    """Whether the repository has code that hands on to a parser what it is given."""
    return ev.apart(("hands on options",), lambda: any(map(_hands_on, ev.files.values())), False)


def _hands_on(file: File) -> bool:
    return any(map(file.facts.holds, MARKS)) and HANDED_ON.search(file.facts.data) is not None


def declares(file: File) -> bool:
    """Whether a file may declare options by calls of its own."""
    return any(map(file.facts.holds, DASHED))


def sites(ev: Evaluator, file: File, name: str) -> Iterator[Site]:
    """The calls of own functions and classes of a file that are given an option of a name as `add_argument` is."""
    for place in _places(file.facts.data, name):
        stands = file.facts.statement(place)
        for call, sources in file.facts.calls(stands[1]) if stands is not None else ():
            if stands is None or not _is_declaration(call, place):
                continue
            point = Point(file, stands[0], stands[1].start, stands[1].block, sources)
            functions = ev.evaluate(call.function, point)
            if any(isinstance(value, Definition | Partial) for value in functions):
                yield ev.site(call, point)


def listed(ev: Evaluator, file: File, name: str) -> Iterator[Value]:
    """The defaults of an option in a list or table: `for flag, more in OPTIONS: parser.add_argument(flag, **more)`."""
    nothing: list[Site] = []
    for site in ev.apart(("open options", file.path), lambda: list(_open(ev, file)), nothing):
        flags = ev.evaluate(site.call.arguments[0].value, site.point)
        own = [one for one in flags if isinstance(one, Str) and _stored(one.text) == name]
        defaults = parameters.unpacked(ev, site, ("default",), ()) or () if own else ()
        rows = [dict(one.rows) for one in own]
        yield from (value for value in defaults if isinstance(value, Str) and _is_of(value, rows))
        yield from (ExternalInput("option", one.text) for one in own)


def _open(ev: Evaluator, file: File) -> Iterator[Site]:
    """The calls of a file that declare options whose names they do not show."""
    for found in OPEN.finditer(file.facts.data) if any(map(file.facts.holds, MARKS)) else ():
        stands = file.facts.statement(found.start())
        for call, sources in file.facts.calls(stands[1]) if stands is not None else ():
            if stands is not None and call.word == found.start():
                yield ev.site(call, Point(file, stands[0], stands[1].start, stands[1].block, sources))


def _stored(flag: str) -> str:
    return flag.lstrip("-").replace("-", "_")


def _is_of(value: Str, rows: list[dict[int, int]]) -> bool:
    """Whether a value is of the same element of a list as one of several flags."""
    own = dict(value.rows)
    return any(all(own.get(number) == place for number, place in row.items()) for row in rows)


def _places(data: bytes, name: str) -> Iterator[int]:
    """Where '--name' is quoted."""
    for spelling in dict.fromkeys((name, name.replace("_", "-"))):
        for quote in (b'"', b"'"):
            text = b"%b--%b%b" % (quote, spelling.encode(), quote)
            place = data.find(text)
            while place >= 0:
                yield place
                place = data.find(text, place + 1)


def _is_declaration(call: Call, place: int) -> bool:
    given = any(one.name is None and one.start == place for one in call.arguments)
    told = any(one.name in KEYWORDS for one in call.arguments)
    return given and told and last_name(call.function) not in ("add_argument", "add_option")
