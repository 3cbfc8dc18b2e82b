"""Writing the merged tables as a dataset: shards, card, manifest; all of it or nothing."""

from datetime import datetime
from pathlib import Path
from typing import Any

import datasets
import pyarrow as pa
import pytest
from command import Built

from builder import schemas
from builder.dataset import output
from builder.dataset.manifest import read
from builder.engine import commits, workspace
from builder.engine.workspace import Workspace
from builder.errors import InputError, OutputError, WorkspaceError

NOW = datetime(2026, 1, 2)
ROWS = 30_000


def write(place: Workspace, out: Path) -> dict[str, Any]:
    return output.write(place, out, NOW, [], {"a/file": "0" * 64}, lambda rows: None)


@pytest.fixture
def place(sample_copy: Built) -> Workspace:
    return workspace.opened(sample_copy.work)


@pytest.fixture
def many(place: Workspace) -> Workspace:
    """A workspace whose table of repositories needs several shards."""
    ids = pa.array([f"o/{number:06d}" for number in range(ROWS)])
    columns = {name: ids if name == "repository_id" else pa.nulls(ROWS) for name in schemas.REPOSITORIES.schema.names}
    rows = pa.table(columns).cast(schemas.REPOSITORIES.schema)
    file = commits.write_parquet(place.tables, "repositories", rows)
    commits.write(place.tables, commits.Commit("repositories", "", ROWS, ROWS, {}, {"rows": file}))
    return place


def test_folder_holds_what_the_manifest_names(place: Workspace, tmp_path: Path) -> None:
    made = write(place, tmp_path / "deep/out")
    files = {str(path.relative_to(tmp_path / "deep/out")) for path in (tmp_path / "deep/out").rglob("*.*")}
    assert files == {
        "MANIFEST.json",
        "README.md",
        "statistics.json",
        *(f"{t.name}/peatmoss-train-00000-of-00001.arrow" for t in schemas.TABLES),
    }
    assert set(made["files"]) == files - {"MANIFEST.json"}
    assert read(tmp_path / "deep/out") == made
    assert made["as_of"] == "2026-01-02T00:00:00"
    assert made["inputs"] == {"a/file": "0" * 64}
    assert [path.name for path in (tmp_path / "deep").iterdir()] == ["out"]


def test_same_tables_same_bytes(place: Workspace, tmp_path: Path) -> None:
    assert write(place, tmp_path / "one") == write(place, tmp_path / "two")


def test_advances_by_every_row(place: Workspace, tmp_path: Path) -> None:
    counted: list[int] = []
    made = output.write(place, tmp_path / "out", NOW, [], {}, counted.append)
    assert sum(counted) == sum(table["rows"] for table in made["tables"].values())


def test_large_table_becomes_shards(many: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("datasets.config.MAX_SHARD_SIZE", "1MB")
    made = write(many, tmp_path / "out")
    shards = {name: facts["rows"] for name, facts in made["files"].items() if name.startswith("repositories/")}
    assert len(shards) > 2
    assert list(shards) == [
        f"repositories/peatmoss-train-{i:05d}-of-{len(shards):05d}.arrow" for i in range(len(shards))
    ]
    assert sum(shards.values()) == ROWS
    for name, rows in shards.items():
        assert pa.ipc.open_stream((tmp_path / "out" / name).read_bytes()).read_all().num_rows == rows
    loaded = datasets.load_dataset(str(tmp_path / "out"), "repositories", split="train", cache_dir=str(tmp_path / "c"))
    assert loaded["repository_id"] == [f"o/{number:06d}" for number in range(ROWS)]


def test_library_says_nothing(place: Workspace, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    write(place, tmp_path / "out")
    assert capfd.readouterr() == ("", "")


# Errors


def test_missing_table_leaves_what_was_there(place: Workspace, sample: Built, tmp_path: Path) -> None:
    (place.tables / "mappings.commit.json").unlink()
    before = (tmp_path / "peatmoss/MANIFEST.json").stat().st_ino
    with pytest.raises(InputError, match="holds no table 'mappings': run peatmoss build first"):
        write(place, tmp_path / "peatmoss")
    assert (tmp_path / "peatmoss/MANIFEST.json").stat().st_ino == before
    assert {path.name for path in tmp_path.iterdir()} == {"work", "peatmoss"}


def test_damaged_table_is_not_published(place: Workspace, tmp_path: Path) -> None:
    (rows,) = place.tables.glob("models-*.parquet")
    rows.write_bytes(rows.read_bytes()[:-1] + b"?")
    with pytest.raises(WorkspaceError, match="was changed after its commit"):
        write(place, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_folder_that_became_foreign_meanwhile_stays(place: Workspace, tmp_path: Path) -> None:
    def meanwhile(rows: int) -> None:
        (tmp_path / "out").mkdir(exist_ok=True)
        (tmp_path / "out/theirs").write_text("kept")

    with pytest.raises(OutputError, match="was not written by peatmoss"):
        output.write(place, tmp_path / "out", NOW, [], {}, meanwhile)
    assert [path.read_text() for path in (tmp_path / "out").iterdir()] == ["kept"]
    assert not (tmp_path / ".out-staging").exists()
