"""Objects that read environment variables: of environs, django-environ, Starlette and python-dotenv."""

from __future__ import annotations

from builder.mapping.python.syntax.expressions import Items
from builder.mapping.python.values import objects
from builder.mapping.python.values.arguments import given, keyword
from builder.mapping.python.values.interface import Evaluator
from builder.mapping.python.values.sets import distinct, step
from builder.mapping.python.values.values import CallString, ExternalInput, Flag, Made, Ref, Site, Str, Values

NAMES = ("environs.Env", "environs.FileAwareEnv", "environ.Env", "environ.FileAwareEnv", "starlette.config.Config")
DECOUPLE = ("decouple.Config", "decouple.AutoConfig")


def read(ev: Evaluator, made: Made, site: Site, calls: CallString) -> Values:
    """`env("NAME", default)`; the default may stand where the object was made: `Env(NAME=(str, default))`."""
    name, default = given(site, ("var", "key", "option"), 0), given(site, ("default",), None)
    if default is None and made.name.startswith("environs"):
        default = given(site, (), 1)
    names = ev.evaluate(name.value, site.within(calls)) if name is not None else ()
    found = list(ev.evaluate(default.value, site.within(calls))) if default is not None else []
    for variable in names:
        scheme = keyword(made.site, variable.text) if isinstance(variable, Str) and made.site is not None else None
        if scheme is not None and made.site is not None:
            pairs = ev.evaluate(scheme.value, made.site.within(calls))
            listed = isinstance(scheme.value, Items)
            found.extend(inner for one in pairs for inner in objects.item(ev, one, (Flag("1"),), calls) if listed)
    variables = (ExternalInput("environment", variable.text) for variable in names if isinstance(variable, Str))
    return distinct((*step(found, "environment"), *variables))


def file_read(ev: Evaluator, site: Site, calls: CallString) -> Values:
    """`dotenv_values(".env")`: what would stand in the environment."""
    return (Ref(objects.ENVIRONMENT),)


CALLS = {"dotenv.dotenv_values": file_read, "dotenv.main.dotenv_values": file_read}
OBJECTS = dict.fromkeys((*NAMES, *DECOUPLE), read)
