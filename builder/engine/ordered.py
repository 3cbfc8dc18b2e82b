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

from builder.engine.sql import name, quoted

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
        limits = _limits(connection, query, keys[0])
        batches = connection.sql(f"SELECT *, {_range(keys[0], limits)} AS range FROM ({query})")
        paths = [scratch / f"{number:03d}.arrow" for number in range(len(limits) + 2)]  # the last one for nulls
        _deal(batches.to_arrow_reader(RANGE_ROWS), schema, paths)
        order = [(column, "ascending", "at_end") for column in keys]
        for path in paths:
            with pa.OSFile(str(path)) as file, pa.ipc.open_stream(file) as stream:
                part = stream.read_all().combine_chunks()
            path.unlink()
            if part.num_rows:
                yield part.take(pc.sort_indices(part, sort_keys=order))
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def _limits(connection: duckdb.DuckDBPyConnection, query: str, key: str) -> list[str]:
    """Values of the first key that cut the rows into ranges of about RANGE_ROWS, out of a sample; as text."""
    column = name(key)
    ((counted,),) = connection.execute(f"SELECT count({column}) FROM ({query})").fetchall()
    ranges = min(-(-counted // RANGE_ROWS), RANGES)
    if ranges < 2:
        return []
    sample = f"SELECT {column} AS key FROM ({query}) WHERE {column} IS NOT NULL"
    rows = connection.execute(
        f"SELECT key::VARCHAR FROM (FROM ({sample}) USING SAMPLE reservoir({SAMPLE} ROWS) REPEATABLE (1)) ORDER BY key"
    ).fetchall()
    return list(dict.fromkeys(rows[len(rows) * number // ranges][0] for number in range(1, ranges)))


def _range(column: str, limits: list[str]) -> str:
    """SQL for the number of the range that a row belongs to; nulls come after all others."""
    cases = [f"WHEN {name(column)} IS NULL THEN {len(limits) + 1}"]
    cases += [f"WHEN {name(column)} < {quoted(limit)} THEN {number}" for number, limit in enumerate(limits)]
    return f"(CASE {' '.join(cases)} ELSE {len(limits)} END)::INT"


def _deal(batches: Iterable[pa.RecordBatch], schema: pa.Schema, paths: list[Path]) -> None:
    """Writes every row to the file of its range, as an uncompressed Arrow stream."""
    writers = [pa.ipc.new_stream(str(path), schema) for path in paths]
    try:
        held: list[pa.RecordBatch] = []
        for batch in batches:
            held.append(batch)
            if sum(one.nbytes for one in held) >= DEAL_BYTES:
                _scatter(held, schema, writers)
                held = []
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
