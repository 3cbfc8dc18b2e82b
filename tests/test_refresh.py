"""The files of docs/refresh: each is read by what it is for, and the one command does its steps in their order."""

import re
import shlex
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml
from huggingface_hub.cli import hf
from typer.main import get_command

from builder.cli import app

FOLDER = Path(__file__).parents[1] / "docs/refresh"
FIELD = r"(?:\*|\d+(?:-\d+)?(?:,\d+(?:-\d+)?)*)(?:/\d+)?"
CRON = re.compile(rf"({FIELD}) ({FIELD}) ({FIELD}) ({FIELD}) ({FIELD})")
MOST = (59, 23, 31, 12, 7)
BASH = ["bash", "-n", "-c"]


def moments(schedule: str) -> list[str]:
    """Five fields of cron that have a meaning."""
    found = CRON.fullmatch(schedule)
    assert found is not None, schedule
    for field, most in zip(found.groups(), MOST, strict=True):
        assert all(int(number) <= most for number in re.findall(r"\d+", field)), schedule
    return list(found.groups())


def parsed(command: list[str], group: Any) -> dict[str, Any]:
    """The parameters of a command line by the command's own parser, which is not run."""
    name, *rest = command
    one = group.get_command(group.context_class(group), name)
    assert one is not None, name
    return parsed(rest, one) if hasattr(one, "commands") else one.make_context(name, rest).params


def is_bash(script: str) -> bool:
    return subprocess.run([*BASH, script], capture_output=True, check=False).returncode == 0


def test_bash_that_is_none() -> None:
    assert not is_bash("if true; then")


def test_every_file_is_named_in_the_page() -> None:
    page = FOLDER.with_suffix(".md").read_text()
    assert {path.name for path in FOLDER.iterdir()} == set(re.findall(r"\(refresh/([\w.-]+)\)", page))


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.sh")), ids=lambda path: path.name)
def test_scripts_are_bash(path: Path) -> None:
    assert is_bash(path.read_text())


@pytest.mark.parametrize("name", ["crontab", "scrontab"])
def test_tables_of_cron(name: str) -> None:
    lines = (FOLDER / name).read_text().splitlines()
    (line,) = (one for one in lines if one[0].isdigit())
    schedule, command = line.split(maxsplit=5)[:5], line.split(maxsplit=5)[5]
    assert moments(" ".join(schedule))[2:] == ["2-5", "*", "*"]
    assert "%" not in command  # cron takes it for a line's end
    assert "refresh.sh OWNER/peatmoss" in command
    assert is_bash(command)


def test_options_of_slurm() -> None:
    lines = re.findall(r"^#SCRON (.*)$", (FOLDER / "scrontab").read_text(), re.MULTILINE)
    known = {"job-name", "time", "cpus-per-task", "mem", "output", "dependency"}
    assert {line.removeprefix("--").partition("=")[0] for line in lines} == known
    assert all(re.fullmatch(r"--[a-z-]+=\S+", line) for line in lines)


def test_the_workflow() -> None:
    text = (FOLDER / "github-actions.yml").read_text()
    value = yaml.safe_load(text)
    triggers = value[True]  # YAML 1.1 reads `on` as true
    (schedule,) = triggers["schedule"]
    moments(schedule["cron"])
    (job,) = value["jobs"].values()
    assert job["timeout-minutes"] <= 360  # https://docs.github.com/actions/reference/limits
    for step in job["steps"]:
        assert ("uses" in step) != ("run" in step)
        assert re.fullmatch(r"actions/[\w/-]+@v\d+", step.get("uses", "actions/none@v1"))
        assert is_bash(step.get("run", ":"))
        assert "${{" not in step.get("run", "")  # a value is a variable there, not a part of the script
    assert set(re.findall(r"secrets\.(\w+)", text)) == {"HF_TOKEN", "SEARCH_TOKEN"}


def test_the_job_by_the_clients_own_parser(tmp_path: Path) -> None:
    told = recorded(FOLDER / "hf-jobs.sh", tmp_path, "hf")
    (command,) = told
    given = parsed(command, hf.app)
    moments(given["schedule"])
    assert given["secrets"] == ["HF_TOKEN", "GITHUB_TOKEN"]
    *_, script = given["command"]
    assert is_bash(script)


def recorded(
    script: Path, folder: Path, program: str, *arguments: str, fails: str = "none", **more: str
) -> list[list[str]]:
    """What a script asks of a program, whose command `fails` does; the script's own end is not looked at."""
    shim, log = folder / "bin" / program, folder / "log"
    shim.parent.mkdir(exist_ok=True)
    shim.write_text(f'#!/bin/bash\nprintf "%q " "$@" >> {log}\necho >> {log}\n[ "$1" != {fails} ]\n')
    shim.chmod(0o755)
    log.write_text("")
    place = {"PATH": f"{shim.parent}:/usr/bin:/bin", "HOME": str(folder), "PEATMOSS_MONTH": "2026.11"}
    subprocess.run(["bash", str(script), *arguments], env=place | more, capture_output=True, check=False)
    # bash quotes what has line ends as $'...', which shlex does not know
    return [shlex.split(line.replace("$'", "'").replace("\\n", "\n")) for line in log.read_text().splitlines()]


def test_the_steps_of_a_month(tmp_path: Path) -> None:
    script = FOLDER / "refresh.sh"
    first = recorded(
        script, tmp_path, "peatmoss", "moss/data", "--workers", "2", PEATMOSS_PUBLISH="--allow-share-alike"
    )
    assert [command[0] for command in first] == ["build", "check", "publish"]
    build, _, publish = (parsed(command, get_command(app.app)) for command in first)
    assert (build["config"], build["workers"]) == ("hub", 2)
    assert (publish["repo_id"], publish["tag"], publish["allow_share_alike"]) == ("moss/data", "v2026.11", True)
    assert recorded(script, tmp_path, "peatmoss", "moss/data") == []  # the month is published


@pytest.mark.parametrize(
    ("fails", "steps"),
    [
        pytest.param("build", ["build"], id="build"),
        pytest.param("check", ["build", "check"], id="check"),
        pytest.param("publish", ["build", "check", "publish"], id="publish"),
    ],
)
def test_a_month_that_fails_is_begun_again(tmp_path: Path, fails: str, steps: list[str]) -> None:
    script = FOLDER / "refresh.sh"
    assert [command[0] for command in recorded(script, tmp_path, "peatmoss", "a/b", fails=fails)] == steps
    again = recorded(script, tmp_path, "peatmoss", "a/b", PEATMOSS_MONTH="")
    assert [command[0] for command in again] == ["build", "check", "publish"]
    assert "v2026.11" in again[-1]  # of the month in which it was begun


def test_without_a_name_nothing_is_done(tmp_path: Path) -> None:
    assert recorded(FOLDER / "refresh.sh", tmp_path, "peatmoss") == []
