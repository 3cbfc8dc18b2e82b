"""What `make` says on somebody else's machine: errors and progress, not warnings about their own setup."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
pytestmark = pytest.mark.skipif(shutil.which("make") is None, reason="make is not installed")


def make(*arguments: str) -> str:
    return subprocess.run(
        ["make", "--no-print-directory", *arguments],
        cwd=ROOT,
        env={name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS"))},
        check=True,
        capture_output=True,
        text=True,
    ).stdout


def test_pip_shows_its_errors_and_not_its_warnings(tmp_path):
    subprocess.run([sys.executable, "-m", "venv", str(tmp_path / "venv")], check=True)
    (site,) = tmp_path.glob("venv/lib/python3*/site-packages")
    (site / "~roken-1.0.dist-info").mkdir()
    (site / "~roken-1.0.dist-info/METADATA").write_text("Name: roken\nVersion: 1.0\n")
    pip = make(f"VENV={tmp_path}/venv", "--eval=show:; @echo $(PIP)", "show").strip()
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PIP_")}
    asked = f"{pip} --no-index no-such-distribution-anywhere"
    loud, done = (
        subprocess.run(line.split(), cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
        for line in (asked.replace("--quiet", ""), asked)
    )
    assert "WARNING: " in loud.stderr
    assert done.returncode != 0
    assert "ERROR: No matching distribution found for no-such-distribution-anywhere" in done.stderr
    assert "WARNING" not in done.stdout + done.stderr


def test_a_build_begins_with_what_it_does():
    said = [line for line in make("--dry-run", "VENV=nowhere", "dataset").splitlines() if line.startswith("echo ")]
    assert said == [
        'echo "making the environment nowhere"',
        'echo "installing peatmoss[build] into nowhere: a minute or two, once"',
        'echo "to use the commands: source nowhere/bin/activate"',
    ]
