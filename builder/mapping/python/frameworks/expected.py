"""Calls that are made to fail: what they name is asked for so that the request is refused.

pytest.raises, unittest's assertRaises and its kin, and a `try` that fails the test where nothing was raised.
"""

from __future__ import annotations

from functools import lru_cache

from tree_sitter import Node

from builder import patterns as re
from builder.mapping.python.syntax.regions import Mark, mark_places

RAISES = re.compile(rb"\b(?:raises|RaisesGroup|assertRaises|assertRaisesRegexp?|assertRaisesMessage)\s*\(")
FAILS = re.compile(rb"\s*(?:(?:\w+\.)?fail\s*\(|assert\s+(?:False|0)\b|raise\s+AssertionError\b)")
# A file without one of them has none of these forms.
MARKS = (
    Mark(b"aises", rb"(?:Group|Regexp?|Message)?\s*\("),
    Mark(b"fail", rb"\s*\("),
    Mark(b"assert", rb"\s+(?:False|0)\b"),
    Mark(b"AssertionError", rb"\b", before=rb"raise\s+"),
)


@lru_cache(maxsize=64)
def may(data: bytes) -> bool:
    """Whether a file may hold a call that is expected to raise."""
    return bool(mark_places(data, MARKS))


def fails(call: Node) -> bool:
    """Whether a call is the one that a block, or a call around it, expects to raise."""
    node, inner = call, call
    while node.parent is not None and node.type not in ("function_definition", "class_definition"):
        inner, node = node, node.parent
        if node.type == "attribute" and node.child_by_field_name("object") == inner:
            return False  # what it gives is asked for more, and that may be what raises
        if node.type == "call" and RAISES.search((node.text or b"")[: _head(node)]) is not None:
            return True
        if node.type == "block" and node.parent is not None and _expects(node.parent, node, inner):
            return True
    return False


def _head(call: Node) -> int:
    """Bytes from the beginning of a call to behind its opening parenthesis."""
    arguments = call.child_by_field_name("arguments")
    return arguments.start_byte - call.start_byte + 1 if arguments is not None else 0


def _expects(around: Node, body: Node, statement: Node) -> bool:
    """Whether a compound statement expects that a statement of its body raises: the last one, others must pass."""
    inner = [child for child in body.named_children if child.type != "comment"]
    behind = inner[inner.index(statement) + 1 :] if statement in inner else inner
    if around.type == "with_statement":
        head = (around.text or b"")[: body.start_byte - around.start_byte]
        return not behind and RAISES.search(head) is not None
    if around.type != "try_statement":
        return False
    if behind:
        return FAILS.match(behind[0].text or b"") is not None
    other = next((child for child in around.named_children if child.type == "else_clause"), None)
    suite = other.child_by_field_name("body") if other is not None else None
    return suite is not None and FAILS.match(suite.text or b"") is not None
