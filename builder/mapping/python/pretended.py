"""Whether a call that names a model asks for it in earnest: not where a double stands in, nor where it is to fail."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from tree_sitter import Node

from builder.mapping.python.chains import Reached
from builder.mapping.python.facts import Facts
from builder.mapping.python.frameworks import doubles, expected
from builder.mapping.python.functions import CONSTRUCTOR
from builder.mapping.python.interface import Evaluator
from builder.mapping.python.scopes import Scope
from builder.mapping.python.syntax import Budget, parse
from builder.mapping.python.values import Site
from builder.reference.signatures import Match

ATTRIBUTE = re.compile(r"\s*self\.(\w+)\s*(?::[^=]+)?=[^=]")
WORDS = (*doubles.WORDS, *expected.WORDS)


def pretended(ev: Evaluator, match: Match, way: Reached) -> bool:
    """Whether a call on the way from the one that gives the name to the one that loads is expected to raise, or is
    made while a double replaces what it leads to.
    """
    core = way.core or way.site
    sites = [
        site for site in dict.fromkeys((way.site, *(site for _, site in way.calls))) if _may(site.point.file.facts)
    ]
    if not sites:
        return False
    chain = frozenset(_chain(ev, match, way, core))
    later = frozenset(_attributes(core))
    for site in sites:
        node = _node(site)
        if node is not None and (expected.fails(node) or doubles.replaced(node, chain, later)):
            return True
    return False


def _may(facts: Facts) -> bool:
    return any(map(facts.holds, WORDS))


def _chain(ev: Evaluator, match: Match, way: Reached, core: Site) -> Iterator[tuple[str, ...]]:
    """What is entered on the way: the library's call and root, and the functions and classes of the repository."""
    names = tuple(match.call.split("."))
    yield names[:1]
    yield names[-2:]
    yield from ((name,) for name in names[1:] if name[:1].isupper())
    if len(names) < 2 or not names[-2][:1].isupper():
        yield names[-1:]
    if core is way.site:
        return
    yield from _owned(core.point.scope)
    for function, _ in way.calls:
        definition = ev.callers.definition(function)
        if definition is not None:
            yield from _owned(definition.scope)


def _owned(scope: Scope) -> Iterator[tuple[str, ...]]:
    around = scope.around
    if around is None:
        yield (scope.name,)
        return
    yield (around.name,)
    yield (around.name, scope.name)


def _attributes(core: Site) -> Iterator[str]:
    """The attribute that holds what is loaded, where no constructor loads it."""
    point = core.point
    if point.scope.name != CONSTRUCTOR:
        found = ATTRIBUTE.match(point.file.facts.excerpt(point.at, core.call.end))
        if found is not None:
            yield found[1]


def _node(site: Site) -> Node | None:
    root = _tree(site.point.file.facts.data)
    node = root.descendant_for_byte_range(site.call.start, site.call.end)
    while node is not None and node.type != "call":
        node = node.parent
    return node


@lru_cache(maxsize=2)
def _tree(data: bytes) -> Node:
    return parse(data, Budget(len(data)))
