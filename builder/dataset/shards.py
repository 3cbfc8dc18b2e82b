"""Reads the tables of a built or published dataset folder, Arrow shards or Parquet, without loading them."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from builder import schemas
from builder.engine.sql import strings
from builder.errors import OutputError

LOOK = 200  # rows among which an example is chosen
EMPTY: tuple[Any, ...] = (None, [])
# UTF-8 that was read as Latin-1 or Windows-1252: a lead byte's character, then one of a continuation byte
GARBLED = re.compile(
    "\N{REPLACEMENT CHARACTER}|[\u0080-\u009f]|[\u00c2-\u00f4][\u0080-\u00bf\u0152-\u0178\u2013-\u2122]"
)


def shards(folder: Path, manifest: dict[str, Any], table: str) -> list[Path]:
    """Files of one table in their order, as the manifest names them."""
    return [folder / name for name in sorted(manifest["files"]) if name.startswith(f"{table}/")]


@contextmanager
def reading(what: object) -> Iterator[None]:
    """OutputError that names `what` where its shards turn out to be damaged, whoever finds that out."""
    try:
        yield
    except (pa.ArrowException, duckdb.InvalidInputException, OSError) as error:
        if isinstance(error, OSError) and error.errno is not None:  # Arrow's own have no number
            raise
        raise OutputError(f"{what} is damaged ({error}): see `peatmoss check`") from error


def register(connection: duckdb.DuckDBPyConnection, view: str, files: list[Path]) -> tuple[pa.Schema, int]:
    """Makes the files a relation of the connection; their schema and number of rows.

    Arrow streams are memory-mapped (DuckDB cannot read them itself), so that only the columns asked for are touched.
    """
    if files[0].suffix == ".parquet":
        named = strings(map(str, files))
        connection.execute(f"CREATE OR REPLACE VIEW {view} AS SELECT * FROM read_parquet([{named}])")
        return pq.read_schema(files[0]), sum(pq.read_metadata(file).num_rows for file in files)
    parts = [pa.ipc.open_stream(pa.memory_map(str(file))).read_all() for file in files]
    whole = pa.concat_tables(parts)
    connection.register(view, whole)
    return whole.schema, whole.num_rows


def view(connection: duckdb.DuckDBPyConnection, table: schemas.Table, files: list[Path]) -> int:
    """Makes a table's shards a view with all of today's columns (null where an older release lacks one); its rows."""
    connection.register(f"{table.name}_columns", table.schema.empty_table())
    if not files:
        connection.execute(f"CREATE VIEW {table.name} AS FROM {table.name}_columns")
        return 0
    schema, rows = register(connection, f"{table.name}_shards", files)
    if schema.remove_metadata() == table.schema:  # a union with no rows would still cost what a scan can leave out
        connection.execute(f"CREATE VIEW {table.name} AS FROM {table.name}_shards")
    else:
        both = f"SELECT * FROM {table.name}_columns UNION ALL BY NAME SELECT * FROM {table.name}_shards"
        connection.execute(f"CREATE VIEW {table.name} AS {both}")
    return rows


def batches(files: list[Path]) -> Iterator[pa.RecordBatch]:
    """The rows of shards in their order."""
    for file in files:
        if file.suffix == ".parquet":
            with pq.ParquetFile(file) as parquet:
                yield from parquet.iter_batches()
        else:
            with pa.memory_map(str(file)) as mapped, pa.ipc.open_stream(mapped) as stream:
                yield from stream


def columns(file: Path, names: list[str]) -> pa.Table:
    """Some columns of one shard."""
    if file.suffix == ".parquet":
        return pq.read_table(file, columns=names)
    with pa.memory_map(str(file)) as mapped, pa.ipc.open_stream(mapped) as stream:
        parts = [batch.select(names) for batch in stream]
        return pa.Table.from_batches(parts, pa.schema([stream.schema.field(name) for name in names]))


def example(files: list[Path]) -> dict[str, Any]:
    """A value of every column that has one among the first rows of a table, as far as possible of one row.

    That row is readable and has the fewest nulls; {} of an empty table.
    """
    rows = next(batches(files), None)
    if rows is None or not rows.num_rows:
        return {}
    few = rows.slice(0, LOOK).to_pylist()
    best: dict[str, Any] = max(
        few, key=lambda row: (not is_garbled(row), sum(value not in EMPTY for value in row.values()))
    )
    for row in few:
        best |= {name: value for name, value in row.items() if best[name] in EMPTY and not is_garbled(value)}
    return best


def is_garbled(value: Any) -> bool:  # noqa: ANN401 - a value of any column
    """Whether a value, or one within it, holds text that was decoded wrongly."""
    if isinstance(value, dict):
        return any(map(is_garbled, value.values()))
    if isinstance(value, list):
        return any(map(is_garbled, value))
    return isinstance(value, str) and GARBLED.search(value) is not None
