"""Clones of repositories that were found: from git's own server, without large files, under a quota."""

import random
import subprocess
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import git_server
import pytest

from builder.repository.remote import FetchError, Limits
from builder.repository.store import BLOB_BYTES, Store
from builder.repository.trees import Entry

Commit = Callable[[Path, Mapping[str, str | bytes]], str]
LARGE = random.Random(7).randbytes(BLOB_BYTES)  # so that packing makes it no smaller


def python(entry: Entry) -> bool:
    """Whether a scan would read the file."""
    return entry.path.endswith(".py")


@pytest.fixture
def served(tmp_path: Path, run_git: Callable[..., str]) -> Iterator[tuple[Path, str]]:
    """A folder whose repositories a server offers, filters and objects by id included, and its address."""
    folder = tmp_path / "served"
    folder.mkdir()
    with git_server.serving(folder) as address:
        yield folder, address


@pytest.fixture
def offer(served: tuple[Path, str], commit_files: Commit, run_git: Callable[..., str]) -> Callable[..., str]:
    """`offer(name, files)` makes one more commit of a repository; its address."""

    def make(name: str, files: Mapping[str, str | bytes]) -> str:
        folder, address = served
        commit_files(folder / name, files)
        for setting in ("uploadpack.allowFilter", "uploadpack.allowAnySHA1InWant"):
            run_git(folder / name, "config", setting, "true")
        return f"{address}/{name}"

    return make


def store(tmp_path: Path, quota: int = 10**9, reserve: int = 0, most_files: int = 1000) -> Store:
    made = Store(tmp_path / "store", Limits(60, 10**8), most_files, quota, reserve)
    made.recover()
    return made


def used(clones: Store) -> int:
    return int((clones.folder / "used").read_text())


def test_large_files_come_where_they_are_wanted(tmp_path: Path, offer: Callable[..., str]) -> None:
    url = offer("owner/name", {"small.py": "1", "large.py": LARGE, "large.bin": LARGE[::-1]})
    with store(tmp_path).opened("owner/name", url, python) as tree:
        read = {entry.path: data for entry, data in tree.read(tree.entries())}
        sizes = {entry.path: entry.size for entry in tree.entries()}
    assert read == {"small.py": b"1", "large.py": LARGE, "large.bin": None}
    assert sizes == {"small.py": 1, "large.py": len(LARGE), "large.bin": 0}


def test_a_clone_is_fetched_again_only_where_there_is_a_newer_commit(tmp_path: Path, offer: Callable[..., str]) -> None:
    clones, url = store(tmp_path), offer("owner/name", {"a.py": "1"})
    made = []
    for again in ("same", "newer"):
        with clones.opened("owner/name", url, python) as tree:
            made.append((tree.git_dir.stat().st_ino, tree.commit))
        if again == "same":
            with clones.opened("owner/name", url, python) as tree:
                made.append((tree.git_dir.stat().st_ino, tree.commit))
            offer("owner/name", {"a.py": "2"})
    first, second, third = made
    assert second == first
    assert third != first


def test_clones_that_were_read_longest_ago_make_room(tmp_path: Path, offer: Callable[..., str]) -> None:
    clones = store(tmp_path, quota=1_000_000, reserve=300_000)
    urls = {f"owner/n{n}": offer(f"owner/n{n}", {"a.py": LARGE[: 200_000 + n] + bytes([n])}) for n in range(8)}
    for name, url in urls.items():
        with clones.opened(name, url, python):
            pass
        assert used(clones) <= 1_000_000
    held = [path.name for path in clones.folder.glob("??/*")]
    assert "owner%2Fn7" in held
    assert "owner%2Fn0" not in held


def test_a_clone_that_is_being_read_stays(tmp_path: Path, offer: Callable[..., str]) -> None:
    clones = store(tmp_path, quota=1)
    first, second = offer("owner/first", {"a.py": "1"}), offer("owner/second", {"a.py": "2"})
    with clones.opened("owner/first", first, python) as tree:
        with clones.opened("owner/second", second, python):
            pass
        assert [data for _, data in tree.read(tree.entries())] == [b"1"]


def test_what_a_killed_fetch_left_is_removed_and_counted_no_more(tmp_path: Path, offer: Callable[..., str]) -> None:
    clones = store(tmp_path)
    with clones.opened("owner/name", offer("owner/name", {"a.py": "1"}), python):
        pass
    before = used(clones)
    half = clones.folder / ".incoming" / "half"
    half.mkdir(parents=True)
    (half / "pack").write_bytes(LARGE)
    (clones.folder / "used").write_text("999999999")
    clones.recover()
    assert not half.exists()
    assert used(clones) == before


@pytest.mark.parametrize(
    "path", [pytest.param(name, id=name) for name in (".GIT/hooks/post-checkout", "git~1/config", "..\\x/.git/config")]
)
def test_trees_that_would_harm_a_checkout_are_refused(
    tmp_path: Path, served: tuple[Path, str], offer: Callable[..., str], run_git: Callable[..., str], path: str
) -> None:
    url = offer("owner/name", {"a.py": "1"})
    folder = served[0] / "owner/name"
    blob = run_git(folder, "rev-parse", "HEAD:a.py")
    tree = blob
    for depth, part in enumerate(reversed(path.split("/"))):
        line = f"{'040000 tree' if depth else '100644 blob'} {tree}\t{part}\n"
        made = subprocess.run(["git", "-C", folder, "mktree"], input=line.encode(), capture_output=True, check=True)
        tree = made.stdout.decode().strip()
    commit = run_git(folder, "commit-tree", tree, "-m", "odd")
    run_git(folder, "update-ref", "refs/heads/main", commit)
    with pytest.raises(FetchError, match="git refuses"), store(tmp_path).opened("owner/name", url, python):
        pass


def test_more_files_than_allowed(tmp_path: Path, offer: Callable[..., str]) -> None:
    url = offer("owner/name", {f"{n}.py": str(n) for n in range(5)})
    with (
        pytest.raises(FetchError, match="it has 5 files, more than 4"),
        store(tmp_path, most_files=4).opened("owner/name", url, python),
    ):
        pass


def test_what_is_not_there(tmp_path: Path, served: tuple[Path, str]) -> None:
    with (
        pytest.raises(FetchError, match=r"not found|not there"),
        store(tmp_path).opened("owner/gone", f"{served[1]}/owner/gone", python),
    ):
        pass


def test_more_bytes_than_allowed(tmp_path: Path, offer: Callable[..., str]) -> None:
    url = offer("owner/name", {f"{n}.py": random.Random(n).randbytes(200_000) for n in range(5)})
    clones = Store(tmp_path / "store", Limits(60, 500_000), 1000, 10**9, 0)
    clones.recover()
    with pytest.raises(FetchError, match="more than"), clones.opened("owner/name", url, python):
        pass
    assert not list(clones.folder.glob("??/*"))


def test_a_repository_without_commits(tmp_path: Path, served: tuple[Path, str], run_git: Callable[..., str]) -> None:
    run_git(served[0], "init", "--quiet", "--bare", "owner-empty")
    with (
        pytest.raises(FetchError, match="it has no commit"),
        store(tmp_path).opened("owner/empty", f"{served[1]}/owner-empty", python),
    ):
        pass
