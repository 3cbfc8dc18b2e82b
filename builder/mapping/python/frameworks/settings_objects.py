"""Objects that hold what a file of settings says: of configparser, dynaconf and ml_collections."""

from __future__ import annotations

from builder.mapping.python.values.arguments import given
from builder.mapping.python.values.interface import Evaluator
from builder.mapping.python.values.sets import distinct, step
from builder.mapping.python.values.values import CallString, ExternalInput, Made, Point, Ref, Site, Str, Values

PARSERS = ("configparser.ConfigParser", "configparser.RawConfigParser", "configparser.SafeConfigParser")
DYNACONF = ("dynaconf.Dynaconf", "dynaconf.LazySettings", "dynaconf.settings", "dynaconf.FlaskDynaconf")


def key(ev: Evaluator, owner: Made | Ref, name: str, point: Point) -> Values:
    """`settings.name`, `settings["name"]`."""
    return (ExternalInput("key", name),)


def option(ev: Evaluator, site: Site, calls: CallString) -> Values:
    """`parser.get("section", "option", fallback=...)`."""
    section, name, other = given(site, ("section",), 0), given(site, ("option",), 1), given(site, ("fallback",), None)
    sections, names = (
        (
            [value.text for value in ev.evaluate(shown.value, site.within(calls)) if isinstance(value, Str)]
            for shown in (section, name)
            if shown is not None
        )
        if section is not None and name is not None
        else ([], [])
    )
    keys = (ExternalInput("key", f"{first}.{last}") for first in sections for last in names)
    fallback = ev.evaluate(other.value, site.within(calls)) if other is not None else ()
    return distinct((*step(fallback, "default"), *keys))


def setting(ev: Evaluator, site: Site, calls: CallString) -> Values:
    """`settings.get("NAME", default)` of dynaconf."""
    name, other = given(site, ("key",), 0), given(site, ("default",), 1)
    names = ev.evaluate(name.value, site.within(calls)) if name is not None else ()
    fallback = ev.evaluate(other.value, site.within(calls)) if other is not None else ()
    keys = (ExternalInput("key", value.text) for value in names if isinstance(value, Str))
    return distinct((*step(fallback, "default"), *keys))


def whole(ev: Evaluator, site: Site, calls: CallString) -> Values:
    """`config_flags.DEFINE_config_file("config")`: the settings of a file."""
    return (ExternalInput("key", ""),)


MEMBERS = dict.fromkeys((*PARSERS, *DYNACONF), key)
CALLS = {
    **{f"{name}.get": option for name in PARSERS},
    **{f"{name}.get": setting for name in DYNACONF},
    "ml_collections.config_flags.DEFINE_config_file": whole,
    "ml_collections.config_flags.config_flags.DEFINE_config_file": whole,
    "ml_collections.config_flags.DEFINE_config_dict": whole,
}
