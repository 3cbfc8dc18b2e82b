"""Repositories by their addresses, against git's own HTTP server."""

import random
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import command
import git_server
import pyarrow.parquet as pq
import pytest

from builder.redaction.exclusions import Exclusions, fingerprint
from builder.repository.remote import ENVIRONMENT, Limits
from builder.repository.trees import open_tree
from builder.sources import clones
from builder.sources.clones import find

LIMITS = Limits(timeout_s=120, most_bytes=10**9)
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
    (found,) = find(tmp_path / "clones", (f"{url}/b/two",), LIMITS)
    assert (found.repository_id, found.revision, found.error) == ("b/two", newest, None)
    assert open_tree(found.location, None).default_branch == "trunk"
    assert git(Path(found.location), "rev-list", "--count", "HEAD") == "1"


def test_a_later_run_has_the_newer_commit(work, url, tmp_path):
    (before,) = find(tmp_path / "clones", (f"{url}/b/two",), LIMITS)
    newest = commit(work, {"more.py": b""})
    git(work, "push", "--quiet", str(tmp_path / "served/b/two"), "trunk")
    (after,) = find(tmp_path / "clones", (f"{url}/b/two",), LIMITS)
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
    found = {one.repository_id: one for one in find(tmp_path / "clones", (f"{url}/{path}", f"{url}/b/two"), LIMITS)}
    assert said in (found[path].error or "")
    assert found["b/two"].error is None


def test_a_server_that_is_gone_leaves_what_was_had_before(work, url, tmp_path):
    (before,) = find(tmp_path / "clones", (f"{url}/b/two",), LIMITS)
    (tmp_path / "served/b/two").rename(tmp_path / "served/b/three")
    (after,) = find(tmp_path / "clones", (f"{url}/b/two",), LIMITS)
    assert after == before


def test_clones_of_repositories_that_are_named_no_more_go(url, tmp_path):
    list(find(tmp_path / "clones", (f"{url}/b/two",), LIMITS))
    assert list(find(tmp_path / "clones", (), LIMITS)) == []
    assert list((tmp_path / "clones").glob("*/*")) == []


def test_what_is_excluded_is_not_asked_for(tmp_path):
    nobody = "http://127.0.0.1:9/b/two"
    (found,) = find(tmp_path / "clones", (nobody,), LIMITS, Exclusions(frozenset({fingerprint("b/two")})))
    assert (found.repository_id, found.error) == ("b/two", None)
    assert not (tmp_path / "clones").exists()


def wiped(clone: Path) -> None:
    for path in clone.iterdir():
        (shutil.rmtree if path.is_dir() else Path.unlink)(path)


def left(*names: str, contents: str = "") -> Callable[[Path], None]:
    """Makes files in a clone, as a git that was killed leaves them."""

    def leave(clone: Path) -> None:
        for name in names:
            (clone / name).parent.mkdir(parents=True, exist_ok=True)
            (clone / name).write_text(contents)

    return leave


def half_made(clone: Path) -> None:
    wiped(clone)
    git(clone, "init", "--quiet", "--bare", "--template=")


def without_objects(clone: Path) -> None:
    shutil.rmtree(clone / "objects")
    (clone / "objects").mkdir()


def pack_cut_short(clone: Path) -> None:
    (pack,) = clone.glob("objects/pack/*.pack")
    pack.chmod(0o644)
    pack.write_bytes(pack.read_bytes()[:-40])


def of_another_address(clone: Path) -> None:
    git(clone, "config", "remote.origin.url", "https://example.invalid/a/b")


def a_file(clone: Path) -> None:
    shutil.rmtree(clone)
    clone.write_text("")


ODD = [
    pytest.param(wiped, id="an empty folder"),
    pytest.param(
        lambda clone: [wiped(clone), left("HEAD", contents="ref: refs/heads/trunk")(clone)], id="a HEAD alone"
    ),
    pytest.param(half_made, id="init and no more"),
    pytest.param(lambda clone: [half_made(clone), left("config.lock")(clone)], id="killed within config"),
    pytest.param(lambda clone: [half_made(clone), left("shallow.lock")(clone)], id="killed within the first fetch"),
    pytest.param(left("shallow.lock"), id="killed within a later fetch"),
    pytest.param(left("refs/heads/trunk.lock"), id="killed while the branch was written"),
    pytest.param(left("HEAD.lock", "packed-refs.lock"), id="killed while HEAD was written"),
    pytest.param(left("objects/pack/tmp_pack_x"), id="half a pack"),
    pytest.param(left("refs/heads/trunk"), id="an empty branch"),
    pytest.param(left("HEAD"), id="an empty HEAD"),
    pytest.param(left("config", contents="[core"), id="a torn config"),
    pytest.param(without_objects, id="no objects"),
    pytest.param(pack_cut_short, id="a pack that is cut short"),
    pytest.param(of_another_address, id="another origin"),
    pytest.param(a_file, id="a file in its place"),
    pytest.param(shutil.rmtree, id="nothing"),
]


