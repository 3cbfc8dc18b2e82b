"""What the doctor says of this machine, and the command."""

from collections import namedtuple
from pathlib import Path

import command
import listed

from builder.pipeline import doctor

Usage = namedtuple("Usage", "total used free")


def faults(folder: Path) -> dict[str, list[str]]:
    return {check.what: check.faults for check in doctor.machine(folder) if check.faults}


def test_a_machine_that_can_build(tmp_path):
    assert faults(tmp_path) == {}


def test_what_a_machine_lacks(tmp_path, monkeypatch):
    monkeypatch.setattr(doctor.shutil, "which", lambda _: None)
    monkeypatch.setattr(doctor.shutil, "disk_usage", lambda _: Usage(1, 1, 10**8))
    monkeypatch.setattr(doctor, "find_spec", lambda name: None if name == "pyarrow" else object())
    assert faults(tmp_path) == {
        "git": ["there is none: install git"],
        "libraries": ["pyarrow cannot be imported: pip install 'peatmoss[build]'"],
        "room on the disk": ["0.1 GB are free, 2 GB are needed: give a --work elsewhere"],
    }


def test_the_command(tmp_path):
    model = listed.model("moss/m1")
    model.discussions = [listed.discussion(1)]
    more = [listed.model(f"moss/n{number}", number) for number in range(2, 8)]
    with listed.listing(tmp_path / "hub", model, *more) as hub:
        hub.limits["api"] = (100, 60)
        _look(hub, tmp_path)


def _look(hub: listed.Hub, tmp_path: Path) -> None:
    env = command.environment(**hub.environment(tmp_path / "home"))
    done = command.run("doctor", "--live", cwd=tmp_path, env=env)
    assert done.returncode == 0, done.stderr
    assert [line[:4] for line in done.stdout.splitlines()] == ["ok  "] * 13
    hub.fail("/refs$", status=404)
    done = command.run("doctor", "--live", cwd=tmp_path, env=env)
    assert (done.returncode, done.stderr) == (1, "peatmoss: 1 of these checks failed: see the lines above\n")
    assert "no  refs: the Hub refuses it: 404" in done.stdout
