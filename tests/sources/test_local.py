"""Repositories of this machine: what they are called, where they come from, and what happens to a broken one."""

import os
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

import pytest

from builder.errors import InputError
from builder.redaction.exclusions import Exclusions, fingerprint
from builder.repository.trees import open_tree
from builder.sources.local import RECORDS, Local, LocalRepository, find

Commit = Callable[[Path, Mapping[str, str | bytes]], str]
Run = Callable[..., str]


def one(path: Path, repository_id: str | None = None, revision: str | None = None) -> LocalRepository:
    (found,) = find(str(path), False, repository_id, revision)
    return found


def test_plain_folder(tmp_path: Path) -> None:
    (tmp_path / "my tool").mkdir()
    (tmp_path / "my tool/a.py").write_text("x")
    digest = open_tree(str(tmp_path / "my tool")).digest
    assert one(tmp_path / "my tool") == LocalRepository(
        "local/my-tool", str(tmp_path / "my tool"), None, "local", None, digest
    )
    assert one(tmp_path / "my tool", "owner/name").repository_id == "owner/name"


def test_git_directory(tmp_path: Path, commit_files: Commit, run_git: Run) -> None:
    commit = commit_files(tmp_path / "tool", {"a.py": "x"})
    run_git(tmp_path, "clone", "--quiet", "--bare", "tool", "bare.git")
    run_git(tmp_path / "bare.git", "remote", "set-url", "origin", "git@github.com:owner/name.git")
    assert one(tmp_path / "tool") == LocalRepository(
        "local/tool", str(tmp_path / "tool"), commit, "local", None, commit
    )
    assert one(tmp_path / "tool/.git").repository_id == "local/tool"
    assert one(tmp_path / "bare.git") == LocalRepository(
        "owner/name", str(tmp_path / "bare.git"), commit, "github.com", "https://github.com/owner/name", commit
    )
    given = one(tmp_path / "bare.git", "other/id")
    assert (given.repository_id, given.url) == ("other/id", "https://github.com/owner/name")


def test_revision_becomes_the_commit_it_names_now(tmp_path: Path, commit_files: Commit) -> None:
    first = commit_files(tmp_path, {"a.py": "x"})
    second = commit_files(tmp_path, {"a.py": "y"})
    assert one(tmp_path, revision="HEAD~1").revision == first
    assert one(tmp_path, revision="main").revision == second


@pytest.mark.parametrize(
    ("origin", "repository_id", "host"),
    [
        ("https://github.com/owner/name", "owner/name", "github.com"),
        ("https://github.com/owner/name.git/", "owner/name", "github.com"),
        ("https://www.GitHub.com/owner/na.me", "owner/na.me", "github.com"),
        ("https://me:" + "pa5s@gitlab.com/owner/name.git", "owner/name", "gitlab.com"),
        ("ssh://git@github.com:22/owner/name.git", "owner/name", "github.com"),
        ("git@codeberg.org:owner/name", "owner/name", "codeberg.org"),
        ("git://bitbucket.org/owner/name", "owner/name", "bitbucket.org"),
        ("https://gitlab.com/group/sub/name", "local/here", "local"),
        ("https://git.corp.example/owner/name", "local/here", "local"),
        ("https://github.com/owner", "local/here", "local"),
        ("https://github.com/../..", "local/here", "local"),
        ("https://[github.com/owner/name", "local/here", "local"),
        ("/srv/git/owner/name", "local/here", "local"),
        ("../owner/name", "local/here", "local"),
        ("file:///srv/owner/name", "local/here", "local"),
    ],
)
def test_origin(tmp_path: Path, commit_files: Commit, run_git: Run, origin: str, repository_id: str, host: str) -> None:
    commit_files(tmp_path / "here", {"a.py": ""})
    run_git(tmp_path / "here", "remote", "add", "origin", origin)
    found = one(tmp_path / "here")
    url = None if host == "local" else f"https://{host}/{repository_id}"
    assert (found.repository_id, found.host, found.url) == (repository_id, host, url)


@pytest.fixture
def root(tmp_path: Path, commit_files: Commit, run_git: Run) -> Path:
    """A good repository of each kind, broken ones, and things that are none."""
    root = tmp_path / "root"
    commit_files(root / "ann/under-git", {"a.py": "x"})
    run_git(root / "ann/under-git", "remote", "add", "origin", "https://github.com/bob/elsewhere")
    run_git(root, "clone", "--quiet", "--bare", "ann/under-git", "bob/bare.git")
    run_git(root, "init", "--quiet", "bob/empty")
    (root / "bob/odd/.git").mkdir(parents=True)
    (root / "bob/plain").mkdir()
    (root / "bob/plain/a.py").write_text("x")
    (root / "bob/.hidden").mkdir()
    (root / "bob/file.py").write_text("x")
    (root / ".cache/x").mkdir(parents=True)
    (root / "README.md").write_text("x")
    return root