@pytest.mark.parametrize("changed", [False, True], ids=["same commit", "newer commit"])
@pytest.mark.parametrize("harm", ODD)
def test_whatever_a_kill_left_is_fetched_again(work, url, tmp_path, harm, changed):
    (before,) = find(tmp_path / "clones", (f"{url}/b/two",), LIMITS)
    harm(tmp_path / "clones/b/two")
    newest = before.revision
    if changed:
        newest = commit(work, {"more.py": b""})
        git(work, "push", "--quiet", str(tmp_path / "served/b/two"), "trunk")
    (after,) = find(tmp_path / "clones", (f"{url}/b/two",), LIMITS)
    clone = Path(after.location)
    assert (after.revision, after.error, after.url) == (newest, None, before.url)
    assert git(clone, "config", "remote.origin.url") == f"{url}/b/two"
    assert [data for _, data in sorted(files(clone).items())] == [LOADS, b""][: 1 + changed]
    assert sorted(path.name for path in (tmp_path / "clones").iterdir()) == ["b"]


def files(clone: Path) -> dict[str, bytes]:
    names = git(clone, "ls-tree", "--name-only", "HEAD").splitlines()
    return {name: subprocess.check_output(["git", "-C", clone, "show", f"HEAD:{name}"]) for name in names}


def test_a_clone_that_is_as_it_should_be_is_not_fetched_again(url, tmp_path):
    (before,) = find(tmp_path / "clones", (f"{url}/b/two",), LIMITS)
    inode = Path(before.location).stat().st_ino
    (after,) = find(tmp_path / "clones", (f"{url}/b/two",), LIMITS)
    assert (after, Path(after.location).stat().st_ino) == (before, inode)


def test_a_kill_between_the_two_renames_loses_no_clone(url, tmp_path):
    (before,) = find(tmp_path / "clones", (f"{url}/b/two",), LIMITS)
    (tmp_path / "clones/.outgoing/b").mkdir(parents=True)
    (tmp_path / "clones/b/two").rename(tmp_path / "clones/.outgoing/b/two")
    (tmp_path / "clones/.incoming/b/two/objects").mkdir(parents=True)
    (tmp_path / "served/b/two").rename(tmp_path / "served/b/three")  # it cannot be fetched again
    (after,) = find(tmp_path / "clones", (f"{url}/b/two",), LIMITS)
    assert after == before
    assert sorted(path.name for path in (tmp_path / "clones").iterdir()) == ["b"]


@pytest.mark.parametrize("step", ["prepare", "newest", "fetch"])
def test_a_fetch_that_is_interrupted_leaves_the_clone_and_nothing_else(work, url, tmp_path, monkeypatch, step):
    (before,) = find(tmp_path / "clones", (f"{url}/b/two",), LIMITS)
    commit(work, {"more.py": b""})
    git(work, "push", "--quiet", str(tmp_path / "served/b/two"), "trunk")

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(clones.Remote, step, interrupted)
        with pytest.raises(KeyboardInterrupt):
            list(find(tmp_path / "clones", (f"{url}/b/two",), LIMITS))
    assert git(tmp_path / "clones/b/two", "rev-parse", "HEAD") == before.revision
    assert sorted(path.name for path in (tmp_path / "clones").iterdir()) == ["b"]


def test_an_address_that_sends_too_much_is_told_and_its_clone_stays(work, url, tmp_path):
    (before,) = find(tmp_path / "clones", (f"{url}/b/two",), LIMITS)
    commit(work, {"large.bin": random.Random(1).randbytes(300_000)})
    git(work, "push", "--quiet", str(tmp_path / "served/b/two"), "trunk")
    few = Limits(120, 100_000)
    error = clones.fetch(tmp_path / "clones", "b/two", f"{url}/b/two", few)
    assert error == f"{url}/b/two: it has more than 0 MB: raise max_mb of its source"
    assert list(find(tmp_path / "clones", (f"{url}/b/two",), few)) == [before]
    (fresh,) = find(tmp_path / "fresh", (f"{url}/b/two",), few)
    assert fresh.error == error


def test_nothing_of_the_users_settings_is_read():
    assert ENVIRONMENT["GIT_CONFIG_GLOBAL"] == ENVIRONMENT["HOME"] == "/dev/null"
    assert ENVIRONMENT["GIT_ALLOW_PROTOCOL"] == "https:http"


def test_a_build_reads_them_and_skips_the_one_that_is_not_there(url, tmp_path):
    urls = [f"{url}/b/two", f"{url}/b/none"]
    (tmp_path / "git.toml").write_text(f'[[sources]]\nkind = "git"\nname = "given"\nurls = {urls}\n')
    command.build_here(tmp_path, "--config", "git.toml")
    (path,) = (tmp_path / "work/tables").glob("mappings-*.parquet")
    (row,) = pq.read_table(path).to_pylist()
    assert (row["repository_id"], row["path"], row["line"], row["model_name"]) == ("b/two", "load.py", 2, "acme/bert")
    said = command.here("skipped", cwd=tmp_path).stdout
    assert "b/none" in said and "unreadable" in said and "not found" in said
