"""Tables of so many rows or bytes out of batches of any size: what is written must not depend on how it came."""

from collections.abc import Iterable, Iterator

import pyarrow as pa

from builder.engine.slices import cut

ROWS = 8192  # rows of a Parquet row group, and of what goes to the Arrow writer at once


def rebatched(batches: Iterable[pa.RecordBatch], schema: pa.Schema, rows: int = ROWS) -> Iterator[pa.Table]:
    """The rows in tables of `rows` rows, fewer where they are large and at the end; one empty table of none."""
    empty = True
    for table in cut(batches, schema, rows):
        empty = False
        yield table
    if empty:
        yield schema.empty_table()
