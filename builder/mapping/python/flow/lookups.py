"""What a name stands for where it is used: through scopes, assignments, loops, parameters and imports."""

from __future__ import annotations

import builtins

from builder.mapping.python.flow import allowed, branch_bindings, fallbacks, growing_texts, registered, searches
from builder.mapping.python.flow.searches import Comparison
from builder.mapping.python.frameworks import colab, positions
from builder.mapping.python.program.scopes import ELSEWHERE, Binding, Scope
from builder.mapping.python.syntax.expressions import Expression, Items, Path, Source, Table, Text
from builder.mapping.python.values import objects, unpacking
from builder.mapping.python.values.branches import MIN_BRANCHES, branched
from builder.mapping.python.values.interface import Evaluator
from builder.mapping.python.values.sets import distinct, step
from builder.mapping.python.values.values import (
    ENDLESS,
    UNKNOWN,
    Definition,
    File,
    ModuleRef,
    Pairs,
    Point,
    Ref,
    Sequence,
    Structure,
    Values,
)

MAX_STARS = 8  # `from x import *` that lead from one file to the next


def look_up(ev: Evaluator, name: str, point: Point) -> Values:
    """The values of a name."""
    for depth, source in enumerate(reversed(point.sources)):
        path = dict(source.names).get(name)
        if path is not None:
            around = point._replace(sources=point.sources[: len(point.sources) - depth - 1])
            return _from_source(ev, source, path, around)
    for scope in point.scope.outer():
        values = bound_in(ev, scope, name, point)
        if values is not None:
            return values
    found = imported_by_star(ev, point.file, name)
    stars = [module for scope in point.scope.outer() for module in scope.stars if not module.startswith(".")]
    if found or name not in vars(builtins):
        return found or tuple(Ref(f"{module}.{name}") for module in stars) or (UNKNOWN,)
    return (Ref(f"{builtins.__name__}.{name}"),)


def _from_source(ev: Evaluator, source: Source, path: Path, point: Point) -> Values:
    if source.iterable is None:
        return (UNKNOWN,)
    return step(each(ev, source.iterable, path, point, searches.of_source(source, point)))


def bound_in(ev: Evaluator, scope: Scope, name: str, point: Point) -> Values | None:
    """What a scope binds a name to, as seen from a point; None if it binds it nowhere."""
    point.file.facts.filled(scope)
    if scope.kind == "module":
        point.file.facts.fill_globals()
    if name not in scope.names:
        return None
    own = scope is point.scope
    bindings = scope.reaching(name, point.at if own else ENDLESS, point.block if own else None)
    bindings = fallbacks.needed(ev, scope, name, bindings, point) if own else bindings
    bindings = branch_bindings.left(ev, scope, name, bindings, point)
    around = point._replace(sources=()) if own else Point(point.file, scope, owner=point.owner, calls=point.calls)
    values: Values = ()
    for found in bindings:
        given = _bound(ev, scope, found, around, point if own else None)
        values, given = branch_bindings.instead(ev, scope, name, found, values, given, point.file)
        values = growing_texts.grown(ev, values, found, around, given, point.block if own else 0)
    values = branched(values) if own and _is_branched(scope, bindings) else values
    if own and scope.kind == "function" and allowed.is_open(values):
        return distinct((*values, *allowed.allowed(ev, name, point)))
    if scope.kind == "module" and any(isinstance(value, Structure | Sequence | Pairs) for value in values):
        return distinct((*values, *registered.of_module(ev, point.file, name)))
    return values


def _is_branched(scope: Scope, bindings: list[Binding]) -> bool:
    """Whether many branches of a scope assign a name, so that which one does is open."""
    taken = [one for one in bindings if one.how == "value" and one.block >= 0 and scope.blocks[one.block].exclusive]
    return len(taken) >= MIN_BRANCHES


def _bound(ev: Evaluator, scope: Scope, found: Binding, around: Point, point: Point | None) -> Values:
    """What a binding gives; of the elements of a list those that a search around the point of use goes on with."""
    compared = searches.of_loop(scope, found, point) if found.how == "each" and point is not None else []
    if not compared or found.span is None:
        return ev.bound(found, around)
    here = around._replace(at=found.at, block=found.block, sources=())
    return step(each(ev, around.file.facts.expression(found.span), found.path, here, compared))


