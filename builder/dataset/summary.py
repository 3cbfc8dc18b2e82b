"""What a dataset's page says in numbers and notes, counted with DuckDB in the shards of the dataset itself."""

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from builder import schemas
from builder.dataset import examples
from builder.dataset import shards as dataset
from builder.dataset.completeness import Completeness, completeness
from builder.wording import counted

MEMORY = "1GB"
TOP = 10  # lines of a list
COUNTED = (  # columns whose values are counted
    *("models.hub", "models.status", "models.license", "models.task", "models.domain"),
    *("repositories.scan_status", "mappings.usage", "mappings.context", "mappings.identity", "pairs.verdict"),
    *("extracted_metadata.status", "extracted_metadata.llm", "extracted_metadata.front_matter"),
)
NUMBERS = {  # one number each
    "models_used": "SELECT count(DISTINCT model_id) FROM mappings WHERE usage = 'use'",
    "repositories_using": "SELECT count(DISTINCT repository_id) FROM mappings"
    " WHERE usage = 'use' AND model_id IS NOT NULL",
    "commits": "SELECT count(commit) FROM repositories",
    "mappings_named": "SELECT count(model_name) FROM mappings",
    "mappings_identified": "SELECT count(model_id) FROM mappings",
    "mappings_measured": "SELECT count(confidence) FROM mappings",
    "files_scanned": "SELECT coalesce(sum(files_scanned), 0) FROM repositories",
    "files_skipped": "SELECT coalesce(sum(files_skipped), 0) FROM repositories",
    "cards": "SELECT count(card_sha256) FROM snapshots",
    "least_downloads": "SELECT coalesce(min(downloads), 0) FROM snapshots",
    "unread": "SELECT count(*) FROM extracted_metadata WHERE len(unread_fields) > 0",
}
USED = """
    SELECT model_id, count(*) AS repositories, sum(places) AS places FROM (
        SELECT model_id, repository_id, count(*) AS places FROM mappings
        WHERE usage = 'use' AND model_id IS NOT NULL GROUP BY ALL
    ) GROUP BY model_id ORDER BY repositories DESC, places DESC, model_id LIMIT ?"""
RESOLUTIONS = """
    SELECT resolution, count(*) AS rows, count(confidence), min(confidence), max(confidence) FROM mappings
    GROUP BY resolution ORDER BY rows DESC, resolution"""
EVIDENCE = """
    SELECT entry.source, count(*) AS entries, count(entry.start) FROM (
        SELECT unnest(evidence) AS entry FROM extracted_metadata
    ) GROUP BY entry.source ORDER BY entries DESC, entry.source"""


NOTED = 10  # declared licences that are named, the most frequent first


@dataclass(frozen=True)
class Count:
    """A value of a column and the number of its rows; None is null."""

    value: str | None
    rows: int


@dataclass(frozen=True)
class Used:
    """A model, the repositories that use it, and the places where they do."""

    model_id: str
    repositories: int
    places: int


@dataclass(frozen=True)
class Resolution:
    """One way to find a model's name: its rows, those with a measured confidence, and the least and greatest of it."""

    name: str
    rows: int
    measured: int
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Evidence:
    """One source of extracted values: entries of `evidence`, and those with a quotation's place in the card."""

    source: str
    entries: int
    quoted: int


@dataclass(frozen=True)
class Summary:
    """Numbers of a dataset. `nulls` counts null and empty lists by table and column, `counts` is by 'table.column'."""

    rows: dict[str, int]
    nulls: dict[str, dict[str, int]]
    counts: dict[str, list[Count]]
    numbers: dict[str, int]
    used: list[Used]
    resolutions: list[Resolution]
    evidence: list[Evidence]
    mapping: dict[str, Any] | None  # the row of `mappings` that the page shows
    value: examples.Value | None  # the extracted value that it shows
    completeness: Completeness
    notes: list[str]  # sentences about the models: names taken over, moves left open, licences

    def top(self, column: str) -> list[Count]:
        """The values that most rows of a counted column have, nulls left out."""
        return [one for one in self.counts[column] if one.value is not None][:TOP]


