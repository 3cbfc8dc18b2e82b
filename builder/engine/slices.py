"""Cuts rows into tables by their bytes as well as by their number: one row may be a byte or a megabyte.

Where a cut falls depends on the rows alone, never on how they came. A reader of Parquet holds a row group, DuckDB and
Arrow copy what they are given at once, so that the bytes of a cut bound the memory of whatever comes after.
"""

from collections.abc import Iterable, Iterator
from itertools import chain

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

ROWS = 8192  # rows of a Parquet row group, and of what goes to the Arrow writer at once
BYTES = 8_000_000  # of a cut, about; a single row may have more
STRUCT, OTHER = 200, 60  # bytes of a list's element, about


def widths(rows: pa.RecordBatch) -> "np.ndarray[tuple[int], np.dtype[np.int64]]":
    """Bytes of each row, about: texts and JSON as they are, lists by their length."""
    found = np.full(rows.num_rows, 8 * rows.num_columns, np.int64)
    columns = (column.flatten() if pa.types.is_struct(column.type) else [column] for column in rows.columns)
    for column in chain.from_iterable(columns):
        kind = column.type
        if pa.types.is_string(kind) or pa.types.is_binary(kind) or pa.types.is_large_string(kind):
            lengths, size = pc.binary_length(column), 1
        elif pa.types.is_list(kind):
            lengths, size = pc.list_value_length(column), STRUCT if pa.types.is_struct(kind.value_type) else OTHER
        else:
            continue
        found += size * np.asarray(pc.fill_null(lengths, 0)).astype(np.int64)
    return found


def cut(batches: Iterable[pa.RecordBatch], schema: pa.Schema, rows: int, size: int = BYTES) -> Iterator[pa.Table]:
    """The rows in tables of at most `rows` rows, and of `size` bytes where one row is not larger; none of no rows."""
    held: list[pa.RecordBatch] = []
    count = taken = 0
    for batch in batches:
        ends = np.cumsum(widths(batch))
        start = 0
        while start < batch.num_rows:
            before = int(ends[start - 1]) if start else 0
            fits = int(np.searchsorted(ends, before + size - taken, side="right")) - start
            more = min(max(fits, 0 if count else 1), rows - count, batch.num_rows - start)
            if more:
                held.append(batch.slice(start, more))
                taken += int(ends[start + more - 1]) - before
                count, start = count + more, start + more
            if count == rows or start < batch.num_rows:
                yield pa.Table.from_batches(held, schema).combine_chunks()
                held, count, taken = [], 0, 0
    if count:
        yield pa.Table.from_batches(held, schema).combine_chunks()


def rebatched(batches: Iterable[pa.RecordBatch], schema: pa.Schema, rows: int = ROWS) -> Iterator[pa.Table]:
    """As `cut`, but one empty table of no rows: what is written has its columns all the same."""
    empty = True
    for table in cut(batches, schema, rows):
        empty = False
        yield table
    if empty:
        yield schema.empty_table()
