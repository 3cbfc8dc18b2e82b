"""Rows of a query in order, in little memory: dealt out to ranges of the first key, then sorted one by one.

DuckDB's own ORDER BY was tried first: with 256 MB it failed on 790,000 records in one order of its sources and passed
in the other, so that no limit could be trusted.
"""

import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from builder.engine.slices import BYTES, OTHER, STRUCT, cut
from builder.engine.sql import names, quoted

RANGE_ROWS = 8192  # rows that are sorted in memory at once, about
RANGES = 256  # at most: each is an open file
DEAL_BYTES = 24_000_000  # rows held before they are dealt out
SAMPLE = 20_000


def ordered(
    connection: duckdb.DuckDBPyConnection, query: str, keys: tuple[str, ...], schema: pa.Schema, scratch: Path
) -> Iterator[pa.Table]:
    """The query's rows by `keys` (nulls last), a part at a time, in the given schema.

    `scratch` is a folder for as much as the rows take; it is emptied before and removed after.
    """
    shutil.rmtree(scratch, ignore_errors=True)
    scratch.mkdir(parents=True)
    try:
        named = dict(zip(schema.names, names(schema.names), strict=True))
        column = named[keys[0]]
        limits, widest = _limits(connection, query, column, _width(schema, named))
        batches = connection.sql(f"SELECT *, {_range(column, limits)} AS range FROM ({query})")
        paths = [scratch / f"{number:03d}.arrow" for number in range(len(limits) + 2)]  # the last one for nulls
        # DuckDB's buffers grow by doubling: a batch of the widest rows has to stay small
        _deal(batches.to_arrow_reader(max(1, min(RANGE_ROWS, BYTES // widest))), schema, paths)
        for path in paths:
            yield from _sorted(path, keys)
            path.unlink()
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def _sorted(path: Path, keys: tuple[str, ...]) -> Iterator[pa.Table]:
    """The rows of a range's file in order: at once where they are few bytes, else a few rows at a time."""
    order = [(column, "ascending", "at_end") for column in keys]
    with pa.memory_map(str(path)) as file, pa.ipc.open_stream(file) as stream:
        part = stream.read_all()
        if not part.num_rows:
            return
        places = pc.sort_indices(part.select(list(dict.fromkeys(keys))), sort_keys=order)
        if path.stat().st_size <= 2 * DEAL_BYTES:
            yield part.combine_chunks().take(places)
            return
        rows = (batch for place in places.to_pylist() for batch in part.slice(place, 1).to_batches())
        yield from cut(rows, part.schema, RANGE_ROWS, DEAL_BYTES)


def _limits(connection: duckdb.DuckDBPyConnection, query: str, column: str, width: str) -> tuple[list[str], int]:
    """Values of the first key that cut the rows into ranges of few rows and bytes, out of a sample, as text.

    And the bytes of the widest row, about.
    """
    facts = f"SELECT count({column}), coalesce(sum(width), 0), coalesce(max(width), 0) FROM"
    ((counted, size, widest),) = connection.execute(
        f"{facts} (SELECT {column}, {width} AS width FROM ({query}))"
    ).fetchall()
    ranges = min(max(-(-counted // RANGE_ROWS), int(size) // DEAL_BYTES), counted, RANGES)
    if ranges < 2:
        return [], max(1, int(widest))
    keys = _sample(connection, query, column)
    limits = list(dict.fromkeys(keys[len(keys) * number // ranges] for number in range(1, ranges)))
    return limits, max(1, int(widest))


def _sample(connection: duckdb.DuckDBPyConnection, query: str, column: str) -> list[str]:
    """Values of a key in their order, as text: always the same ones of the same rows."""
    known = f"SELECT {column} AS key FROM ({query}) WHERE {column} IS NOT NULL"
    rows = connection.execute(
        f"SELECT key::VARCHAR FROM (FROM ({known}) USING SAMPLE reservoir({SAMPLE} ROWS) REPEATABLE (1)) ORDER BY key"
    ).fetchall()
    return [key for (key,) in rows]


def _width(schema: pa.Schema, named: dict[str, str]) -> str:
    """SQL for the bytes of a row, about, as `slices.widths` has them; `named` are the columns as identifiers."""
    parts = [str(8 * len(schema))]
    for field in schema:
        column = named[field.name]
        if pa.types.is_string(field.type):
            parts.append(f"coalesce(strlen({column}), 0)")
        elif pa.types.is_list(field.type):
            size = STRUCT if pa.types.is_struct(field.type.value_type) else OTHER
            parts.append(f"{size} * coalesce(len({column}), 0)")
    return " + ".join(parts)


def _range(column: str, limits: list[str]) -> str:
    """SQL for the number of the range that a row belongs to; nulls come after all others."""
    cases = [f"WHEN {column} IS NULL THEN {len(limits) + 1}"]
    cases += [f"WHEN {column} < {quoted(limit)} THEN {number}" for number, limit in enumerate(limits)]
    return f"(CASE {' '.join(cases)} ELSE {len(limits)} END)::INT"


def _deal(batches: Iterable[pa.RecordBatch], schema: pa.Schema, paths: list[Path]) -> None:
    """Writes every row to the file of its range, as an uncompressed Arrow stream."""
    writers = [pa.ipc.new_stream(str(path), schema) for path in paths]
    try:
        held: list[pa.RecordBatch] = []
        size = 0
        for batch in batches:
            held.append(batch)
            size += batch.nbytes
            if size >= DEAL_BYTES:
                _scatter(held, schema, writers)
                held, size = [], 0
        if held:
            _scatter(held, schema, writers)
    finally:
        for writer in writers:
            writer.close()


def _scatter(held: list[pa.RecordBatch], schema: pa.Schema, writers: list[pa.ipc.RecordBatchStreamWriter]) -> None:
    table = pa.Table.from_batches(held).combine_chunks()
    table = table.take(pc.sort_indices(table, sort_keys=[("range", "ascending", "at_end")]))
    ranges = table["range"].to_numpy()
    rows = table.drop_columns(["range"]).cast(schema)
    for number, writer in enumerate(writers):
        start, end = ranges.searchsorted(number), ranges.searchsorted(number, side="right")
        if end > start:
            writer.write_table(rows.slice(start, end - start))
