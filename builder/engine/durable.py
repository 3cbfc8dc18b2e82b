"""Files that are there whole or not at all: written beside their place, synced, then renamed.

A JSON object carries a checksum of itself, so that a byte that changes later is noticed; one that an older version
wrote has none and is taken as it is.
"""

import hashlib
import json
import os
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from builder.errors import DamagedError

TEMPORARY = ".tmp-"  # start of names that no reader ever takes
CHECKSUM = "checksum"  # key of an object's checksum
SUM = re.compile(r"sha256:[0-9a-f]{64}")


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Gives a temporary path in the same folder; at the end it is synced and takes the place of `path`.

    On any error the temporary file is removed and `path` is as it was.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f"{TEMPORARY}{secrets.token_hex(4)}-{path.name}")  # of several hosts, too
    try:
        yield temporary
        sync(temporary)
        temporary.replace(path)
        sync(path.parent)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def sync(path: Path) -> None:
    """Hands a file's or folder's state to the disk (fsync)."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sync_within(folder: Path) -> None:
    """As `sync`, for every file and folder below one."""
    for path in folder.rglob("*"):
        sync(path)


def write_json(path: Path, value: Any) -> None:  # noqa: ANN401 - anything that JSON can hold
    """Writes JSON durably, keys sorted, so that equal values are equal bytes; an object with its checksum."""
    with replacing(path) as temporary:
        temporary.write_bytes(_rendered(value))


def read_json(path: Path) -> Any:  # noqa: ANN401 - anything that JSON can hold
    """The value in a JSON file, None where there is no file; DamagedError where it is not what was written."""
    try:
        return parse_json(path.read_bytes())
    except FileNotFoundError:
        return None
    except ValueError as error:
        message = f"{path} is damaged ({error}): remove that file, and the next build makes it again"
        raise DamagedError(message, path) from error


def parse_json(data: bytes) -> Any:  # noqa: ANN401 - anything that JSON can hold
    """The value that `write_json` wrote as these bytes, without its checksum; ValueError where they were changed."""
    value = json.loads(data.decode("utf-8"))
    if not isinstance(value, dict):
        return value
    if CHECKSUM in value:
        if _rendered(value) != data:
            raise ValueError("its checksum is of other content")
        del value[CHECKSUM]
    elif any(isinstance(entry, str) and SUM.fullmatch(entry) for entry in value.values()):
        raise ValueError("its checksum has lost its name")
    return value


def _rendered(value: Any) -> bytes:  # noqa: ANN401 - anything that JSON can hold
    value = json.loads(json.dumps(value, default=str))  # keys become text before they are sorted
    if isinstance(value, dict):
        value.pop(CHECKSUM, None)
        value[CHECKSUM] = f"sha256:{digest(value)}"
    return (json.dumps(value, indent=1, sort_keys=True) + "\n").encode()


def sha256(path: Path) -> str:
    """SHA-256 of a file's bytes, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def digest(*parts: object) -> str:
    """SHA-256 in hex over parts that JSON can hold; equal parts, equal digest."""
    return hashlib.sha256(json.dumps(parts, sort_keys=True, default=str).encode()).hexdigest()
