"""Calls that are made again where one has failed: `try: Model(name, device="cuda")`, `except: Model(name)`.

What the handler asks for is taken only then. A first call that looks on this machine alone is expected to fail, and so
is one before its package was downloaded.
"""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from builder import patterns as re
from builder.mapping.python.detect.conditions import ENDING
from builder.mapping.python.detect.pretended import node_of
from builder.mapping.python.values.values import Site

HANDLERS = frozenset({"except_clause", "except_group_clause"})
MARK = b"except"
LOCAL = re.compile(rb"local_files_only\s*=\s*(?:True|1)\b")
FETCHING = b"download"


def is_retry(site: Site) -> bool:
    """Whether a call stands in the handler of a `try` whose body makes a call of the same name."""
    if not site.point.file.facts.holds(MARK):
        return False
    call = node_of(site)
    node = call
    while call is not None and node is not None and node.type not in ENDING:
        around = node.parent
        if node.type in HANDLERS and around is not None and _repeats(call, node, around):
            return True
        node = around
    return False


def _repeats(call: Node, handler: Node, statement: Node) -> bool:
    body = statement.child_by_field_name("body")
    before = (handler.text or b"")[: call.start_byte - handler.start_byte]
    if body is None or FETCHING in before:
        return False
    tried = [one for one in _calls(body) if _name(one) == _name(call)]
    return any(LOCAL.search(one.text or b"") is None for one in tried)


def _calls(node: Node) -> Iterator[Node]:
    """The calls that a suite makes when it runs."""
    for child in node.named_children:
        if child.type == "call":
            yield child
        if child.type not in ENDING:
            yield from _calls(child)


def _name(call: Node) -> bytes:
    """The last name of what is called."""
    function = call.child_by_field_name("function")
    return ((function.text if function is not None else None) or b"").rpartition(b".")[2]
