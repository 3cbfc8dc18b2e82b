from datetime import UTC, datetime

import pytest

from builder.engine.workspace import Workspace, clock, connect, create, finish, opened, tidy
from builder.errors import WorkspaceError

FIXED = datetime(2024, 7, 11)
# making and opening


def test_a_workspace_is_made_once_and_opened_ever_after(tmp_path):
    assert create(tmp_path / "a" / "work", 8) == Workspace(tmp_path / "a" / "work", 8)
    assert create(tmp_path / "a" / "work", 16).partitions == 8
    assert opened(tmp_path / "a" / "work").partitions == 8


def test_a_folder_of_something_else_is_refused_and_left_alone(tmp_path):
    (tmp_path / "thesis.tex").write_text("mine")
    with pytest.raises(WorkspaceError, match="not empty and is not a workspace: give another folder with --work"):
        create(tmp_path, 8)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.tex"]


def test_a_file_is_refused(tmp_path):
    (tmp_path / "work").write_text("mine")
    with pytest.raises(WorkspaceError, match="is a file: give a folder with --work"):
        create(tmp_path / "work", 8)


def test_what_a_kill_left_of_making_it_is_no_obstacle(tmp_path):
    (tmp_path / ".tmp-123-workspace.json").write_text("{")
    assert create(tmp_path, 8).partitions == 8


def test_a_missing_workspace_is_told_with_the_remedy(tmp_path):
    with pytest.raises(WorkspaceError, match="is not a workspace: run peatmoss build first"):
        opened(tmp_path)


def test_a_workspace_of_another_version_is_refused(tmp_path):
    (tmp_path / "workspace.json").write_text('{"format": 99, "partitions": 8}')
    with pytest.raises(WorkspaceError, match="format 99, this version reads 1: build into a new --work"):
        create(tmp_path, 8)


@pytest.mark.parametrize("data", [b"", b"{", b"\xff", b"[]", b"{}", b'"x"', b'{"format": 1, "partitions": "many"}'])
def test_a_damaged_workspace_is_told_with_the_remedy(tmp_path, data):
    (tmp_path / "workspace.json").write_bytes(data)
    with pytest.raises(WorkspaceError, match=r"workspace\.json is damaged: build into a new --work"):
        create(tmp_path, 8)


def test_a_connection_spills_into_the_workspace_whatever_its_name(tmp_path):
    place = create(tmp_path / "o'neil [1] 50%", 8)
    with connect(place, 128) as connection:
        (found,) = connection.execute("SELECT current_setting('temp_directory')").fetchall()
        assert found == (str(place.root / "spill"),)
        connection.execute("CREATE TABLE large AS SELECT range AS a, md5(range::VARCHAR) AS b FROM range(2000000)")
        assert connection.execute("SELECT count(*) FROM (SELECT * FROM large ORDER BY b)").fetchall() == [(2_000_000,)]


def test_times_are_utc(place):
    with connect(place) as connection:
        assert connection.execute("SELECT '2024-07-11 02:00:00+02'::TIMESTAMPTZ::VARCHAR").fetchone() == (
            "2024-07-11 00:00:00+00",
        )


# the clock


@pytest.fixture(autouse=True)
def no_epoch(monkeypatch):
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)


def now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)


def test_the_settings_say_what_time_it_is(place, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "0")
    assert clock(place, FIXED) == FIXED


def test_else_the_environment_does(place, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1720656000")
    assert clock(place, None) == FIXED


@pytest.mark.parametrize("epoch", ["yesterday", "1.5", "1e9", "99999999999999", "9" * 30, "-99999999999999"])
def test_a_bad_environment_is_told_in_one_line(place, monkeypatch, epoch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)
    with pytest.raises(WorkspaceError, match=f"SOURCE_DATE_EPOCH is '{epoch}', not a number of seconds"):
        clock(place, None)


def test_else_it_is_now_to_the_second(place):
    before = now().replace(microsecond=0)
    assert before <= clock(place, None) <= now()
    assert clock(place, None).microsecond == 0


def test_a_run_that_was_killed_keeps_its_moment(place):
    assert clock(place, FIXED) == FIXED
    assert clock(place, None) == FIXED
    assert clock(opened(place.root), None) == FIXED


def test_a_run_that_came_to_its_end_does_not(place):
    finish(place, clock(place, FIXED))
    assert clock(place, None) > FIXED


def test_another_moment_in_the_settings_goes_before_that_of_the_killed_run(place):
    clock(place, FIXED)
    other = datetime(2025, 1, 1)
    assert clock(place, other) == other
    assert clock(place, None) == other


@pytest.mark.parametrize("data", ["", "[1]", "{}", '{"finished": false, "as_of": "yesterday"}'])
def test_a_damaged_run_is_told_with_the_remedy(place, data):
    (place.root / "run.json").write_text(data)
    with pytest.raises(WorkspaceError, match=r"run\.json is damaged: remove that file"):
        clock(place, None)


def test_what_killed_builds_left_half_written_goes_and_nothing_else(place):
    kept = ["collect/a/0123/000000.commit.json", "answers/a.jsonl", "clones/git/owner/name/HEAD"]
    gone = [".tmp-1-run.json", "collect/a/.tmp-1-source.json", "collect/a/0123/.tmp-1-000000-rows.parquet"]
    gone += ["steps/map/.tmp-1-0.commit.json", "tables/.tmp-1-models.parquet", "spill/models/000.arrow"]
    for name in kept + gone:
        (place.root / name).parent.mkdir(parents=True, exist_ok=True)
        (place.root / name).touch()
    tidy(place)
    left = {str(path.relative_to(place.root)) for path in place.root.rglob("*") if path.is_file()}
    assert left == {*kept, "workspace.json"}
