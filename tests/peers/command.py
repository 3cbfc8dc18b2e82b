"""The real command, in a process of its own and as a user starts it, and what it says."""

import contextlib
import hashlib
import io
import itertools
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

import psutil

from builder.cli import app

HANGS_S = 1200  # after which a command does not end any more, however busy the machine
PEATMOSS = str(Path(sys.executable).with_name("peatmoss"))
SAMPLE = {
    "models": 66,
    "snapshots": 68,
    "repositories": 12,
    "mappings": 95,
    "pairs": 52,
    "extracted_metadata": 28,
    "queries": 0,
    "discussions": 0,
    "mapping_events": 0,
}
PROGRESS = re.compile(r"(\S.*?)  +(\S.*) \(\d+\.\d s\)")  # step, what came of it


@dataclass(frozen=True)
class Built:
    """A finished build: its folders, and what it printed."""

    work: Path
    out: Path
    done: subprocess.CompletedProcess[str]


def environment(**more: str) -> dict[str, str]:
    """This environment without what would steer Python, the Hub's libraries or the build; then `more`."""
    steering = ("PYTHON", "HF_", "HUGGINGFACE_", "SOURCE_DATE_EPOCH", "COLUMNS")
    return {name: value for name, value in os.environ.items() if not name.startswith(steering)} | more


def run(*arguments: object, cwd: Path, **more: Any) -> subprocess.CompletedProcess[str]:
    """`peatmoss ARGUMENTS` to its end, whatever that is."""
    more.setdefault("env", environment())
    command = [PEATMOSS, *map(str, arguments)]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, timeout=HANGS_S, check=False, **more)


def here(*arguments: object, cwd: Path, env: Mapping[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    """As `run`, in this process: what it imported is this process's own, and so are signals and, by default, `env`."""
    words, out, err = [*map(str, arguments)], io.StringIO(), io.StringIO()
    with (
        patch.dict(os.environ, env or {}, clear=env is not None),
        contextlib.chdir(cwd),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
    ):
        code = app.run(words)
    return subprocess.CompletedProcess(words, code, out.getvalue(), err.getvalue())


def build(cwd: Path, *arguments: object, **more: Any) -> Built:
    """`peatmoss build` with its default folders in `cwd`, or where --work and --out say; it must succeed."""
    return _built(cwd, arguments, run("build", *arguments, *_workers(arguments), cwd=cwd, **more))


def build_here(cwd: Path, *arguments: object, env: Mapping[str, str] | None = None) -> Built:
    """As `build`, in this process: for what comes of a build, which a process of its own would not change."""
    return _built(cwd, arguments, here("build", *arguments, *_workers(arguments), cwd=cwd, env=env))


def _workers(arguments: Sequence[object]) -> tuple[object, ...]:
    return () if "--workers" in arguments else ("--workers", 1)  # less to start than one per core


def _built(cwd: Path, arguments: Sequence[object], done: subprocess.CompletedProcess[str]) -> Built:
    assert done.returncode == 0, done.stderr
    named = dict(itertools.pairwise(arguments))
    return Built(cwd / str(named.get("--work", "work")), cwd / str(named.get("--out", "peatmoss")), done)


def hashed(*identifiers: str) -> str:
    """A file for --exclude."""
    return "".join(hashlib.sha256(one.encode()).hexdigest() + "\n" for one in identifiers)


def told(built: Built) -> dict[str, str]:
    """What the build said of each step."""
    found = [PROGRESS.fullmatch(line) for line in built.done.stderr.splitlines()]
    assert all(found), built.done.stderr
    return {match[1]: match[2] for match in found if match}


def complaint(done: subprocess.CompletedProcess[str], code: int = 1) -> str:
    """The one line that a failed command ends with, after lines of progress and nothing else."""
    *progress, last = done.stderr.splitlines() or [""]
    assert done.returncode == code, done.stderr
    assert all(PROGRESS.fullmatch(line) for line in progress), done.stderr
    assert last.startswith("peatmoss: "), done.stderr
    assert not re.match(r"peatmoss: unexpected \w+: ", last), done.stderr
    return last.removeprefix("peatmoss: ")


def start(*arguments: object, cwd: Path, env: dict[str, str] | None = None) -> subprocess.Popen[str]:
    """`peatmoss ARGUMENTS` as the leader of a process group of its own, as a shell starts it."""
    command = [PEATMOSS, *map(str, arguments)]
    pipe = subprocess.PIPE
    return subprocess.Popen(
        command, cwd=cwd, stdout=pipe, stderr=pipe, text=True, env=env or environment(), start_new_session=True
    )


def wait_until(there: Callable[[], bool], process: subprocess.Popen[str], seconds: float = HANGS_S) -> None:
    """Returns as soon as `there` is true; AssertionError if the process ends first, or takes too long."""
    limit = time.monotonic() + seconds
    while not there():
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < limit, "it did not come to that"
        time.sleep(0.002)


def kill(process: subprocess.Popen[str]) -> None:
    """SIGKILL to the command alone; AssertionError if one of its descendants outlives it."""
    family: list[psutil.Process] = []
    with contextlib.suppress(psutil.NoSuchProcess):  # it came to its end at this very moment
        family = psutil.Process(process.pid).children(recursive=True)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    limit = time.monotonic() + HANGS_S
    while left := [one for one in family if _lives(one)]:
        assert time.monotonic() < limit, left
        time.sleep(0.01)


def _lives(process: psutil.Process) -> bool:
    """Whether it still runs; one that has ended and that nobody asks after is a zombie."""
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def interrupt(process: subprocess.Popen[str]) -> subprocess.CompletedProcess[str]:
    """Ctrl-C: SIGINT to the whole process group."""
    os.killpg(process.pid, signal.SIGINT)
    out, err = process.communicate(timeout=HANGS_S)
    return subprocess.CompletedProcess(process.args, process.returncode, out, err)
