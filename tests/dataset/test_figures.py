"""figures/ of a dataset: what it holds, and that nobody takes its tables for rows."""

import csv
import json
from pathlib import Path

import datasets
import pytest
from command import SAMPLE, Built, complaint, here

from builder.analysis.figures.catalogue import FIGURES
from builder.dataset.manifest import NAME
from builder.engine.durable import write_json

NAMES = {f"{one.name}.{kind}" for one in FIGURES for kind in ("svg", "csv")}


def test_a_dataset_with_its_figures_is_complete_and_loads_as_before(
    sample_copy: Built, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = here("figures", sample_copy.out, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    said = done.stdout.splitlines()
    assert len(said) == len(FIGURES)
    assert [line for line in said if "has no values" in line] == [said[-1]]  # nothing tells when uses began
    assert {path.name for path in (sample_copy.out / "figures").iterdir()} == NAMES
    with (sample_copy.out / "figures/resolutions.csv").open(newline="") as file:
        assert sum(int(row["here"]) for row in csv.DictReader(file)) == SAMPLE["mappings"]
    done = here("check", sample_copy.out, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    monkeypatch.setattr(datasets.config, "HF_DATASETS_CACHE", tmp_path / "cache")
    names = [name for name, rows in SAMPLE.items() if rows]
    assert sorted(datasets.get_dataset_config_names(str(sample_copy.out))) == sorted(names)
    for name in (None, "pairs"):  # by default, and one that is named
        found = datasets.load_dataset(str(sample_copy.out), name, cache_dir=str(tmp_path / "cache"))
        assert {split: rows.num_rows for split, rows in found.items()} == {"train": SAMPLE[name or "mappings"]}


def test_a_release_stays_as_it_is_and_its_figures_go_elsewhere(sample_copy: Built, tmp_path: Path) -> None:
    known = json.loads((sample_copy.out / NAME).read_text())
    write_json(sample_copy.out / NAME, {**known, "release": "v1"})
    before = (sample_copy.out / NAME).read_bytes()
    said = complaint(here("figures", sample_copy.out, cwd=tmp_path))
    assert said.endswith("is a published release, which stays as it is: give a folder with --out")
    done = here("figures", sample_copy.out, "--out", "mine/figures", "--only", "growth", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert {path.name for path in (tmp_path / "mine/figures").iterdir()} == {"growth.svg", "growth.csv"}
    assert (sample_copy.out / NAME).read_bytes() == before
    assert not (sample_copy.out / "figures").exists()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        pytest.param(["nowhere"], "nowhere holds no dataset", id="no dataset"),
        pytest.param(["sample", "--only", "growths"], "no figure is called growths: there are ad", id="no figure"),
    ],
)
def test_what_cannot_be_drawn(sample: Built, tmp_path: Path, words: list[str], said: str) -> None:
    named = [str(sample.out) if word == "sample" else word for word in words]
    assert complaint(here("figures", *named, cwd=tmp_path)).startswith(said)
