"""The files of a repository at one revision, from a plain folder or from git's object database, in one shape.

Nothing is checked out and no link is followed; both kinds give the same entries for the same files.
"""

import hashlib
import os
import stat
from collections.abc import Generator, Iterable, Iterator
from datetime import datetime
from functools import cached_property
from io import BytesIO
from itertools import tee
from operator import attrgetter
from pathlib import Path
from typing import Protocol

from builder.errors import InputError
from builder.records import dataclass
from builder.repository import git
from builder.repository.git import blob_id

# Folders of a plain folder that hold what others wrote or what a tool keeps.
LEFT_OUT = frozenset(
    (".git", ".hg", ".svn", ".venv", "venv", "site-packages", "node_modules", "__pycache__", ".tox", ".nox")
    + (".mypy_cache", ".pytest_cache", ".ruff_cache", ".ipynb_checkpoints", ".eggs")
)


@dataclass(frozen=True)
class Entry:
    """One path of a tree; `kind` is 'file', 'symlink' or 'submodule', `size` counts bytes (0 where unknown).

    `path` is '/'-separated, bytes that are no UTF-8 stand as \\xNN. `blob` is git's object id, '' for a file of a
    folder that cannot be read.
    """

    path: str
    kind: str
    size: int
    blob: str


@dataclass(frozen=True)
class SourceFile:
    """One file of a repository, as read."""

    path: str
    blob: str
    data: bytes


class Tree(Protocol):
    """The files of a repository at one revision; `digest` changes whenever any of them does."""

    @property
    def commit(self) -> str | None:
        """Commit that is read; None for a plain folder."""

    @property
    def committed_at(self) -> datetime | None:
        """Date of that commit, naive UTC."""

    @property
    def default_branch(self) -> str | None:
        """Branch that the repository shows first."""

    @property
    def digest(self) -> str:
        """Text that is another one when any file is."""

    def entries(self) -> list[Entry]:
        """Every path, sorted."""

    def read(self, entries: Iterable[Entry]) -> Iterator[tuple[Entry, bytes | None]]:
        """Contents (of a symlink: its target) in the order asked for; None where they cannot be had."""

    def pieces(self, entry: Entry) -> Generator[bytes]:
        """Contents of one file, at most git.CHUNK bytes at a time; OSError where they cannot be had."""


def open_tree(location: str, revision: str | None = None) -> Tree:
    """The tree of a work tree (its HEAD), a .git folder, a bare git directory or a plain folder.

    InputError where there is none, where git cannot read it, or where `revision` does not exist.
    """
    folder = Path(location)
    if not folder.is_dir():
        raise InputError(f"{location}: no such folder; give a folder or a git directory")
    git_dir = git.find_git_dir(folder)
    if git_dir is not None:
        return GitTree(git_dir, git.resolve(git_dir, revision))
    if revision is not None:
        raise InputError(f"{location}: not a git directory, so it has no revision {revision!r}; leave the revision out")
    return FolderTree(folder)


def escaped(path: bytes) -> str:
    """A path as text: UTF-8, and \\xNN for each byte that is not."""
    return path.decode("utf-8", "backslashreplace")


@dataclass(frozen=True)
class GitTree:
    """One commit of a git directory; the files of a work tree beside it are never looked at."""

    git_dir: Path
    commit: str

    @property
    def digest(self) -> str:
        """The commit's id."""
        return self.commit

    @cached_property
    def committed_at(self) -> datetime | None:
        """Committer's date, naive UTC."""
        return git.committed_at(self.git_dir, self.commit)

    @cached_property
    def default_branch(self) -> str | None:
        """Branch that the origin, or HEAD, is on."""
        return git.default_branch(self.git_dir)

    @cached_property
    def _entries(self) -> tuple[Entry, ...]:
        lines = git.list_tree(self.git_dir, self.commit)
        found = (Entry(escaped(line.path), line.kind, line.size or 0, line.blob) for line in lines)
        return tuple(sorted(found, key=attrgetter("path")))

    def entries(self) -> list[Entry]:
        """Every path of the commit, sorted."""
        return list(self._entries)

    def read(self, entries: Iterable[Entry]) -> Iterator[tuple[Entry, bytes | None]]:
        """Blobs, from one git process; None for a submodule and for a blob that the object database lacks."""
        answered, asked = tee(entries)
        blobs = git.read_blobs(self.git_dir, (entry.blob for entry in asked))
        for entry, data in zip(answered, blobs, strict=True):
            yield entry, None if entry.kind == "submodule" else data

    def pieces(self, entry: Entry) -> Generator[bytes]:
        """A blob, piece by piece; OSError where the object database lacks it."""
        return git.blob_pieces(self.git_dir, entry.blob)


