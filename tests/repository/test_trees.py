"""Trees: a folder and git's object database give the same files, and each kind of input that is none its own error."""

import os
import re
import shutil
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder.errors import InputError
from builder.repository.trees import Entry, Tree, escaped, open_files, open_tree

Commit = Callable[[Path, Mapping[str, str | bytes]], str]
Run = Callable[..., str]

NOT_UTF8 = os.fsdecode(b"sub/caf\xe9.py")
FILES: dict[str, str | bytes] = {
    "b.py": "import torch\r\n",
    "a/é b.py": b"\x00\xff",
    "a.py": "",
    NOT_UTF8: "x = 1\n",
}
EMPTY = "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391"


@pytest.fixture
def folder(tmp_path: Path, commit_files: Commit) -> Path:
    (tmp_path / "here").mkdir()
    (tmp_path / "here/link").symlink_to("a.py")
    (tmp_path / "here/loop").symlink_to(".")
    (tmp_path / "here/dangling").symlink_to("/no/such\udcff")
    commit_files(tmp_path / "here", FILES)
    return tmp_path / "here"


def contents(tree: Tree) -> dict[str, bytes | None]:
    return {entry.path: data for entry, data in tree.read(tree.entries())}


def test_folder_and_git_agree(folder: Path, tmp_path: Path, run_git: Run) -> None:
    run_git(tmp_path, "clone", "--quiet", "--bare", "here", "bare.git")
    shutil.copytree(folder, tmp_path / "plain", symlinks=True, ignore=shutil.ignore_patterns(".git"))
    plain, *others = trees = [open_tree(str(tmp_path / name)) for name in ("plain", "here", "here/.git", "bare.git")]
    paths = ["a.py", "a/é b.py", "b.py", "dangling", "link", "loop", "sub/caf\\xe9.py"]
    assert [entry.path for entry in plain.entries()] == paths
    assert plain.entries()[0] == Entry("a.py", "file", 0, EMPTY)
    assert [entry.kind for entry in plain.entries()] == ["file"] * 3 + ["symlink"] * 3 + ["file"]
    assert [entry.size for entry in plain.entries()] == [0, 2, 14, 9, 4, 1, 6]
    assert all(tree.entries() == plain.entries() for tree in others)
    read = [b"", b"\x00\xff", b"import torch\r\n", b"/no/such\xff", b"a.py", b".", b"x = 1\n"]
    assert [contents(tree) for tree in trees] == [dict(zip(paths, read, strict=True))] * 4
    assert (plain.commit, plain.committed_at, plain.default_branch) == (None, None, None)
    assert [tree.commit for tree in others] == [run_git(folder, "rev-parse", "HEAD")] * 3
    assert [tree.committed_at for tree in others] == [datetime(2024, 5, 6, 5, 8, 9)] * 3
    assert [tree.default_branch for tree in others] == ["main"] * 3


def test_files_of_a_work_tree_are_never_looked_at(folder: Path) -> None:
    before = contents(open_tree(str(folder)))
    shutil.rmtree(folder / "a")
    (folder / "new.py").write_text("x")
    (folder / "b.py").write_text("changed")
    assert contents(open_tree(str(folder))) == before


def test_revision(folder: Path, commit_files: Commit) -> None:
    before = contents(open_tree(str(folder)))
    commit_files(folder, {"new.py": "x"})
    assert contents(open_tree(str(folder))) == before | {"new.py": b"x"}
    assert contents(open_tree(str(folder), "HEAD~1")) == before


def test_folder_leaves_out_what_others_wrote(tmp_path: Path) -> None:
    kept = ["a.py", "src/venv.py", "src/.github/x.yml"]
    left = [".git.d/../.venv/a.py", "venv/a.py", "x/site-packages/t.py", "node_modules/a.js", "src/__pycache__/a.pyc"]
    for path in kept + left:
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text("x")
    (tmp_path / "src/.git").write_text("gitdir: ../elsewhere")
    os.mkfifo(tmp_path / "pipe")
    assert [entry.path for entry in open_tree(str(tmp_path)).entries()] == sorted(kept)


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda folder: (folder / "a.py").write_text("xx"), id="contents"),
        pytest.param(lambda folder: (folder / "a.py").rename(folder / "c.py"), id="name"),
        pytest.param(lambda folder: (folder / "b.py").unlink(), id="removed"),
        pytest.param(lambda folder: (folder / "b.py").unlink() or (folder / "b.py").symlink_to("y"), id="now a link"),
    ],
)
def test_digest_of_a_folder(tmp_path: Path, change: Callable[[Path], object]) -> None:
    (tmp_path / "a.py").write_text("x")
    (tmp_path / "b.py").write_text("y")
    before = open_tree(str(tmp_path)).digest
    os.utime(tmp_path / "a.py", (1, 1))
    assert open_tree(str(tmp_path)).digest == before
    change(tmp_path)
    assert open_tree(str(tmp_path)).digest != before


