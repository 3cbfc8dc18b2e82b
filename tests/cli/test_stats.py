"""`peatmoss stats`: the built sample's numbers, and folders that are no dataset."""

import json
from pathlib import Path

import pytest
from command import SAMPLE, Built, complaint, here


def test_numbers_stand_beside_the_papers(sample: Built, tmp_path: Path) -> None:
    file = tmp_path / "statistics.json"
    done = here("stats", sample.out, "--only", "models", "--only", "pairs", "--json", file, cwd=tmp_path)
    assert done.returncode == 0
    lines = [line.split() for line in done.stdout.splitlines()]
    assert ["all", str(SAMPLE["models"]), "281,638"] in lines
    assert ["all", str(SAMPLE["pairs"]), "44,337"] in lines
    told = json.loads(file.read_text())
    assert [one["name"] for one in told["questions"]] == ["models", "pairs"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        pytest.param(["nowhere"], "nowhere holds no dataset: build one, or name its folder", id="no dataset"),
        pytest.param(["--only", "nothing"], "no statistic is called nothing: there are ", id="no question"),
    ],
)
def test_what_cannot_be_answered_is_one_line(sample: Built, arguments: list[str], said: str) -> None:
    done = here("stats", *arguments, cwd=sample.out.parent)
    assert done.returncode == 1
    assert complaint(done).startswith(said)
