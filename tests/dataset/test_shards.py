"""Tables of a dataset folder read from Arrow and Parquet shards alike."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from builder.dataset import shards as dataset

ROWS = pa.table({"n": [1, 2, 3, 4], "text": ["a", None, "c", "d"], "many": [["x"], [], None, ["y", "z"]]})


def arrow(rows: pa.Table, path: Path) -> Path:
    with pa.ipc.new_stream(path.with_suffix(".arrow"), rows.schema) as sink:
        sink.write_table(rows)
    return path.with_suffix(".arrow")


def parquet(rows: pa.Table, path: Path) -> Path:
    pq.write_table(rows, path.with_suffix(".parquet"))
    return path.with_suffix(".parquet")


Write = Callable[[pa.Table, Path], Path]
BOTH = pytest.mark.parametrize("write", [arrow, parquet])


def test_shards_are_those_of_the_manifest_in_their_order() -> None:
    files = {"models/b.arrow": {}, "models/a.arrow": {}, "models_history/v1.arrow": {}, "README.md": {}}
    assert dataset.shards(Path("x"), {"files": files}, "models") == [Path("x/models/a.arrow"), Path("x/models/b.arrow")]
    assert dataset.shards(Path("x"), {"files": files}, "mappings") == []


@BOTH
def test_shards_are_one_relation(write: Write, tmp_path: Path) -> None:
    files = [write(ROWS.slice(0, 3), tmp_path / "it's [1]*"), write(ROWS.slice(3), tmp_path / "b")]
    with duckdb.connect() as connection:
        schema, rows = dataset.register(connection, "everything", files)
        assert (schema.names, rows) == (ROWS.schema.names, 4)
        found = connection.execute("SELECT n, text, many FROM everything ORDER BY n").fetchall()
    assert found == [(1, "a", ["x"]), (2, None, []), (3, "c", None), (4, "d", ["y", "z"])]


@BOTH
def test_a_relation_can_be_made_again(write: Write, tmp_path: Path) -> None:
    with duckdb.connect() as connection:
        for number in (1, 2):
            dataset.register(connection, "rows", [write(ROWS.slice(0, number), tmp_path / f"{number}")])
            assert connection.execute("SELECT count(*) FROM rows").fetchall() == [(number,)]


@BOTH
def test_some_columns_of_a_shard(write: Write, tmp_path: Path) -> None:
    found = dataset.columns(write(ROWS, tmp_path / "a"), ["many", "n"])
    assert found.equals(ROWS.select(["many", "n"]))


def test_batches_of_all_shards_in_order(tmp_path: Path) -> None:
    files = [arrow(ROWS.slice(2), tmp_path / "z"), arrow(ROWS.slice(0, 2), tmp_path / "a")]
    assert pa.Table.from_batches(dataset.batches(files))["n"].to_pylist() == [3, 4, 1, 2]


def test_an_example_is_the_row_that_shows_most(tmp_path: Path) -> None:
    assert dataset.example([arrow(ROWS, tmp_path / "a")]) == {"n": 1, "text": "a", "many": ["x"]}
    assert dataset.example([arrow(ROWS.slice(1), tmp_path / "b")]) == {"n": 4, "text": "d", "many": ["y", "z"]}


def test_an_empty_table_has_no_example(tmp_path: Path) -> None:
    assert dataset.example([]) == {}
    assert dataset.example([arrow(ROWS.slice(0, 0), tmp_path / "a")]) == {}


@pytest.mark.parametrize(
    ("text", "garbled"),
    [
        pytest.param("plain", False, id="ascii"),
        pytest.param("Ça déjà été, naïve – “quoted”", False, id="french"),
        pytest.param("größer, Øl, ÅÄÖ, ñandú", False, id="accents"),
        pytest.param("斷詞 العربية", False, id="other-scripts"),
        pytest.param("cafÃ©", True, id="latin-1"),
        pytest.param("itâ€™s", True, id="windows-1252"),
        pytest.param("a\ufffdb", True, id="replacement"),
        pytest.param({"a": ["cafÃ©"]}, True, id="nested"),
        pytest.param([1, None, {"a": 2.0}], False, id="no-text"),
    ],
)
def test_is_garbled(text: Any, garbled: bool) -> None:
    assert dataset.is_garbled(text) is garbled
