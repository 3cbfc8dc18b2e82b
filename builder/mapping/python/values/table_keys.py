"""Keys of tables: which text one is, whether it may be another, and which values are of the same row."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from builder.mapping.python.values.values import OVERRIDDEN, Flag, Rows, Str, Value


def agree(rows: Rows, value: Value) -> bool:
    """Whether a value is known to be of the same elements of lists."""
    own = dict(getattr(value, "rows", ()))
    return any(number in own for number, _ in rows) and all(own.get(number, place) == place for number, place in rows)


def of_rows(values: Iterable[Value], keys: Sequence[Value]) -> list[Value]:
    """The values that are known to be of the same elements of lists as one of the keys."""
    rows = [rows for key in keys if (rows := getattr(key, "rows", ()))]
    places = {place for row in rows for place in row}
    shared = (value for value in values if not places.isdisjoint(getattr(value, "rows", ())))
    return [value for value in shared if any(agree(row, value) for row in rows)]


def may_differ(key: Value) -> bool:
    """Whether a key that is known is not the only one that the table may be asked for."""
    return isinstance(key, Str) and (is_open(key) or key.how in OVERRIDDEN)


def is_open(key: Value) -> bool:
    """Whether a key is one of several that an option or a table offers."""
    return isinstance(key, Str) and (key.choice or key.offered)


def text_of(value: Value) -> str | None:
    """A key as text; None where it is not known."""
    match value:
        case Str(text):
            return text
        case Flag(source):
            return source
    return None
