"""Clones of repositories that were found, under a quota of disk space: each is fetched when it is read.

A clone is shallow and lacks large files; those that a scan wants are fetched by their ids. It is made in a folder of
its own and then renamed, so that a kill leaves a whole clone or none. Whoever reads a clone holds a shared lock on its
folder; to keep the quota, clones that nobody reads are removed, those first that were read longest ago.
"""

import fcntl
import hashlib
import os
import shutil
import socket
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from urllib.parse import quote

from builder.errors import InputError
from builder.repository import git
from builder.repository.remote import FetchError, Limits, Remote
from builder.repository.trees import Entry, GitTree, open_tree
from builder.wording import counted

BLOB_BYTES = 256 << 10  # files of this size and more are left out at first: 3 % of a full clone's bytes remain
MOST_BLOBS = 2000  # larger files of one repository that are fetched because the scan wants them
BATCH = 20_000  # objects that one command names: 0.8 MB of its arguments
EMPTY = git.blob_id(BytesIO(), 0)
INCOMING, USED = ".incoming", "used"  # names of clones' folders have two characters


@dataclass(frozen=True)
class Store:
    """Clones below `root`, on each machine at most `quota` bytes of them; `reserve` of these are for fetches."""

    root: Path
    limits: Limits
    most_files: int
    quota: int
    reserve: int

    @property
    def folder(self) -> Path:
        """The part of this machine: locks do not hold across those that share a file system."""
        return self.root / socket.gethostname()

    def recover(self) -> None:
        """Removes what killed fetches left and counts anew. Only where nobody is at work, on any machine."""
        self.root.mkdir(parents=True, exist_ok=True)
        for part in (path for path in self.root.iterdir() if path.is_dir()):
            shutil.rmtree(part / INCOMING, ignore_errors=True)
            (part / USED).write_text(str(sum(_bytes(clone) for clone in _clones(part))), encoding="ascii")

    @contextmanager
    def opened(self, repository_id: str, url: str, wanted: Callable[[Entry], bool]) -> Iterator[GitTree]:
        """The newest commit of an address, with all files but the large ones that are not `wanted`.

        FetchError where it cannot be had, or is more than the limits allow.
        """
        remote = Remote.of(url, self.limits)
        with self._cloned(self._place(repository_id), remote, lambda to: remote.clone_without(to, BLOB_BYTES)) as clone:
            tree = open_tree(str(clone))
            if not isinstance(tree, GitTree):
                raise FetchError("no git repository came")
            yield self._completed(clone, remote, tree, wanted)

    @contextmanager
    def history(self, repository_id: str, url: str) -> Iterator[tuple[Path, Callable[[Sequence[str]], None]]]:
        """A bare clone of all commits of an address without contents, and what brings those of some blobs.

        FetchError where it cannot be had, or is more than the limits allow.
        """
        remote = Remote.of(url, self.limits)
        with self._cloned(self._place(f"{repository_id} history"), remote, remote.clone_history) as clone:
            yield clone, lambda blobs: self._bring(clone, remote, blobs)

    @contextmanager
    def _cloned(self, clone: Path, remote: Remote, make: Callable[[Path], None]) -> Iterator[Path]:
        """The clone at its place, held against removal, fetched before where there is none of the newest commit."""
        held = self._held(clone, remote, make)
        try:
            yield clone
        except InputError as error:
            raise FetchError(str(error)) from error
        finally:
            with suppress(OSError):
                os.utime(held)
            os.close(held)

    def _bring(self, clone: Path, remote: Remote, blobs: Sequence[str]) -> None:
        before = _bytes(clone)
        for at in range(0, len(blobs), BATCH):
            remote.fetch_blobs(clone, blobs[at : at + BATCH])
        self._count(_bytes(clone) - before)

    def _place(self, repository_id: str) -> Path:
        name = quote(repository_id, safe="")
        return self.folder / hashlib.sha256(name.encode()).hexdigest()[:2] / name

    def _held(self, clone: Path, remote: Remote, make: Callable[[Path], None]) -> int:
        """A shared lock on the clone, fetched before if there is none of the newest commit."""
        held = _locked(clone, fcntl.LOCK_SH)
        if held is not None:
            try:
                if _commit(clone) == remote.newest(clone)[1]:
                    return held
            except BaseException:
                os.close(held)
                raise
            os.close(held)
        incoming = self.folder / INCOMING / uuid.uuid4().hex
        try:
            self._make_room()
            make(incoming)
            if _commit(incoming) is None:
                raise FetchError("it has no commit")
            held = _locked(incoming, fcntl.LOCK_SH)
            if held is None:
                raise FetchError("its clone was removed while it was fetched")
            self._take_in(incoming, clone)
            return held
        finally:
            shutil.rmtree(incoming, ignore_errors=True)

    def _take_in(self, incoming: Path, clone: Path) -> None:
        clone.parent.mkdir(parents=True, exist_ok=True)
        self._remove(clone)
        size = _bytes(incoming)
        try:
            incoming.rename(clone)
        except OSError as error:
            raise FetchError("its clone is in use") from error
        self._count(size)

    def _completed(self, clone: Path, remote: Remote, tree: GitTree, wanted: Callable[[Entry], bool]) -> GitTree:
        """The tree with the large files that are wanted."""
        entries = tree.entries()
        if len(entries) > self.most_files:
            raise FetchError(f"it has {counted(len(entries), 'file')}, more than {self.most_files:,}")
        lacking = (one for one in entries if one.size == 0 and one.blob != EMPTY)  # 0: its blob is not there
        asked = sorted({one.blob for one in lacking if wanted(one)})[:MOST_BLOBS]
        if not asked:
            return tree
        self._bring(clone, remote, asked)
        return GitTree(tree.git_dir, tree.commit)

    def _make_room(self) -> None:
        """Removes clones that nobody reads until what stands leaves room for the fetches under way."""
        most = self.quota - self.reserve
        if self._count(0) <= most:
            return
        for clone in sorted(_clones(self.folder), key=_last_read):
            if self._count(0) <= most * 0.9:  # some more, so that not every fetch has to look at every clone
                return
            self._remove(clone)

    def _remove(self, clone: Path) -> None:
        """Removes a clone that nobody reads."""
        held = _locked(clone, fcntl.LOCK_EX)
        if held is None:
            return
        try:
            size = _bytes(clone)
            outgoing = self.folder / INCOMING / uuid.uuid4().hex
            outgoing.parent.mkdir(exist_ok=True)
            clone.rename(outgoing)
            self._count(-size)
            shutil.rmtree(outgoing, ignore_errors=True)
        finally:
            os.close(held)

    def _count(self, more: int) -> int:
        """Bytes of all clones, `more` added first."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / USED).open("a+", encoding="ascii") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            file.seek(0)
            total = max(int(file.read() or 0) + more, 0)
            if more:
                file.truncate(0)
                file.write(str(total))
            return total


def _clones(folder: Path) -> Iterator[Path]:
    return (clone for clone in folder.glob("[0-9a-f][0-9a-f]/*") if clone.is_dir())


def _locked(folder: Path, how: int) -> int | None:
    """A lock on the folder as it stands at its path; None where there is none, or somebody else holds it."""
    try:
        opened = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    except OSError:
        return None
    try:
        fcntl.flock(opened, how | fcntl.LOCK_NB)
        if os.fstat(opened).st_ino == folder.stat().st_ino:
            return opened
    except OSError:
        pass
    os.close(opened)
    return None


def _commit(clone: Path) -> str | None:
    try:
        return git.resolve(clone)
    except InputError:
        return None


def _last_read(clone: Path) -> float:
    try:
        return clone.stat().st_mtime
    except OSError:
        return 0.0


def _bytes(folder: Path) -> int:
    """Bytes of all files below a folder, without those that vanish meanwhile."""
    total = 0
    for top, _, names in os.walk(folder):
        for name in names:
            with suppress(OSError):
                total += os.lstat(os.path.join(top, name)).st_size  # noqa: PTH118 - called for every file of a store
    return total
