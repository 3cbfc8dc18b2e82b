"""The folder in which a build keeps what it has done, and the moment that a build calls now."""

import os
import shutil
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from builder.engine.durable import TEMPORARY, read_json, write_json
from builder.errors import WorkspaceError

FORMAT = 1


@dataclass(frozen=True)
class Workspace:
    """A folder of this layout: collect/<source>/, steps/<step>/, tables/, workspace.json, run.json, lease.json."""

    root: Path
    partitions: int
    token: str | None = None  # of the lease under which this build holds it

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
            raise WorkspaceError(f"{root} is not empty and is not a workspace: give another folder with --work")
        if root.exists() and not root.is_dir():
            raise WorkspaceError(f"{root} is a file: give a folder with --work")
        write_json(root / "workspace.json", {"format": FORMAT, "partitions": partitions})
    return opened(root)


def opened(root: Path) -> Workspace:
    """Opens an existing workspace; WorkspaceError if there is none, or of another version."""
    try:
        found = read_json(root / "workspace.json")
        if found is None:
            raise WorkspaceError(f"{root} is not a workspace: run peatmoss build first, or name its folder with --work")
        if found["format"] != FORMAT:
            raise WorkspaceError(
                f"{root} has format {found['format']}, this version reads {FORMAT}: build into a new --work"
            )
        return Workspace(root, int(found["partitions"]))
    except (ValueError, TypeError, KeyError) as error:
        raise WorkspaceError(f"{root / 'workspace.json'} is damaged: build into a new --work") from error


def tidy(workspace: Workspace) -> None:
    """Removes what killed builds left half written; only for the one that holds the workspace."""
    shutil.rmtree(workspace.root / "spill", ignore_errors=True)
    for depth in range(4):  # as far down as there are folders of ours: collect/<source>/<digest>/
        for path in workspace.root.glob(f"{'*/' * depth}{TEMPORARY}*"):
            if path.is_file():
                path.unlink(missing_ok=True)


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
