"""What changed between two datasets, table by table: rows added, removed and changed, by key."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from builder import schemas
from builder.dataset import manifest
from builder.dataset import shards as dataset
from builder.dataset.manifest import NAME
from builder.engine.sql import name, names
from builder.errors import OutputError
from builder.schemas.columns import Column, Table

# when something was looked at, and by which release: no change of what was found
TAKEN_OVER = "SELECT model_id FROM models WHERE status = 'replaced'"
MOMENTS = {"captured_at", "collected_at", "extracted_at", "scanned_at", "first_seen", "last_seen", "scanner"}


@dataclass(frozen=True)
class Change:
    """One table: rows of the new dataset, and how they differ from the old one's."""

    table: str
    rows: int
    added: int
    removed: int
    changed: int


def compare(old: Path, new: Path) -> list[Change]:
    """Changes of every table from one dataset folder to another; OutputError where one of them is none."""
    before, after = _manifest(old), _manifest(new)
    with duckdb.connect(config={"memory_limit": "1GB"}) as connection, dataset.reading(f"{old} or {new}"):
        return [_compare(connection, table, (old, before), (new, after)) for table in schemas.TABLES]


def names_taken_over(old: Path, new: Path) -> list[str]:
    """Models of the new dataset whose name another model has taken since the old one: 'owner/name@<hub_id>'."""
    return sorted(set(_taken_over(new)) - set(_taken_over(old)))


def _taken_over(folder: Path) -> list[str]:
    files = dataset.shards(folder, _manifest(folder), schemas.MODELS.name)
    if not files:
        return []
    settings: dict[str, Any] = {"memory_limit": "1GB", "temp_directory": ""}
    with duckdb.connect(config=settings) as connection, dataset.reading(folder):
        schema, _ = dataset.register(connection, "models", files)
        return [row[0] for row in connection.execute(TAKEN_OVER).fetchall()] if "status" in schema.names else []


def _manifest(folder: Path) -> dict[str, Any]:
    known = manifest.read(folder)
    if known is None:
        raise OutputError(f"{folder} holds no {NAME}: it is not a dataset built by peatmoss")
    tables = [file for file in known["files"] if file.partition("/")[0] in schemas.BY_NAME]
    if missing := [file for file in tables if not (folder / file).is_file()]:
        raise OutputError(f"{folder} lacks {missing[0]}, which its {NAME} names: build or download it again")
    return known


def _compare(
    connection: duckdb.DuckDBPyConnection,
    table: Table,
    old: tuple[Path, dict[str, Any]],
    new: tuple[Path, dict[str, Any]],
) -> Change:
    shared = set(table.schema.names)
    for side, (folder, known) in (("old_rows", old), ("new_rows", new)):
        files = dataset.shards(folder, known, table.name)
        if files:
            schema, _ = dataset.register(connection, side, files)
            shared &= set(schema.names)
        else:
            connection.register(side, table.schema.empty_table())  # older releases lack younger tables
    values = ", ".join(_value(column) for column in table.columns if column.name in shared - MOMENTS)
    key = ", ".join(names(table.key))
    sides = [f"(SELECT {key}, hash({values}) AS seal FROM {side}) {side}" for side in ("old_rows", "new_rows")]
    counts = (
        "count(new_rows.seal), count(*) FILTER (old_rows.seal IS NULL), count(*) FILTER (new_rows.seal IS NULL),"
        " count(*) FILTER (old_rows.seal <> new_rows.seal)"
    )
    query = f"SELECT {counts} FROM {sides[0]} FULL JOIN {sides[1]} USING ({key})"
    ((rows, added, removed, changed),) = connection.execute(query).fetchall()
    return Change(table.name, rows, added, removed, changed)


def _value(column: Column) -> str:
    """SQL for what is hashed of a column: DuckDB gives null, [] and [null] one hash, their texts differ."""
    return f"{name(column.name)}::VARCHAR" if pa.types.is_nested(column.type) else name(column.name)
