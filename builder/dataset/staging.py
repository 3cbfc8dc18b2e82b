"""The built dataset takes its place whole: written to a folder beside it, then renamed; nothing foreign is touched."""

import errno
import fcntl
import os
import shutil
import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from builder.dataset import manifest
from builder.engine.durable import TEMPORARY, sync
from builder.errors import OutputError

MARK = ".written-by-peatmoss"  # stands in folders that a killed build leaves, and that the next may remove


@contextmanager
def claimed(out: Path, owner: str) -> Iterator[None]:
    """Holds `out` for one build, `owner` being its workspace; OutputError naming who has it where another one does.

    Mends what a killed build left; OutputError unless `out` is absent, empty, or a dataset of ours and no more. That it
    can be written beside `out` is tried now, not after hours of work.
    """
    out = out.resolve()
    if not out.name or out.is_mount() or out.absolute() == Path.cwd():
        raise OutputError(f"{out} cannot be put in place as a whole: give a folder in it with --out")
    with ExitStack() as stack:
        try:
            out.parent.mkdir(parents=True, exist_ok=True)
            stack.enter_context(exclusive(lock_of(out), str(out), owner))
            _recover(out)
            _refuse_foreign(out)
            with staging_for(out):
                pass
        except OSError as error:
            is_file = isinstance(error, FileExistsError)  # what mkdir says of a file on the way
            reason = os.strerror(errno.ENOTDIR) if is_file else error.strerror
            raise OutputError(f"{out} cannot be written ({reason}): give another folder with --out") from error
        yield


def _refuse_foreign(out: Path) -> None:
    if not out.exists():
        return
    if not out.is_dir():
        raise OutputError(f"{out} is a file: give a folder with --out")
    if not any(out.iterdir()):
        return
    if manifest.is_damaged(out):
        return  # made anew
    known = manifest.read(out)
    if known is None:
        raise OutputError(f"{out} is not empty and was not written by peatmoss: give another folder with --out")
    others = manifest.strangers(out, known)
    if others:
        raise OutputError(f"{out} holds {others[0]}, which peatmoss did not write: move it away, or give another --out")


@contextmanager
def staging_for(out: Path) -> Iterator[Path]:
    """A fresh folder beside `out`; removed at the end unless it has become `out`."""
    staging = _beside(out.resolve(), "staging")
    staging.mkdir(parents=True)
    (staging / MARK).touch()
    try:
        yield staging
    finally:
        _remove(staging)


@contextmanager
def scratch_beside(folder: Path, purpose: str) -> Iterator[Path]:
    """A fresh folder beside another, for files as large as its own; removed at the end, or by the next of its kind.

    OutputError while another process has it.
    """
    scratch = _beside(folder.resolve(), purpose)
    if (scratch / MARK).is_file():
        with (scratch / MARK).open() as mark:
            _hold(mark, scratch)
    _remove(scratch)
    scratch.mkdir()
    with (scratch / MARK).open("w") as mark:
        _hold(mark, scratch)
        try:
            yield scratch
        finally:
            _remove(scratch)


def _hold(mark: IO[str], scratch: Path) -> None:
    try:
        fcntl.flock(mark, fcntl.LOCK_EX | fcntl.LOCK_NB)  # ends with the process, however that ends
    except BlockingIOError as error:
        raise OutputError(f"{scratch} is in use by another run of peatmoss: wait for it to end") from error


def lock_of(out: Path) -> Path:
    """The file whose lock keeps `out` to one build."""
    return _beside(out, "lock")


def _beside(out: Path, what: str) -> Path:
    return out.with_name(f".{out.name}-{what}")


def put_in_place(staging: Path, out: Path) -> None:
    """Puts the staged dataset in place of the old one: two renames, and `_recover` mends a kill between them."""
    out = out.resolve()  # a link to another disk stays one
    _refuse_foreign(out)  # once more: it may have changed while we worked
    old = _beside(out, "old")
    if out.exists():
        (out / MARK).touch()
        out.rename(old)
    staging.rename(out)
    (out / MARK).unlink()
    sync(out.parent)
    _remove(old)


@contextmanager
def exclusive(path: Path, what: str, owner: str) -> Iterator[None]:
    """Holds the kernel's lock on a file, which ends with the process; OutputError naming who holds it.

    The file is made, tells who holds it, and is removed at the end. A file system without locks lets everybody in.
    """
    while True:
        file = path.open("a+", encoding="utf-8")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            with file:
                file.seek(0)
                holder = " ".join(file.read().split()) or "another build"
            raise OutputError(f"{what} is held by {holder}: wait for it to end, or give another --out") from error
        except OSError:
            break
        with suppress(FileNotFoundError):
            if os.fstat(file.fileno()).st_ino == path.stat().st_ino:
                break
        file.close()  # whoever had it removed it meanwhile
    with file:
        file.truncate(0)
        since = datetime.now(UTC).isoformat(timespec="seconds")
        file.write(f"process {os.getpid()} on {socket.gethostname()} since {since} (--work {owner})")
        file.flush()
        try:
            yield
        finally:
            path.unlink(missing_ok=True)


def _recover(out: Path) -> None:
    """Ends what a killed build left: the old dataset goes back to its place, half-written folders go."""
    old = _beside(out, "old")
    if (old / MARK).exists() and not out.exists():
        old.rename(out)
    if out.is_dir():
        for left in (MARK, f"{TEMPORARY}*"):  # the second of a page that was being written anew
            for path in out.glob(left):
                path.unlink()
    for path in (old, _beside(out, "staging")):
        _remove(path)


def _remove(folder: Path) -> None:
    """Removes a folder that carries our mark or nothing, and refuses any other; the mark goes last."""
    if not folder.exists():
        return
    if not folder.is_dir() or folder.is_symlink() or (any(folder.iterdir()) and not (folder / MARK).exists()):
        raise OutputError(f"{folder} is in the way and was not written by peatmoss: move it away")
    for path in folder.iterdir():
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        elif path.name != MARK:
            path.unlink()
    shutil.rmtree(folder)