@dataclass(frozen=True)
class FolderTree:
    """The files that lie in a plain folder now; `commit` and what belongs to one are None."""

    folder: Path

    @property
    def commit(self) -> str | None:
        """None: no commit says what lies in a folder."""
        return None

    @property
    def committed_at(self) -> datetime | None:
        """None."""
        return None

    @property
    def default_branch(self) -> str | None:
        """None."""
        return None

    @cached_property
    def digest(self) -> str:
        """SHA-256 of every path with its object id."""
        lines = "".join(f"{entry.path}\0{entry.kind}\0{entry.blob}\0" for entry in self._files)
        return hashlib.sha256(lines.encode()).hexdigest()

    @cached_property
    def _files(self) -> dict[Entry, str]:
        top = f"{self.folder}{os.sep}"
        found = ((entry, name) for name in self.names() if (entry := _entry(top, name)) is not None)
        return dict(sorted(found, key=lambda pair: pair[0].path))

    def names(self) -> Iterable[str]:
        """Where files may lie below the folder, as the file system names it: there may be ten thousands."""
        return (os.path.relpath(path, self.folder) for path in _walk(self.folder))

    def entries(self) -> list[Entry]:
        """Every path but those in LEFT_OUT, sorted; sockets, pipes and devices are no files."""
        return list(self._files)

    def read(self, entries: Iterable[Entry]) -> Iterator[tuple[Entry, bytes | None]]:
        """Contents, one file at a time; None for one that cannot be read."""
        for entry in entries:
            path = self.folder / self._files[entry]
            try:
                yield entry, os.fsencode(path.readlink()) if entry.kind == "symlink" else path.read_bytes()
            except OSError:
                yield entry, None

    def pieces(self, entry: Entry) -> Generator[bytes]:
        """A file, piece by piece; OSError where it cannot be read."""
        with (self.folder / self._files[entry]).open("rb", buffering=0) as file:
            while piece := file.read(git.CHUNK):
                yield piece


def _walk(folder: Path) -> Iterator[Path]:
    """Everything below a folder that is not a folder itself; links to folders are not entered."""
    for top, folders, names in os.walk(folder, onerror=_refuse):
        here = Path(top)
        links = [name for name in folders if (here / name).is_symlink()]
        folders[:] = [name for name in folders if name not in LEFT_OUT]
        yield from (here / name for name in (*names, *links) if name not in LEFT_OUT)


def _refuse(error: OSError) -> None:
    raise InputError(f"{error.filename}: cannot list this folder ({error.strerror}); make it readable") from error


def _entry(top: str, name: str) -> Entry | None:
    """The entry of a file or link below a folder; None for what is neither, or gone since it was listed."""
    path, shown = top + name, escaped(os.fsencode(name))
    try:
        facts = os.lstat(path)
        if stat.S_ISLNK(facts.st_mode):
            target = os.fsencode(Path(path).readlink())
            return Entry(shown, "symlink", len(target), blob_id(BytesIO(target), len(target)))
    except OSError:
        return None
    if not stat.S_ISREG(facts.st_mode):
        return None
    try:
        with open(path, "rb", buffering=0) as file:  # noqa: PTH123 - a Path takes longer than the read
            return Entry(shown, "file", facts.st_size, blob_id(file, facts.st_size))
    except OSError:
        return Entry(shown, "file", facts.st_size, "")


@dataclass(frozen=True)
class WorkTree(FolderTree):
    """The files that lie in a work tree now, of those that git tracks or would track."""

    git_dir: Path

    @cached_property
    def commit(self) -> str | None:
        """HEAD where the files are those of that commit; None where any was changed, added or removed since."""
        try:
            head = git.resolve(self.git_dir)
        except InputError:  # a repository without a commit
            return None
        kept = {
            (entry.path, entry.blob) for entry in GitTree(self.git_dir, head).entries() if entry.kind != "submodule"
        }
        return head if kept == {(entry.path, entry.blob) for entry in self.entries()} else None

    def names(self) -> Iterable[str]:
        """What git lists, whether it is still there or not."""
        return map(os.fsdecode, git.list_work_tree(self.git_dir, self.folder))


@dataclass(frozen=True)
class OneFile(FolderTree):
    """A single file of a folder."""

    name: str

    def names(self) -> Iterable[str]:
        """Its name alone."""
        return (self.name,)


def open_files(location: str, revision: str | None = None) -> Tree:
    """As open_tree, but without a revision the files of a work tree as they lie there now; also a single file."""
    folder = Path(location)
    if revision is None and folder.is_file():
        return OneFile(folder.parent, folder.name)
    git_dir = git.find_git_dir(folder) if folder.is_dir() else None
    if revision is None and git_dir is not None and git_dir != folder:
        return WorkTree(folder, git_dir)
    return open_tree(location, revision)
