"""Records that a library fills: from the command line one of several that a table offers, or from a dictionary."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from builder.mapping.python.syntax.expressions import Argument
from builder.mapping.python.values import classes, objects
from builder.mapping.python.values.arguments import given
from builder.mapping.python.values.interface import Evaluator
from builder.mapping.python.values.sets import distinct, offered
from builder.mapping.python.values.values import CallString, Definition, Flag, Instance, Site, Value, Values

# Methods that a library gives a record's class: of pydantic (both versions), dataclasses-json, mashumaro.
FROM_DICTIONARY = frozenset({"model_validate", "parse_obj", "from_dict"})
FROM_KEYWORDS = frozenset({"model_construct", "construct"})


def overridable(ev: Evaluator, site: Site, calls: CallString) -> Values:
    """`tyro.extras.overridable_config_cli({"name": ("help", Config(...))})`: one of the records."""
    shown = given(site, ("configs",), 0)
    found: list[Value] = []
    for table in ev.evaluate(shown.value, site.within(calls)) if shown is not None else ():
        for key in objects.elements(ev, table):
            for value in objects.item(ev, table, key, calls):
                pair = (value,) if isinstance(value, Instance) else objects.item(ev, value, (Flag("1"),), calls)
                found.extend(inner for inner in pair if isinstance(inner, Instance))
    return offered(distinct(found))


def unpacked(site: Site, position: int = 0) -> Site:
    """The call of a record's constructor that a call with a dictionary stands for: `parse_dict(d)` is `Record(**d)`."""
    shown = [one for one in site.call.arguments if one.name not in ("*", "**")][position : position + 1]
    splats = tuple(Argument("**", one.value, one.start, one.end, one.line) for one in shown)
    return Site(replace(site.call, arguments=splats), site.point)


def from_dictionary(ev: Evaluator, kind: Definition, name: str, site: Site) -> Values | None:
    """The record that a method of its class makes, which a library gives it; None for other methods."""
    if name not in FROM_DICTIONARY and name not in FROM_KEYWORDS:
        return None
    if kind.scope.kind != "class" or not classes.is_record(ev, kind) or classes.method(ev, kind, name) is not None:
        return None
    return (Instance(replace(kind, owner=None, offered=False), unpacked(site) if name in FROM_DICTIONARY else site),)


def structured(data: int, kind: int) -> Callable[[Evaluator, Site, CallString], Values]:
    """`dacite.from_dict(Record, d)`, `cattrs.structure(d, Record)`: the places of the dictionary and of the class."""

    def made(ev: Evaluator, site: Site, calls: CallString) -> Values:
        shown = given(site, ("data_class", "cl"), kind)
        kinds = ev.evaluate(shown.value, site.within(calls)) if shown is not None else ()
        by = unpacked(site, data)
        return tuple(Instance(one, by) for one in kinds if isinstance(one, Definition) and one.scope.kind == "class")

    return made


CALLS = {
    "dacite.from_dict": structured(1, 0),
    "cattrs.structure": structured(0, 1),
    "cattr.structure": structured(0, 1),
    "tyro.extras.overridable_config_cli": overridable,
    "tyro.extras.subcommand_type_from_defaults": overridable,
}
