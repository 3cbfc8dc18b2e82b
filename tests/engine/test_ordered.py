from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builder.engine import ordered as module
from builder.engine.ordered import ordered
from builder.schemas.columns import INT, TEXT, TEXTS, TIME, Column, Table

TABLE = Table(
    "small",
    "Made for these tests.",
    key=("name",),
    order=("made", "name"),
    columns=tuple(Column(name, kind, "") for name, kind in (("name", TEXT), ("made", TIME), ("n", INT), ("l", TEXTS))),
)
BY_NAME = Table("small", "", key=("name",), order=("name",), columns=TABLE.columns)
FIRST = datetime(2022, 3, 2)


def row(name: str, day: int | None, number: int = 0) -> dict[str, Any]:
    return {"name": name, "made": None if day is None else FIRST + timedelta(day), "n": number, "l": [name]}


def put(rows: list[dict[str, Any]], scratch: Path, table: Table = TABLE) -> list[dict[str, Any]]:
    with duckdb.connect() as connection:
        connection.register("given", pa.Table.from_pylist(rows, schema=table.schema))
        parts = list(ordered(connection, "SELECT * FROM given", table.order, table.schema, scratch))
    assert all(part.schema == table.schema for part in parts)
    assert not scratch.exists()
    return [found for part in parts for found in part.to_pylist()]


def expected(rows: list[dict[str, Any]], table: Table = TABLE) -> list[dict[str, Any]]:
    return sorted(rows, key=lambda found: [(found[name] is None, found[name] or "") for name in table.order])


@pytest.fixture
def small_ranges(monkeypatch):
    """As if the rows were many: ranges of ten, dealt out a few at a time."""
    monkeypatch.setattr(module, "RANGE_ROWS", 10)
    monkeypatch.setattr(module, "DEAL_BYTES", 2000)


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param([], id="nothing"),
        pytest.param([row("b", 1), row("a", 2)], id="by the first key"),
        pytest.param([row("b", 1), row("a", 1)], id="then by the second"),
        pytest.param([row("b", None), row("c", 1), row("a", None)], id="nulls last, by the second key"),
        pytest.param([row("ä", 1), row("z", 1), row("Z", 1), row("\U0001f332", 1)], id="by bytes, not by language"),
    ],
)
def test_rows_come_in_the_tables_order(tmp_path, rows):
    assert put(rows, tmp_path / "scratch") == expected(rows)


@pytest.mark.parametrize("table", [TABLE, BY_NAME], ids=["by date", "by name"])
def test_many_rows_come_in_the_tables_order(tmp_path, small_ranges, table):
    rows = [
        row(f"{number * 7919 % 1000:03d}'\"", number * 31 % 97 if number % 5 else None, number)
        for number in range(1000)
    ]
    assert put(rows, tmp_path / "scratch", table) == expected(rows, table)


@given(st.lists(st.text(max_size=3), max_size=50, unique=True))
@settings(max_examples=40, deadline=None)
def test_any_names_come_in_the_tables_order(tmp_path_factory, names):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "RANGE_ROWS", 10)
        rows = [row(name, None, number) for number, name in enumerate(names)]
        assert put(rows, tmp_path_factory.getbasetemp() / "scratch", BY_NAME) == expected(rows, BY_NAME)


def test_one_value_in_every_row_is_no_obstacle(tmp_path, small_ranges):
    rows = [row(f"{number:03d}", 7, number) for number in range(500)]
    assert put(list(reversed(rows)), tmp_path / "scratch") == rows


def test_what_a_killed_merge_left_is_no_obstacle(tmp_path):
    (tmp_path / "scratch").mkdir()
    (tmp_path / "scratch" / "000.arrow").write_bytes(b"half")
    assert put([row("a", 1)], tmp_path / "scratch") == [row("a", 1)]


def test_a_fault_leaves_no_scratch(tmp_path):
    with duckdb.connect() as connection, pytest.raises(duckdb.Error):
        list(ordered(connection, "SELECT * FROM nothing", TABLE.order, TABLE.schema, tmp_path / "scratch"))
    assert not (tmp_path / "scratch").exists()
