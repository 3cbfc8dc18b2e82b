"""`peatmoss build --retry-skipped`, and the engines that there are."""

import json

import pytest
from command import Built, complaint, here

from builder.engine.durable import write_json


def test_a_reason_that_nothing_was_skipped_for_is_told(sample_copy: Built) -> None:
    done = here("build", "--work", sample_copy.work, "--retry-skipped", "timeout", cwd=sample_copy.work.parent)
    assert complaint(done).startswith("no item was skipped for 'timeout': the reasons in ")


def test_what_was_skipped_for_a_reason_is_run_again(sample_copy: Built) -> None:
    (record, *_) = sorted((sample_copy.work / "steps/mappings").glob("*.commit.json"))
    told = json.loads(record.read_text())
    write_json(record, told | {"skipped": {"timeout": 1}})  # as if one had been slow on that day
    folder = sample_copy.work.parent
    done = here("build", "--work", sample_copy.work, "--out", "peatmoss", "--retry-skipped", "timeout", cwd=folder)
    assert done.returncode == 0, done.stderr
    assert json.loads(record.read_text()) == told


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        pytest.param(["--engine", "spark"], "no engine 'spark': local or ray", id="no such engine"),
        pytest.param(["--address", "here:1"], "an address is for --engine ray only", id="an address for nothing"),
    ],
)
def test_wrong_engines(options: list[str], sentence: str, sample_copy: Built) -> None:
    done = here("build", "--work", sample_copy.work, *options, cwd=sample_copy.work.parent)
    assert done.returncode == 2
    assert sentence in done.stderr
