"""Records that a library fills from the command line: one of several that a table offers."""

from __future__ import annotations

from builder.mapping.python.values import objects
from builder.mapping.python.values.arguments import given
from builder.mapping.python.values.interface import Evaluator
from builder.mapping.python.values.sets import distinct, offered
from builder.mapping.python.values.values import CallString, Flag, Instance, Site, Value, Values


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


CALLS = {
    "tyro.extras.overridable_config_cli": overridable,
    "tyro.extras.subcommand_type_from_defaults": overridable,
}
