"""Two datasets held against each other: what was added, removed and changed, by key."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from command import SAMPLE, Built
from publishing import MANIFEST, edited, replaced

from builder import schemas
from builder.dataset.changes import Change, compare, names_taken_over
from builder.engine.durable import write_json
from builder.errors import OutputError

NONE = (0, 0, 0)


@pytest.fixture
def old(sample: Built) -> Path:
    return sample.out


@pytest.fixture
def new(sample: Built, tmp_path: Path) -> Path:
    return shutil.copytree(sample.out, tmp_path / "new")


def counts(old: Path, new: Path) -> dict[str, tuple[int, int, int]]:
    return {change.table: (change.added, change.removed, change.changed) for change in compare(old, new)}


def test_names_that_another_model_has_taken_since(old: Path, new: Path) -> None:
    edited(new, "models", lambda rows: replaced(rows, "status", 3, "replaced"))
    (name,) = names_taken_over(old, new)
    assert names_taken_over(new, new) == names_taken_over(new, old) == []
    (path,) = (new / "models").glob("*.arrow")
    assert name == pa.ipc.open_stream(path.read_bytes()).read_all()["model_id"][3].as_py()


def test_a_dataset_is_the_same_as_itself(old: Path) -> None:
    found = compare(old, old)
    assert [change.table for change in found] == [table.name for table in schemas.TABLES]
    assert all((change.added, change.removed, change.changed) == NONE for change in found)
    assert found[0] == Change("models", 66, 0, 0, 0)


def test_parquet_of_the_same_rows_is_no_change(old: Path, new: Path) -> None:
    text = (new / MANIFEST).read_text()
    for path in new.glob("*/*.arrow"):
        pq.write_table(pa.ipc.open_stream(path.read_bytes()).read_all(), path.with_suffix(".parquet"))
        path.unlink()
    write_json(new / MANIFEST, json.loads(text.replace(".arrow", ".parquet")))
    assert set(counts(old, new).values()) == set(counts(new, old).values()) == {NONE}


WITH_ROWS = [
    table.name
    for table in schemas.TABLES
    if table not in (schemas.QUERIES, schemas.DISCUSSIONS, schemas.MAPPING_EVENTS)
]  # the sample asks no source


@pytest.mark.parametrize("table", WITH_ROWS)
def test_rows_are_told_apart_by_key(old: Path, new: Path, table: str) -> None:
    key = schemas.BY_NAME[table].key[0]

    def change(rows: pa.Table) -> pa.Table:
        return replaced(rows.slice(2), key, 0, "owner/new")  # two are gone, one has another key

    edited(new, table, change)
    assert counts(old, new)[table] == (1, 3, 0)
    assert counts(new, old)[table] == (3, 1, 0)
    assert {found for name, found in counts(old, new).items() if name != table} == {NONE}


def test_the_order_of_rows_is_no_change(old: Path, new: Path) -> None:
    edited(new, "models", lambda rows: rows.take(list(range(rows.num_rows))[::-1]))
    assert counts(old, new)["models"] == NONE


@pytest.mark.parametrize(
    ("table", "column", "value"),
    [
        pytest.param("models", "collected_at", None, id="collected_at"),
        pytest.param("snapshots", "captured_at", None, id="captured_at"),
        pytest.param("repositories", "scanned_at", None, id="scanned_at"),
        pytest.param("mappings", "first_seen", "v1", id="first_seen"),
        pytest.param("mappings", "last_seen", "v9", id="last_seen"),
        pytest.param("mappings", "scanner", "9.9", id="scanner"),
        pytest.param("extracted_metadata", "extracted_at", None, id="extracted_at"),
    ],
)
def test_moments_alone_are_no_change(old: Path, new: Path, table: str, column: str, value: str | None) -> None:
    edited(new, table, lambda rows: replaced(rows, column, 0, value))
    assert counts(old, new)[table] == NONE


@pytest.mark.parametrize(
    ("column", "one", "other"),
    [
        pytest.param("downloads", 1, 2, id="number"),
        pytest.param("downloads", None, 0, id="null-and-zero"),
        pytest.param("task", None, "", id="null-and-empty-text"),
        pytest.param("tags", None, [], id="null-and-empty-list"),
        pytest.param("tags", [], [None], id="empty-list-and-null-in-it"),
        pytest.param("tags", ["a", "b"], ["a, b"], id="two-texts-and-one"),
        pytest.param("tags", ["a", "b"], ["b", "a"], id="order-in-a-list"),
        pytest.param("tags", [None], ["NULL"], id="null-and-its-name"),
        pytest.param("disabled", None, False, id="null-and-false"),
        pytest.param(
            "base_models",
            [{"model_id": "a", "relation": None}],
            [{"model_id": None, "relation": "a"}],
            id="other-field-of-a-struct",
        ),
    ],
)
def test_other_values_are_a_change(old: Path, tmp_path: Path, column: str, one: object, other: object) -> None:
    both = [shutil.copytree(old, tmp_path / name) for name in ("one", "other")]
    for built, value in zip(both, (one, other), strict=True):
        edited(built, "models", lambda rows, value=value: replaced(rows, column, 3, value))
    assert counts(*both)["models"] == (0, 0, 1)


def test_values_that_change_places_are_a_change(old: Path, tmp_path: Path) -> None:
    both = [shutil.copytree(old, tmp_path / name) for name in ("one", "other")]
    for built, (downloads, likes) in zip(both, ((5, 7), (7, 5)), strict=True):
        edited(built, "models", lambda rows, n=downloads: replaced(rows, "downloads", 0, n))
        edited(built, "models", lambda rows, n=likes: replaced(rows, "likes", 0, n))
    assert counts(*both)["models"] == (0, 0, 1)


def test_columns_that_only_one_has_are_left_out(old: Path, new: Path) -> None:
    edited(new, "models", lambda rows: rows.drop_columns(["likes"]).append_column("more", rows["likes"]))
    assert counts(old, new)["models"] == counts(new, old)["models"] == NONE


def test_a_table_that_the_older_one_lacks_is_all_new(old: Path, new: Path) -> None:
    manifest = json.loads((new / MANIFEST).read_text())
    manifest["files"] = {name: facts for name, facts in manifest["files"].items() if not name.startswith("mappings/")}
    write_json(new / MANIFEST, manifest)
    assert counts(new, old)["mappings"] == (SAMPLE["mappings"], 0, 0)
    assert counts(old, new)["mappings"] == (0, SAMPLE["mappings"], 0)


def arrow(folder: Path) -> Path:
    return next((folder / "models").glob("*.arrow"))


def no_manifest(folder: Path) -> None:
    (folder / MANIFEST).unlink()


def cut_short(folder: Path) -> None:
    arrow(folder).write_bytes(arrow(folder).read_bytes()[:1000])


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        pytest.param(shutil.rmtree, f"new holds no {MANIFEST}", id="no-folder"),
        pytest.param(no_manifest, f"new holds no {MANIFEST}", id="no-manifest"),
        pytest.param(lambda folder: (folder / MANIFEST).write_text("[]"), "was not written by this version", id="list"),
        pytest.param(lambda folder: arrow(folder).unlink(), "new lacks models/peatmoss-train", id="no-shard"),
        pytest.param(cut_short, "is damaged", id="cut-short"),
        pytest.param(lambda folder: arrow(folder).write_bytes(b"PAR1"), "is damaged", id="no-arrow"),
    ],
)
def test_what_is_no_dataset_is_told(old: Path, new: Path, damage: Callable[[Path], object], said: str) -> None:
    damage(new)
    for pair in ((old, new), (new, old)):
        with pytest.raises(OutputError, match=said):
            compare(*pair)
