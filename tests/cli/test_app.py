"""The command as a whole: help, wrong usage, errors as one line, and nothing of the current folder ever imported."""

import errno
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from command import PEATMOSS, Built, complaint, environment, here, run

from builder import __version__
from builder.bundled import PACKAGE
from builder.cli import app
from builder.errors import PeatmossError

FULL = OSError(errno.ENOSPC, "No space left on device")

# Help


def commands() -> list[str]:
    return [str(one.name) for one in app.app.registered_commands]


def shown(*arguments: str) -> str:
    """Help on a wide terminal, without its frames and line breaks."""
    done = here(*arguments, cwd=Path(), env=environment(COLUMNS="200"))
    assert done.returncode == 0
    return " ".join(re.sub(r"[^\x20-\x7e]", " ", done.stdout).split())


def test_commands_of_this_version() -> None:
    assert {"build", "status", "skipped", "check"} <= set(commands())


@pytest.mark.parametrize("arguments", [[], ["--help"]], ids=["bare", "help"])
def test_help_names_every_command_and_option(arguments: list[str]) -> None:
    text = shown(*arguments)
    assert [name for name in [*commands(), "--debug", "--version", "--help"] if name not in text] == []


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("build", ["--config", "--out", "--work", "--only", "--workers", "--exclude"]),
        ("status", ["--work"]),
        ("skipped", ["--work", "step"]),
        ("check", ["folder"]),
    ],
)
def test_help_of_a_command_names_every_option(name: str, options: list[str]) -> None:
    text = shown(name, "--help").lower()
    assert [option for option in options if option not in text] == []


def test_version(tmp_path: Path) -> None:
    assert run("--version", cwd=tmp_path).stdout == f"peatmoss {__version__}\n"


@pytest.mark.parametrize("arguments", [["help", "scan"], ["scan", "-h"], ["scan", "--help"]])
def test_help_in_every_way(arguments: list[str], tmp_path: Path) -> None:
    done = here(*arguments, cwd=tmp_path)
    assert done.returncode == 0
    assert "Usage: peatmoss scan " in done.stdout


def test_module_is_the_command(tmp_path: Path) -> None:
    module = [sys.executable, "-m", "builder", "--version"]
    done = subprocess.run(module, cwd=tmp_path, env=environment(), capture_output=True, text=True, check=True)
    assert done.stdout == f"peatmoss {__version__}\n"


# Wrong usage


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        pytest.param(["bild"], "No such command 'bild'", id="command"),
        pytest.param(["build", "--workes", "2"], "No such option: --workes", id="option"),
        pytest.param(["build", "--workers", "0"], "--workers", id="no-workers"),
        pytest.param(["build", "--workers", "-1"], "'--workers': it must be 1 or more", id="workers-below-0"),
        pytest.param(["build", "--workers", "x"], "'--workers': it must be a whole number", id="workers-of-letters"),
        pytest.param(["publish", "moss"], "'moss' is not a name such as OWNER/NAME", id="no-owner"),
        pytest.param(["build", "--workers", "two"], "--workers", id="not-a-number"),
        pytest.param(["build", "--out"], "--out", id="option-without-value"),
        pytest.param(
            ["build", "--only", "snapshot"], "no step 'snapshot' (did you mean snapshots?): ", id="near a step"
        ),
        pytest.param(["build", "--only", "map"], "no step 'map': the steps are collect, snapshots", id="step"),
        pytest.param(["build", "sample"], "sample", id="argument-too-many"),
        pytest.param(["check", "a", "b"], "b", id="two-folders"),
    ],
)
def test_wrong_usage_is_one_line(arguments: list[str], sentence: str, tmp_path: Path) -> None:
    line = complaint(here(*arguments, cwd=tmp_path), code=2)
    assert sentence in line
    named = arguments[0] if arguments[0] in app.COMMANDS else ""
    assert line.endswith(f"(see peatmoss {named} --help)" if named else "(see peatmoss --help)")
    assert list(tmp_path.iterdir()) == []


# Errors


@pytest.mark.parametrize("arguments", [["--debug", "status"], ["status", "--debug"]], ids=["before", "after"])
def test_debug_shows_the_traceback(arguments: list[str], tmp_path: Path) -> None:
    done = here(*arguments, cwd=tmp_path)
    assert done.returncode == 1
    assert done.stderr.startswith("Traceback")
    assert "WorkspaceError: work is not a workspace" in done.stderr.splitlines()[-1]


