"""Sets of values: without repetitions, as parts of lists, on offer, one step further."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from builder.mapping.python.values.values import (
    MAX_TRAIL,
    MAX_VALUES,
    RESOLUTIONS,
    Definition,
    ExternalInput,
    Function,
    Instance,
    Pairs,
    Ref,
    Rows,
    Sequence,
    Str,
    Structure,
    Value,
    Values,
)


def distinct(values: Iterable[Value]) -> Values:
    """The values without repetitions, at most MAX_VALUES of them."""
    found = tuple(values)
    return tuple(dict.fromkeys(found))[:MAX_VALUES] if len(found) > 1 else found


def part_of(values: Values, rows: Rows) -> Values:
    """The values as parts of elements of lists."""
    return tuple(_part_of(value, rows) for value in values) if rows else values


def _part_of(value: Value, rows: Rows) -> Value:
    match value:
        case Str() | Structure():
            return replace(value, rows=(*value.rows, *(row for row in rows if row not in value.rows)))
    return _within(value, lambda values: part_of(values, rows))


def _within(value: Value, change: Callable[[Values], Values]) -> Value:
    """A list or dictionary with its values changed; anything else as it is."""
    match value:
        case Sequence(items):
            return Sequence(tuple(map(change, items)))
        case Pairs(items):
            return Pairs(tuple((keys, change(values)) for keys, values in items))
    return value


def offered(values: Iterable[Value]) -> Values:
    """The values as what a table or list offers, which of them is taken being open; so is what stands within them."""
    marked = Str | Structure | Instance | Definition | ExternalInput | Ref
    return tuple(replace(one, offered=True) if isinstance(one, marked) else _within(one, offered) for one in values)


def came(values: Values, via: tuple[Function, ...]) -> Values:
    """What stands within a table, where its key came through the calls of functions."""
    kinds = Str | Ref | Structure
    return (
        tuple(replace(one, via=(*one.via, *via)) if isinstance(one, kinds) else one for one in values)
        if via
        else values
    )


def stronger(first: str, second: str) -> str:
    """Of two resolutions the one that says more."""
    return max(first, second, key=RESOLUTIONS.index)


def through(values: Values, path: str, at: int) -> Values:
    """The values with the byte of a file that they came through on their strings' trails."""
    return tuple(
        replace(value, trail=(*value.trail, (path, at)))
        if isinstance(value, Str) and len(value.trail) < MAX_TRAIL
        else value
        for value in values
    )


def step(values: Iterable[Value], how: str = "constant") -> Values:
    """The values one step further: strings that came this way are no literals any more."""
    return tuple(
        replace(value, how=stronger(value.how, how), hops=value.hops + 1) if isinstance(value, Str) else value
        for value in values
    )
