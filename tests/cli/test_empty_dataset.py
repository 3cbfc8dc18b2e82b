"""What the commands that ask a dataset say of one without rows: an answer or one clear line, never a traceback."""

import json
from pathlib import Path

import pytest
from command import complaint, here

from builder.engine.durable import write_json


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    folder = tmp_path / "peatmoss"
    folder.mkdir()
    write_json(
        folder / "MANIFEST.json", {"format": 1, "as_of": "2026-11-01", "peatmoss": "", "files": {}, "tables": {}}
    )
    return folder


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        pytest.param(["lineage"], "0 models, 0 edges, 0 roots, depth 0", id="lineage"),
        pytest.param(["report", "--out", "report.html"], "report.html: written", id="report"),
        pytest.param(["export", "--paper", "paper"], "1 of the paper's 56 tables have rows", id="export"),
        pytest.param(["diff", "peatmoss"], "pairs                  0      0        0        0", id="diff"),
    ],
)
def test_an_answer(empty: Path, arguments: list[str], said: str) -> None:
    done = here(*arguments, cwd=empty.parent)
    assert (done.returncode, done.stderr) == (0, "")
    assert said in done.stdout


def test_statistics_have_no_number_of_their_own(empty: Path) -> None:
    done = here("stats", "--json", "answers.json", cwd=empty.parent)
    assert (done.returncode, done.stderr) == (0, "")
    told = json.loads((empty.parent / "answers.json").read_text())
    lines = [line for one in told["questions"] for line in one["lines"]]
    assert lines
    assert not any(line["here"] for line in lines)


@pytest.mark.parametrize("command", ["lineage", "dependants"])
def test_a_model_that_is_not_there(empty: Path, command: str) -> None:
    said = complaint(here(command, "pine/none", cwd=empty.parent))
    assert said == "pine/none is not in peatmoss: give a model_id of its table models"
