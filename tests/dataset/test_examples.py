"""Which rows a page shows: those that tell most, and that can be read."""

from typing import Any

import duckdb
import pyarrow as pa
import pytest

from builder import schemas
from builder.dataset import examples

MAPPING = {
    **{"mapping_id": "1", "repository_id": "a/a", "model_id": "m/1", "model_name": "m/1", "code": 'load("m/1")'},
    **{"usage": "use", "resolution": "constant", "context": "source", "confidence": 0.9, "defined_at": "a.py:1"},
}
EVIDENCE = {"field": "license", "index": None, "source": "front_matter", "quote": "license: mit", "start": 4, "end": 16}
CARD = {"model_id": "m/1", "revision": "1", "license": "mit", "evidence": [EVIDENCE]}


def relation(table: schemas.Table, *rows: dict[str, Any]) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    connection.register(table.name, pa.Table.from_pylist(list(rows), table.schema))
    return connection


@pytest.mark.parametrize(
    "other",
    [
        pytest.param({"usage": "mention"}, id="mention"),
        pytest.param({"defined_at": None}, id="literal"),
        pytest.param({"context": "test"}, id="test"),
        pytest.param({"model_id": None}, id="no-model"),
        pytest.param({"code": None}, id="no-code"),
        pytest.param({"code": "x" * 150}, id="long"),
        pytest.param({"confidence": None}, id="unmeasured"),
        pytest.param({"code": 'load("cafÃ©")'}, id="garbled"),
    ],
)
def test_the_better_mapping_is_shown(other: dict[str, Any]) -> None:
    worse = {**MAPPING, "mapping_id": "0", **other}
    shown = examples.mapping(relation(schemas.MAPPINGS, worse, MAPPING))
    assert shown == {column: MAPPING.get(column) for column in examples.SHOWN}


@pytest.mark.parametrize("field", ["model_id", "code"])
def test_no_mapping_is_shown_without_model_or_code(field: str) -> None:
    assert examples.mapping(relation(schemas.MAPPINGS, {**MAPPING, field: None})) is None


def test_a_value_with_its_quotation() -> None:
    shown = examples.value(relation(schemas.EXTRACTED_METADATA, CARD))
    assert shown == examples.Value("m/1", "license", "mit", "front_matter", "license: mit", 4, 16)


def test_a_value_that_a_language_model_read_comes_first() -> None:
    read = {**CARD, "model_id": "m/2", "evidence": [{**EVIDENCE, "source": "llm"}]}
    shown = examples.value(relation(schemas.EXTRACTED_METADATA, CARD, read))
    assert shown
    assert shown.model_id == "m/2"


def test_an_element_of_a_list() -> None:
    names = [{"name": "squad", "url": None}, {"name": "glue", "url": None}]
    entry = {**EVIDENCE, "field": "datasets", "index": 1, "quote": "- glue"}
    shown = examples.value(relation(schemas.EXTRACTED_METADATA, {**CARD, "datasets": names, "evidence": [entry]}))
    assert shown
    assert shown.value == {"name": "glue"}  # what has no value is not shown


@pytest.mark.parametrize(
    "entry",
    [
        pytest.param({"start": None, "end": None}, id="no-place"),
        pytest.param({"quote": "cafÃ© au lait"}, id="garbled"),
        pytest.param({"quote": "x" * 500}, id="long"),
        pytest.param({"field": "demo"}, id="other-field"),
        pytest.param({"field": "datasets", "index": 3}, id="no-such-element"),
    ],
)
def test_no_value_is_shown(entry: dict[str, Any]) -> None:
    assert examples.value(relation(schemas.EXTRACTED_METADATA, {**CARD, "evidence": [{**EVIDENCE, **entry}]})) is None