def test_root(root: Path) -> None:
    found = list(find(str(root), True, None, None))
    assert [(r.repository_id, r.host, r.error is None) for r in found] == [
        ("ann/under-git", "github.com", True),
        ("bob/bare", "local", True),
        ("bob/empty", "local", False),
        ("bob/odd", "local", False),
        ("bob/plain", "local", True),
    ]
    assert found[0].url == "https://github.com/bob/elsewhere"
    assert found[0].digest == found[1].digest == found[0].revision
    assert "an empty repository" in str(found[2].error)
    assert (found[3].digest, found[3].revision) == (None, None)
    assert "damaged git directory" in str(found[3].error)


def test_root_with_a_revision(root: Path, run_git: Run) -> None:
    run_git(root / "ann/under-git", "tag", "v1")
    errors = {r.repository_id: r.error for r in find(str(root), True, None, "v1")}
    assert errors["ann/under-git"] is None
    assert "no commit for revision 'v1'" in str(errors["bob/bare"])
    assert "not a git directory, so it has no revision" in str(errors["bob/plain"])


def test_second_folder_of_one_name(root: Path) -> None:
    (root / "bob/bare").mkdir()
    found = [r for r in find(str(root), True, None, None) if r.repository_id == "bob/bare"]
    assert [r.error is None for r in found] == [True, False]
    assert "another folder for bob/bare" in str(found[1].error)


def test_repository_where_an_owner_belongs(root: Path, commit_files: Commit) -> None:
    commit_files(root / "single", {"src/a.py": "x"})
    found = {r.repository_id: r.error for r in find(str(root), True, None, None)}
    assert "where an owner's folder belongs" in str(found["local/single"])
    assert "single/src" not in found


def test_name_that_is_no_utf8(root: Path) -> None:
    (root / "bob" / os.fsdecode(b"caf\xe9")).mkdir()
    found = {r.repository_id: r for r in find(str(root), True, None, None)}
    assert "the path is not UTF-8" in str(found["bob/caf\\xe9"].error)
    assert found["bob/caf\\xe9"].location.encode()


@pytest.mark.parametrize(
    ("path", "as_root", "revision", "message"),
    [
        ("none", False, None, "no such folder"),
        ("none", True, None, "no such folder"),
        ("bob/odd", False, None, "damaged git directory"),
        ("bob/empty", False, None, "an empty repository"),
        ("bob/plain", False, "main", "not a git directory, so it has no revision"),
        ("ann/under-git", False, "none", "no commit for revision 'none'"),
        ("ann/under-git", True, None, "a repository, not a folder of owner/name folders"),
        ("bob/plain", True, None, "holds no owner/name folders"),
    ],
)
def test_what_was_named_is_an_error(root: Path, path: str, as_root: bool, revision: str | None, message: str) -> None:
    with pytest.raises(InputError, match=message):
        list(find(str(root / path), as_root, None, revision))


def test_source(root: Path) -> None:
    secret = "hf_" + "a" * 34
    (root / "bob" / secret).mkdir()
    exclusions = Exclusions(frozenset({fingerprint("ann")}))
    source = Local("here", partial(find, str(root), True, None, None), exclusions)
    (page,) = source.pages(0)
    assert page.rows.schema == RECORDS
    assert page.rows["repository_id"].to_pylist() == ["bob/bare", "bob/plain"]
    assert page.rows["source"].to_pylist() == ["here", "here"]
    told = [(row["item"], row["reason"]) for row in page.skipped.to_pylist()]
    assert told == [
        ("here#0", "excluded"),
        ("bob/empty", "unreadable"),
        ("here#3", "secret_in_id"),
        ("bob/odd", "unreadable"),
    ]
    assert secret not in str(page.skipped.to_pylist())
    assert list(source.inputs) == ["here/bob/bare", "here/bob/plain"]
    assert list(source.pages(1)) == []


def test_exclusion_of_where_it_comes_from(root: Path) -> None:
    source = Local(
        "here", partial(find, str(root), True, None, None), Exclusions(frozenset({fingerprint("bob/elsewhere")}))
    )
    assert "ann/under-git" not in next(source.pages(0)).rows["repository_id"].to_pylist()


def test_digest_of_the_source(root: Path) -> None:
    def digest(name: str = "here", exclusions: Exclusions | None = None) -> str:
        return Local(name, partial(find, str(root), True, None, None), exclusions or Exclusions()).digest()

    before = digest()
    assert digest() == before
    assert digest("there") != before
    assert digest(exclusions=Exclusions(frozenset({fingerprint("ann")}))) != before
    (root / "bob/plain/a.py").write_text("y")
    assert digest() != before
