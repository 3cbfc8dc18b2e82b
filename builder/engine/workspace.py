"""The folder in which a build keeps what it has done, and the lease that keeps a second build out of it."""

import json
import os
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from builder.engine.durable import read_json, write_json
from builder.errors import WorkspaceError

FORMAT = 1
HEARTBEAT_S = 5.0
STALE_S = 60.0


@dataclass(frozen=True)
class Workspace:
    """A folder of this layout: collect/<source>/, steps/<step>/, tables/, workspace.json, run.json, lease.json."""

    root: Path
    partitions: int

    @property
    def tables(self) -> Path:
        """Folder of the merged tables."""
        return self.root / "tables"

    def collect(self, source: str) -> Path:
        """Folder of a source's journal."""
        return self.root / "collect" / source

    def step(self, name: str) -> Path:
        """Folder of a step's plan and partitions."""
        return self.root / "steps" / name


def create(root: Path, partitions: int) -> Workspace:
    """Opens the workspace, making it where there is none; its number of partitions never changes afterwards."""
    if not (root / "workspace.json").exists():
        if root.is_dir() and any(root.iterdir()):
            raise WorkspaceError(f"{root} is not empty and no workspace: give another folder with --work")
        if root.exists() and not root.is_dir():
            raise WorkspaceError(f"{root} is a file: give a folder with --work")
        write_json(root / "workspace.json", {"format": FORMAT, "partitions": partitions})
    return opened(root)


def opened(root: Path) -> Workspace:
    """Opens an existing workspace; WorkspaceError if there is none, or of another version."""
    found = read_json(root / "workspace.json")
    if found is None:
        raise WorkspaceError(f"{root} is no workspace: run peatmoss build first, or name its folder with --work")
    if found["format"] != FORMAT:
        raise WorkspaceError(
            f"{root} has format {found['format']}, this version reads {FORMAT}: build into a new --work"
        )
    return Workspace(root, found["partitions"])


def connect(workspace: Workspace, memory_mb: int = 256) -> duckdb.DuckDBPyConnection:
    """A DuckDB connection that spills to the workspace instead of growing, and reads times as UTC.

    One thread: on two it was a seventh faster and needed twice the memory not to fail.
    """
    spill = str(workspace.root / "spill")
    connection = duckdb.connect(config={"memory_limit": f"{memory_mb}MB", "temp_directory": spill, "threads": "1"})
    connection.execute("SET TimeZone = 'UTC'; SET enable_progress_bar = false")
    return connection


def clock(workspace: Workspace, fixed: datetime | None) -> datetime:
    """The build's one moment, naive UTC: from the settings, else SOURCE_DATE_EPOCH, else now.

    A run that goes on after a kill keeps the moment of the run it finishes, so that both make the same rows.
    """
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    if fixed is None and epoch:
        try:
            fixed = datetime.fromtimestamp(int(epoch), UTC).replace(tzinfo=None)
        except (ValueError, OverflowError, OSError) as error:
            raise WorkspaceError(f"SOURCE_DATE_EPOCH is '{epoch}', not a number of seconds") from error
    run = read_json(workspace.root / "run.json") or {}
    if fixed is None and run and not run["finished"]:
        fixed = datetime.fromisoformat(run["as_of"])
    as_of = fixed or datetime.now(UTC).replace(tzinfo=None, microsecond=0)
    write_json(workspace.root / "run.json", {"as_of": as_of.isoformat(), "finished": False})
    return as_of


def finish(workspace: Workspace, as_of: datetime) -> None:
    """Notes that the run with this clock is complete; the next one takes a new moment."""
    write_json(workspace.root / "run.json", {"as_of": as_of.isoformat(), "finished": True})


@contextmanager
def lease(workspace: Workspace) -> Iterator[None]:
    """Holds the workspace for one build; WorkspaceError naming the holder if another has it.

    A file made with O_EXCL (flock is not safe across NFS nodes) whose date a heartbeat renews; a holder that is dead,
    or silent for a minute, has lost it.
    """
    path = workspace.root / "lease.json"
    _take(path)
    stop = threading.Event()

    def beat() -> None:
        while not stop.wait(HEARTBEAT_S):
            os.utime(path)

    thread = threading.Thread(target=beat, daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()
        path.unlink(missing_ok=True)


def _take(path: Path) -> None:
    """Makes the lease file, or raises; a stale one is moved aside first, which only one of two rivals can do."""
    me = {"pid": os.getpid(), "host": socket.gethostname(), "since": datetime.now(UTC).isoformat(timespec="seconds")}
    for _ in range(2):
        try:
            handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY)
        except FileExistsError:
            holder = _holder(path)
            if holder is None:
                continue
            if _lives(path, holder):
                where = f"process {holder.get('pid')} on {holder.get('host')} since {holder.get('since')}"
                raise WorkspaceError(f"{path.parent} is held by {where}: wait for it, or give another --work") from None
            aside = path.with_name(f"lease.{os.getpid()}.stale")
            try:
                path.rename(aside)
            except FileNotFoundError:
                continue
            aside.unlink()
            continue
        with os.fdopen(handle, "w") as file:
            json.dump(me, file)
        return
    raise WorkspaceError(f"{path.parent} was taken by another build at this moment: try again")


def _holder(path: Path) -> dict[str, str | int] | None:
    try:
        holder = read_json(path)
    except ValueError:
        return {}
    return holder if holder is None or isinstance(holder, dict) else {}


def _lives(path: Path, holder: dict[str, str | int]) -> bool:
    """Whether the holder still beats; on this host a dead process is known at once."""
    try:
        if time.time() - path.stat().st_mtime > STALE_S:
            return False
    except FileNotFoundError:
        return False
    if holder.get("host") == socket.gethostname() and isinstance(holder.get("pid"), int):
        try:
            os.kill(int(holder["pid"]), 0)
        except ProcessLookupError:
            return False
        except PermissionError:
            return True
    return True
