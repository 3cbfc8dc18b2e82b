"""Experiments of sacred: their configuration reaches the parameters of captured functions by name."""

from __future__ import annotations

from collections.abc import Iterator

from builder.mapping.python.frameworks import choices
from builder.mapping.python.frameworks.written_calls import written_calls
from builder.mapping.python.program.scopes import Scope
from builder.mapping.python.values import objects
from builder.mapping.python.values.arguments import given
from builder.mapping.python.values.functions import last_name
from builder.mapping.python.values.interface import Evaluator
from builder.mapping.python.values.sets import distinct, step
from builder.mapping.python.values.values import ENDLESS, ExternalInput, File, Pairs, Point, Str, Value, Values

MARK = b"sacred"
MAKERS = ("sacred.Experiment", "sacred.Ingredient", "sacred.experiment.Experiment")
CAPTURING = ("automain", "main", "capture", "command", "pre_run_hook")
CONFIG, NAMED, ADDING = "config", "named_config", "add_config"
WHOLE = "_config"  # the parameter that holds all of it


def configured(ev: Evaluator, file: File, name: str) -> Values:
    """What the configuration of a repository's experiments says of a captured parameter."""
    if name != WHOLE:
        return ev.apart(("sacred", file.path, name), lambda: distinct(_said(ev, file, name)), ())
    names = dict.fromkeys(other for one in _files(ev, file) for scope, _ in _functions(one) for other in scope.names)
    tables = [value for one in _files(ev, file) for value in _tables(ev, one)]
    return (Pairs(tuple(((Str(one, "", 0),), configured(ev, file, one)) for one in names)), *tables)


def _said(ev: Evaluator, file: File, name: str) -> Iterator[Value]:
    for one in _files(ev, file):
        for scope, kind in _functions(one):
            found = one.facts.filled(scope).reaching(name, ENDLESS, None)
            values = [
                value for binding in found for value in ev.bound(binding, Point(one, scope, binding.at, binding.block))
            ]
            yield from choices.marked(values) if kind == NAMED else step(values, "dataclass")
        key: Values = (Str(name, "", 0),)
        yield from (value for table in _tables(ev, one) for value in objects.item(ev, table, key, ()))
    yield ExternalInput("option", name)


def _files(ev: Evaluator, file: File) -> Iterator[File]:
    yield file
    yield from (other for other in ev.files.values() if other is not file and other.facts.holds(MARK))


def _functions(file: File) -> Iterator[tuple[Scope, str]]:
    """The functions of a file whose names are its configuration."""
    for scope in file.facts.module.children:
        for span in scope.decorators:
            word = last_name(file.facts.expression(span))
            if word in (CONFIG, NAMED):
                file.facts.filled(scope)
                yield scope, word


def _tables(ev: Evaluator, file: File) -> Iterator[Value]:
    """What `experiment.add_config(...)` is given."""
    for site in written_calls(ev, file, ADDING, *(f"{maker}.{ADDING}" for maker in MAKERS)):
        shown = given(site, (), 0)
        if shown is not None:
            yield from ev.evaluate(shown.value, site.point)
        named = ((str(one.name), one.value) for one in site.call.arguments if one.name not in (None, "*", "**"))
        pairs = tuple(((Str(name, "", 0),), ev.evaluate(value, site.point)) for name, value in named)
        if pairs:
            yield Pairs(pairs)


PARAMETERS = {f"{maker}.{word}": configured for maker in MAKERS for word in CAPTURING}
