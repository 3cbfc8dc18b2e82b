"""git's processes end with the one that started them, in time, and with all of their helpers."""

import contextlib
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator

import psutil
import pytest

from builder.repository.remote import FetchError, Limits, Remote

PATIENCE_S = 60
ASK = """
import signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)  # who runs the tests may ignore it
from pathlib import Path
from builder.repository.remote import Limits, Remote
remote = Remote.of(sys.argv[1], Limits(600, 10**9))
remote.prepare(Path(sys.argv[2]))
remote.newest(Path(sys.argv[2]))
"""


@pytest.fixture
def silent() -> Iterator[str]:
    """Address of a server that takes every question and never answers."""
    taken: list[socket.socket] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def listen() -> None:
            while True:
                try:
                    taken.append(server.accept()[0])
                except OSError:
                    return

        threading.Thread(target=listen, daemon=True).start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}/owner/name"
    for one in taken:
        one.close()


def asking(url: str) -> list[psutil.Process]:
    """Processes that were given the address."""
    found = []
    for process in psutil.process_iter(["cmdline", "status"]):
        if url in (process.info["cmdline"] or ()) and process.info["status"] != psutil.STATUS_ZOMBIE:
            found.append(process)
    return found


def names(processes: list[psutil.Process]) -> list[str]:
    """What the processes are called; one that ends meanwhile is left out."""
    found = []
    for process in processes:
        with contextlib.suppress(psutil.NoSuchProcess, FileNotFoundError):
            found.append(process.name())
    return found


def waited(found: object, wanted: bool) -> bool:
    """Whether `found()` is (not) empty before long."""
    end = time.monotonic() + PATIENCE_S
    while bool(found()) != wanted and time.monotonic() < end:
        time.sleep(0.05)
    return bool(found()) == wanted


def test_a_server_that_never_answers_costs_its_time_and_leaves_no_process(silent, tmp_path):
    remote = Remote.of(silent, Limits(3, 10**9))
    remote.prepare(tmp_path / "clone")
    with pytest.raises(FetchError, match="not there within 3 s"):
        remote.newest(tmp_path / "clone")
    assert waited(lambda: asking(silent), False)


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_git_and_its_helpers_end_with_the_build(silent, tmp_path, how):
    arguments = [sys.executable, "-c", ASK, silent, str(tmp_path / "clone")]
    build = subprocess.Popen(arguments, stderr=subprocess.DEVNULL)
    assert waited(lambda: [name for name in names(asking(silent)) if "git-remote-http" in name], True)
    build.send_signal(how)
    assert build.wait(PATIENCE_S) != 0
    assert waited(lambda: asking(silent), False)
