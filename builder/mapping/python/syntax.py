"""tree-sitter's Python grammar: the kinds of nodes that are read, and their text."""

import tree_sitter_python
from tree_sitter import Language, Node, Parser

LANGUAGE = Language(tree_sitter_python.language())
PARSER = Parser(LANGUAGE)


def kind(name: str) -> int:
    """Number of a named kind of node; comparing numbers is several times faster than comparing names."""
    number = LANGUAGE.id_for_node_kind(name, True)
    assert number is not None, name  # noqa: S101 - a name that the grammar lacks is a mistake in this project
    return number


def kinds(*names: str) -> frozenset[int]:
    """Numbers of several kinds."""
    return frozenset(map(kind, names))


def parse(data: bytes) -> Node:
    """The root of a Python text's syntax tree, whatever its bytes are; what does not parse stands in ERROR nodes."""
    return PARSER.parse(data).root_node


def text(node: Node) -> str:
    """Source text of a node; bytes that are no UTF-8 stand as \\xNN."""
    return (node.text or b"").decode("utf-8", "backslashreplace")
