"""Real git repositories, made in the test's own folder; no setting of whoever runs the tests matters."""

import fcntl
import json
import os
import shutil
import signal
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path

import command
import pytest
from hypothesis import HealthCheck, settings

from builder.bundled import bundled
from builder.engine import guard
from builder.pipeline import WORKERS_IMPORT

# the tests say what is right, benchmarks say how fast: on a loaded machine any example may take seconds
settings.register_profile("any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any machine")
# a shell's job in the background ignores Ctrl-C, and so would everything that the tests start, also where they send it
signal.signal(signal.SIGINT, signal.default_int_handler)
# one for all tests of a process, whichever comes first
guard.preload(WORKERS_IMPORT)

ENVIRONMENT = {
    "GIT_AUTHOR_DATE": "2024-05-06T07:08:09+0200",
    "GIT_AUTHOR_EMAIL": "author@invalid",
    "GIT_AUTHOR_NAME": "author",
    "GIT_COMMITTER_DATE": "2024-05-06T07:08:09+0200",
    "GIT_COMMITTER_EMAIL": "committer@invalid",
    "GIT_COMMITTER_NAME": "committer",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
}


@pytest.fixture
def run_git() -> Callable[..., str]:
    """`run_git(folder, *arguments)`: what git prints, without the line end."""

    def run(folder: Path, *arguments: str) -> str:
        clean = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
        command = ["git", "-C", str(folder), *arguments]
        return subprocess.run(command, env=clean | ENVIRONMENT, check=True, capture_output=True, text=True).stdout[:-1]

    return run


@pytest.fixture
def commit_files(run_git: Callable[..., str]) -> Callable[[Path, Mapping[str, str | bytes]], str]:
    """`commit_files(folder, {path: contents})`: one commit more in the folder, made a repository first; its id."""

    def commit(folder: Path, files: Mapping[str, str | bytes]) -> str:
        for path, contents in files.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(contents.encode() if isinstance(contents, str) else contents)
        if not (folder / ".git").exists():
            run_git(folder, "init", "--quiet", "--initial-branch=main")
        run_git(folder, "add", "--all")
        run_git(folder, "commit", "--quiet", "--allow-empty", "--message=changed")
        return run_git(folder, "rev-parse", "HEAD")

    return commit


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> command.Built:
    """The sample, built once by the real command in an empty folder, whoever of a run's workers is first; for looking
    at only.
    """
    if "PYTEST_XDIST_WORKER" not in os.environ:
        return command.build(tmp_path_factory.mktemp("sample"), "--workers", 2)
    folder = tmp_path_factory.getbasetemp().parent / "sample"  # of all workers
    folder.mkdir(exist_ok=True)
    said = folder / "said.json"
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not said.exists():
            (folder / "here").mkdir()
            built = command.build(folder / "here", "--workers", 2)
            said.write_text(json.dumps([built.done.args, built.done.stdout, built.done.stderr]))
    arguments, out, err = json.loads(said.read_text())
    done = subprocess.CompletedProcess(arguments, 0, out, err)
    return command.Built(folder / "here/work", folder / "here/peatmoss", done)


@pytest.fixture
def sample_copy(sample: command.Built, tmp_path: Path) -> command.Built:
    """A copy of the built sample and its workspace in `tmp_path`, to change at will."""
    for folder in (sample.work, sample.out):
        shutil.copytree(folder, tmp_path / folder.name)
    return command.Built(tmp_path / sample.work.name, tmp_path / sample.out.name, sample.done)


@pytest.fixture
def sample_input(tmp_path: Path) -> Path:
    """Settings in `tmp_path` over a copy of the sample's input beside them, to change at will."""
    shutil.copytree(bundled("sample"), tmp_path / "sample")
    settings = tmp_path / "mine.toml"
    settings.write_text((bundled("configs") / "sample.toml").read_text().replace("bundled:", ""))
    return settings
