"""Strings that are put together: sums, f-strings, templates, and what methods make of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from itertools import islice, product

from builder import patterns as re
from builder.mapping.python.values.sets import distinct, stronger
from builder.mapping.python.values.values import (
    MAX_VALUES,
    UNKNOWN,
    ExternalInput,
    Flag,
    Str,
    SymbolicParameter,
    Value,
    Values,
)
from builder.mapping.python.values.values import Sequence as Elements

UNKNOWN_PART = "\ufffd"  # stands for what is not known within a string
MAX_JOINED = 64  # texts of several parts of which more than one varies; more are a product that no program means
MAX_PRODUCT = 5000  # combinations of which those that belong together are taken
COUNT = re.compile(r"-?\d{1,4}")
MAX_TEXT = 2000  # characters; more is no name
FIELD = re.compile(r"\{([A-Za-z_]\w*|\d*)[^{}]*\}")
PERCENT = re.compile(r"%(?:\((\w+)\))?[sdr]")
SPLITS: dict[str, Callable[..., list[str]]] = {
    "split": str.split,
    "rsplit": str.rsplit,
    "splitlines": str.splitlines,
}
PARTITIONS: dict[str, Callable[[str, str], tuple[str, str, str]]] = {
    "partition": str.partition,
    "rpartition": str.rpartition,
}
CHANGES: dict[str, Callable[..., str]] = {
    "lower": str.lower,
    "upper": str.upper,
    "strip": str.strip,
    "lstrip": str.lstrip,
    "rstrip": str.rstrip,
    "replace": str.replace,
    "title": str.title,
    "removeprefix": str.removeprefix,
    "removesuffix": str.removesuffix,
}
PLACES: dict[str, Callable[[str, str], int]] = {
    "index": str.find,
    "find": str.find,
    "rindex": str.rfind,
    "rfind": str.rfind,
}
KEPT = frozenset({"format_map", "encode", "decode", "resolve", "expanduser", "as_posix", "value", "name", "tag"})

KNOWN = frozenset({*SPLITS, *PARTITIONS, *CHANGES, *KEPT, "format", "join"})


def joined(parts: Sequence[Values]) -> Values:
    """Every text that the parts can give one after the other; what is open or unknown in one makes the whole so."""
    texts = [list(dict.fromkeys(map(as_text, values))) for values in parts]
    made = [_sum(combination) for combination in _belonging(texts)] if texts and all(texts) else []
    opens = (value for values in parts for value in values if isinstance(value, SymbolicParameter | ExternalInput))
    return distinct((*made, *opens))


def _belonging(texts: list[list[Str]]) -> list[tuple[Str, ...]]:
    """One text of each part; where some are of one element of a list, such that are of the same."""
    if not any(len(part) > 1 and any(text.rows for text in part) for part in texts):
        return list(islice(product(*texts), MAX_VALUES if sum(len(part) > 1 for part in texts) < 2 else MAX_JOINED))
    shared: list[tuple[int, tuple[Str, ...]]] = []
    for combination in islice(product(*texts), MAX_PRODUCT):
        rows = [row for text in combination for row in text.rows]
        if len(dict(rows)) == len(set(rows)):
            shared.append((len(rows) - len(set(rows)), combination))
    most: dict[Str, int] = {}
    for number, combination in shared:
        for text in combination:
            most[text] = max(most.get(text, 0), number)
    kept = [combination for number, combination in shared if all(number == most[text] for text in combination)]
    return kept[:MAX_VALUES]


def as_text(value: Value) -> Str:
    """The text that a value stands for within a string."""
    match value:
        case Str():
            return value
        case Flag(source) if source[:1].isdigit():
            return Str(source, "", 0)
    return Str(UNKNOWN_PART, "", 0)


def _sum(parts: Sequence[Str]) -> Str:
    first = next((part for part in parts if "/" in part.text), None) or max(parts, key=_length)
    how = "literal"
    for part in parts:
        how = stronger(how, part.how)
    via = dict.fromkeys(function for part in parts for function in part.via)
    return Str(
        "".join(part.text for part in parts)[:MAX_TEXT],
        first.path,
        first.line,
        how,
        max(part.hops for part in parts),
        tuple(via),
        tuple(dict.fromkeys(row for part in parts for row in part.rows)),
        choice=any(part.choice for part in parts),
        offered=any(part.offered for part in parts),
        idle=any(part.idle for part in parts),
        trail=first.trail,
    )


def _length(part: Str) -> int:
    return len(part.text)


def filled(template: Str, pieces: Sequence[Values], names: dict[str, Values], pattern: re.Pattern[str]) -> Values:
    """A template with its fields filled, by position and by name."""
    parts: list[Values] = []
    place, number = 0, 0
    for field in pattern.finditer(template.text):
        parts.append((replace(template, text=template.text[place : field.start()]),))
        key = field[1] or ""
        if key.isdigit() or not key:
            index = int(key) if key else number
            parts.append(pieces[index] if index < len(pieces) else (UNKNOWN,))
            number += 1
        else:
            parts.append(names.get(key, (UNKNOWN,)))
        place = field.end()
    parts.append((replace(template, text=template.text[place:]),))
    return joined(parts)


def method(value: Str, name: str, arguments: Sequence[Values]) -> Values:
    """What a method of a string gives, where its arguments are strings."""
    if name in KEPT:
        return (value,)
    if name in SPLITS:
        return _split(value, name, arguments)
    given = [[part.text for part in values if isinstance(part, Str)] for values in arguments]
    if not all(given):
        return (UNKNOWN,)
    combinations = list(islice(product(*given), 4))
    if name in CHANGES:
        return distinct(replace(value, text=made) for made in _tried(CHANGES[name], value.text, combinations))
    if name in PLACES:
        at = [PLACES[name](value.text, part) for part, *_ in combinations]
        return tuple(Flag(str(place)) for place in dict.fromkeys(at) if place >= 0) or (UNKNOWN,)
    if name in PARTITIONS:
        made = [PARTITIONS[name](value.text, separator) for separator, *_ in combinations if separator]
        return tuple(_parts(value, found) for found in made) or (UNKNOWN,)
    return (UNKNOWN,)


def _split(value: Str, name: str, arguments: Sequence[Values]) -> Values:
    """The parts of a text, at one of the separators and at most so many times as the second argument says."""
    if name == "splitlines" or not arguments:
        return (_parts(value, SPLITS[name](value.text)),)
    separators = [part.text if isinstance(part, Str) else None for part in arguments[0]]
    if any(part is None and given != Flag("None") for part, given in zip(separators, arguments[0], strict=True)):
        return (UNKNOWN,)
    counts = [int(part.source) for part in arguments[-1] if isinstance(part, Flag) and COUNT.fullmatch(part.source)]
    if len(arguments) > 1 and not counts:
        return (UNKNOWN,)
    count = counts[0] if len(arguments) > 1 else -1
    return tuple(_parts(value, SPLITS[name](value.text, part, count)) for part in separators if part != "")


def _parts(value: Str, texts: Iterable[str]) -> Elements:
    return Elements(tuple((replace(value, text=part),) for part in texts))


def _tried(change: Callable[..., str], text: str, combinations: Iterable[Iterable[str]]) -> Iterable[str]:
    for combination in combinations:
        try:
            yield change(text, *combination)
        except TypeError:
            continue
