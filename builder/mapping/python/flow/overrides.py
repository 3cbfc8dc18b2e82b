"""Defaults that no caller leaves: whether every call of a function passes a parameter."""

from __future__ import annotations

from builder.mapping.context import context as kind_of_code
from builder.mapping.python.flow import parameters
from builder.mapping.python.program.modules import PACKAGE_FILE
from builder.mapping.python.program.scopes import Scope
from builder.mapping.python.values.arguments import given, position, splats
from builder.mapping.python.values.functions import CONSTRUCTOR
from builder.mapping.python.values.interface import Evaluator
from builder.mapping.python.values.values import ExternalInput, Function, Site, SymbolicParameter, Unknown


def overridden(ev: Evaluator, function: Function, scope: Scope, name: str) -> bool:
    """Whether every call passes a parameter, so that its default is never used.

    A test that passes it says nothing of that; one that leaves it out uses the default. Nor do a class's other
    constructors (`from_config`), or code that passes what is not known to a class that a package exports.
    """
    sites = ev.callers.of(function)
    passed = bool(sites) and all(_passes(site, scope, name) for site in sites)
    return passed and any(_tells(ev, site, function, scope, name) for site in sites)


def _tells(ev: Evaluator, site: Site, function: Function, scope: Scope, name: str) -> bool:
    """Whether a call says what a parameter is where the code is used as it is written."""
    file, around = site.point.file, scope.around
    if kind_of_code(file.path) in ("test", "docs"):
        return False
    if around is None:
        return True
    if scope.name == CONSTRUCTOR and any(outer.around is around for outer in site.point.scope.outer()):
        return False
    return not _exported(ev, function.path, around.name) or _is_known(ev, site, scope, name)


def _exported(ev: Evaluator, path: str, name: str) -> bool:
    """Whether a package's `__init__` imports a class of a file, for those who use the package."""
    return any(other.endswith(PACKAGE_FILE) and other != path for other in ev.importers.of_name(path, name))


def _is_known(ev: Evaluator, site: Site, scope: Scope, name: str) -> bool:
    values = parameters.passed(ev, site, scope, name, ()) or ()
    return any(not isinstance(value, Unknown | SymbolicParameter | ExternalInput) for value in values)


def _passes(site: Site, scope: Scope, name: str) -> bool:
    argument = given(site, (name,), position(scope.parameters, name, site.skip))
    hidden = any(argument.name == "*" for argument in site.call.arguments) or bool(splats(site))
    return argument is not None or hidden
