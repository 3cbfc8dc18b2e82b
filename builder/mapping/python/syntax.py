"""tree-sitter's Python grammar: the kinds of nodes that are read, and their text."""

from collections.abc import Sequence
from itertools import accumulate, pairwise

import tree_sitter_python
from tree_sitter import Language, Node, Parser, Point, Range

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


def parse_without(data: bytes, left_out: Sequence[tuple[int, int]]) -> Node:
    """As parse, as if the bytes in `left_out`, spans in their order, were not there."""
    places = [0, *(place for span in left_out for place in span), len(data)]
    rows = accumulate((data.count(b"\n", start, end) for start, end in pairwise(places)), initial=0)
    points = [Point(row, place - data.rfind(b"\n", 0, place) - 1) for row, place in zip(rows, places, strict=True)]
    parts = map(Range, points[::2], points[1::2], places[::2], places[1::2])
    return Parser(LANGUAGE, included_ranges=list(parts)).parse(data).root_node


def text(node: Node) -> str:
    """Source text of a node; bytes that are no UTF-8 stand as \\xNN."""
    return (node.text or b"").decode("utf-8", "backslashreplace")
