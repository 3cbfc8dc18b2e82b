"""Members of a library's module that are chosen when the code runs: `getattr(models, name)(pretrained=True)`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from builder.mapping.python.syntax.expressions import Argument, Call, Name
from builder.mapping.python.values.interface import Evaluator
from builder.mapping.python.values.sets import distinct
from builder.mapping.python.values.values import Point, Ref, Site, Str, SymbolicParameter, Value, Values
from builder.reference.call_forms import ANY_MEMBER
from builder.reference.signatures import Match

READING = frozenset({"getattr", "vars"})  # functions that read a module's members


def reads(ev: Evaluator, call: Call, point: Point) -> bool:
    """Whether a call reads a member, by its name, of a module that has models as members."""
    if not isinstance(call.function, Name) or call.function.name not in READING or not call.arguments:
        return False
    owners = ev.evaluate(call.arguments[0].value, point)
    return any(isinstance(owner, Ref) and owner.name.partition(".")[0] in ev.signatures.choosing for owner in owners)


def chosen(match: Match | None, value: Value) -> Match | None:
    """The match of a function, as that of any member where the function is one of several or is read by its name."""
    if match is None or match.named is None or not isinstance(value, Ref) or not (value.key or value.offered):
        return match
    if value.key is not None and not _holds_models(match, value):
        return None
    words = value.name.split(".")
    place = len(words) - 1 - words[::-1].index(match.named)
    call = ".".join((*words[:place], ANY_MEMBER, *words[place + 1 :]))
    return replace(match, call=call, named=ANY_MEMBER)


def _holds_models(match: Match, value: Ref) -> bool:
    """Whether the members of a function's module are models, whatever their names are."""
    return not set(match.rule.modules).isdisjoint(value.name.split(".")[:-1])


def names(ev: Evaluator, match: Match, site: Site, functions: Iterable[tuple[Value, Site]]) -> Values:
    """The names of the members that these functions may be, as the values of an argument."""
    return distinct(name for value, _ in functions for name in _names(ev, match, site, value))


def _names(ev: Evaluator, match: Match, site: Site, value: Value) -> Iterator[Value]:
    if isinstance(value, SymbolicParameter):
        yield value
    found = ev.signatures.find(value.name) if isinstance(value, Ref) else None
    if not isinstance(value, Ref) or found is None or found.named is None or found.rule is not match.rule:
        return
    if value.key is not None and not _holds_models(match, value):
        return
    if found.named == ANY_MEMBER:
        yield from (value.key,) if value.key is not None else ()
        return
    said = value.key if isinstance(value.key, Str) else Str(found.named, site.point.file.path, 0)
    via = (*said.via, *(function for function in value.via if function not in said.via))
    yield replace(said, text=found.named, offered=said.offered or value.offered, via=via)


def function(site: Site) -> Argument:
    """The function of a call as if it were an argument: what names the model."""
    call, data = site.call, site.point.file.facts.data
    first = min((argument.start for argument in call.arguments), default=call.end)
    end = data.rfind(b"(", call.start, first)
    return Argument(None, call.function, call.start, end if end > call.start else call.end, call.line)
