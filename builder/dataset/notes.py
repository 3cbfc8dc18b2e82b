"""What a dataset's page tells of its models beside the tables: names taken over, moves left open, licences."""

from pathlib import Path

import duckdb

from builder.dataset import shards as dataset
from builder.wording import counted

NOTED = 10  # declared licences that are named, the most frequent first
REPLACED = "SELECT model_id FROM models WHERE status = 'replaced' ORDER BY model_id"


def of_models(files: list[Path]) -> list[str]:
    """Sentences about the table `models`, none where there is nothing to tell or an older release lacks the columns."""
    if not files:
        return []
    with duckdb.connect(config={"memory_limit": "1GB", "temp_directory": ""}) as connection:
        schema, _ = dataset.register(connection, "models", files)
        if not {"status", "license", "license_spdx", "hub"} <= set(schema.names):
            return []
        return [*_identities(connection), *_licenses(connection)]


def taken_over(files: list[Path]) -> list[str]:
    """Ids of the models whose name another model took: `owner/name@<hub_id>`."""
    if not files:
        return []
    with duckdb.connect(config={"memory_limit": "1GB", "temp_directory": ""}) as connection:
        schema, _ = dataset.register(connection, "models", files)
        return [row[0] for row in connection.execute(REPLACED).fetchall()] if "status" in schema.names else []


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
