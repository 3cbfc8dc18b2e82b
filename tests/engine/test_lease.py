import errno
import json
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from builder.engine import lease as module
from builder.engine.lease import LEASE, check, is_held, lease
from builder.engine.workspace import Workspace
from builder.errors import WorkspaceError

HOLDER = """
import sys
from pathlib import Path
from builder.engine.lease import lease
from builder.engine.workspace import opened
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
        barrier, got = threading.Barrier(6, timeout=300), []

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
    monkeypatch.setattr(module, "HEARTBEAT_S", 0.01)
    with lease(place):
        os.utime(place.root / "lease.json", (0, 0))
        deadline = time.monotonic() + 600
        while (place.root / "lease.json").stat().st_mtime == 0:
            assert time.monotonic() < deadline
            time.sleep(0.01)


def test_who_lost_the_lease_neither_renews_nor_removes_that_of_the_next(place, monkeypatch):
    monkeypatch.setattr(module, "HEARTBEAT_S", 0.01)
    with lease(place):
        (place.root / "lease.json").unlink()
        time.sleep(0.1)
        path = write_lease(place, {"pid": 1, "host": "elsewhere"}, age=30)
        before = path.stat().st_mtime
        time.sleep(0.1)
        assert path.stat().st_mtime == before
    assert json.loads(path.read_text())["host"] == "elsewhere"


def test_whoever_lost_the_lease_commits_nothing_more(place):
    check(place)  # of a workspace that nobody took there is nothing to lose
    with lease(place) as held:
        assert is_held(place)
        check(held)
        write_lease(place, {"pid": 7, "host": "elsewhere", "token": "another"})
        with pytest.raises(
            WorkspaceError, match="was taken over by process 7 on elsewhere while this build did not respond"
        ):
            check(held)
        (place.root / "lease.json").unlink()
        with pytest.raises(WorkspaceError, match="was taken over by another build"):
            check(held)
    assert not is_held(place)


@pytest.fixture
def faulty(monkeypatch) -> list[OSError]:
    """Errors that renewing the lease meets, one after another; then none."""
    monkeypatch.setattr(module, "HEARTBEAT_S", 0.01)
    errors: list[OSError] = []
    real = os.utime

    def utime(path: Path, *times: object) -> None:
        if errors and not times:
            raise errors[0] if errors[-1] is None else errors.pop()
        real(path, *times)

    monkeypatch.setattr(module.os, "utime", utime)
    return errors


@pytest.mark.parametrize("number", [errno.EIO, errno.ESTALE, errno.EACCES, errno.ENOSPC])
def test_a_fault_that_passes_does_not_stop_the_heart(place, faulty, number):
    with lease(place) as held:
        path = place.root / LEASE
        faulty.extend([OSError(number, "a passing fault")] * 3)
        wait_for(lambda: not faulty)
        os.utime(path, (0, 0))
        wait_for(lambda: path.stat().st_mtime > 1)
        check(held)
    assert not path.exists()


def test_a_fault_that_stays_ends_the_build_with_its_reason(place, faulty, monkeypatch):
    monkeypatch.setattr(module, "STALE_S", 0.1)
    with lease(place) as held:
        faulty.extend([OSError(errno.EIO, "the disk is gone"), None])
        wait_for(lambda: module._SILENT)
        with pytest.raises(WorkspaceError, match=r"lease\.json cannot be renewed \(.*the disk is gone\): mend that"):
            check(held)
        faulty.clear()
        wait_for(lambda: not module._SILENT)
        check(held)
    assert module._SILENT == {}


def wait_for(true: Callable[[], object]) -> None:
    end = time.monotonic() + 600
    while not true():
        assert time.monotonic() < end
        time.sleep(0.01)
