"""tree-sitter's Python grammar: the kinds of nodes that are read, and their text.

The parser's way out of broken code can take time by the square of its length: a `Budget` ends that.
"""

import math
import time
from collections.abc import Callable, Sequence
from itertools import accumulate, pairwise

import tree_sitter_python
from tree_sitter import Language, Node, Parser, Point, Range

LANGUAGE = Language(tree_sitter_python.language())
PARSER = Parser(LANGUAGE)

# Processor time of one file: people's code takes a twentieth of it, so that the rows of no such file depend on it.
SECONDS, SECONDS_PER_BYTE = 1.0, 2e-6
BLOCK = 256  # bytes that the parser asks for at a time; the text of a node costs a block, too
SHORT_S = 0.02  # of a parse whose time is not measured
SMALL = 16_384  # bytes that are read; the parser ends as few in time, whatever they are, and asks nobody in between

# At the end of a text the parser may put together what it could not read, which takes time by the square of the errors
# and asks nobody in between. Code that slows it down is therefore tried in windows before it is parsed as a whole.
WINDOW = 24_000  # bytes
NOISE_S = 0.02  # of a measured time: a shorter parse of a window tells nothing
TRIED = 2 * WINDOW  # bytes; a shorter text ends in time, whatever it is
SLOW_S_PER_BYTE = 1e-6  # ten times what code without errors takes


class Budget:
    """The processor time that the parser may take for one file; when it is spent, the rest reads as empty."""

    def __init__(self, size: int, seconds: float = SECONDS) -> None:
        self._left = seconds + SECONDS_PER_BYTE * size

    @property
    def spent(self) -> bool:
        """Whether some of the file was not parsed."""
        return self._left < 0

    def parsed(self, parser: Parser, data: bytes, size: int | None = None) -> Node:
        """The root of a text's syntax tree; of an empty text once the budget is spent.

        `size`: of the bytes that the parser reads, unless it reads all.
        """
        if self.spent:
            return PARSER.parse(b"").root_node
        if (len(data) if size is None else size) < SMALL:
            return parser.parse(data).root_node
        watch = _Watch(self._left, len(data) >= TRIED)
        try:
            root = watch.parsed(parser, data)
            if root is None and watch.slow and not _grows(data, self._left):
                root = (watch := _Watch(self._left, False)).parsed(parser, data)
        finally:
            self._left -= watch.took
        if root is None:
            self._left = -1.0
            return PARSER.parse(b"").root_node
        return root


class _Watch:
    """Ends a parse that takes more than `left` seconds, or that is `slow` where it is to watch for that."""

    def __init__(self, left: float, for_slow: bool) -> None:
        self.left, self.for_slow, self.slow = left, for_slow, False
        self.next = time.perf_counter() + SHORT_S  # when the thread's clock, a slow one, is asked
        # The thread's clock as it was when the parse began, at the latest; for long texts it is asked at once, as on a
        # busy machine little was parsed by the time that is measured first.
        self.mark: float | None = time.thread_time() if for_slow else None

    @property
    def took(self) -> float:
        """Processor time so far; a short parse does not ask the thread's own clock, a slow one."""
        return SHORT_S if self.mark is None else time.thread_time() - self.mark

    def parsed(self, parser: Parser, data: bytes) -> Node | None:
        """The root of a syntax tree; None where the parse was ended."""
        try:
            return parser.parse(_blocks(data), progress_callback=self._is_over).root_node
        except ValueError:  # what tree-sitter says of a parse that was ended
            parser.reset()
            return None

    def _is_over(self, offset: int, _: bool) -> bool:
        if (now := time.perf_counter()) < self.next:
            return False
        self.next = now + SHORT_S / 4
        self.mark = time.thread_time() - SHORT_S if self.mark is None else self.mark
        took = self.took
        self.slow = self.for_slow and took > SLOW_S_PER_BYTE * offset
        return self.slow or took > self.left


def _grows(data: bytes, left: float) -> bool:
    """Whether a text takes more than `left` seconds, if the parser puts all of its errors together at its end.

    That takes time by the square of the length, so that the roots of what parts take add up. Where all of a window
    takes four times as long as half of it and not twice, that square is there.
    """
    roots, end = 0.0, 0
    while end < len(data):
        start, end = end, _line_end(data, end + WINDOW)
        whole = _seconds(data[start:end], left)
        if whole is None:
            return True
        if whole > NOISE_S:
            half = _seconds(data[start : _line_end(data, start + WINDOW // 2)], left) or 0.0
            roots += math.sqrt(max(0.0, 2 * (whole - 2 * half)))
        if roots * roots > left:
            return True
    return False


def _seconds(data: bytes, left: float) -> float | None:
    """Processor time that a text takes; None for more than `left`."""
    watch = _Watch(left, False)
    watch.mark = time.thread_time()
    return None if watch.parsed(PARSER, data) is None else watch.took


def _line_end(data: bytes, place: int) -> int:
    """Where the line at a place ends; a line that goes on for a window is cut there."""
    return data.find(b"\n", place, place + WINDOW) + 1 or place


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
    size = len(data) - sum(end - start for start, end in left_out)
    return budget.parsed(Parser(LANGUAGE, included_ranges=list(parts)), data, size)


def text(node: Node) -> str:
    """Source text of a node; bytes that are no UTF-8 stand as \\xNN."""
    return (node.text or b"").decode("utf-8", "backslashreplace")


IDENTIFIER, ATTRIBUTE = map(kind, ("identifier", "attribute"))


def last_word(function: Node) -> Node:
    """Of `a.b` the `b`, of `a[b]` and `(a)` what is below `a`."""
    while function.kind_id != IDENTIFIER and function.named_child_count:
        function = function.named_children[-1 if function.kind_id == ATTRIBUTE else 0]
    return function