def assigned(ev: Evaluator, name: str, point: Point) -> Values | None:
    """What is assigned to an attribute by its full name ('args.model') in sight; None where nothing is."""
    if name.startswith(("self.", "cls.")):
        return None
    for scope in point.scope.outer():
        if name in scope.names:
            return bound_in(ev, scope, name, point) or None
    return None


def binding(ev: Evaluator, found: Binding, point: Point) -> Values:
    """The values that one binding gives, evaluated where it stands."""
    here = point._replace(at=found.at, block=found.block, sources=())
    if found.block == ELSEWHERE:
        here = here._replace(block=None, scope=found.scope if found.how != "scope" and found.scope else point.scope)
    facts = point.file.facts
    match found.how:
        case "value":
            values = ev.evaluate(facts.expression(found.span), here) if found.span else (UNKNOWN,)
            values = positions.unpacked(point.file, values, found) if found.path else values
            return (*step(unpacking.taken(ev, values, found.path)), *colab.offered(point.file, found))
        case "each" if found.span is not None:
            return step(each(ev, facts.expression(found.span), found.path, here))
        case "import":
            return imported(ev, found.target, point.file)
        case "scope" if found.scope is not None:
            return (Definition(point.file, found.scope, point.owner if point.scope.kind == "class" else None),)
        case "parameter":
            return ev.parameter(point, found.target)
        case "extend" if found.span is not None:
            added = ev.evaluate(facts.expression(found.span), here)
            return tuple(value for value in added if isinstance(value, Structure | Sequence))
        case "append" if found.span is not None:
            return (Structure(Items((facts.expression(found.span),)), here),)
        case "item" if found.span is not None:
            key = facts.expression(found.key) if found.key is not None else Text(found.target, 0)
            pair = (key, facts.expression(found.span))
            return (Structure(Table((pair,)), here),)
    return (UNKNOWN,)


def each(
    ev: Evaluator, iterable: Expression, path: Path, point: Point, compared: list[Comparison] | None = None
) -> Values:
    """The elements of an iterable, or what stands at a place within each of them; only those that a search takes."""
    values = ev.evaluate(iterable, point)
    elements = [element for value in values for element in objects.elements(ev, value)]
    elements = searches.taken(ev, elements, compared) if compared else elements
    return distinct(value for element in elements for value in unpacking.taken(ev, element, path))


def imported(ev: Evaluator, target: str, file: File) -> Values:
    """What an import stands for: a file's own name where the repository has it, else the qualified name.

    A library whose calls are known is recognised by name, even in its own repository, but for its own code: that of its
    package, and what a repository adds to its namespace.
    """
    if ev.modules.is_known(target) and not ev.modules.is_library(file.path):
        added = ev.modules.is_namespaced(target, file.path)
        if not added or ev.signatures.find(target) is not None:
            return (Ref(target),)
    path = ev.modules.find(target, file.path)
    if path is not None:
        return (ModuleRef(path),)
    module, _, name = target.rpartition(".")
    path = ev.modules.find(module or ".", file.path) if module or target.startswith(".") else None
    if path is not None:
        return exported(ev, path, name)
    return (UNKNOWN,) if target.startswith(".") else (Ref(target),)


def exported(ev: Evaluator, path: str, name: str) -> Values:
    """What a module of the repository calls by a name: its own, a submodule, or what it imports by star."""
    inner = ev.modules.below(path, name)
    file = ev.files.get(path)
    if file is not None:
        scope = file.facts.module
        if name in scope.names:
            values = bound_in(ev, scope, name, Point(file, scope, ENDLESS))
            return values if values is not None else (UNKNOWN,)
        values = imported_by_star(ev, file, name)
        if values and inner is None:
            return values
    if inner is not None:
        return (ModuleRef(inner),)
    return (Ref(f"{ev.modules.name(path)}.{name}"),)


def imported_by_star(ev: Evaluator, file: File, name: str, depth: int = 0) -> Values:
    """What a file's `from module import *` binds a name to, where the module is the repository's."""
    for module in file.facts.module.stars if depth < MAX_STARS else ():
        path = ev.modules.find(module, file.path)
        other = ev.files.get(path) if path is not None else None
        if other is None or other is file:
            continue
        scope = other.facts.module
        if name in scope.names:
            return bound_in(ev, scope, name, Point(other, scope, ENDLESS)) or ()
        values = imported_by_star(ev, other, name, depth + 1)
        if values:
            return values
    return ()
