"""What stands under a key of a dictionary, and which keys it has."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from builder.mapping.python.syntax.expressions import Each, Expression, Table
from builder.mapping.python.values.interface import Evaluator
from builder.mapping.python.values.sets import came, distinct, offered, part_of, step
from builder.mapping.python.values.table_keys import is_open, may_differ, of_rows, text_of
from builder.mapping.python.values.values import (
    UNKNOWN,
    Point,
    Rows,
    Str,
    Structure,
    SymbolicParameter,
    Value,
    Values,
)


class Pair(NamedTuple):
    """What a dictionary holds under a key: none of `keys` where it is not known, several where a loop fills it."""

    keys: Values
    value: Expression
    point: Point
    rows: Rows


def from_table(ev: Evaluator, table: Structure, keys: Values) -> Values:
    """The values of the keys; where one of them is not known, or may be set to another, all others on offer."""
    wanted: defaultdict[str | None, list[Value]] = defaultdict(list)
    for key in keys:
        if not is_open(key):
            wanted[text_of(key)].append(key)
    closed = bool(keys) and all(text_of(key) is not None and not may_differ(key) for key in keys)
    found: list[Value] = []
    for pair in pairs(ev, table):
        texts = [text for one in pair.keys if (text := text_of(one)) is not None]
        named = [text for text in texts if text in wanted]
        if closed and texts and not named:
            continue
        values = part_of(ev.evaluate(pair.value, pair.point), pair.rows)
        if len(pair.keys) > 1:
            taken = of_rows(values, [one for one in pair.keys if text_of(one) in wanted])
            others = () if closed and taken else offered(value for value in values if value not in taken)
            found.extend((*taken, *others))
        elif texts and not named:
            found.extend(offered(values))
        else:  # what an element of a list is the key of is of the same element
            asked = wanted[named[0]] if named else ()
            found.extend(part_of(values, getattr(asked[0], "rows", ()) if len(asked) == 1 else ()))
    via = tuple(dict.fromkeys(function for key in keys for function in getattr(key, "via", ())))
    return distinct((*came(step(found), via), *(key for key in keys if isinstance(key, SymbolicParameter))))


def from_comprehension(ev: Evaluator, owner: Structure, keys: Values) -> Values:
    """`{row["name"]: row for row in rows}[key]`: what is of the same row as the key; all where that is not known."""
    each = owner.expression
    if not isinstance(each, Each) or not isinstance(each.element, Table) or each.element.pairs[0][0] is None:
        return (UNKNOWN,)
    point = owner.point._replace(sources=(*owner.point.sources, *each.sources))
    key, expression = each.element.pairs[0]
    names = ev.evaluate(key, point) if key is not None else ()
    values = ev.evaluate(expression, point)
    wanted = {text for other in keys if (text := text_of(other)) is not None and not is_open(other)}
    taken = of_rows(values, [name for name in names if text_of(name) in wanted])
    closed = bool(keys) and all(text_of(other) is not None and not may_differ(other) for other in keys)
    others = [] if closed and taken else offered(value for value in values if value not in taken)
    return distinct((*step(taken), *step(others), *(other for other in keys if isinstance(other, SymbolicParameter))))


def from_pairs(items: tuple[tuple[Values, Values], ...], keys: Values) -> Values:
    """The values of the keys of a dictionary whose pairs are known; all on offer where one of the keys is not."""
    wanted = {text for key in keys if (text := text_of(key)) is not None and not is_open(key)}
    closed = bool(keys) and all(text_of(key) is not None and not may_differ(key) for key in keys)
    taken: list[Value] = []
    others: list[Value] = []
    for names, values in items:
        named = [name for name in names if text_of(name) in wanted]
        agreeing = list(values) if named and len(names) == 1 else of_rows(values, named)
        taken.extend(agreeing or (offered(values) if named else ()))
        others.extend(value for value in values if value not in agreeing)
    default = [value for names, values in items if all(text_of(name) is None for name in names) for value in values]
    rest = default if closed and not taken else offered(others) if not closed else ()
    return distinct((*step(taken), *step(rest), *(key for key in keys if isinstance(key, SymbolicParameter))))


def pairs(ev: Evaluator, table: Structure) -> Iterator[Pair]:
    """Each pair of a dictionary, what is unpacked into it included."""
    point = table.point
    written = table.expression.pairs if isinstance(table.expression, Table) else ()
    for number, (key, expression) in enumerate(written):
        rows = (*table.rows, *row(written, number))
        if key is not None:
            keys = ev.evaluate(key, point)
            if keys:
                yield Pair(keys if text_of(keys[0]) is not None else (), expression, point, rows)
            continue
        for value in ev.evaluate(expression, point):
            if isinstance(value, Structure) and value is not table:
                yield from pairs(ev, value)


def keys_of(pair: Pair) -> Values:
    """The keys of a pair as texts of its row."""
    texts = {text: key for key in pair.keys if (text := text_of(key)) is not None}
    path = pair.point.file.path
    return part_of(tuple(Str(text, path, 0, rows=getattr(key, "rows", ())) for text, key in texts.items()), pair.rows)


def row(elements: tuple[object, ...], number: int) -> Rows:
    """An element of a list as such; the only one is none of several."""
    return ((id(elements), number),) if len(elements) > 1 else ()