def wrapped(error: Exception) -> Exception:
    outer = ValueError("the library failed")
    outer.__cause__ = error
    return outer


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (PeatmossError("say this"), "say this"),
        (wrapped(PeatmossError("say this")), "say this"),
        (FULL, "the disk is full"),
        (wrapped(FULL), "the disk is full"),
        (RuntimeError("IO Error: write failed: No space left on device"), "the disk is full"),
        (PermissionError(errno.EACCES, "Permission denied", "/a/b"), "/a/b cannot be used (Permission denied)"),
        (OSError(errno.EROFS, "Read-only file system", "/a/b"), "/a/b cannot be used (Read-only file system)"),
        (ModuleNotFoundError("No module named 'pyarrow'", name="pyarrow"), "pip install '.[build]' in a checkout"),
        (ModuleNotFoundError("No module named 'builder.x'", name="builder.x"), None),
        (OSError("no number"), None),
        (KeyError("x"), None),
    ],
    ids=lambda value: f"{type(value).__name__}: {value}" if isinstance(value, Exception) else "",
)
def test_explanation(error: Exception, sentence: str | None) -> None:
    found = app.explain(error)
    assert found is None if sentence is None else sentence in (found or "")


# A hostile folder

MODULES = (
    *("json.py", "typer.py", "duckdb.py", "yaml.py", "numpy.py", "datasets/__init__.py", "pyarrow/__init__.py"),
    *("random.py", "socket.py", "selectors.py", "tempfile.py", "struct.py", "pickle.py", "queue.py", "signal.py"),
    *("multiprocessing/__init__.py", "builder/__init__.py", "builder/engine/__init__.py", "fnmatch.py", "re.py"),
)


def test_a_current_folder_that_is_gone_is_one_line(tmp_path: Path) -> None:
    line = f"mkdir gone; cd gone; rmdir ../gone; {sys.executable} -m builder scan"
    env = environment(PYTHONPATH=str(PACKAGE.parent))
    done = subprocess.run(["bash", "-c", line], cwd=tmp_path, env=env, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (1, "", 1)
    assert done.stderr.startswith("peatmoss: the current folder is gone: change to one that exists")


def test_nothing_of_the_current_folder_is_imported(tmp_path: Path) -> None:
    for name in MODULES:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(f"open({str(tmp_path / 'marker')!r}, 'a').write({name!r})\n")
    steps = [part for step in ("collect", "snapshots", "merge", "dataset") for part in ("--only", step)]
    assert run("build", *steps, cwd=tmp_path).returncode == 0  # worker processes and the dataset library included
    assert not (tmp_path / "marker").exists()
    for others in (["status"], ["skipped"], ["check"]):
        assert run(*others, cwd=tmp_path).returncode == 0
    assert not (tmp_path / "marker").exists()


# Without the extra


@pytest.mark.parametrize("module", ["pyarrow", "datasets", "jinja2"])
def test_missing_extra_says_what_to_install(module: str, tmp_path: Path, sample_copy: Built) -> None:
    (tmp_path / "hidden").mkdir()
    (tmp_path / "hidden/sitecustomize.py").write_text(f"""
import sys

class Hidden:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] == {module!r}:
            raise ModuleNotFoundError(f"No module named {{name!r}}", name=name)

sys.meta_path.insert(0, Hidden())
""")
    known = environment(PYTHONPATH=str(tmp_path / "hidden"))
    line = complaint(run("build", "--out", "new", cwd=tmp_path, env=known))  # all but the dataset is done
    assert line == f"{module} is not installed: pip install '.[build]' in a checkout"
    assert not (tmp_path / "new").exists()
    assert run("--help", cwd=tmp_path, env=known).returncode == 0


def test_starts_fast_for_what_needs_no_library() -> None:
    code = "import sys, builder.cli.app; print([m for m in ('pyarrow', 'datasets', 'duckdb') if m in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"


def test_scan_of_nothing_waits_for_no_reader(tmp_path: Path) -> None:
    code = f"""
import sys
from builder.cli.app import run
run(["scan", {str(tmp_path)!r}])
names = ("builder.mapping", "builder.reference", "rich.table", "tree_sitter", "pydantic")
print([name for name in names if name in sys.modules])
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stderr == "no file here is of a kind that a scan reads\n"
    assert done.stdout == "[]\n"


@pytest.mark.parametrize(
    "arguments", [["skipped", "--work", "{work}"], ["--help"], ["--version"]], ids=lambda one: one[0]
)
def test_a_reader_that_goes_away_is_one_line(arguments: list[str], sample: Built) -> None:
    words = [PEATMOSS, *(one.format(work=sample.work) for one in arguments)]
    reading, writing = os.pipe()
    os.close(reading)
    env = environment(PYTHONPATH=str(PACKAGE.parent))
    done = subprocess.run(words, env=env, stdout=writing, stderr=subprocess.PIPE, text=True, check=False)
    os.close(writing)
    assert (done.returncode, done.stderr) == (
        *(2, "peatmoss: standard output was closed before all of it was written\n"),
    )


def test_what_goes_wrong_while_it_is_interrupted_is_no_error_of_its_own(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(arguments: object, **more: object) -> int:
        try:
            raise KeyboardInterrupt
        finally:
            raise OSError(errno.EBADF, "Bad file descriptor")

    monkeypatch.setattr(app, "with_commands", lambda _: broken)
    assert app.run(["status"]) == 130
    assert capsys.readouterr().err == "peatmoss: stopped: run the same command again to continue\n"