def test_digest_under_git(folder: Path, commit_files: Commit) -> None:
    before = open_tree(str(folder)).digest
    assert open_tree(str(folder / ".git")).digest == before
    commit_files(folder, {"a.py": "1"})
    assert open_tree(str(folder)).digest != before


def test_big_file_is_hashed_as_git_does(tmp_path: Path, run_git: Run) -> None:
    (tmp_path / "big").write_bytes(bytes(3_000_001))
    assert open_tree(str(tmp_path)).entries()[0].blob == run_git(tmp_path, "hash-object", "big")


def test_missing_blob_and_submodule_are_none(folder: Path, run_git: Run) -> None:
    own = run_git(folder, "rev-parse", "HEAD")  # a commit that the object database happens to hold
    run_git(folder, "update-index", "--add", "--cacheinfo", f"160000,{own},module")
    run_git(folder, "update-index", "--add", "--cacheinfo", f"160000,{'1' * 40},other")
    run_git(folder, "commit", "--quiet", "--message=x")
    blob = run_git(folder, "rev-parse", "HEAD:b.py")
    (folder / ".git/objects" / blob[:2] / blob[2:]).unlink()
    tree = open_tree(str(folder))
    assert [e for e in tree.entries() if e.kind == "submodule"] == [
        Entry("module", "submodule", 0, own),
        Entry("other", "submodule", 0, "1" * 40),
    ]
    assert Entry("b.py", "file", 0, blob) in tree.entries()
    read = contents(tree)
    assert (read["b.py"], read["module"], read["other"], read["a.py"]) == (None, None, None, b"")


def test_pieces_are_the_contents(folder: Path) -> None:
    big = bytes(range(256)) * 10_000
    (folder / "big.bin").write_bytes(big)
    for tree in (open_files(str(folder)), open_tree(str(folder))):
        for entry, data in tree.read(entry for entry in tree.entries() if entry.kind == "file"):
            assert b"".join(tree.pieces(entry)) == data
    (entry,) = [entry for entry in open_files(str(folder)).entries() if entry.path == "big.bin"]
    pieces = list(open_files(str(folder)).pieces(entry))
    assert len(pieces) > 1
    assert b"".join(pieces) == big


def test_pieces_of_what_is_missing(folder: Path, tmp_path: Path) -> None:
    tree = open_tree(str(folder))
    entry = next(entry for entry in tree.entries() if entry.path == "b.py")
    (folder / ".git/objects" / entry.blob[:2] / entry.blob[2:]).unlink()
    with pytest.raises(OSError, match=entry.blob):
        list(tree.pieces(entry))
    (tmp_path / "plain").mkdir()
    (tmp_path / "plain/gone.py").write_text("x")
    plain = open_tree(str(tmp_path / "plain"))
    (gone,) = plain.entries()
    (tmp_path / "plain/gone.py").unlink()
    with pytest.raises(OSError, match="gone"):
        list(plain.pieces(gone))


def test_read_keeps_the_order_asked_for(folder: Path, tmp_path: Path) -> None:
    shutil.copytree(folder, tmp_path / "plain", symlinks=True, ignore=shutil.ignore_patterns(".git"))
    for location in (folder, tmp_path / "plain"):
        tree = open_tree(str(location))
        asked = [entry for entry in reversed(tree.entries()) if entry.kind == "file"] * 2
        assert [entry for entry, _ in tree.read(iter(asked))] == asked
        assert list(tree.read([])) == []