def summarize(files: dict[str, list[Path]]) -> Summary:
    """Counts the shards of every table (by table name, Arrow or Parquet); the same rows give the same summary."""
    with (
        tempfile.TemporaryDirectory() as spill,
        duckdb.connect(config={"memory_limit": MEMORY, "temp_directory": spill}) as connection,
    ):
        rows = {table.name: dataset.view(connection, table, files.get(table.name, [])) for table in schemas.TABLES}
        return Summary(
            rows=rows,
            nulls={table.name: _nulls(table, files.get(table.name, [])) for table in schemas.TABLES},
            counts={column: _counts(connection, column) for column in COUNTED},
            numbers={of: int(_rows(connection, query)[0][0]) for of, query in NUMBERS.items()},
            used=[Used(*row) for row in _rows(connection, USED, TOP)],
            resolutions=[Resolution(*row) for row in _rows(connection, RESOLUTIONS)],
            evidence=[Evidence(*row) for row in _rows(connection, EVIDENCE)],
            mapping=examples.mapping(connection),
            value=examples.value(connection),
            completeness=completeness(connection),
            notes=[*_identities(connection), *_licenses(connection)],
        )


def _nulls(table: schemas.Table, files: list[Path]) -> dict[str, int]:
    """Rows whose value is null or an empty list, per column; Arrow knows them without looking at the values."""
    found = dict.fromkeys(table.schema.names, 0)
    for batch in dataset.batches(files):
        for column in table.schema.names:
            at = batch.schema.get_field_index(column)
            found[column] += batch.num_rows if at < 0 else _empty(batch.column(at))
    return found


def _empty(values: pa.Array) -> int:
    if not pa.types.is_list(values.type):
        return int(values.null_count)
    lists = pc.equal(pc.list_value_length(values), 0)
    return int(values.null_count) + (pc.sum(lists).as_py() or 0)


def _counts(connection: duckdb.DuckDBPyConnection, column: str) -> list[Count]:
    table = column.partition(".")[0]
    query = f"SELECT {column} AS value, count(*) AS rows FROM {table} GROUP BY ALL ORDER BY rows DESC, value"
    return [Count(*row) for row in _rows(connection, f"{query} NULLS LAST LIMIT 100")]


def _rows(connection: duckdb.DuckDBPyConnection, query: str, *parameters: Any) -> list[tuple[Any, ...]]:  # noqa: ANN401
    return connection.execute(query, list(parameters)).fetchall()


def _identities(connection: duckdb.DuckDBPyConnection) -> list[str]:
    ((replaced, unlinked),) = connection.execute(
        "SELECT count(*) FILTER (status = 'replaced'),"
        " count(*) FILTER (status = 'gone' AND hub = 'huggingface' AND NOT contains(model_id, '/')) FROM models"
    ).fetchall()
    found = []
    if replaced:
        found.append(
            f"{counted(replaced, 'model')} with the status `replaced`: another model (`reused_name`) has the name now"
        )
    if unlinked:
        found.append(
            f"{counted(unlinked, 'model')} without an owner in the name left the Hub's list; a new name is not known"
        )
    return found


def _plain(text: str) -> str:
    """A declared name on one line, without what would end its code span."""
    return " ".join(text.replace("`", "'").split())[:60]


def _licenses(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """How many models declare a licence that has no SPDX identifier, by what they declare."""
    declared = connection.execute(
        "SELECT license, count(*) AS models FROM models WHERE license IS NOT NULL AND license_spdx IS NULL"
        " GROUP BY license ORDER BY models DESC, license"
    ).fetchall()
    if not declared:
        return []
    named = ", ".join(f"`{_plain(name)}` {models:,}" for name, models in declared[:NOTED])
    more = f" and {counted(len(declared) - NOTED, 'other name')}" if len(declared) > NOTED else ""
    models = counted(sum(number for _, number in declared), "model")
    return [f"{models} with a licence that has no SPDX identifier: {named}{more}"]
