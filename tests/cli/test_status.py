"""`peatmoss status`: a line per step that says it all, on a terminal and off it."""

import re
from pathlib import Path

import pytest
from command import Built, complaint, environment, here, run

from builder import schemas
from builder.cli import app


def test_every_step_is_a_whole_line(sample: Built) -> None:
    done = run("status", cwd=sample.work.parent)  # its default folder
    assert (done.returncode, done.stderr) == (0, "")
    heads, *lines, last = (re.split(r"  +", line.strip()) for line in done.stdout.splitlines())
    assert heads == ["step", "items", "done", "running", "left", "rows", "per second", "time left", "skipped"]
    assert ["collect hub-2024-07", "33", "33", "0", "0", "30", "3", "1 no_id, 1 not_a_record, 1 private"] in lines
    assert ["merge extracted_metadata", "28", "28", "0", "0", "28", "0"] in lines
    assert len(lines) == 3 + 4 + len(schemas.TABLES)  # sources, steps, merged tables
    assert last[0].startswith("the last build finished (data as of ")


def test_narrow_terminal_does_not_cut_what_is_piped(sample: Built) -> None:
    wide = here("status", cwd=sample.work.parent)
    narrow = here("status", cwd=sample.work.parent, env=environment(COLUMNS="40"))
    assert narrow.stdout == wide.stdout
    assert "…" not in narrow.stdout


@pytest.mark.parametrize(
    ("work", "sentence"),
    [
        pytest.param("nowhere", "is not a workspace: run peatmoss build first, or name its folder", id="missing"),
        pytest.param("empty", "is not a workspace", id="empty"),
        pytest.param("damaged", "workspace.json is damaged", id="damaged"),
        pytest.param("file", "file", id="file"),
    ],
)
def test_no_workspace(work: str, sentence: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "damaged").mkdir()
    (tmp_path / "damaged/workspace.json").write_text("{")
    (tmp_path / "file").touch()
    for command in ("status", "skipped"):
        assert app.run([command, "--work", str(tmp_path / work)]) == 1
        (line,) = capsys.readouterr().err.splitlines()
        assert line.startswith("peatmoss: ")
        assert sentence in line
        assert "unexpected" not in line


def test_default_workspace_is_named(tmp_path: Path) -> None:
    assert complaint(here("status", cwd=tmp_path)).startswith("work is not a workspace: run peatmoss build first")
