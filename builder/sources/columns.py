"""Small tools over whole Arrow columns: lists out of prefixed tags, times out of text, masked text."""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache, reduce

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from builder.redaction.privacy import mask, suspects


def masked(column: pa.Array) -> pa.Array:
    """A text column with e-mail addresses and tokens masked; only suspicious values are looked at one by one."""
    return changed(column, suspicious(column), mask)


def suspicious(column: pa.Array) -> pa.Array:
    """Which texts may hold an address or a token; null where there is no text."""
    return reduce(pc.or_, (pc.match_substring_regex(column, pattern) for pattern in suspects()))


def changed(column: pa.Array, where: pa.Array, change: Callable[[str], str]) -> pa.Array:
    """A text column with `change` applied to the values where the mask is true."""
    where = pc.fill_null(where, False)
    if not pc.any(where).as_py():
        return column
    coded = column.filter(where).dictionary_encode()  # many rows have the same tags: each is looked at once
    values = pa.array([change(text) for text in coded.dictionary.to_pylist()], column.type)
    return pc.replace_with_mask(column, where, values.take(coded.indices))


def masked_lists(column: pa.Array) -> pa.Array:
    """As `masked`, for a column of lists of text."""
    values = column.flatten()
    clean = masked(values)
    return column if clean is values else relisted(column, clean)


def relisted(lists: pa.Array, values: pa.Array) -> pa.Array:
    """A column of lists with other values in the place of its own, one for one."""
    return _lists(_parents(lists), values, lists)


def tagged(tags: pa.Array, prefix: str) -> pa.Array:
    """Of every row's tags those with the prefix, without it; null where the row has no tags at all."""
    values = tags.flatten()
    chosen = _prefixed(values, prefix)
    return _lists(_parents(tags, chosen), pc.utf8_slice_codeunits(values.filter(chosen), len(prefix)), tags)


def among(tags: pa.Array, known: pa.Array) -> pa.Array:
    """Of every row's tags those that are in `known`; null where the row has no tags at all."""
    values = tags.flatten()
    chosen = pc.is_in(values, known)
    return _lists(_parents(tags, chosen), values.filter(chosen), tags)


def translated(tags: pa.Array, answer: Callable[[str], str | None]) -> pa.Array:
    """Of every row's tags what `answer` makes of them, each once; null where the row has no tags at all."""
    values = by_value(tags.flatten(), answer)
    chosen = pc.is_valid(values)
    found = pa.table({"parent": _parents(tags, chosen), "value": values.filter(chosen)})
    once = found.group_by(["parent", "value"], use_threads=False).aggregate([]).combine_chunks()
    once = once.take(pc.sort_indices(once["parent"]))
    return _lists(once["parent"].to_numpy(), once["value"].combine_chunks(), tags)


def by_value(column: pa.Array, answer: Callable[[str], str | None]) -> pa.Array:
    """A function of single texts, asked once per distinct text; null where the text is."""
    coded = column.dictionary_encode()
    answers = pa.array([answer(value) for value in coded.dictionary.to_pylist()], pa.string())
    return answers.take(coded.indices)


def pairs(
    tags: pa.Array,
    prefix: str,
    kinds: tuple[str, ...],
    names: tuple[str, str],
    read: Callable[[str], str | None] = lambda value: value or None,
) -> pa.Array:
    """Tags 'prefix:kind:value' and 'prefix:value' as lists of structs (value, kind); a kind beats none.

    `read` gives the value that a tag's text means, None where it means nothing.
    """
    values = tags.flatten()
    chosen = _prefixed(values, prefix)
    parents = _parents(tags, chosen)
    rest = pc.utf8_slice_codeunits(values.filter(chosen), len(prefix))
    parts = pc.extract_regex(rest, rf"(?s)^(?:(?P<kind>{'|'.join(kinds)}):)?(?P<value>.*)$")
    kind = pc.struct_field(parts, "kind")
    table = pa.table(
        {
            "parent": parents,
            "value": by_value(pc.struct_field(parts, "value"), read),
            "kind": pc.if_else(pc.equal(kind, ""), None, kind),
        }
    )
    table = table.filter(pc.is_valid(table["value"]))
    once = table.group_by(["parent", "value"], use_threads=False).aggregate([("kind", "max")]).combine_chunks()
    order = pc.sort_indices(once["parent"])
    once = once.take(order)
    structs = pa.StructArray.from_arrays(
        [once["value"].combine_chunks(), once["kind_max"].combine_chunks()], names=list(names)
    )
    return _lists(once["parent"].to_numpy(), structs, tags)


def _prefixed(values: pa.Array, prefix: str) -> pa.Array:
    """Which texts begin with the prefix and say something behind it."""
    return pc.and_(pc.starts_with(values, prefix), pc.not_equal(values, prefix))


def joined(lists: pa.Array, separator: str = ", ") -> pa.Array:
    """Lists of text as text; null where there is nothing to join."""
    text = pc.binary_join(lists, separator)
    return pc.if_else(pc.equal(pc.list_value_length(lists), 0), None, text)


def times(column: pa.Array) -> pa.Array:
    """ISO 8601 text as naive UTC timestamps; null where it is none, or where Python knows no such year."""
    try:
        found = column.cast(pa.timestamp("us", "UTC")).cast(pa.timestamp("us"))
    except pa.ArrowInvalid:
        return pa.array([_time(text) for text in column.to_pylist()], pa.timestamp("us"))
    earliest, latest = _range()
    known = pc.and_(pc.greater_equal(found, earliest), pc.less_equal(found, latest))
    return pc.if_else(known, found, None)


def _time(text: str | None) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text or "")
        return moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment
    except (ValueError, OverflowError):
        return None


def _parents(lists: pa.Array, chosen: pa.Array | None = None) -> "np.ndarray[tuple[int], np.dtype[np.int64]]":
    parents = pc.list_parent_indices(lists)
    if chosen is not None:
        parents = parents.filter(chosen)
    return np.asarray(parents.to_numpy(zero_copy_only=False), dtype=np.int64)


def _lists(parents: "np.ndarray[tuple[int], np.dtype[np.int64]]", values: pa.Array, like: pa.Array) -> pa.Array:
    """Lists of `values` grouped by ascending `parents`, null where `like` is."""
    counts = np.bincount(parents, minlength=len(like))
    offsets = np.concatenate([np.zeros(1, np.int32), np.cumsum(counts, dtype=np.int32)])
    return pa.ListArray.from_arrays(pa.array(offsets, pa.int32()), values, mask=like.is_null())


@cache
def _range() -> tuple[pa.Scalar, pa.Scalar]:
    """The earliest and the latest time of Python; for its first scalar pyarrow imports pandas, which takes long."""
    return pa.scalar(datetime.min, pa.timestamp("us")), pa.scalar(datetime.max, pa.timestamp("us"))
