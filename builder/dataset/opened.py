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
from builder.engine.sql import strings
from builder.errors import InputError, OutputError
from builder.scan import hub_columns
from builder.scan.cache import place
from builder.scan.models import is_on_hub

MEMORY = "1GB"
THREADS = 2


# What questions about who uses a model read of a dataset on the Hub.
COLUMNS: dict[str, tuple[str, ...]] = {
    "models": ("model_id", "former_ids", "downloads", "base_models"),
    "extracted_metadata": ("model_id", "base_models"),
    "mappings": (
        *("repository_id", "model_id", "model_name", "hub", "identity", "usage", "context"),
        *("path", "line", "url", "revision", "first_seen"),
    ),
}


@contextmanager
def on_hub(location: str) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection with the tables of a dataset on the Hub, which hold the columns in COLUMNS; all others are null.

    Tables that COLUMNS leaves out are empty: they say how a model was made of another, not that it was. What is read is
    kept beside the scans' cache. InputError where the Hub shows no dataset of that name.
    """
    found = hub_columns.dataset(location, place() / "datasets")
    if not any(name.startswith("mappings/") for name in found.files):
        raise InputError(f"{location}: the dataset has no table mappings, which tells who uses a model; give another")
    with duckdb.connect(config={"memory_limit": MEMORY, "threads": THREADS}) as connection:
        connection.execute("SET TimeZone = 'UTC'; SET enable_progress_bar = false")
        for table in schemas.TABLES:
            connection.register(f"{table.name}_columns", table.schema.empty_table())
            shown = f"SELECT * FROM {table.name}_columns"
            names = COLUMNS.get(table.name, ())
            files = found.table(table.name, names) if names else []
            if files:
                read = f"read_parquet([{strings(map(str, files))}])"
                present = {name for name, *_ in connection.execute(f"DESCRIBE SELECT * FROM {read}").fetchall()}
                known = ", ".join(name for name in names if name in present)
                shown += f" UNION ALL BY NAME SELECT {known} FROM {read}"
            connection.execute(f"CREATE VIEW {table.name} AS {shown}")
        yield connection


@contextmanager
def asked(location: str) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection with the tables that say who uses a model: of a dataset's folder, or of one on the Hub."""
    if is_on_hub(location):
        with on_hub(location) as connection:
            yield connection
    else:
        with opened(Path(location)) as (connection, _):
            yield connection


def _views(connection: duckdb.DuckDBPyConnection, folder: Path, known: dict[str, Any]) -> None:
    try:
        for table in schemas.TABLES:
            dataset.view(connection, table, dataset.shards(folder, known, table.name))
    except (OSError, pa.ArrowException, duckdb.Error) as error:
        raise OutputError(f"{folder} is damaged ({error}): see `peatmoss check`") from error


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
            _views(connection, folder, known)
            with dataset.reading(folder):
                yield connection, known
