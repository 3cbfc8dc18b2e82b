"""Notes of what a step is doing, for whoever looks."""

from pathlib import Path

import pytest

from builder.engine import progress


def test_a_step_that_never_ran_has_none(tmp_path: Path) -> None:
    assert progress.read(tmp_path) is None
    assert progress.read(tmp_path / "nowhere") is None


def test_partitions_are_told_while_they_are_worked_on(tmp_path: Path) -> None:
    progress.begin(tmp_path, 5)
    with progress.running(tmp_path, "01", 7):
        with progress.running(tmp_path, "02", 4):
            assert progress.read(tmp_path).running == 11
        assert progress.read(tmp_path).running == 7
        assert progress.read(tmp_path).done_before == 5
    assert progress.read(tmp_path).running == 0


def test_an_error_ends_the_work_too(tmp_path: Path) -> None:
    progress.begin(tmp_path, 0)
    with pytest.raises(ValueError, match="ours"), progress.running(tmp_path, "01", 7):
        raise ValueError("ours")
    assert progress.read(tmp_path).running == 0


def test_what_a_killed_run_noted_is_forgotten(tmp_path: Path) -> None:
    progress.begin(tmp_path, 0)
    (tmp_path / "01.running.json").write_text('{"items": 3}')
    (tmp_path / "02.running.json").write_text("{")
    assert progress.read(tmp_path).running == 3
    progress.clear(tmp_path)
    assert progress.read(tmp_path).running == 0


@pytest.mark.parametrize("note", ["", "[]", "{}", '{"began": "soon", "done_before": 1}'])
def test_a_note_that_cannot_be_read_is_none(tmp_path: Path, note: str) -> None:
    (tmp_path / "run.json").write_text(note)
    assert progress.read(tmp_path) is None
