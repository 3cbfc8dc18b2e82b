"""Writes the files of a patch in their place: each whole or not at all, and none that changed since it was scanned."""

import os
import secrets
import shutil
from collections.abc import Iterable
from pathlib import Path

from builder.errors import InputError
from builder.scan.pin.patch import Change


def write(path: str, changes: Iterable[Change]) -> list[Path]:
    """Makes the changes below `path`, a folder or a single file; the files that were written, or removed.

    InputError where `path` is a git directory, and for a file that changed meanwhile or cannot be written: those before
    it are written.
    """
    folder = Path(path) if Path(path).is_dir() else Path(path).parent
    if (folder / "objects").is_dir() and (folder / "HEAD").is_file():
        raise InputError(f"{path} is a git directory, which has no files to write: apply the patch to a work tree")
    done: list[Path] = []
    for change in changes:
        file = folder / os.fsdecode(change.path)
        try:
            _write(file, change)
        except OSError as error:
            raise InputError(f"{file} cannot be written ({error.strerror}); {_count(done)}") from error
        done.append(file)
    return done


def _write(file: Path, change: Change) -> None:
    if (file.read_bytes() if file.exists() else None) != change.before:
        raise InputError(f"{file} changed while it was scanned: run the same command again")
    if change.after is None:
        file.unlink()
        return
    temporary = file.with_name(f".{secrets.token_hex(4)}")
    try:
        temporary.write_bytes(change.after)
        if file.exists():
            shutil.copymode(file, temporary)
        temporary.replace(file)
    finally:
        temporary.unlink(missing_ok=True)


def _count(done: list[Path]) -> str:
    return f"written before it: {', '.join(map(str, done))}" if done else "nothing was written"
