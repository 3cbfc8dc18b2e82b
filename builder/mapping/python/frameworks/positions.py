"""Positional arguments of command lines: which place of its own script's command gives a parameter its value."""

from __future__ import annotations

from collections.abc import Iterator

from builder.mapping.python.program.scopes import Scope
from builder.mapping.python.syntax.expressions import Call, dotted
from builder.mapping.python.values.functions import last_name
from builder.mapping.python.values.values import ExternalInput, File, Site

KIND = "position"  # of an external input, by the file that asks and the place, from 1
ARGUMENT = "argument"
SUBCOMMANDS = (b"add_parser(", b".group(", b".command(")
HIDDEN = frozenset({"self", "cls", "ctx", "context"})  # parameters that no command line gives


def of(path: str, place: int) -> ExternalInput:
    """What stands at a place among a command's arguments, for a file."""
    return ExternalInput(KIND, f"{path}:{place}")


def declared(site: Site, sites: list[Site]) -> Iterator[ExternalInput]:
    """The place of an argument of argparse, of all that the same parser is given in a file."""
    owner = _owner(site)
    before = [other for other in sites if _owner(other) == owner and other.call.start < site.call.start]
    yield from _places(site.point.file, len(before) + 1, b"add_parser(")


def of_decorator(file: File, scope: Scope, call: Call) -> Iterator[ExternalInput]:
    """The place of an argument of click, of all decorators of a function."""
    spans = [span for span in scope.decorators if last_name(file.facts.expression(span)) == ARGUMENT]
    place = next((number for number, span in enumerate(spans, 1) if span.start <= call.start < span.end), None)
    yield from _places(file, place, b".command(") if place is not None else ()


def of_parameter(file: File, scope: Scope, name: str) -> Iterator[ExternalInput]:
    """The place of a parameter of Typer, Fire and their like, of all that have no default."""
    names = [one.name for one in scope.parameters if one.default is None and not one.stars and one.name not in HIDDEN]
    if name in names:
        yield from _places(file, names.index(name) + 1, b".command(")


def _places(file: File, place: int, mark: bytes) -> Iterator[ExternalInput]:
    yield of(file.path, place)
    if file.facts.holds(mark):  # a word before it may say which of several commands is run
        yield of(file.path, place + 1)


def _owner(site: Site) -> str:
    return (dotted(site.call.function) or "").rpartition(".")[0]
