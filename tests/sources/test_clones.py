"""Repositories by their addresses, against git's own HTTP server."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import command
import git_server
import pyarrow.parquet as pq
import pytest

from builder.redaction.exclusions import Exclusions, fingerprint
from builder.repository.trees import open_tree
from builder.sources.clones import ENVIRONMENT, find

LOADS = b"from transformers import pipeline\npipeline('fill-mask', 'acme/bert')\n"


def git(folder: Path, *arguments: str) -> str:
    author = ("-c", "user.name=nobody", "-c", "user.email=", "-c", "init.defaultBranch=trunk")
    command = ["git", *author, "-C", str(folder), *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def commit(folder: Path, files: dict[str, bytes]) -> str:
    for name, data in files.items():
        (folder / name).write_bytes(data)
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--allow-empty", "--message", "more")
    return git(folder, "rev-parse", "HEAD")


@pytest.fixture
def work(tmp_path: Path) -> Path:
    """The work tree of the repository b/two, which is served."""
    work, bare = tmp_path / "theirs", tmp_path / "served/b/two"
    work.mkdir()
    git(work, "init", "--quiet")
    commit(work, {"load.py": LOADS})
    git(work, "clone", "--quiet", "--bare", str(work), str(bare))
    return work


@pytest.fixture
def url(work: Path) -> Iterator[str]:
    with git_server.serving(work.parent / "served") as address:
        yield address


def test_the_newest_commit_of_its_own_branch_is_there_without_history(work, url, tmp_path):
    newest = commit(work, {"more.py": b""})
    git(work, "push", "--quiet", str(tmp_path / "served/b/two"), "trunk")
    (found,) = find(tmp_path / "clones", (f"{url}/b/two",), 60)
    assert (found.repository_id, found.revision, found.error) == ("b/two", newest, None)
    assert open_tree(found.location, None).default_branch == "trunk"
    assert git(Path(found.location), "rev-list", "--count", "HEAD") == "1"


def test_a_later_run_has_the_newer_commit(work, url, tmp_path):
    (before,) = find(tmp_path / "clones", (f"{url}/b/two",), 60)
    newest = commit(work, {"more.py": b""})
    git(work, "push", "--quiet", str(tmp_path / "served/b/two"), "trunk")
    (after,) = find(tmp_path / "clones", (f"{url}/b/two",), 60)
    assert before.revision != after.revision == newest


@pytest.mark.parametrize(
    ("path", "said"),
    [
        pytest.param("a/none", "not found", id="none there"),
        pytest.param("private/one", "not there, or not public", id="private"),
        pytest.param("empty/one", "it has no commit", id="without a commit"),
    ],
)
def test_what_cannot_be_had_is_told_and_costs_no_other(work, url, tmp_path, path, said):
    empty = tmp_path / "served/empty/one"
    empty.mkdir(parents=True)
    git(empty, "init", "--quiet", "--bare")
    found = {one.repository_id: one for one in find(tmp_path / "clones", (f"{url}/{path}", f"{url}/b/two"), 60)}
    assert said in (found[path].error or "")
    assert found["b/two"].error is None


def test_a_server_that_is_gone_leaves_what_was_had_before(work, url, tmp_path):
    (before,) = find(tmp_path / "clones", (f"{url}/b/two",), 60)
    (tmp_path / "served/b/two").rename(tmp_path / "served/b/three")
    (after,) = find(tmp_path / "clones", (f"{url}/b/two",), 60)
    assert after == before


def test_clones_of_repositories_that_are_named_no_more_go(url, tmp_path):
    list(find(tmp_path / "clones", (f"{url}/b/two",), 60))
    assert list(find(tmp_path / "clones", (), 60)) == []
    assert list((tmp_path / "clones").glob("*/*")) == []


def test_what_is_excluded_is_not_asked_for(tmp_path):
    nobody = "http://127.0.0.1:9/b/two"
    (found,) = find(tmp_path / "clones", (nobody,), 60, Exclusions(frozenset({fingerprint("b/two")})))
    assert (found.repository_id, found.error) == ("b/two", None)
    assert not (tmp_path / "clones").exists()


def test_nothing_of_the_users_settings_is_read():
    assert ENVIRONMENT["GIT_CONFIG_GLOBAL"] == ENVIRONMENT["HOME"] == "/dev/null"
    assert ENVIRONMENT["GIT_ALLOW_PROTOCOL"] == "https:http"


def test_a_build_reads_them_and_skips_the_one_that_is_not_there(url, tmp_path):
    urls = [f"{url}/b/two", f"{url}/b/none"]
    (tmp_path / "git.toml").write_text(f'[[sources]]\nkind = "git"\nname = "given"\nurls = {urls}\n')
    command.build(tmp_path, "--config", "git.toml")
    (path,) = (tmp_path / "work/tables").glob("mappings-*.parquet")
    (row,) = pq.read_table(path).to_pylist()
    assert (row["repository_id"], row["path"], row["line"], row["model_name"]) == ("b/two", "load.py", 2, "acme/bert")
    said = command.run("skipped", cwd=tmp_path).stdout
    assert "b/none" in said and "unreadable" in said and "not found" in said
