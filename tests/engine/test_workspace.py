import json
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

import pytest

from builder.engine import workspace
from builder.engine.workspace import Workspace, clock, connect, create, finish, lease, opened
from builder.errors import WorkspaceError

FIXED = datetime(2024, 7, 11)
HOLDER = """
import sys
from pathlib import Path
from builder.engine.workspace import lease, opened
from builder.errors import WorkspaceError
place = opened(Path(sys.argv[1]))
print("ready", flush=True)
sys.stdin.readline()
try:
    with lease(place):
        print("held", flush=True)
        sys.stdin.readline()
except WorkspaceError as error:
    print("refused", flush=True)
"""


def write_lease(place: Workspace, value: object, age: float = 0.0) -> Path:
    path = place.root / "lease.json"
    path.write_bytes(value if isinstance(value, bytes) else json.dumps(value).encode())
    moment = time.time() - age
    os.utime(path, (moment, moment))
    return path


def refused(place: Workspace) -> str:
    with pytest.raises(WorkspaceError) as caught, lease(place):
        pass
    return str(caught.value)


def taken(place: Workspace) -> bool:
    with lease(place):
        return (place.root / "lease.json").is_file()


# making and opening


def test_a_workspace_is_made_once_and_opened_ever_after(tmp_path):
    assert create(tmp_path / "a" / "work", 8) == Workspace(tmp_path / "a" / "work", 8)
    assert create(tmp_path / "a" / "work", 16).partitions == 8
    assert opened(tmp_path / "a" / "work").partitions == 8


def test_a_folder_of_something_else_is_refused_and_left_alone(tmp_path):
    (tmp_path / "thesis.tex").write_text("mine")
    with pytest.raises(WorkspaceError, match="not empty and no workspace: give another folder with --work"):
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
    with pytest.raises(WorkspaceError, match="is no workspace: run peatmoss build first"):
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


# the lease


class Rival:
    """Another process, on the way to the lease."""

    def __init__(self, place: Workspace) -> None:
        command = [sys.executable, "-c", HOLDER, str(place.root)]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        assert self.line() == "ready"

    def line(self) -> str:
        return self.process.stdout.readline().strip()

    def go(self) -> None:
        self.process.stdin.write("\n")
        self.process.stdin.flush()


@pytest.fixture
def rivals(place) -> Iterator[list[Rival]]:
    started = [Rival(place) for _ in range(3)]
    yield started
    for rival in started:
        rival.process.kill()
        rival.process.wait()
        rival.process.stdin.close()
        rival.process.stdout.close()


def test_a_lease_is_given_back_at_the_end_even_of_an_error(place):
    assert taken(place)
    with pytest.raises(ValueError, match="ours"), lease(place):
        raise ValueError("ours")
    assert not (place.root / "lease.json").exists()
    assert taken(place)


def test_it_cannot_be_taken_twice(place):
    with lease(place):
        message = refused(place)
        assert f"process {os.getpid()} on {socket.gethostname()} since" in message
        assert message.endswith("wait for it, or give another --work")
    assert taken(place)


def test_of_several_processes_one_holds_it_until_it_ends_or_dies(place, rivals):
    write_lease(place, {"pid": 1, "host": "elsewhere"}, age=61)  # each of them sees that this one is stale
    for rival in rivals:
        rival.go()
    answers = [rival.line() for rival in rivals]
    assert sorted(answers) == ["held", "refused", "refused"]
    holder = rivals[answers.index("held")]
    assert f"process {holder.process.pid} on" in refused(place)
    holder.process.kill()
    holder.process.wait()
    assert taken(place)


def test_of_many_threads_that_see_a_stale_lease_one_gets_it(place):
    for _ in range(30):
        write_lease(place, {"pid": 1, "host": "elsewhere"}, age=61)
        barrier, got = threading.Barrier(6, timeout=10), []

        def rival(barrier: threading.Barrier = barrier, got: list[bool] = got) -> None:
            with ExitStack() as stack:
                barrier.wait()
                try:
                    stack.enter_context(lease(place))
                    got.append(True)
                except WorkspaceError:
                    got.append(False)
                barrier.wait()  # until all have tried

        threads = [threading.Thread(target=rival) for _ in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(got) == [False] * 5 + [True]
        assert not (place.root / "lease.json").exists()


def test_a_dead_process_of_this_host_holds_nothing(place):
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    write_lease(place, {"pid": ended.pid, "host": socket.gethostname()})
    assert taken(place)


@pytest.mark.parametrize(
    "holder",
    [
        pytest.param({"pid": 1, "host": "elsewhere", "since": "then"}, id="a process of another host"),
        pytest.param({"pid": os.getpid(), "host": socket.gethostname(), "since": "then"}, id="a living one of this"),
        pytest.param({"pid": 10**30, "host": socket.gethostname()}, id="a number that is no process"),
        pytest.param({"pid": "x", "host": socket.gethostname()}, id="no number"),
        pytest.param({}, id="nobody"),
        pytest.param([1], id="a list"),
        pytest.param(b"", id="nothing yet: its maker is writing it"),
        pytest.param(b'{"pid": 1', id="half"),
        pytest.param(b"\xff", id="no UTF-8"),
    ],
)
def test_a_lease_holds_while_it_is_renewed_and_a_minute_longer(place, holder):
    write_lease(place, holder, age=50)
    assert "is held by" in refused(place)
    write_lease(place, holder, age=61)
    assert taken(place)


def test_the_heart_beats(place, monkeypatch):
    monkeypatch.setattr(workspace, "HEARTBEAT_S", 0.01)
    with lease(place):
        os.utime(place.root / "lease.json", (0, 0))
        deadline = time.monotonic() + 10
        while (place.root / "lease.json").stat().st_mtime == 0:
            assert time.monotonic() < deadline
            time.sleep(0.01)


def test_who_lost_the_lease_neither_renews_nor_removes_that_of_the_next(place, monkeypatch):
    monkeypatch.setattr(workspace, "HEARTBEAT_S", 0.01)
    with lease(place):
        (place.root / "lease.json").unlink()
        time.sleep(0.1)
        path = write_lease(place, {"pid": 1, "host": "elsewhere"}, age=30)
        before = path.stat().st_mtime
        time.sleep(0.1)
        assert path.stat().st_mtime == before
    assert json.loads(path.read_text())["host"] == "elsewhere"
