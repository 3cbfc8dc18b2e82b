"""kill -9 of the build at 25 random moments, then a run to the end: the dataset of a build that nobody disturbed."""

import contextlib
import random
import shutil
import time
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
