"""Whose token is sent: the environment's, else the one that gh keeps; none is an answer, too."""

from pathlib import Path

import pytest

from builder.web.tokens import github_token


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("GITHUB_TOKEN", raising=False)
    return tmp_path


def gh(folder: Path, script: str) -> None:
    (folder / "gh").write_text(f"#!/bin/sh\n{script}\n")
    (folder / "gh").chmod(0o755)


def test_none() -> None:
    assert github_token() is None


@pytest.mark.parametrize(
    "script", [pytest.param("exit 1", id="not logged in"), pytest.param("echo", id="an empty line")]
)
def test_gh_without_a_token(folder: Path, script: str) -> None:
    gh(folder, script)
    assert github_token() is None


def test_token_of_gh_is_its_hosts(folder: Path) -> None:
    gh(folder, 'echo "of-$4"')
    assert github_token("git.moor.example") == "of-git.moor.example"


def test_environment_comes_first(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    gh(folder, "echo of-gh")
    monkeypatch.setenv("GITHUB_TOKEN", " of-mine\n")
    assert github_token() == "of-mine"
