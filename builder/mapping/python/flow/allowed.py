"""What conditions leave of a name that is open: `if name not in MODELS: raise`, `if name == "a/b": load(name)`."""

from __future__ import annotations

from collections.abc import Iterator

from builder import patterns as re
from builder.mapping.python.frameworks import choices
from builder.mapping.python.syntax.expressions import Equal, Name
from builder.mapping.python.syntax.heads import Span
from builder.mapping.python.values.interface import Evaluator
from builder.mapping.python.values.sets import distinct
from builder.mapping.python.values.values import ExternalInput, Point, SymbolicParameter, Unknown, Value, Values

REFUSED = (
    rb"^[ \t]*if[ \t]+(?:[^\n:]{1,120}?\bor[ \t]+)?"
    rb"(?:not[ \t]+%b[ \t]+in|%b[ \t]+not[ \t]+in)[ \t]+([^\n#]+?)[ \t]*:[ \t]*(?:#[^\n]*)?"
    rb"\n?([^\n]*\n?[^\n]*)"
)
ASSERTED = rb"^[ \t]*assert[ \t]+%b[ \t]+in[ \t]+([\w.]+(?:\(\))?|[\[({][^\n]+?[\])}])[ \t]*(?:,|$)"
ENDING = re.compile(rb"\b(?:raise|return|exit|abort|continue|error|fail)\b")
IN = b" in "
MAX_SPAN = 20_000  # bytes of a function


def is_open(values: Values) -> bool:
    """Whether nothing is known of what stands there."""
    return bool(values) and all(isinstance(value, Unknown | SymbolicParameter | ExternalInput) for value in values)


def allowed(ev: Evaluator, name: str, point: Point) -> Values:
    """The texts that conditions around a place, or before it in its function, leave of a name, as choices."""
    start, end = point.scope.span
    data = point.file.facts.data
    word = name.encode()
    if data.find(word + IN, start, end) < 0 and data.find(word + b" not in ", start, end) < 0:
        guards = point.scope.guards(point.block)
        if not guards or data.find(word + b" == ", start, end) < 0:
            return ()
    if end - start > MAX_SPAN:
        return ()
    key = ("allowed", point.file.path, start, name, point.block)
    return ev.apart(key, lambda: distinct(_allowed(ev, name, point)), ())


def _allowed(ev: Evaluator, name: str, point: Point) -> Iterator[Value]:
    facts = point.file.facts
    for guard in point.scope.guards(point.block):
        condition = facts.expression(guard)
        if isinstance(condition, Equal) and condition.left == Name(name):
            here = point._replace(at=guard.start, sources=())
            if condition.within:
                yield from choices.of(ev, condition.right, here)
            else:
                yield from choices.marked(ev.evaluate(condition.right, here))
    start, end = point.scope.span
    word = re.escape(name.encode())
    for match in re.compile(REFUSED % (word, word), re.MULTILINE).finditer(facts.data, start, end):
        if ENDING.search(match[2]):
            yield from _elements(ev, point, match)
    for match in re.compile(ASSERTED % word, re.MULTILINE).finditer(facts.data, start, end):
        yield from _elements(ev, point, match)


def _elements(ev: Evaluator, point: Point, match: re.Match[bytes]) -> Iterator[Value]:
    span = Span(*match.span(1))
    yield from choices.of(ev, point.file.facts.expression(span), point._replace(at=span.start, sources=()))
