from collections.abc import Mapping
from typing import Any

import duckdb
import pyarrow as pa
import pytest

from builder import schemas
from builder.column_values import USAGES
from builder.tables.checks import violations

SOUND: dict[str, list[dict[str, Any]]] = {
    "models": [{"model_id": "pine/a"}, {"model_id": "pine/b"}],
    "snapshots": [{"model_id": "pine/a", "revision": "1"}, {"model_id": "pine/a", "revision": "2"}],
    "repositories": [{"repository_id": "oak/r"}],
    "mappings": [
        {"mapping_id": "1", "repository_id": "oak/r", "model_id": "pine/a"},
        {"mapping_id": "2", "repository_id": "oak/r", "model_id": None},
    ],
    "pairs": [{"repository_id": "oak/r", "model_id": "pine/a", "verdict": "compatible"}],
    "extracted_metadata": [{"model_id": "pine/b", "revision": "1"}],
    "queries": [{"source": "search", "query": "q", "slice": ""}],
    "mapping_events": [
        {"repository_id": "oak/r", "model_id": None, "commit": "1", "path": "a.py", "library": "timm"}
        | {"model_name": "a", "event": "added"}
    ],
    "discussions": [{"subject": "model", "subject_id": "pine/a", "num": 1}],
}


def found(rows: Mapping[str, list[dict[str, Any]] | pa.Table | None] = {}) -> list[str]:
    """What is wrong with the sound tables when some of them are others, or (None) missing."""
    tables = {
        name: given if isinstance(given, pa.Table) else pa.Table.from_pylist(given, schema=schemas.BY_NAME[name].schema)
        for name, given in {**SOUND, **rows}.items()
        if given is not None
    }
    with duckdb.connect() as connection:
        for name, table in tables.items():
            connection.register(name, table)
        return violations(connection, {name: table.schema for name, table in tables.items()})


def test_sound_tables_break_no_rule():
    assert found() == []


def test_empty_tables_break_no_rule():
    assert found({name: [] for name in SOUND}) == []


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        pytest.param(
            {"models": [*SOUND["models"], {"model_id": "pine/a"}, {"model_id": "pine/a"}]},
            ["models: 2 rows with the model_id of another"],
            id="a key three times",
        ),
        pytest.param(
            {"models": [*SOUND["models"], {"model_id": None}, {"model_id": None}]},
            ["models: 2 rows without model_id"],
            id="keys that are null are missing, not repeated",
        ),
        pytest.param(
            {"snapshots": [{"model_id": "pine/a", "revision": None}]},
            ["snapshots: 1 row without model_id or revision"],
            id="half a key",
        ),
        pytest.param(
            {"snapshots": [{"model_id": "pine/a", "revision": "1"}] * 2},
            ["snapshots: 1 row with the model_id, revision of another"],
            id="a key of two columns twice",
        ),
        pytest.param(
            {"snapshots": [{"model_id": "pine/c", "revision": "1"}]},
            ["snapshots: 1 row with a model_id that is not in models"],
            id="a snapshot of no model",
        ),
        pytest.param(
            {"mappings": [{"mapping_id": "1", "repository_id": "oak/x", "model_id": "pine/x"}]},
            [
                "mappings: 1 row with a repository_id that is not in repositories",
                "mappings: 1 row with a model_id that is not in models",
            ],
            id="a mapping of nothing to nothing",
        ),
        pytest.param(
            {"models": [], "mappings": []},
            [
                "snapshots: 2 rows with a model_id that is not in models",
                "pairs: 1 row with a model_id that is not in models",
                "extracted_metadata: 1 row with a model_id that is not in models",
            ],
            id="every table is looked at",
        ),
        pytest.param(
            {"mappings": [{"mapping_id": "1", "repository_id": "oak/r", "usage": "loaded"}]},
            [f"mappings: 1 row with another usage than {', '.join(USAGES)}"],
            id="a word that is no usage",
        ),
        pytest.param({"mappings": None}, ["mappings: the table is missing"], id="a table is missing"),
        pytest.param({"models": None}, ["models: the table is missing"], id="one that others refer to is missing"),
        pytest.param(
            {"models": pa.table({"model_id": ["pine/a"]})},
            ["models: its columns are not those of this version"],
            id="columns are missing",
        ),
        pytest.param(
            {"repositories": pa.table({"id": ["oak/r"]})},
            ["repositories: its columns are not those of this version"],
            id="the column that others refer to is missing",
        ),
    ],
)
def test_a_broken_rule_is_a_sentence(rows, expected):
    assert found(rows) == expected


@pytest.mark.parametrize("name", ["downloads", "tags", "created_at"])
def test_a_column_of_another_type_is_another_version(name):
    fields = [pa.field(f.name, pa.large_string() if f.name == name else f.type) for f in schemas.MODELS.schema]
    assert found({"models": pa.schema(fields).empty_table()})[0] == "models: its columns are not those of this version"


def test_columns_in_another_order_are_another_version():
    fields = list(reversed(list(schemas.MODELS.schema)))
    assert found({"models": pa.schema(fields).empty_table()})[0] == "models: its columns are not those of this version"


def test_notes_beside_the_columns_are_none_of_its_business():
    noted = schemas.MODELS.schema.with_metadata({"huggingface": "{}"})
    assert found({"models": pa.Table.from_pylist(SOUND["models"], schema=noted)}) == []
