"""statistics.json of the built sample: what it says, and what is said where it is wrong."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from command import Built, here
from publishing import edited

from builder.bundled import bundled
from builder.dataset import manifest
from builder.dataset.headlines import detail, headlines
from builder.dataset.statistics_file import NAME, faults, skipped
from builder.engine import workspace
from builder.pipeline import status


@pytest.fixture
def out(sample: Built, tmp_path: Path) -> Path:
    return shutil.copytree(sample.out, tmp_path / "peatmoss")


def said(out: Path) -> list[str]:
    known = manifest.read(out)
    assert known is not None
    return faults(out, known)


def test_it_keeps_its_schema_and_is_in_the_manifest(sample: Built) -> None:
    told = json.loads((sample.out / NAME).read_text())
    jsonschema.validate(told, json.loads((bundled("configs") / "statistics.schema.json").read_text()))
    known = manifest.read(sample.out)
    assert known is not None
    assert NAME in known["files"]
    assert faults(sample.out, known) == []


def test_it_counts_what_the_build_left_out(sample: Built) -> None:
    lines = status.read(workspace.opened(sample.work))
    told = json.loads((sample.out / NAME).read_text())
    assert told["skipped"] == {line.step: line.skipped for line in lines if line.skipped}


def test_stats_answers_the_same(sample: Built, tmp_path: Path) -> None:
    assert here("stats", sample.out, "--json", tmp_path / NAME, cwd=tmp_path).returncode == 0
    assert (tmp_path / NAME).read_bytes() == (sample.out / NAME).read_bytes()


def test_numbers_that_the_tables_do_not_have_are_named(out: Path) -> None:
    told = json.loads((out / NAME).read_text())
    (models,) = (one for one in told["questions"] if one["name"] == "models")
    (count,) = (line["here"] for line in models["lines"] if line["label"] == "all")
    edited(out, "models", lambda rows: rows.slice(1))
    assert f"models, all: it says {count}, the tables {count - 1}" in said(out)


def no_list(told: dict[str, Any]) -> object:
    return {**told, "questions": 1}


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        pytest.param(lambda told: [], "it cannot be read (it holds no questions)", id="a list"),
        pytest.param(no_list, "it cannot be read (it holds no questions)", id="no questions"),
        pytest.param(lambda told: {**told, "questions": [{}]}, "it cannot be read", id="a question without a name"),
    ],
)
def test_a_file_that_is_none_of_ours_is_said_to_be_so(
    out: Path, change: Callable[[dict[str, Any]], object], sentence: str
) -> None:
    path = out / NAME
    path.write_text(json.dumps(change(json.loads(path.read_text()))))
    (found,) = said(out)
    assert found.startswith(sentence)


def test_an_older_dataset_has_none(out: Path) -> None:
    known = manifest.read(out)
    assert known is not None
    del known["files"][NAME]
    assert (faults(out, known), skipped(out, known)) == ([], None)
    assert (headlines(None), detail(None)) == ([], [])


def test_headlines_stand_on_the_page_beside_the_papers(sample: Built) -> None:
    told = json.loads((sample.out / NAME).read_text())
    page = (sample.out / "README.md").read_text()
    assert "| models | 66 | 281,638 |" in page
    assert all(f"| {one.title} | {one.here} | {one.paper} |" in page for one in headlines(told))
    assert len(detail(told)) > len(headlines(told))
