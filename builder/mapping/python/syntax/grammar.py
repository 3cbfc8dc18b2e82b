"""tree-sitter's Python grammar: the kinds of nodes that are read, and their text.

The parser's way out of broken code can take time by the square of its length: a `Budget` ends that.
"""

import time
from collections.abc import Callable, Sequence
from itertools import accumulate, pairwise

import tree_sitter_python
from tree_sitter import Language, Node, Parser, Point, Range

LANGUAGE = Language(tree_sitter_python.language())
PARSER = Parser(LANGUAGE)

# Processor time of one file: people's code takes a twentieth of it, so that the rows of no such file depend on it.
SECONDS, SECONDS_PER_BYTE = 1.0, 2e-6
BLOCK = 1 << 15
SHORT_S = 0.02  # of a parse whose time is not measured
SMALL = 4096  # bytes; a smaller text is parsed in milliseconds, whatever it is


class Budget:
    """The processor time that the parser may take for one file; when it is spent, the rest reads as empty."""

    def __init__(self, size: int, seconds: float = SECONDS) -> None:
        self._left = seconds + SECONDS_PER_BYTE * size

    @property
    def spent(self) -> bool:
        """Whether some of the file was not parsed."""
        return self._left < 0

    def parsed(self, parser: Parser, data: bytes) -> Node:
        """The root of a text's syntax tree; of an empty text once the budget is spent."""
        if self.spent:
            return PARSER.parse(b"").root_node
        if len(data) < SMALL:
            return parser.parse(data).root_node
        began, left = time.perf_counter(), self._left
        mark: float | None = None  # the thread's clock as it was when the parse began, at the latest

        def over(*_: object) -> bool:
            """Whether the budget is spent; the thread's own clock, a slow one, is not asked by short parses."""
            nonlocal mark
            if time.perf_counter() - began < SHORT_S:
                return False
            mark = time.thread_time() - SHORT_S if mark is None else mark
            return time.thread_time() > mark + left

        try:
            return parser.parse(_blocks(data), progress_callback=over).root_node
        except ValueError:  # what tree-sitter says of a parse that was ended
            parser.reset()
            self._left = -1.0
            return PARSER.parse(b"").root_node
        finally:
            self._left -= SHORT_S if mark is None else time.thread_time() - mark


def _blocks(data: bytes) -> Callable[[int, object], bytes]:
    return lambda offset, _: data[offset : offset + BLOCK]


def kind(name: str) -> int:
    """Number of a named kind of node; comparing numbers is several times faster than comparing names."""
    number = LANGUAGE.id_for_node_kind(name, True)
    assert number is not None, name  # noqa: S101 - a name that the grammar lacks is a mistake in this project
    return number


def kinds(*names: str) -> frozenset[int]:
    """Numbers of several kinds."""
    return frozenset(map(kind, names))


def parse(data: bytes, budget: Budget) -> Node:
    """The root of a Python text's syntax tree, whatever its bytes are; what does not parse stands in ERROR nodes."""
    return budget.parsed(PARSER, data)


def parse_without(data: bytes, left_out: Sequence[tuple[int, int]], budget: Budget) -> Node:
    """As parse, as if the bytes in `left_out`, spans in their order, were not there."""
    places = [0, *(place for span in left_out for place in span), len(data)]
    rows = accumulate((data.count(b"\n", start, end) for start, end in pairwise(places)), initial=0)
    points = [Point(row, place - data.rfind(b"\n", 0, place) - 1) for row, place in zip(rows, places, strict=True)]
    parts = map(Range, points[::2], points[1::2], places[::2], places[1::2])
    return budget.parsed(Parser(LANGUAGE, included_ranges=list(parts)), data)


def text(node: Node) -> str:
    """Source text of a node; bytes that are no UTF-8 stand as \\xNN."""
    return (node.text or b"").decode("utf-8", "backslashreplace")
