"""The tables of a dataset's folder as views of a DuckDB connection, for questions in SQL."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from builder import schemas
from builder.dataset import manifest
from builder.dataset import shards as dataset
from builder.errors import InputError, OutputError

MEMORY = "1GB"
THREADS = 2


@contextmanager
def opened(folder: Path) -> Iterator[tuple[duckdb.DuckDBPyConnection, dict[str, Any]]]:
    """A connection with a view per table (empty where the dataset lacks it), and the dataset's manifest.

    InputError where the folder holds no dataset, OutputError where a file of it is damaged.
    """
    known = manifest.read(folder)
    if known is None:
        raise InputError(f"{folder} holds no dataset: build one, or name its folder")
    with tempfile.TemporaryDirectory() as spill:
        config: dict[str, Any] = {"memory_limit": MEMORY, "temp_directory": spill, "threads": THREADS}
        with duckdb.connect(config=config) as connection:
            connection.execute("SET TimeZone = 'UTC'; SET enable_progress_bar = false")
            try:
                for table in schemas.TABLES:
                    dataset.view(connection, table, dataset.shards(folder, known, table.name))
            except (OSError, pa.ArrowException, duckdb.Error) as error:
                raise OutputError(f"{folder} is damaged ({error}): see `peatmoss check`") from error
            yield connection, known
