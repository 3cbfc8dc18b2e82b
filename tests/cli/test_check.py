"""`peatmoss check`: one line and exit code 0 or 1."""

import shutil
from pathlib import Path

import pytest
from command import SAMPLE, Built, complaint, here, run

from builder.cli import app

SHARD = "models/peatmoss-train-00000-of-00001.arrow"


@pytest.fixture
def out(sample: Built, tmp_path: Path) -> Path:
    return shutil.copytree(sample.out, tmp_path / "peatmoss")


def test_good_dataset(out: Path) -> None:
    done = run("check", cwd=out.parent)  # its default folder
    assert (done.returncode, done.stderr) == (0, "")
    rows = sum(SAMPLE.values())
    assert done.stdout == f"peatmoss: 11 files, {rows} rows: files, keys, references and README are correct\n"


def test_the_folder_by_the_option_that_build_has(out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert app.run(["check", "--out", str(out)]) == 0
    assert capsys.readouterr().out.startswith(f"{out}: 11 files, ")
    assert app.run(["check", "--out", str(out.parent / "nowhere")]) == 1
    assert "nowhere is not a folder" in capsys.readouterr().err


def test_the_folder_given_twice_is_wrong_usage(out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert app.run(["check", str(out), "--out", str(out)]) == 2
    assert "give the folder once: as the argument or with --out" in capsys.readouterr().err


def test_one_damage_is_one_line(out: Path) -> None:
    (out / SHARD).unlink()
    line = complaint(here("check", out, cwd=out.parent))
    assert line == f"{SHARD} is missing (1 in all): build it again"


def test_each_damage_is_a_line(out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (out / SHARD).unlink()
    (out / "stray").touch()
    assert app.run(["check", str(out)]) == 1
    *first, last = capsys.readouterr().err.splitlines()
    assert first == ["stray is not in MANIFEST.json"]
    assert last == f"peatmoss: {SHARD} is missing (2 in all): build it again"


@pytest.mark.parametrize(
    ("folder", "sentence"),
    [
        pytest.param("nowhere", "is not a folder: build a dataset first, or name its folder", id="missing"),
        pytest.param("empty", "holds no MANIFEST.json: it is not a dataset built by peatmoss", id="empty"),
        pytest.param("foreign", "MANIFEST.json is not JSON", id="manifest-of-something-else"),
        pytest.param("file", "is not a folder", id="file"),
    ],
)
def test_no_dataset(folder: str, sentence: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "foreign").mkdir()
    (tmp_path / "foreign/MANIFEST.json").write_text("Manifest-Version: 1.0\n")
    (tmp_path / "file").touch()
    assert app.run(["check", str(tmp_path / folder)]) == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("peatmoss: ")
    assert sentence in line
