"""The journal of answers: one line of JSON for each question that was answered, or that will not be.

Written as soon as the answer is there, so that nothing is paid twice: a killed build finds every line but at most the
last one, which it cuts off where it is torn.
"""

import json
import os
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from builder.engine.durable import replacing, sha256, sync
from builder.engine.sql import quoted

COLUMNS = {  # of a line, as DuckDB's read_json takes them
    "key": "VARCHAR",
    "status": "VARCHAR",
    "text": "VARCHAR",
    "detail": "VARCHAR",
    "card_tokens": "BIGINT",
    "output_tokens": "BIGINT",
    "server": "VARCHAR",
}
LONGEST_LINE = 64_000_000  # bytes; DuckDB reads no longer one
TIMEOUT, BROKEN = "timeout", "server_error"
FAILED = frozenset((TIMEOUT, BROKEN))  # may go better another time
SYNC_EVERY = 256  # answers that a lost machine (not a lost build) may cost


@dataclass(frozen=True)
class Outcome:
    """What came of a question: a status of `extracted_metadata`, the raw answer or what was said instead of one."""

    key: str
    status: str
    text: str | None = None
    detail: str | None = None
    card_tokens: int | None = None
    output_tokens: int | None = None
    server: str | None = None


class Journal:
    """An open journal that answers are added to."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._unsynced = 0

    def add(self, outcome: Outcome) -> None:
        """Writes down what came of a question; OSError where there is no room for it."""
        line = json.dumps(vars(outcome)).encode() + b"\n"
        self._file.write(line)
        self._file.flush()
        self._unsynced += 1
        if self._unsynced >= SYNC_EVERY:
            self.sync()

    def sync(self) -> None:
        """Hands what was added to the disk."""
        os.fsync(self._file.fileno())
        self._unsynced = 0


def path_of(root: Path, reader: str) -> Path:
    """Where a workspace keeps the answers of a reader, by the reader's digest."""
    return root / "answers" / f"{reader[:16]}.jsonl"


@contextmanager
def opened(path: Path) -> Iterator[Journal]:
    """The journal at a path, made where there is none; a torn last line is cut off first."""
    path.parent.mkdir(parents=True, exist_ok=True)
    mend(path)
    with path.open("ab") as file:
        sync(path.parent)
        journal = Journal(file)
        yield journal
        journal.sync()


def mend(path: Path) -> None:
    """Cuts off what stands after the last whole line."""
    if not path.is_file():
        return
    with path.open("rb+") as file:
        size = at = file.seek(0, os.SEEK_END)
        while at > 0:
            start = max(0, at - 65_536)
            file.seek(start)
            found = file.read(at - start).rfind(b"\n")
            at = start + found + 1 if found >= 0 else start
            if found >= 0:
                break
        if at < size:
            file.truncate(at)


def relation(path: Path) -> str:
    """SQL of the answers in a journal, one for each question; of no answers where there is none."""
    columns = ", ".join(f"{name}: '{kind}'" for name, kind in COLUMNS.items())
    if not path.is_file() or not path.stat().st_size:
        empty = ", ".join(f"NULL::{kind} AS {name}" for name, kind in COLUMNS.items())
        return f"(SELECT {empty} WHERE false)"
    return (
        f"read_json({quoted(str(path))}, format = 'newline_delimited', columns = {{{columns}}},"
        f" maximum_object_size = {LONGEST_LINE})"
    )


def statuses(path: Path) -> Counter[str]:
    """How many questions of a journal came to what."""
    return Counter(json.loads(line)["status"] for line in _lines(path))


def forget(path: Path, unwanted: frozenset[str]) -> None:
    """Takes the questions that came to one of these statuses out of a journal: they are asked again."""
    if not unwanted or not any(json.loads(line)["status"] in unwanted for line in _lines(path)):
        return
    with replacing(path) as temporary, temporary.open("wb") as file:
        file.writelines(line for line in _lines(path) if json.loads(line)["status"] not in unwanted)


def _lines(path: Path) -> Iterator[bytes]:
    """The whole lines of a journal."""
    if path.is_file():
        with path.open("rb") as file:
            yield from (line for line in file if line.endswith(b"\n"))


def digest(path: Path) -> str:
    """Digest of what a journal holds."""
    return sha256(path) if path.is_file() else ""
