"""What two datasets say differently: statistics and licence conflicts of the sample and of a changed copy."""

import json
import shutil
from pathlib import Path

import pyarrow as pa
import pytest
from command import Built
from publishing import edited, replaced

from builder.dataset.moves import anonymous, moves
from builder.engine.durable import write_json


@pytest.fixture
def new(sample: Built, tmp_path: Path) -> Path:
    return shutil.copytree(sample.out, tmp_path / "peatmoss")


def conflict(rows: pa.Table) -> pa.Table:
    rows = replaced(rows, "verdict", 0, "incompatible")
    return replaced(replaced(rows, "rule", 0, "a rule"), "rule_source", 0, "a source")


def test_the_same_dataset_has_moved_nowhere(sample: Built) -> None:
    found = moves(sample.out, sample.out, 0)
    assert (found.statistics, found.new, found.gone) == ([], [], [])


def test_conflicts_that_came_and_those_that_went(sample: Built, new: Path) -> None:
    edited(new, "pairs", conflict)
    came, went = moves(sample.out, new, 0.05), moves(new, sample.out, 0.05)
    (one,) = came.new
    assert (one.rule, one.source, came.gone) == ("a rule", "a source", [])
    assert (went.new, went.gone) == ([], [one])
    assert "Verdicts on licences, incompatible: 0 before, 1 now" in came.statistics


@pytest.mark.parametrize(
    ("threshold", "told"),
    [pytest.param(0.1, True, id="more than a tenth"), pytest.param(0.9, False, id="less than nine tenths")],
)
def test_a_statistic_that_moved_by_more_than_the_threshold(
    sample: Built, new: Path, threshold: float, told: bool
) -> None:
    edited(new, "models", lambda rows: rows.slice(0, 33))
    found = moves(sample.out, new, threshold).statistics
    assert ("Models, all: 66 before, 33 now" in found) == told


def test_a_share_of_nothing_is_no_move(sample: Built, new: Path) -> None:
    edited(new, "pairs", lambda rows: rows.slice(0, 0))
    edited(new, "snapshots", lambda rows: rows.slice(0, 0))
    found = moves(sample.out, new, 0).statistics
    assert "Pairs of repository and model, all: 52 before, 0 now" in found
    assert not [line for line in found if line.startswith(("Models that a repository uses", "Bytes"))]


def test_a_table_that_one_of_them_lacks_is_no_move(sample: Built, new: Path) -> None:
    edited(new, "pairs", lambda rows: rows)
    (shard,) = (new / "pairs").glob("*.arrow")
    known = json.loads((new / "MANIFEST.json").read_text())
    del known["files"][f"pairs/{shard.name}"]
    write_json(new / "MANIFEST.json", known)
    assert not [line for line in moves(new, sample.out, 0).statistics if line.startswith(("Pairs", "Verdicts"))]


@pytest.mark.parametrize(
    ("licence", "shown"),
    [
        pytest.param("GPL-3.0-only", "GPL-3.0-only to ", id="a licence"),
        pytest.param("ask owner/name", "other licences", id="somebody's own words"),
    ],
)
def test_names_that_people_gave_are_left_out(sample: Built, new: Path, licence: str, shown: str) -> None:
    edited(new, "pairs", lambda rows: replaced(conflict(rows), "model_license", 0, licence))
    (line,) = (one for one in anonymous(sample.out, new) if one.startswith("new licence conflicts: 1 pair ("))
    assert shown in line
    assert "owner/name" not in line
