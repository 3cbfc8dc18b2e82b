"""`peatmoss skipped`: tab-separated lines, for people and for `cut`."""

import pytest
from command import Built, complaint, here, run

from builder.cli import app
from builder.engine import workspace
from builder.pipeline import status
from builder.pipeline.status import STEPS

SKIPPED = [
    ["collect hub-2024-07", "no_id", "2024-07.jsonl#32", ""],
    ["collect hub-2024-07", "not_a_record", "2024-07.jsonl#21", "of type int"],
    ["collect hub-2024-07", "private", "moss-lab/unreleased-draft", ""],
]


def test_all_steps(sample: Built) -> None:
    done = run("skipped", cwd=sample.work.parent)
    assert done.returncode == 0
    assert done.stderr == "merge models: 25 older records of the same models were merged and are not listed\n"
    assert sorted(line.split("\t") for line in done.stdout.splitlines()) == SKIPPED


@pytest.mark.parametrize(
    ("step", "count"),
    [("collect", 3), ("collect hub-2024-07", 3), ("collect hub-2026-10", 0), ("snapshots", 0), ("mappings", 0)],
)
def test_one_step(step: str, count: int, sample: Built, capsys: pytest.CaptureFixture[str]) -> None:
    assert app.run(["skipped", step, "--work", str(sample.work)]) == 0
    assert len(capsys.readouterr().out.splitlines()) == count


@pytest.mark.parametrize("step", ["mapping", "merges", "Collect"])
def test_no_such_step_is_wrong_usage(step: str, sample: Built) -> None:
    line = complaint(here("skipped", step, cwd=sample.work.parent), code=2)
    assert f"no step '{step}': the steps are collect, {', '.join(STEPS)}, merge" in line


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
    collected = [f"1\tcollect hub-2024-07\t{row[1]}" for row in SKIPPED]
    assert sorted(lines) == sorted([*collected, "25\tmerge models\tolder_record"])


def test_status_and_skipped_count_the_same(sample: Built) -> None:
    place = workspace.opened(sample.work)
    shown = {(line.step, reason): n for line in status.read(place) for reason, n in line.skipped.items()}
    assert shown == status.counts(place)
    assert sum(n for (step, _), n in shown.items() if not step.startswith("merge")) == len(SKIPPED)


def test_a_build_ends_with_what_it_left_out_and_why(sample: Built) -> None:
    assert "collect hub-2024-07: 3 of " in sample.done.stdout
    assert "(1 no_id, 1 not_a_record, 1 private)" in sample.done.stdout
    assert "`peatmoss skipped` lists them" in sample.done.stdout
