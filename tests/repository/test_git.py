"""git's object database: what it holds, what is wrong with it, and that nothing of a repository runs."""

import os
import shutil
import subprocess
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime
from pathlib import Path

import pytest

from builder.errors import InputError
from builder.repository import git

Commit = Callable[[Path, Mapping[str, str | bytes]], str]
Run = Callable[..., str]


def loose(git_dir: Path, blob: str) -> Path:
    return git_dir / "objects" / blob[:2] / blob[2:]


@pytest.fixture
def folder(tmp_path: Path, commit_files: Commit) -> Path:
    commit_files(tmp_path / "here", {"a.py": "a = 1\n", "b/c.py": "", "big.bin": bytes(300_000)})
    return tmp_path / "here"


def test_find_git_dir(folder: Path, tmp_path: Path, run_git: Run) -> None:
    run_git(tmp_path, "clone", "--quiet", "--bare", "here", "bare.git")
    run_git(folder, "worktree", "add", "--quiet", "../second")
    assert git.find_git_dir(tmp_path) is None
    assert git.find_git_dir(folder / "b") is None
    assert git.find_git_dir(folder) == folder / ".git"
    assert git.find_git_dir(folder / ".git") == folder / ".git"
    assert git.find_git_dir(tmp_path / "bare.git") == tmp_path / "bare.git"
    assert git.find_git_dir(tmp_path / "second") == tmp_path / "second/.git"  # a file that names the directory


def test_resolve(folder: Path, commit_files: Commit, run_git: Run) -> None:
    first = run_git(folder, "rev-parse", "HEAD")
    run_git(folder, "tag", "--annotate", "--message=x", "v1")
    second = commit_files(folder, {"a.py": "a = 2\n"})
    assert git.resolve(folder / ".git") == second
    assert [git.resolve(folder / ".git", name) for name in ("HEAD~1", "v1", first, first[:9], "main")] == [
        *(first, first, first, first, second)
    ]


@pytest.mark.parametrize(
    "revision",
    ["nothing", "0" * 40, "HEAD:a.py", "HEAD~9", "--all", "-h", "a b", "main\nmain", ""],
)
def test_revision_that_is_none(folder: Path, revision: str) -> None:
    with pytest.raises(InputError, match=r"^[^\n]*: no commit for revision [^\n]*$"):
        git.resolve(folder / ".git", revision)


def test_empty_repository(tmp_path: Path, run_git: Run) -> None:
    run_git(tmp_path, "init", "--quiet")
    with pytest.raises(InputError, match=r"HEAD names no commit \(an empty repository\?\)"):
        git.resolve(tmp_path / ".git")


def no_head(git_dir: Path) -> None:
    (git_dir / "HEAD").unlink()


def no_commit(git_dir: Path) -> None:
    loose(git_dir, (git_dir / "refs/heads/main").read_text().strip()).unlink()


def broken_settings(git_dir: Path) -> None:
    (git_dir / "config").write_text("[core\n")


def later_format(git_dir: Path) -> None:
    (git_dir / "config").write_text("[core]\nrepositoryformatversion = 99\n")


def no_objects(git_dir: Path) -> None:
    shutil.rmtree(git_dir / "objects")


@pytest.mark.parametrize("damage", [no_head, no_commit, broken_settings, later_format, no_objects])
def test_damaged(folder: Path, damage: Callable[[Path], None]) -> None:
    damage(folder / ".git")
    with pytest.raises(InputError, match=r"^[^\n]*/\.git: damaged git directory: [^\n]+; clone it again$"):
        git.resolve(folder / ".git")


def test_tree_without_a_folder(folder: Path, run_git: Run) -> None:
    commit = run_git(folder, "rev-parse", "HEAD")
    loose(folder / ".git", run_git(folder, "rev-parse", "HEAD:b")).unlink()
    with pytest.raises(InputError, match="damaged git directory"):
        git.list_tree(folder / ".git", commit)


def test_git_is_not_installed(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(folder))
    with pytest.raises(InputError, match="git is not installed"):
        git.resolve(folder / ".git")
    with pytest.raises(InputError, match="git is not installed"):
        list(git.read_blobs(folder / ".git", ["0" * 40]))


def test_commit_date_is_utc(folder: Path) -> None:
    assert git.committed_at(folder / ".git", "HEAD") == datetime(2024, 5, 6, 5, 8, 9)


