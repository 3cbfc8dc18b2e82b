"""Mappings and base models in, the places that depend on a model out."""

from collections.abc import Iterator
from typing import Any

import duckdb
import pyarrow as pa
import pytest

from builder import schemas
from builder.analysis.dependants import near, of_model

BASE = [{"model_id": "pine/a", "relation": "quantized"}]
PLACE = {"usage": "use", "hub": "huggingface", "line": 3, "first_seen": "2024-05", "identity": "exact"}


@pytest.fixture
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    rows: dict[str, list[dict[str, Any]]] = {
        "models": [
            {"model_id": "pine/a", "former_ids": ["pine/old"], "downloads": 5},
            {"model_id": "pine/b", "base_models": BASE},
        ],
        "mappings": [
            {**PLACE, "repository_id": "oak/s", "model_id": "pine/b", "path": "s.py"},
            {**PLACE, "repository_id": "oak/r", "model_id": "pine/a", "path": "r.py", "revision": "abc"},
            {**PLACE, "repository_id": "oak/q", "model_id": "pine/a", "path": "q.py", "identity": "former_name"},
            {**PLACE, "repository_id": "oak/m", "model_id": "pine/a", "path": "m.md", "usage": "mention"},
            {**PLACE, "repository_id": "oak/u", "model_name": "pine/unlisted", "path": "u.py"},
            {"repository_id": "oak/t", "model_id": "pine/told", "identity": "exact"},
            {**PLACE, "repository_id": "oak/v", "model_name": "pine/unlisted", "path": "v.py", "hub": "ollama"},
        ],
    }
    with duckdb.connect() as opened:
        for table in schemas.TABLES:
            opened.register(table.name, pa.Table.from_pylist(rows.get(table.name, []), table.schema))
        yield opened


@pytest.mark.parametrize(
    ("model_id", "expected"),
    [
        pytest.param("pine/none", [], id="no such model"),
        pytest.param("pine/told", [("oak/t", "itself")], id="of a release that tells neither place nor usage"),
        pytest.param("pine/b", [("oak/s", "itself")], id="not through what it was made from"),
        pytest.param("pine/unlisted", [("oak/u", "itself")], id="not in models, and not of another hub"),
        pytest.param(
            "pine/a", [("oak/r", "itself"), ("oak/q", "former_name"), ("oak/s", "descendant")], id="all three ways"
        ),
        pytest.param(
            "pine/old", [("oak/r", "itself"), ("oak/q", "former_name"), ("oak/s", "descendant")], id="by a former name"
        ),
    ],
)
def test_places(connection: duckdb.DuckDBPyConnection, model_id: str, expected: list[tuple[str, str]]) -> None:
    found = of_model(connection, model_id)
    assert [(place.repository_id, place.through) for place in found.places] == expected


def test_a_record_has_pin_place_and_release(connection: duckdb.DuckDBPyConnection) -> None:
    record = of_model(connection, "pine/old").as_record()
    assert (record["model_id"], record["descendants"]) == ("pine/a", 1)
    first = record["places"][0]
    assert (first["path"], first["line"], first["revision"], first["first_seen"]) == ("r.py", 3, "abc", "2024-05")


@pytest.mark.parametrize(
    ("name", "expected"),
    [pytest.param("birch/zzz", [], id="none"), pytest.param("Pine/A", ["pine/a", "pine/b"], id="letters' case")],
)
def test_near_names(connection: duckdb.DuckDBPyConnection, name: str, expected: list[str]) -> None:
    assert near(connection, name) == expected
