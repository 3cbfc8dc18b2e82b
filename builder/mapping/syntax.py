"""tree-sitter's Python grammar: the kinds of nodes that mapping reads, their text and their literals."""

import tree_sitter_python
from tree_sitter import Language, Node, Parser, Tree

LANGUAGE = Language(tree_sitter_python.language())


def kind(name: str) -> int:
    """Number of a named kind of node; comparing numbers is several times faster than comparing names."""
    number = LANGUAGE.id_for_node_kind(name, True)
    assert number is not None, name  # noqa: S101 - a name that the grammar lacks is a mistake in this project
    return number


IDENTIFIER, ATTRIBUTE, CALL = kind("identifier"), kind("attribute"), kind("call")
STRING, STRINGS, CONTENT, INTERPOLATION = (
    kind(name) for name in ("string", "concatenated_string", "string_content", "interpolation")
)
WRAPPERS = {kind("parenthesized_expression"), kind("await")}
CONSTANTS = {STRING, STRINGS, kind("true"), kind("integer"), kind("float")}
MAX_LITERAL = 1000  # bytes; no name of a model is nearly as long


def parse(data: bytes) -> Tree:
    """The syntax tree of a Python file, whatever its bytes are; what does not parse stands in it as ERROR nodes."""
    return Parser(LANGUAGE).parse(data)


def text(node: Node) -> str:
    """Source text of a node; bytes that are no UTF-8 stand as \\xNN."""
    return (node.text or b"").decode("utf-8", "backslashreplace")


def unwrapped(node: Node) -> Node:
    """The expression within parentheses and behind `await`."""
    while node.kind_id in WRAPPERS and node.named_child_count == 1:
        node = node.named_children[0]
    return node


def literal(node: Node) -> str | None:
    """The value of a string literal, implicit concatenation included; None for bytes and any other expression.

    Escapes are left as written: a text with a backslash is no name of a model.
    """
    node = unwrapped(node)
    if node.kind_id not in {STRING, STRINGS} or node.end_byte - node.start_byte > MAX_LITERAL:
        return None
    parts = [node] if node.kind_id == STRING else [part for part in node.named_children if part.kind_id == STRING]
    found = [_content(part) for part in parts]
    return "".join(part for part in found if part is not None) if None not in found else None


def _content(string: Node) -> str | None:
    children = string.named_children
    if not children or b"b" in (children[0].text or b"").lower():
        return None
    if any(child.kind_id == INTERPOLATION for child in children):
        return None
    return "".join(text(child) for child in children if child.kind_id == CONTENT)
