"""The action's scripts, run as GitHub runs them, but for the installation."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from command import environment

from builder.bundled import PACKAGE

ROOT = PACKAGE.parent
SCRIPTS = ROOT / ".github/action"
CODE = 'from transformers import AutoModel\n\nAutoModel.from_pretrained("reed/base")\n'

pytestmark = pytest.mark.skipif(not SCRIPTS.is_dir(), reason="no checkout")


@pytest.fixture
def runner(tmp_path: Path) -> Path:
    """A runner's folder in which peatmoss is installed already, and a repository with one model beside it."""
    (tmp_path / "peatmoss/bin").mkdir(parents=True)
    program = tmp_path / "peatmoss/bin/peatmoss"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m builder "$@"\n')
    program.chmod(0o755)
    (tmp_path / "code dir").mkdir()
    (tmp_path / "code dir/use.py").write_text(CODE)
    return tmp_path


def scanned(runner: Path, **more: str) -> tuple[subprocess.CompletedProcess[str], dict[str, str]]:
    """The script's own end, and the outputs that it set."""
    given = {"SCANNED": "code dir", "FAIL_ON": "", "ARGUMENTS": "", "RUNNER_TEMP": str(runner)} | more
    given |= {"GITHUB_OUTPUT": str(runner / "output"), "GITHUB_STEP_SUMMARY": str(runner / "summary")}
    env = environment(PYTHONPATH=str(ROOT), PEATMOSS_CACHE=str(runner / "cache"), **given)
    done = subprocess.run(
        ["bash", str(SCRIPTS / "scan")], cwd=runner, env=env, capture_output=True, text=True, check=False
    )
    lines = (runner / "output").read_text().splitlines()
    return done, dict(line.split("=", 1) for line in lines)


def test_findings_end_the_job_after_they_are_reported(runner: Path) -> None:
    done, outputs = scanned(runner, FAIL_ON="unpinned,remote-code")
    assert (done.returncode, outputs["exit-code"]) == (0, "1")
    assert "reed/base" in done.stdout
    assert "failed: 1 unpinned" in done.stderr
    assert "| **unpinned** | reed/base |" in (runner / "summary").read_text()
    assert '"exitCode": 1' in Path(outputs["sarif"]).read_text()


@pytest.mark.parametrize(
    ("given", "code", "sarif"),
    [
        pytest.param({}, "0", True, id="nothing asked for"),
        pytest.param({"ARGUMENTS": "--fail-on gone --license MIT"}, "3", True, id="not decided"),
        pytest.param({"ARGUMENTS": "--colour"}, "2", False, id="wrong usage"),
        pytest.param({"SCANNED": "$(touch ran)"}, "2", False, id="a path that a shell would run"),
        pytest.param({"ARGUMENTS": "$(touch ran) *"}, "2", False, id="options that a shell would run"),
        pytest.param({"FAIL_ON": "gone; touch ran"}, "2", False, id="kinds that a shell would run"),
    ],
)
def test_exit_codes(given: dict[str, str], code: str, sarif: bool, runner: Path) -> None:
    done, outputs = scanned(runner, **given)
    assert (done.returncode, outputs["exit-code"], "sarif" in outputs) == (0, code, sarif)
    assert not (runner / "ran").exists()


def test_no_python_that_is_new_enough_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin/bash").symlink_to("/bin/bash")
    env = {"PATH": str(tmp_path / "bin"), "RUNNER_TEMP": str(tmp_path), "SOURCE": str(ROOT), "VERSION": ""}
    done = subprocess.run(["/bin/bash", str(SCRIPTS / "install")], env=env, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (2, "")
    assert done.stdout.startswith("::error::peatmoss needs Python 3.11 or newer")


def test_inputs_reach_the_scripts_as_variables_alone() -> None:
    """An expression within a script would be a command of whoever opens a pull request."""
    action = yaml.safe_load((ROOT / "action.yml").read_text())
    steps = action["runs"]["steps"]
    used = {
        name
        for step in steps
        for value in step.get("env", {}).values()
        for name in re.findall(r"inputs\.([\w-]+)", value)
    }
    assert used == action["inputs"].keys() - {"sarif"}
    assert [step["run"] for step in steps if "${{" in step.get("run", "")] == []
    assert all(os.access(SCRIPTS / name, os.X_OK) for name in ("install", "scan"))


def test_inputs_of_the_action_are_explained() -> None:
    action = yaml.safe_load((ROOT / "action.yml").read_text())
    text = (ROOT / "docs/scan-in-ci.md").read_text().partition("| input |")[2].partition("\n\n")[0]
    assert re.findall(r"^\| `([\w-]+)` \|", text, re.MULTILINE) == ["path", "fail-on", "arguments", "sarif", "version"]
    assert [*action["inputs"]] == ["path", "fail-on", "arguments", "sarif", "version"]