@pytest.mark.parametrize("date", ["99999999999999 +0000", "x"])
def test_commit_date_that_is_none(folder: Path, run_git: Run, tmp_path: Path, date: str) -> None:
    tree = run_git(folder, "rev-parse", "HEAD^{tree}")
    (tmp_path / "raw").write_text(
        f"tree {tree}\nauthor a <b> 0 +0000\ncommitter a <b> {date}\n\ncommitter a <b> 1 +0000"
    )
    commit = run_git(folder, "hash-object", "-t", "commit", "-w", "--literally", str(tmp_path / "raw"))
    assert git.committed_at(folder / ".git", commit) is None


def test_default_branch(folder: Path, tmp_path: Path, run_git: Run) -> None:
    run_git(folder, "checkout", "--quiet", "-b", "dev/x")
    assert git.default_branch(folder / ".git") == "dev/x"
    run_git(folder, "checkout", "--quiet", "main")
    run_git(tmp_path, "clone", "--quiet", "here", "clone")
    run_git(tmp_path / "clone", "checkout", "--quiet", "-b", "mine")
    assert git.default_branch(tmp_path / "clone/.git") == "main"
    run_git(folder, "checkout", "--quiet", "--detach")
    assert git.default_branch(folder / ".git") is None


def test_origin_url(folder: Path, run_git: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "mine").write_text('[remote "origin"]\nurl = https://example.org/mine/own\n')
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / "mine"))
    assert git.origin_url(folder / ".git") is None
    run_git(folder, "remote", "add", "origin", "https://example.org/owner/name.git")
    assert git.origin_url(folder / ".git") == "https://example.org/owner/name.git"


def test_list_tree(folder: Path, run_git: Run) -> None:
    (folder / "link").symlink_to("a.py")
    (folder / os.fsdecode(b"b/tab\t\xff\n.py")).write_text("x")
    run_git(folder, "add", "--all")
    run_git(folder, "update-index", "--add", "--cacheinfo", f"160000,{'1' * 40},module")
    run_git(folder, "commit", "--quiet", "--message=x")
    missing = run_git(folder, "rev-parse", "HEAD:a.py")
    loose(folder / ".git", missing).unlink()
    found = git.list_tree(folder / ".git", "HEAD")
    assert [(line.path, line.kind, line.size) for line in found] == [
        (b"a.py", "file", None),
        (b"b/c.py", "file", 0),
        (b"b/tab\t\xff\n.py", "file", 1),
        (b"big.bin", "file", 300_000),
        (b"link", "symlink", 4),
        (b"module", "submodule", None),
    ]
    assert found[0].blob == missing


def test_read_blobs(folder: Path, run_git: Run) -> None:
    a, big, empty = (run_git(folder, "rev-parse", f"HEAD:{path}") for path in ("a.py", "big.bin", "b/c.py"))
    asked = [a, "0" * 40, big, empty, a]
    read = [b"a = 1\n", None, bytes(300_000), b"", b"a = 1\n"]
    assert list(git.read_blobs(folder / ".git", [])) == []
    assert list(git.read_blobs(folder / ".git", asked)) == read
    assert list(git.read_blobs(folder / ".git", asked * 400)) == read * 400  # more than any pipe holds, both ways


def test_reading_asks_no_further_than_needed(folder: Path, run_git: Run) -> None:
    asked = 0

    def endless() -> object:
        nonlocal asked
        while True:
            asked += 1
            yield run_git(folder, "rev-parse", "HEAD:big.bin") if asked == 1 else "0" * 40

    reading = git.read_blobs(folder / ".git", endless())
    assert next(reading) == bytes(300_000)
    reading.close()
    assert asked <= git.WINDOW


def cut_off(path: Path) -> None:
    path.chmod(0o644)
    path.write_bytes(path.read_bytes()[:-20])


def test_one_damaged_blob_loses_only_itself(folder: Path, run_git: Run) -> None:
    a, big = (run_git(folder, "rev-parse", f"HEAD:{path}") for path in ("a.py", "big.bin"))
    cut_off(loose(folder / ".git", big))
    read = list(git.read_blobs(folder / ".git", [a, big, a, big] * 40))
    assert read == [b"a = 1\n", None] * 80


