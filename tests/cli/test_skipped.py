"""`peatmoss skipped`: tab-separated lines, for people and for `cut`."""

import pytest
from command import Built, complaint, run

from builder.cli import app

SKIPPED = [
    ["collect hub-2024-07", "no_id", "2024-07.jsonl#32", ""],
    ["collect hub-2024-07", "not_a_record", "2024-07.jsonl#21", "of type int"],
    ["collect hub-2024-07", "private", "moss-lab/unreleased-draft", ""],
]


def test_all_steps(sample: Built) -> None:
    done = run("skipped", cwd=sample.work.parent)
    assert (done.returncode, done.stderr) == (0, "")
    assert sorted(line.split("\t") for line in done.stdout.splitlines()) == SKIPPED


@pytest.mark.parametrize(
    ("step", "count"),
    [("collect", 3), ("collect hub-2024-07", 3), ("collect hub-2026-10", 0), ("snapshots", 0), ("mappings", 0)],
)
def test_one_step(step: str, count: int, sample: Built, capsys: pytest.CaptureFixture[str]) -> None:
    assert app.run(["skipped", step, "--work", str(sample.work)]) == 0
    assert len(capsys.readouterr().out.splitlines()) == count


@pytest.mark.parametrize("step", ["mapping", "merge", "Collect"])
def test_no_such_step_is_wrong_usage(step: str, sample: Built) -> None:
    line = complaint(run("skipped", step, cwd=sample.work.parent), code=2)
    assert f"no step '{step}': the steps are collect, snapshots, repositories, mappings, questions, extraction" in line


@pytest.mark.parametrize(
    ("options", "items"),
    [
        pytest.param(["--reason", "private"], ["moss-lab/unreleased-draft"], id="of a reason"),
        pytest.param(["--reason", "unheard_of"], [], id="of no reason"),
        pytest.param(["--item", "2024-07"], ["2024-07.jsonl#21", "2024-07.jsonl#32"], id="with a word in the name"),
        pytest.param(["--item", "2024-07", "--reason", "no_id"], ["2024-07.jsonl#32"], id="both"),
    ],
)
def test_filters(options: list[str], items: list[str], sample: Built, capsys: pytest.CaptureFixture[str]) -> None:
    assert app.run(["skipped", *options, "--work", str(sample.work)]) == 0
    assert sorted(line.split("\t")[2] for line in capsys.readouterr().out.splitlines()) == items


def test_counts(sample: Built, capsys: pytest.CaptureFixture[str]) -> None:
    assert app.run(["skipped", "--count", "--work", str(sample.work)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert sorted(lines) == [f"1\tcollect hub-2024-07\t{row[1]}" for row in SKIPPED]
