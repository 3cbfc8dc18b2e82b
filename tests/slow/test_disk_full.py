"""A disk that fills in the middle of a build: one line, what was done is kept, and it goes on once there is room.

The disk is a small tmpfs, which only root may mount.
"""

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import command
import pytest
from command import Built, complaint, run

from builder.engine import commits

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="mounting a small tmpfs needs root")


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 4 MB."""
    place = tmp_path / "disk"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(place)]
    if subprocess.run(mount, capture_output=True, check=False).returncode != 0:
        pytest.skip("this machine lets nobody mount a tmpfs")
    yield place
    subprocess.run(["umount", str(place)], check=True)


@pytest.mark.parametrize("free_kb", [16, 48, 96, 160, 256, 384, 640])
def test_a_full_disk_costs_nothing_that_was_done(disk: Path, free_kb: int, sample: Built) -> None:
    ballast = disk / "ballast"
    ballast.write_bytes(b"\0" * (4 * 1024 - free_kb) * 1024)
    done = run("build", "--workers", 1, "--work", disk / "work", "--out", disk / "peatmoss", cwd=disk.parent)
    assert complaint(done).startswith("the disk is full (")
    assert not (disk / "peatmoss").exists()
    before = kept(disk / "work")
    ballast.unlink()
    built = run("build", "--workers", 1, "--work", disk / "work", "--out", disk / "peatmoss", cwd=disk.parent)
    assert built.returncode == 0, built.stderr
    assert (disk / "peatmoss/MANIFEST.json").read_bytes() == (sample.out / "MANIFEST.json").read_bytes()
    assert before <= kept(disk / "work")


def kept(work: Path) -> set[tuple[str, str, str]]:
    """Every commit of the steps, by its place and content; each names files that are there, whole."""
    found = set()
    for folder in work.glob("steps/*"):
        for commit in commits.read_all(folder):
            assert commits.whole(folder, commit)
            found.add((folder.name, commit.key, commit.digest))
    return found


def test_the_command_says_where(disk: Path) -> None:
    (disk / "ballast").write_bytes(b"\0" * (4 * 1024 * 1024 - 8192))
    line = complaint(run("build", "--work", disk / "work", cwd=disk.parent, env=command.environment()))
    assert "make room, then run the same command again; finished work is kept" in line


def test_the_dataset_that_was_there_stays(disk: Path, sample: Built, sample_copy: Built, tmp_path: Path) -> None:
    (tmp_path / "excluded").write_text(command.hashed("google/flan-t5-small"))
    old = shutil.copytree(sample.out, disk / "peatmoss")
    (disk / "ballast").write_bytes(b"\0" * (shutil.disk_usage(disk).free - 128 * 1024))  # no room for a second one
    line = complaint(run("build", "--out", old, "--exclude", "excluded", cwd=tmp_path))
    assert line.startswith("the disk is full")
    written = {path.relative_to(old): path.read_bytes() for path in old.rglob("*") if path.is_file()}
    assert written == {
        path.relative_to(sample.out): path.read_bytes() for path in sample.out.rglob("*") if path.is_file()
    }
    assert sorted(path.name for path in disk.iterdir()) == ["ballast", "peatmoss"]
