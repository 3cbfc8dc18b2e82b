"""Test doubles: calls that load nothing, as the loader, or something on the way to it, is replaced by a double.

unittest.mock's patch as decorator, context and by `start()`, pytest-mock, monkeypatch, plain assignments of a double,
modules put into `sys.modules`, and the libraries that answer HTTP requests in the server's place.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence, Set
from functools import lru_cache

from tree_sitter import Node

from builder import patterns as re
from builder.mapping.python.syntax.regions import Mark, mark_places

Chain = Set[tuple[str, ...]]  # what a call enters on its way to the loader: ('load',), ('Model', 'from_pretrained')

# One of them stands in every piece of code that sets up a double: other pieces are not looked at.
MARKS = (
    Mark(b"patch", rb"(?:ed|es|ing)?(?:_\w+|\.object|\.dict)?[\s\\]*\("),
    *(Mark(word, rb"\w*[\s\\]*\(") for word in (b"fake_", b"mock_", b"stub_", b"fake", b"mocked", b"stubbed")),
    Mark(b".set", rb"(?:attr|item)[\s\\]*\("),
    Mark(b"Mock", rb"\s*\("),
    Mark(b"create_autospec", rb"\s*\("),
    Mark(b"mocker.", rb"\w"),
    Mark(b"modules[", b""),
    Mark(b"modules.", rb"(?:setdefault|update|__setitem__)[\s\\]*\("),
    Mark(b"lambda", rb"\b", before=rb"\.\w+\s*(?::[^=\n]*)?=[\s\\]*"),
    *(Mark(word, rb"\b") for word in (b"responses", b"requests_mock", b"respx", b"httpx_mock", b"httpretty")),
)
PATCH = re.compile(r"(?:^|[._])(?:patch|mocker\.patch|patch\.object|monkeypatch\.setattr|mp\.setattr)$")
OWN = re.compile(
    r"(?i)(?:^|[._])(?:patch(?:ed|es|ing)?|fake[ds]?|mock(?:ed|s)?|stub(?:bed|s)?)(?:_\w+)?$"
)  # helpers of tests
MODULES = re.compile(r"(?:patch\.dict|\.setitem|modules\.(?:setdefault|update|__setitem__))$")
SERVED = re.compile(
    r"\b(?:responses\.(?:activate|RequestsMock)|requests_mock|respx\.mock|httpretty\.(?:activate|enabled))\b"
)
DOUBLE = re.compile(r"(?:\w+\.)*(?:(?:\w*Mock|create_autospec|mocker\.\w+)\s*\(|lambda\b)")
SET_UP = frozenset({"setUp", "setUpClass", "asyncSetUp", "setup_method", "setup_class", "setup_function", "setup"})
STRING = re.compile(r"""[rbu]?(?:"([\w.]+)"|'([\w.]+)')$""")


def replaced(call: Node, data: bytes, chain: Chain, attributes: Set[str]) -> bool:
    """Whether a call, as it stands in its file's data, is made while something on its way to the loader is a double.

    `attributes`: what holds the loaded object in the object that the call makes, if it is loaded later than that.
    """
    marks = places(data)
    for node in _around(call, marks):
        before = node.start_byte < call.start_byte
        if _assigns(node, call, chain, attributes) or (before and (_is_double(node, chain) or _is_served(node))):
            return True
    return False


def replaced_by_fixtures(call: Node, root: Node, data: bytes, chain: Chain) -> bool:
    """Whether fixtures of a conftest.py, whose tree and data these are, replace something on the way to the loader.

    They hold for the test that makes the call: those for all tests, and those that it asks for.
    """
    marks = places(data)
    node: Node | None = call
    while node is not None and node.type != "function_definition":
        node = node.parent
    if node is None or not marks:
        return False
    return any(_assigns(one, call, chain, set()) or _is_double(one, chain) for one in _beside(root, node, marks))


def holds(function: Node, chain: Chain) -> bool:
    """Whether anything in a function puts a double in the place of something of a chain."""
    left = [function]
    while left:
        node = left.pop()
        if node.type in ("with_clause", "decorator", "expression_statement") and _is_double(node, chain):
            return True
        left += node.named_children
    return False


@lru_cache(maxsize=64)
def places(data: bytes) -> list[int]:
    """Where a file has the marks of code that sets up a double."""
    return mark_places(data, MARKS)


def _marked(node: Node, marks: Sequence[int]) -> bool:
    at = bisect_left(marks, node.start_byte)
    return at < len(marks) and marks[at] < node.end_byte


def _around(call: Node, marks: Sequence[int]) -> Iterator[Node]:
    """Statements, decorators and heads that hold while a call runs: those around it, before it, and of its set-up.

    Only those that hold a mark.
    """
    if not marks:
        return
    node, inner = call, call
    function: Node | None = None
    while node.parent is not None:
        inner, node = node, node.parent
        if node.type == "with_statement" and inner.type == "block":
            yield from (child for child in node.named_children if child.type == "with_clause" and _marked(child, marks))
        elif node.type == "decorated_definition":
            yield from (child for child in node.named_children if child.type == "decorator" and _marked(child, marks))
        if node.type == "function_definition":
            function = node
            yield from (child for child in node.named_children if child.type == "parameters" and _marked(child, marks))
        if node.type in ("block", "module") and _marked(node, marks):
            yield from _beside(node, function if inner is not call else None, marks)


def _beside(suite: Node, function: Node | None, marks: Sequence[int]) -> Iterator[Node]:
    """The simple statements of a suite, and those of the set-up that a function of it has."""
    wanted = _words(function.child_by_field_name("parameters")) if function is not None else set()
    for child in suite.named_children:
        if not _marked(child, marks):
            continue
        if child.type == "expression_statement":
            yield child
        made, decorators = _definition(child)
        if function is None or made is None or made.child_by_field_name("name") is None:
            continue
        name = _text(made.child_by_field_name("name"))
        fixture = "fixture" in decorators and (name in wanted or re.search(r"autouse\s*=\s*True", decorators))
        body = made.child_by_field_name("body")
        if body is not None and (name in SET_UP or fixture):
            for inner in body.named_children:
                yield from [inner] if inner.type == "expression_statement" else _heads(inner)


def _heads(statement: Node) -> Iterator[Node]:
    if statement.type == "with_statement":
        yield from (child for child in statement.named_children if child.type == "with_clause")


def _definition(node: Node) -> tuple[Node | None, str]:
    """A function, and its decorators as written."""
    if node.type == "decorated_definition":
        shown = " ".join(_text(child) for child in node.named_children if child.type == "decorator")
        inner = node.child_by_field_name("definition")
        return (inner if inner is not None and inner.type == "function_definition" else None), shown
    return (node if node.type == "function_definition" else None), ""


def _words(node: Node | None) -> set[str]:
    return set(re.findall(r"\w+", _text(node)))


def _text(node: Node | None) -> str:
    return (node.text or b"").decode("utf-8", "replace") if node is not None else ""


def _calls(node: Node) -> Iterator[Node]:
    if node.type == "call":
        yield node
    for child in node.named_children:
        if child.type not in ("block", "lambda", "argument_list"):
            yield from _calls(child)


def _is_double(node: Node, chain: Chain) -> bool:
    """Whether a statement, decorator or head replaces something of a chain by a call of a mocking library."""
    for call in _calls(node):
        function, arguments = _text(call.child_by_field_name("function")), call.child_by_field_name("arguments")
        if arguments is None or re.search(r"\bwraps\s*=", _text(arguments)):
            continue
        if MODULES.search(function) and "modules" in function + _text(arguments):
            names = re.findall(r"""["']([\w.]+)["']""", _text(arguments))
            if any((name.partition(".")[0],) in chain for name in names):
                return True
        if PATCH.search(function) and _hits(_target(arguments), chain):
            return True
        if node.type == "with_clause" and OWN.search(function) and _is_of(_target(arguments), chain):
            return True
    return False


def _target(arguments: Node) -> tuple[str, ...]:
    """What a call replaces: 'package.Class.method' or `Class, "method"`."""
    shown = [child for child in arguments.named_children if child.type not in ("keyword_argument", "comment")]
    names: list[str] = []
    for argument in shown[:2]:
        string = STRING.match(_text(argument))
        if string is not None:
            names.extend((string[1] or string[2]).split("."))
            break
        if argument.type not in ("identifier", "attribute"):
            break
        names.extend(_text(argument).split("."))
    return tuple(names)


def _is_of(target: tuple[str, ...], chain: Chain) -> bool:
    """Whether a target is something of a chain, or the library that it leads to, or a module of that."""
    return bool(target) and (_hits(target, chain) or target[:1] in chain)


def _hits(target: tuple[str, ...], chain: Chain) -> bool:
    """Whether a target is a class, a function or a method of a chain, or the module that it begins with."""
    if not target:
        return False
    owned = len(target) > 1 and target[-2][:1].isupper()
    return (target[-1:] in chain and not owned) or target[-2:] in chain


def _assigns(node: Node, call: Node, chain: Chain, attributes: Set[str]) -> bool:
    """Whether a statement assigns a double: to something of a chain, to a module's place, to what is loaded later."""
    made = node.named_children[0] if node.type == "expression_statement" and node.named_children else None
    if made is None or made.type != "assignment":
        return False
    left, right = _text(made.child_by_field_name("left")), _text(made.child_by_field_name("right"))
    module = re.fullmatch(r"""(?:\w+\.)?modules\[["']([\w.]+)["']\]""", left)
    if module is not None:
        return (module[1].partition(".")[0],) in chain
    if DOUBLE.match(right) is None or "." not in left:
        return False
    owner, _, name = left.rpartition(".")
    later = node.start_byte > call.end_byte and owner == _assigned(call)
    return (later and name in attributes) or _hits(tuple(left.split(".")), chain)


def _assigned(call: Node) -> str:
    """The name that a call's object is given."""
    parent = call.parent
    return _text(parent.child_by_field_name("left")) if parent is not None and parent.type == "assignment" else ""


def _is_served(node: Node) -> bool:
    if node.type == "parameters":
        return bool(_words(node) & {"requests_mock", "responses", "respx_mock", "httpx_mock"})
    return node.type in ("decorator", "with_clause") and SERVED.search(_text(node)) is not None
