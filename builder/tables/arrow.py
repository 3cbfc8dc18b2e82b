"""Tables of exactly so many rows out of batches of any size: what is written must not depend on how it came."""

from collections.abc import Iterable, Iterator

import pyarrow as pa

ROWS = 8192  # rows of a Parquet row group, and of what goes to the Arrow writer at once


def rebatched(batches: Iterable[pa.RecordBatch], schema: pa.Schema, rows: int = ROWS) -> Iterator[pa.Table]:
    """The batches' rows in tables of `rows` rows, the last of fewer; one empty table where there are none."""
    held: list[pa.RecordBatch] = []
    count = total = 0
    for batch in batches:
        rest = batch
        while count + rest.num_rows >= rows:
            held.append(rest.slice(0, rows - count))
            rest = rest.slice(rows - count)
            yield pa.Table.from_batches(held, schema).combine_chunks()
            held, count, total = [], 0, total + rows
        if rest.num_rows:
            held.append(rest)
            count += rest.num_rows
    if count or not total:
        yield pa.Table.from_batches(held, schema).combine_chunks()
