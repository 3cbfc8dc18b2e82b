"""kill -9 of the build at its steps and at 25 random moments, a rival while it is stopped: the undisturbed dataset."""

import contextlib
import random
import shutil
import signal
import time
from collections.abc import Callable
from pathlib import Path

import command
import psutil
from command import Built

from builder.engine import workspace
from builder.pipeline import status

SEED = 20261123
KILLS = 25
GONE_S = 10  # seconds after which no process of a killed build may be left


def test_a_build_that_is_killed_25_times_loses_nothing(sample: Built, tmp_path: Path) -> None:
    dice = random.Random(SEED)
    whole = duration(tmp_path / "undisturbed")
    families: list[psutil.Process] = []
    cut_off = 0
    while cut_off < KILLS:
        process = command.start("build", "--workers", 2, cwd=tmp_path)
        time.sleep(dice.uniform(0.1, whole))
        ended = process.poll() is not None
        cut_off += not ended
        with contextlib.suppress(psutil.NoSuchProcess):  # it came to its end at this moment
            families += psutil.Process(process.pid).children(recursive=True)
        command.kill(process)
        shutil.rmtree(tmp_path / "peatmoss", ignore_errors=True)
        if ended:  # too late to disturb it: from the beginning, and sooner
            shutil.rmtree(tmp_path / "work")
            whole *= 0.8
        if (tmp_path / "work/workspace.json").exists():
            for line in status.read(workspace.opened(tmp_path / "work")):
                assert 0 <= line.done <= line.items
    assert psutil.wait_procs(families, timeout=GONE_S)[1] == []
    built = command.build(tmp_path, "--workers", 2)
    assert (built.out / "MANIFEST.json").read_bytes() == (sample.out / "MANIFEST.json").read_bytes()
    assert not list((tmp_path / "work").rglob(".tmp-*"))


def duration(folder: Path) -> float:
    """Seconds that a build takes on this machine."""
    folder.mkdir()
    started = time.monotonic()
    command.build(folder, "--workers", 2)
    return time.monotonic() - started


def test_killed_builds_go_on_and_leave_no_process(sample: Built, tmp_path: Path) -> None:
    steps, tables, staging = tmp_path / "work/steps", tmp_path / "work/tables", tmp_path / ".peatmoss-staging"
    moments: list[Callable[[], bool]] = [
        (tmp_path / "work/lease.json").exists,
        lambda: any((steps / "snapshots").glob("*.commit.json")),
        (steps / "mappings/plan.json").exists,
        (tables / "snapshots.commit.json").exists,
        lambda: any(staging.glob("*/*.arrow")),
    ]
    for moment in moments:
        process = command.start("build", "--workers", 2, cwd=tmp_path)
        command.wait_until(moment, process)
        command.kill(process)
        assert not (tmp_path / "peatmoss").exists()
        status.read(workspace.opened(tmp_path / "work"))  # says where it stands
    built = command.build(tmp_path)
    assert (built.out / "MANIFEST.json").read_bytes() == (sample.out / "MANIFEST.json").read_bytes()
    assert {path.name for path in tmp_path.iterdir()} == {"work", "peatmoss"}
    assert not (built.work / "lease.json").exists()


def test_second_build_is_refused_and_harms_nothing(sample: Built, tmp_path: Path) -> None:
    first = command.start("build", cwd=tmp_path)
    staged = tmp_path / ".peatmoss-staging"
    command.wait_until(lambda: any(staged.glob("*/*.arrow")), first)
    first.send_signal(signal.SIGSTOP)
    try:
        line = command.complaint(command.run("build", cwd=tmp_path))
        assert line.startswith(f"work is held by process {first.pid} on ")
        assert line.endswith("wait for it, or give another --work")
        assert any(staged.glob("*/*.arrow"))
        assert command.run("status", cwd=tmp_path).returncode == 0
    finally:
        first.send_signal(signal.SIGCONT)
    _, errors = first.communicate(timeout=command.HANGS_S)
    assert first.returncode == 0, errors
    assert (tmp_path / "peatmoss/MANIFEST.json").read_bytes() == (sample.out / "MANIFEST.json").read_bytes()
