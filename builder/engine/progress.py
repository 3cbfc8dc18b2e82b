"""What a step is doing right now, for whoever looks: since when it runs, and which partitions are being worked on.

Notes beside the commit records, not truths: nothing but `peatmoss status` reads them.
"""

import contextlib
import json
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

RUN = "run.json"
RUNNING = ".running.json"


@dataclass(frozen=True)
class Progress:
    """A step's last run: when it began (UTC), how many items were done before, how many are being worked on."""

    began: datetime
    done_before: int
    running: int


def clear(folder: Path) -> None:
    """Forgets what a killed run noted."""
    for path in folder.glob(f"*{RUNNING}"):
        path.unlink(missing_ok=True)


def begin(folder: Path, done: int) -> None:
    """A run of the step begins, with so many items done before it."""
    note = {"began": datetime.now(UTC).isoformat(timespec="seconds"), "done_before": done}
    (folder / RUN).write_text(json.dumps(note), encoding="utf-8")


@contextmanager
def running(folder: Path, key: str, items: int) -> Iterator[None]:
    """A partition of so many items is being worked on."""
    note = folder / f"{key}{RUNNING}"
    note.write_text(json.dumps({"items": items, "host": socket.gethostname(), "pid": os.getpid()}), encoding="utf-8")
    try:
        yield
    finally:
        note.unlink(missing_ok=True)


def read(folder: Path) -> Progress | None:
    """What is noted of a step; None where it never ran, or where the note cannot be read."""
    count = 0
    for path in folder.glob(f"*{RUNNING}"):
        with contextlib.suppress(OSError, ValueError, KeyError, TypeError):  # it may be gone, or half written
            count += int(json.loads(path.read_text(encoding="utf-8"))["items"])
    try:
        note = json.loads((folder / RUN).read_text(encoding="utf-8"))
        return Progress(datetime.fromisoformat(note["began"]), int(note["done_before"]), count)
    except (OSError, ValueError, KeyError, TypeError):
        return None