def test_file_of_a_folder_that_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("x")
    (tmp_path / "gone.py").write_text("x")
    tree = open_tree(str(tmp_path))
    tree.entries()
    (tmp_path / "gone.py").unlink()
    assert contents(tree) == {"a.py": b"x", "gone.py": None}


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_what_nobody_may_read(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("x")
    (tmp_path / "a.py").chmod(0)
    assert open_tree(str(tmp_path)).entries() == [Entry("a.py", "file", 1, "")]
    (tmp_path / "sub").mkdir(mode=0)
    with pytest.raises(InputError, match=r"sub: cannot list this folder \(Permission denied\)"):
        open_tree(str(tmp_path)).entries()
    with pytest.raises(InputError, match=r"sub: cannot open this folder \(Permission denied\)"):
        open_tree(str(tmp_path / "sub"))


def test_errors(tmp_path: Path, folder: Path, run_git: Run) -> None:
    with pytest.raises(InputError, match=r"none: no such folder; give a folder"):
        open_tree(str(tmp_path / "none"))
    with pytest.raises(InputError, match=r"b\.py: no such folder"):
        open_tree(str(folder / "b.py"))
    with pytest.raises(InputError, match="not a git directory, so it has no revision 'main'"):
        open_tree(str(tmp_path), "main")
    with pytest.raises(InputError, match="no commit for revision 'nothing'"):
        open_tree(str(folder), "nothing")
    run_git(tmp_path, "init", "--quiet", "empty")
    with pytest.raises(InputError, match="an empty repository"):
        open_tree(str(tmp_path / "empty"))
    (tmp_path / "odd/.git").mkdir(parents=True)
    with pytest.raises(InputError, match="damaged git directory: not a git repository"):
        open_tree(str(tmp_path / "odd"))


@given(st.binary())
def test_escaped_is_surrogateescape_spelt_out(path: bytes) -> None:
    text = path.decode("utf-8", "surrogateescape")
    assert escaped(path) == re.sub("[\udc80-\udcff]", lambda found: f"\\x{ord(found[0]) - 0xDC00:x}", text)


@pytest.mark.parametrize(
    ("path", "text"),
    [(b"a/b", "a/b"), ("é".encode(), "é"), (b"\xe9", "\\xe9"), (b"\xed\xa0\x80", "\\xed\\xa0\\x80"), (b"", "")],
)
def test_escaped(path: bytes, text: str) -> None:
    assert escaped(path) == text


# A work tree as it lies


def test_a_work_tree_is_what_git_tracks_or_would_track(tmp_path: Path, commit_files: Callable[..., str]) -> None:
    place = tmp_path / "work"
    commit = commit_files(place, {"kept.py": "1", "gone.py": "2", ".gitignore": "ignored*\nvenv/\n", "sub/a.py": "3"})
    tree = open_files(str(place))
    assert [entry.path for entry in tree.entries()] == [".gitignore", "gone.py", "kept.py", "sub/a.py"]
    assert tree.commit == commit
    assert {entry.blob for entry in tree.entries()} == {entry.blob for entry in open_tree(str(place)).entries()}
    (place / "gone.py").unlink()
    for name, text in {"kept.py": "changed", "ignored.py": "", "venv/x.py": "", "new.py": "4"}.items():
        (place / name).parent.mkdir(exist_ok=True)
        (place / name).write_text(text)
    tree = open_files(str(place))
    assert [entry.path for entry in tree.entries()] == [".gitignore", "kept.py", "new.py", "sub/a.py"]
    assert {entry.path: data for entry, data in tree.read(tree.entries())}["kept.py"] == b"changed"
    assert tree.commit is None


def test_a_work_tree_without_a_commit_and_a_revision_of_one(tmp_path: Path, commit_files, run_git) -> None:
    place = tmp_path / "work"
    place.mkdir()
    run_git(place, "init", "--quiet")
    (place / "a.py").write_text("1")
    assert open_files(str(place)).commit is None
    assert [entry.path for entry in open_files(str(place)).entries()] == ["a.py"]
    first = commit_files(place, {"b.py": "2"})
    (place / "a.py").unlink()
    assert [entry.path for entry in open_files(str(place), first).entries()] == ["a.py", "b.py"]
    assert open_files(str(place / ".git")).commit == first


def test_a_work_tree_by_any_path(tmp_path: Path, commit_files: Callable[..., str], monkeypatch) -> None:
    commit = commit_files(tmp_path / "a/work", {"a.py": "1", "sub/b.py": "2"})
    for here, path in {".": "a/work", "a": "work", "a/work": ".", "a/work/sub": "..", "b/c": "../../a/./work"}.items():
        (tmp_path / here).mkdir(parents=True, exist_ok=True)
        monkeypatch.chdir(tmp_path / here)
        tree = open_files(path)
        assert contents(tree) == {"a.py": b"1", "sub/b.py": b"2"}
        assert tree.commit == commit


def test_a_single_file(tmp_path: Path, commit_files: Callable[..., str], monkeypatch) -> None:
    commit_files(tmp_path / "work", {"a.py": "1", "b.py": "2", ".gitignore": "b.py"})
    monkeypatch.chdir(tmp_path / "work")
    for path in ("a.py", "./a.py", str(tmp_path / "work/a.py"), "../work/a.py"):
        assert contents(open_files(path)) == {"a.py": b"1"}
    assert contents(open_files("b.py")) == {"b.py": b"2"}  # asked for by its name, whatever git would leave out
    assert open_files("a.py").commit is None
    with pytest.raises(InputError, match=r"a\.py: no such folder"):
        open_files("a.py", "HEAD")


def test_nothing_of_a_work_tree_runs(tmp_path: Path, commit_files: Callable[..., str], run_git) -> None:
    place = tmp_path / "work"
    commit_files(place, {"a.py": "1", ".gitattributes": "*.py filter=odd\n"})
    ran = tmp_path / "ran"
    (place / "hook.sh").write_text(f"#!/bin/sh\ntouch '{ran}'\n")
    (place / "hook.sh").chmod(0o755)
    for name in ("core.fsmonitor", "filter.odd.clean", "filter.odd.smudge", "core.pager", "core.sshCommand"):
        run_git(place, "config", name, str(place / "hook.sh"))
    (place / "a.py").write_text("2")
    tree = open_files(str(place))
    assert tree.commit is None
    assert len(list(tree.read(tree.entries()))) == 3
    assert not ran.exists()
