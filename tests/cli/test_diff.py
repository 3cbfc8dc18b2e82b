"""`peatmoss diff`: a line per table, and one line for what is no dataset."""

import shutil
from pathlib import Path

import pyarrow as pa
import pytest
from command import SAMPLE, Built, complaint, here, run
from publishing import edited, replaced

from builder.cli import app


@pytest.fixture
def new(sample: Built, tmp_path: Path) -> Path:
    return shutil.copytree(sample.out, tmp_path / "peatmoss")


def test_counts_are_a_table(sample: Built, new: Path) -> None:
    edited(new, "models", lambda rows: replaced(rows.slice(2), "likes", 0, 99))
    done = run("diff", sample.out, cwd=new.parent)  # held against its default folder
    assert (done.returncode, done.stderr) == (0, "")
    head, *rows = [line.split() for line in done.stdout.splitlines() if not line.startswith("moved: ")]
    assert head == ["table", "rows", "added", "removed", "changed"]
    assert rows == [
        ["models", "64", "0", "2", "1"],
        ["snapshots", "68", "0", "0", "0"],
        ["repositories", "12", "0", "0", "0"],
        ["mappings", str(SAMPLE["mappings"]), "0", "0", "0"],
        ["pairs", str(SAMPLE["pairs"]), "0", "0", "0"],
        ["extracted_metadata", "28", "0", "0", "0"],
        ["queries", "0", "0", "0", "0"],
        ["discussions", "0", "0", "0", "0"],
        ["mapping_events", "0", "0", "0", "0"],
    ]


def test_names_that_another_model_took_are_named(new: Path, sample: Built, capsys: pytest.CaptureFixture[str]) -> None:
    """Only those that were taken since the older dataset."""
    known = f"openai-community/gpt2@{1:024x}"

    def taken(rows: pa.Table) -> pa.Table:
        at = rows["model_id"].to_pylist().index("openai-community/gpt2")
        return replaced(replaced(rows, "model_id", at, known), "status", at, "replaced")

    edited(new, "models", taken)
    assert app.run(["diff", str(sample.out), str(new)]) == 0
    last = capsys.readouterr().out.splitlines()[-1]
    assert last == f"name taken over by another model: openai-community/gpt2 (before: {known})"
    assert app.run(["diff", str(new), str(new)]) == 0
    assert "taken over" not in capsys.readouterr().out


def test_empty_tables_are_compared_as_any(new: Path, sample: Built, capsys: pytest.CaptureFixture[str]) -> None:
    edited(new, "mappings", lambda rows: rows.slice(0, 0))
    for pair, line in (
        ((sample.out, new), [0, 0, SAMPLE["mappings"], 0]),
        ((new, sample.out), None),
        ((new, new), [0] * 4),
    ):
        assert app.run(["diff", *map(str, pair)]) == 0
        (row,) = [row for row in capsys.readouterr().out.splitlines() if row.startswith("mappings")]
        assert row.split()[1:] == [str(count) for count in line or [SAMPLE["mappings"], SAMPLE["mappings"], 0, 0]]


@pytest.mark.parametrize("order", [1, -1], ids=["new", "old"])
def test_a_folder_that_is_no_dataset_is_one_line(new: Path, tmp_path: Path, order: int) -> None:
    (tmp_path / "empty").mkdir()
    pair = ["peatmoss", "empty"][::order]
    assert (
        complaint(here("diff", *pair, cwd=tmp_path))
        == "empty holds no MANIFEST.json: it is not a dataset built by peatmoss"
    )


@pytest.mark.parametrize("name", ["nothing", "peatmoss/README.md"])
def test_no_folder_at_all_is_one_line(
    new: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.chdir(new.parent)
    assert app.run(["diff", name]) == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert name in line
    assert "please report it" not in line


@pytest.mark.parametrize("damage", ["cut short", "flipped"])
def test_a_damaged_table_is_one_line(new: Path, sample: Built, damage: str, capsys: pytest.CaptureFixture[str]) -> None:
    (shard,) = (new / "mappings").glob("*.arrow")
    data = shard.read_bytes()
    shard.write_bytes(data[:100] if damage == "cut short" else data[:200] + bytes(b ^ 255 for b in data[200:]))
    assert app.run(["diff", str(sample.out), str(new)]) == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert "is damaged" in line


def test_nothing_to_compare_is_wrong_usage(tmp_path: Path) -> None:
    assert complaint(here("diff", cwd=tmp_path), 2).startswith("Missing argument 'OLD'")
