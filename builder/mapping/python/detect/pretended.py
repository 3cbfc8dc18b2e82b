"""Whether a call that names a model asks for it in earnest: not where a double stands in, nor where it is to fail."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from tree_sitter import Node

from builder import patterns as re
from builder.mapping.context import context
from builder.mapping.python.detect.chains import Reached
from builder.mapping.python.frameworks import doubles, expected
from builder.mapping.python.program.scopes import Scope
from builder.mapping.python.syntax.grammar import Budget, parse
from builder.mapping.python.values.functions import CONSTRUCTOR
from builder.mapping.python.values.interface import Evaluator
from builder.mapping.python.values.values import Definition, Site, Str
from builder.reference.signatures import Match

CONFTEST = "conftest.py"
ATTRIBUTE = re.compile(r"\s*self\.(\w+)\s*(?::[^=]+)?=[^=]")


def pretended(ev: Evaluator, match: Match, way: Reached) -> bool:
    """Whether a call on the way from the one that gives the name to the one that loads is expected to raise, or is
    made while a double replaces what it leads to.
    """
    core = way.core or way.site
    made = list(dict.fromkeys((way.site, *(site for _, site in way.calls))))
    if _is_of_test(ev, match, way, core):
        return True
    sites = [site for site in made if _may(_data(site))]
    shared = [(site, conftest) for site in made for conftest in _conftests(ev, site)]
    if not sites and not shared:
        return False
    chain = frozenset(_chain(ev, match, way, core))
    later = frozenset(_attributes(core))
    for site in sites:
        node = node_of(site)
        if node is not None and (
            (expected.may(_data(site)) and expected.fails(node)) or doubles.replaced(node, _data(site), chain, later)
        ):
            return True
    for site, conftest in shared:
        node = node_of(site)
        if node is not None and doubles.replaced_by_fixtures(node, tree(conftest), conftest, chain):
            return True
    return False


def _is_of_test(ev: Evaluator, match: Match, way: Reached, core: Site) -> bool:
    """Whether a name is one that a test gives to other code, and the test puts a double in the loader's place."""
    value = way.value
    if not isinstance(value, Str) or value.path not in ev.files or context(value.path) != "test":
        return False
    data = ev.files[value.path].facts.data
    if any(context(site.point.file.path) == "test" for site in (way.site, core)) or not doubles.places(data):
        return False
    at = data.find(value.text.encode(), sum(len(row) + 1 for row in data.split(b"\n")[: value.line - 1]))
    node = tree(data).descendant_for_byte_range(at, at + 1) if at >= 0 else None
    while node is not None and node.type != "function_definition":
        node = node.parent
    return node is not None and doubles.holds(node, frozenset(_chain(ev, match, way, core)))


def _conftests(ev: Evaluator, site: Site) -> Iterator[bytes]:
    """The files of fixtures that hold for a test's file, where they set up doubles."""
    folders = site.point.file.path.split("/")[:-1]
    for depth in range(len(folders), -1, -1):
        file = ev.files.get("/".join((*folders[:depth], CONFTEST)))
        if file is not None and file is not site.point.file and doubles.places(file.facts.data):
            yield file.facts.data


def _data(site: Site) -> bytes:
    return site.point.file.facts.data


def _may(data: bytes) -> bool:
    return expected.may(data) or bool(doubles.places(data))


def _chain(ev: Evaluator, match: Match, way: Reached, core: Site) -> Iterator[tuple[str, ...]]:
    """What is entered on the way: the library's call and root, and the functions and classes of the repository."""
    names = tuple(match.call.split("."))
    yield names[:1]
    yield names[-2:]
    yield from ((name,) for name in names[1:] if name[:1].isupper())
    if len(names) < 2 or not names[-2][:1].isupper():
        yield names[-1:]
    yield from _importing(core)
    if core is way.site:
        return
    yield from _owned(core.point.scope)
    for function, _ in way.calls:
        definition = ev.callers.definition(function)
        if definition is not None:
            yield from _owned(definition.scope)


def _importing(core: Site) -> Iterator[tuple[str, ...]]:
    """The function that gives the module of a call: `whisper = _import_whisper()`, then `whisper.load_model(...)`."""
    scope, facts = core.point.scope, core.point.file.facts
    root = facts.excerpt(core.call.start, core.call.end).partition(".")[0]
    body = facts.data[scope.span.start : core.call.start].decode("utf-8", "replace") if scope.parent is not None else ""
    given = (
        re.compile(rf"(?m)^[ \t]*{root}[ \t]*=[ \t]*([A-Za-z_]\w*)\(\)").findall(body) if root.isidentifier() else []
    )
    yield from ((name,) for name in given[-1:])


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


def node_of(site: Site) -> Node | None:
    """The call's node in the tree of its file."""
    root = tree(site.point.file.facts.data)
    node = root.descendant_for_byte_range(site.call.start, site.call.end)
    while node is not None and node.type != "call":
        node = node.parent
    return node


def returned(function: Definition) -> Node | None:
    """The condition that a function returns, where it does nothing else."""
    head = function.scope.head
    if head is None:
        return None
    node = tree(function.file.facts.data).descendant_for_byte_range(head.start, head.start + 1)
    while node is not None and node.type != "function_definition":
        node = node.parent
    body = node.child_by_field_name("body") if node is not None else None
    lines = [child for child in body.named_children if child.type != "comment"] if body is not None else []
    if len(lines) == 2 and lines[0].type == "expression_statement" and lines[0].named_children[0].type == "string":
        lines = lines[1:]
    if len(lines) != 1 or lines[0].type != "return_statement" or not lines[0].named_children:
        return None
    return lines[0].named_children[0]


@lru_cache(maxsize=32)
def tree(data: bytes) -> Node:
    """The root of the syntax tree of a file."""
    return parse(data, Budget(len(data)))
