"""What a workspace tells of itself, whole or half done."""

import os
from dataclasses import replace
from pathlib import Path

import command
import pytest
from command import Built

from builder.engine import journal, lease, progress, workspace
from builder.engine.durable import read_json, write_json
from builder.pipeline import status
from builder.pipeline.status import Line

STEPS = ("snapshots", "repositories", "mappings", "extraction")


def lines(work: Path) -> dict[str, Line]:
    return {line.step: line for line in status.read(workspace.opened(work))}


def test_sources_come_first_then_steps_then_tables(sample: Built) -> None:
    steps = [line.step for line in status.read(workspace.opened(sample.work))]
    assert steps == [
        *(f"collect {name}" for name in ("hub-2024-07", "hub-2026-10", "repositories")),
        *STEPS,
        *(
            f"merge {name}"
            for name in (
                "models",
                "snapshots",
                "repositories",
                "mappings",
                "pairs",
                "extracted_metadata",
                "queries",
                "discussions",
                "mapping_events",
            )
        ),
    ]


def test_new_workspace_has_nothing_to_tell(tmp_path: Path) -> None:
    assert lines(workspace.create(tmp_path / "work", 4).root) == {}


def test_only_collected(tmp_path: Path) -> None:
    built = command.build_here(tmp_path, "--only", "collect")
    assert set(lines(built.work)) == {f"collect {name}" for name in ("hub-2024-07", "hub-2026-10", "repositories")}


def test_what_is_left_of_a_step(sample: Built, sample_copy: Built) -> None:
    records = sorted((sample_copy.work / "steps/mappings").glob("*.commit.json"))
    assert len(records) > 1
    records[0].unlink()
    before, after = lines(sample.work)["mappings"], lines(sample_copy.work)["mappings"]
    assert (before.items, before.done) == (12, 12)
    assert after.items == 12
    assert 0 < after.done < 12
    assert after.rows < before.rows


def test_partition_of_another_plan_is_not_done(sample: Built, sample_copy: Built) -> None:
    (record, *_) = sorted((sample_copy.work / "steps/mappings").glob("*.commit.json"))
    value = read_json(record)
    write_json(record, value | {"inputs": "another" + value["inputs"]})
    assert lines(sample_copy.work)["mappings"].done < lines(sample.work)["mappings"].done
    assert lines(sample_copy.work)["snapshots"] == lines(sample.work)["snapshots"]


def test_skipped_items_are_counted_by_reason(sample: Built) -> None:
    found = lines(sample.work)
    assert found["collect hub-2024-07"].skipped == {"no_id": 1, "not_a_record": 1, "private": 1}
    assert found["merge models"].skipped == {"older_record": 25}
    assert replace(found["snapshots"], skipped={}) == found["snapshots"]


@pytest.mark.parametrize(
    ("only", "reasons"),
    [
        pytest.param(None, ["no_id", "not_a_record", "private"], id="all"),
        pytest.param("collect", ["no_id", "not_a_record", "private"], id="all-sources"),
        pytest.param("collect hub-2024-07", ["no_id", "not_a_record", "private"], id="one-source"),
        pytest.param("collect hub-2026-10", [], id="another-source"),
        pytest.param("mappings", [], id="step-without"),
    ],
)
def test_skipped_items_of_a_step(only: str | None, reasons: list[str], sample: Built) -> None:
    found = list(status.skipped(workspace.opened(sample.work), only))
    assert sorted(reason for _, reason, _, _ in found) == reasons
    assert {step for step, *_ in found} <= {"collect hub-2024-07"}


def test_a_running_step_tells_its_pace_and_what_is_left(sample_copy: Built) -> None:
    place = workspace.opened(sample_copy.work)
    records = sorted((sample_copy.work / "steps/mappings").glob("*.commit.json"))
    records[0].unlink()
    with progress.running(place.step("mappings"), "00", 1):
        assert lines(sample_copy.work)["mappings"].running == 0  # of a build that was killed
        assert status.state(place).startswith("the last build finished")
        with lease.lease(place):
            line = lines(sample_copy.work)["mappings"]
            assert (line.running, line.items) == (1, line.done + line.running + line.left)
            assert line.rate is not None
            assert line.seconds_left == (line.items - line.done) / line.rate
            assert status.state(place).startswith(f"a build is running (process {os.getpid()} on ")


def test_a_build_that_did_not_end_says_so(sample_copy: Built) -> None:
    place = workspace.opened(sample_copy.work)
    workspace.clock(place, None)
    assert status.state(place) == "the last build did not finish: run it again to continue"
    (sample_copy.work / "run.json").unlink()
    assert status.state(place) == "nothing was built here yet"


def test_a_source_that_left_the_settings_is_not_told(sample_copy: Built) -> None:
    place = workspace.opened(sample_copy.work)
    journal.begin(place, ["repositories"])
    assert [name for name in lines(sample_copy.work) if name.startswith("collect")] == ["collect repositories"]
