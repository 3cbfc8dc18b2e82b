"""Configurations of OmegaConf that are made, merged and asked for a path."""

from __future__ import annotations

from builder.mapping.python.values import objects
from builder.mapping.python.values.arguments import given
from builder.mapping.python.values.interface import Evaluator
from builder.mapping.python.values.sets import distinct, step
from builder.mapping.python.values.values import CallString, Definition, Instance, Site, Str, Unknown, Value, Values


def structured(ev: Evaluator, site: Site, calls: CallString) -> Values:
    """`OmegaConf.structured(Class)` and of an object: the object."""
    shown = given(site, ("obj",), 0)
    values = ev.evaluate(shown.value, site.within(calls)) if shown is not None else ()
    return tuple(Instance(value) if isinstance(value, Definition) else value for value in values)


def merged(ev: Evaluator, site: Site, calls: CallString) -> Values:
    """`OmegaConf.merge(first, second)`: what any of them holds."""
    values = (value for shown in site.call.arguments for value in ev.evaluate(shown.value, site.within(calls)))
    return distinct(Instance(value) if isinstance(value, Definition) else value for value in values)


def selected(ev: Evaluator, site: Site, calls: CallString) -> Values:
    """`OmegaConf.select(config, "model.name", default=...)`."""
    owner, path, default = given(site, ("cfg",), 0), given(site, ("key",), 1), given(site, ("default",), None)
    found: list[Value] = []
    for key in ev.evaluate(path.value, site.within(calls)) if path is not None else ():
        values = ev.evaluate(owner.value, site.within(calls)) if owner is not None else ()
        for part in key.text.split(".") if isinstance(key, Str) else ():
            names: Values = (Str(part, "", 0),)
            values = distinct(inner for value in values for inner in objects.item(ev, value, names, calls))
        found.extend(values)
    other = ev.evaluate(default.value, site.within(calls)) if default is not None else ()
    known = [value for value in found if not other or not isinstance(value, Unknown)]
    return distinct((*known, *step(other, "default")))


CALLS = {
    "omegaconf.OmegaConf.structured": structured,
    "omegaconf.OmegaConf.merge": merged,
    "omegaconf.OmegaConf.unsafe_merge": merged,
    "omegaconf.OmegaConf.select": selected,
}
