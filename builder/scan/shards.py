"""Arrow shards of a table, read where they lie. Apart from models.py, as the base install has no pyarrow."""

from pathlib import Path

import pyarrow as pa

from builder.errors import InputError


def table(paths: tuple[Path, ...]) -> pa.Table:
    """The shards as one table, mapped and not copied into memory; InputError names one that is damaged."""
    parts = []
    for path in paths:
        try:
            parts.append(pa.ipc.open_stream(pa.memory_map(str(path))).read_all())
        except (pa.ArrowException, OSError) as error:
            raise InputError(f"{path} is damaged or no Arrow shard: build again") from error
    return pa.concat_tables(parts)
