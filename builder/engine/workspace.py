"""The folder in which a build keeps what it has done, and the lease that keeps a second build out of it."""

import contextlib
import fcntl
import json
import os
import secrets
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeAlias

import duckdb

from builder.engine.durable import TEMPORARY, read_json, write_json
from builder.errors import WorkspaceError

FORMAT = 1
HEARTBEAT_S = 5.0
STALE_S = 60.0
Holder: TypeAlias = dict[str, str | int]  # pid, host, since when, and a token that no other lease has


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
        if root.is_dir() and any(not path.name.startswith(TEMPORARY) for path in root.iterdir()):
            raise WorkspaceError(f"{root} is not empty and no workspace: give another folder with --work")
        if root.exists() and not root.is_dir():
            raise WorkspaceError(f"{root} is a file: give a folder with --work")
        write_json(root / "workspace.json", {"format": FORMAT, "partitions": partitions})
    return opened(root)


def opened(root: Path) -> Workspace:
    """Opens an existing workspace; WorkspaceError if there is none, or of another version."""
    try:
        found = read_json(root / "workspace.json")
        if found is None:
            raise WorkspaceError(f"{root} is no workspace: run peatmoss build first, or name its folder with --work")
        if found["format"] != FORMAT:
            raise WorkspaceError(
                f"{root} has format {found['format']}, this version reads {FORMAT}: build into a new --work"
            )
        return Workspace(root, int(found["partitions"]))
    except (ValueError, TypeError, KeyError) as error:
        raise WorkspaceError(f"{root / 'workspace.json'} is damaged: build into a new --work") from error


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
    fixed = fixed or _unfinished(workspace.root / "run.json")
    as_of = fixed or datetime.now(UTC).replace(tzinfo=None, microsecond=0)
    write_json(workspace.root / "run.json", {"as_of": as_of.isoformat(), "finished": False})
    return as_of


def _unfinished(path: Path) -> datetime | None:
    """The moment of the last run if it did not come to its end."""
    try:
        run = read_json(path)
        return None if run is None or run["finished"] else datetime.fromisoformat(run["as_of"])
    except (ValueError, TypeError, KeyError) as error:
        raise WorkspaceError(f"{path} is damaged: remove that file, and the next build takes a new moment") from error


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
    me = _take(path)
    stop = threading.Event()

    def beat() -> None:
        while not stop.wait(HEARTBEAT_S):
            with contextlib.suppress(FileNotFoundError):
                if _holder(path) == me:
                    os.utime(path)

    thread = threading.Thread(target=beat, daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()
        with _alone(path):
            if _holder(path) == me:
                path.unlink()


def _take(path: Path) -> Holder:
    """Makes the lease file, in place of one that nobody holds any more; WorkspaceError if somebody does."""
    me: Holder = {"pid": os.getpid(), "host": socket.gethostname(), "token": secrets.token_hex(8)}
    me["since"] = datetime.now(UTC).isoformat(timespec="seconds")
    with _alone(path):
        holder = _holder(path)
        if holder is not None:
            if _lives(path, holder):
                named = f"process {holder.get('pid')} on {holder.get('host')} since {holder.get('since')}"
                where = named if "pid" in holder else f"another build ({path.name} does not tell which)"
                raise WorkspaceError(f"{path.parent} is held by {where}: wait for it, or give another --work")
            path.unlink(missing_ok=True)
        try:
            handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY)
        except FileExistsError:
            raise WorkspaceError(f"{path.parent} was taken by another build at this moment: try again") from None
        with os.fdopen(handle, "w") as file:
            json.dump(me, file)
    return me


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Keeps rivals on this host from looking at a stale lease together: the second would remove the first's new one."""
    with path.with_suffix(".lock").open("w") as file:
        with contextlib.suppress(OSError):  # a file system without locks: O_EXCL still lets only one through
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _holder(path: Path) -> Holder | None:
    """Who the lease file names; nobody in particular where it cannot be read (its maker may just be writing it)."""
    try:
        holder = read_json(path)
    except ValueError:
        return {}
    return holder if holder is None or isinstance(holder, dict) else {}


def _lives(path: Path, holder: Holder) -> bool:
    """Whether the holder still beats; on this host a dead process is known at once."""
    try:
        if time.time() - path.stat().st_mtime > STALE_S:
            return False
    except FileNotFoundError:
        return False
    pid = holder.get("pid")
    if holder.get("host") == socket.gethostname() and isinstance(pid, int):
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return False
        except (PermissionError, OverflowError):
            return True
    return True
