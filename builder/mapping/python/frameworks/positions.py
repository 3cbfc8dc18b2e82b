"""Positional arguments of command lines: which place of its own script's command gives a parameter its value."""

from __future__ import annotations

from collections.abc import Iterator

from builder.mapping.python.program.scopes import Binding, Scope
from builder.mapping.python.syntax.expressions import Call, dotted
from builder.mapping.python.syntax.heads import Parameter
from builder.mapping.python.values.functions import last_name
from builder.mapping.python.values.values import ExternalInput, File, Ref, Sequence, Site, Values

KIND = "position"  # of an external input, by the file that asks and the place, from 1
ARGUMENT = "argument"
CLASSES = b"Fire("  # whose commands are an object's methods
ARGUMENTS = Ref("sys.argv")  # and a part of it, which is taken to begin behind the script's name
WHOLE = b"sys.argv"
MAX_PLACES = 8  # arguments of a command that are told apart
HIDDEN = frozenset({"self", "cls", "ctx", "context"})  # parameters that no command line gives


def of(path: str, place: int) -> ExternalInput:
    """What stands at a place among a command's arguments, for a file."""
    return ExternalInput(KIND, f"{path}:{place}")


def listed(path: str, values: Values, first: int = 1) -> Values:
    """The values, and the arguments of the command, from a place on, as a list."""
    places = Sequence(tuple((of(path, place),) for place in range(first, first + MAX_PLACES)))
    return tuple(places if value == ARGUMENTS else value for value in values)


def unpacked(file: File, values: Values, found: Binding) -> Values:
    """The same of what is assigned to several names: the whole of `sys.argv` begins with the script's name."""
    text = file.facts.data[found.span.start : found.span.end] if found.span is not None else b""
    whole = text == WHOLE or (text == WHOLE[4:] and file.facts.holds(b"from sys import"))
    return listed(file.path, values, 0 if whole else 1)


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
    taken = (one for one in scope.parameters if not one.stars and one.name not in HIDDEN)
    names = [one.name for one in taken if one.default is None or _is_argument(file, one)]
    if name in names:
        place = names.index(name) + 1
        yield from _places(file, place, b".command(")
        if scope.around is not None and file.facts.holds(CLASSES):  # the method's name stands before it
            yield of(file.path, place + 1)


def _is_argument(file: File, parameter: Parameter) -> bool:
    """Whether a default is `typer.Argument(...)`, which may stand in a command without a name."""
    default = file.facts.expression(parameter.default) if parameter.default is not None else None
    return isinstance(default, Call) and last_name(default) == "Argument"


def _places(file: File, place: int, mark: bytes) -> Iterator[ExternalInput]:
    yield of(file.path, place)
    if file.facts.holds(mark):  # a word before it may say which of several commands is run
        yield of(file.path, place + 1)


def _owner(site: Site) -> str:
    return (dotted(site.call.function) or "").rpartition(".")[0]