def test_too_many_damaged_blobs(folder: Path, run_git: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    big = run_git(folder, "rev-parse", "HEAD:big.bin")
    cut_off(loose(folder / ".git", big))
    monkeypatch.setattr(git, "MAX_DAMAGED", 3)
    with pytest.raises(InputError, match="git ended at 4 of its objects"):
        list(git.read_blobs(folder / ".git", [big] * 9))


HOSTILE = """
[core]
    fsmonitor = {trap}
    pager = {trap}
    sshCommand = {trap}
    gitProxy = {trap}
    hooksPath = {hooks}
    editor = {trap}
    askPass = {trap}
    alternateRefsCommand = {trap}
    worktree = /no/such/folder
    attributesFile = {attributes}
[alias]
    rev-parse = !{trap}
    ls-tree = !{trap}
    cat-file = !{trap}
[pager]
    ls-tree = {trap}
    cat-file = {trap}
[diff "trap"]
    textconv = {trap}
    command = {trap}
[filter "trap"]
    smudge = {trap}
    clean = {trap}
    process = {trap}
    required = true
[log]
    showSignature = true
[gpg]
    program = {trap}
[credential]
    helper = !{trap}
[protocol]
    allow = always
[protocol "ext"]
    allow = always
[extensions]
    partialClone = origin
[remote "origin"]
    url = ext::{trap}
    uploadpack = {trap}
    promisor = true
    partialclonefilter = blob:none
    vcs = trap
[uploadpack]
    packObjectsHook = {trap}
[include]
    path = {included}
[safe]
    bareRepository = explicit
"""
HERE = ("--git-dir=.git", "--work-tree=.")  # without them git ends at the hostile core.worktree


@pytest.fixture
def ran(folder: Path, tmp_path: Path) -> Path:
    """The file that appears when anything of the repository runs, which is made hostile."""
    ran, hooks, trap = tmp_path / "ran", tmp_path / "hooks", tmp_path / "trap"
    trap.write_text(f"#!/bin/sh\ntouch {ran}\n")
    trap.chmod(0o755)
    hooks.mkdir()
    for name in ("post-checkout", "fsmonitor-watchman", "query-watchman", "post-index-change", "reference-transaction"):
        shutil.copy(trap, hooks / name)
        shutil.copy(trap, folder / ".git/hooks" / name)
    for attributes in (tmp_path / "attributes", folder / ".gitattributes", folder / ".git/info/attributes"):
        attributes.write_text("* filter=trap diff=trap\n")
    (tmp_path / "included").write_text(f"[core]\n    fsmonitor = {trap}\n")
    settings = HOSTILE.format(
        trap=trap, hooks=hooks, attributes=tmp_path / "attributes", included=tmp_path / "included"
    )
    (folder / ".git/config").write_text("[core]\n    repositoryformatversion = 1\n" + settings)
    return ran


def test_nothing_of_a_hostile_repository_runs(folder: Path, ran: Path, run_git: Run) -> None:
    a = run_git(folder, *HERE, "rev-parse", "HEAD:a.py")
    loose(folder / ".git", a).unlink()  # what a partial clone would fetch now
    commit = git.resolve(folder / ".git")
    assert git.committed_at(folder / ".git", commit) == datetime(2024, 5, 6, 5, 8, 9)
    assert git.default_branch(folder / ".git") == "main"
    assert git.origin_url(folder / ".git") == f"ext::{ran.parent / 'trap'}"
    lines = git.list_tree(folder / ".git", commit)
    assert [line.path for line in lines] == [b"a.py", b"b/c.py", b"big.bin"]
    assert list(git.read_blobs(folder / ".git", [a, lines[1].blob, a, "1" * 40])) == [None, b"", None, None]
    assert not ran.exists()


@pytest.mark.parametrize(
    "command",
    [
        pytest.param(["status"], id="fsmonitor"),
        pytest.param(["cat-file", "-e", "1" * 40], id="fetch of what is missing"),
        pytest.param(["archive", "HEAD"], id="filter"),
        pytest.param(["update-ref", "refs/heads/x", "HEAD"], id="hook"),
    ],
)
def test_that_repository_is_hostile(folder: Path, ran: Path, run_git: Run, command: list[str]) -> None:
    with suppress(subprocess.CalledProcessError):
        run_git(folder, *HERE, *command)
    assert ran.exists()


def test_no_variable_of_the_caller_leads_elsewhere(
    folder: Path, tmp_path: Path, commit_files: Commit, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = commit_files(tmp_path / "other", {"x": "x"})
    monkeypatch.setenv("GIT_DIR", str(folder / ".git"))
    monkeypatch.setenv("GIT_OBJECT_DIRECTORY", str(folder / ".git/objects"))
    monkeypatch.setenv("GIT_CONFIG_COUNT", "x")
    assert git.resolve(tmp_path / "other/.git") == other
