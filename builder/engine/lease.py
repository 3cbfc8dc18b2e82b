"""The lease that keeps a second build out of a workspace, and a build that lost it from writing into it."""

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
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeAlias

from builder.engine.durable import read_json
from builder.engine.workspace import Workspace
from builder.errors import WorkspaceError

LEASE = "lease.json"
HEARTBEAT_S = 5.0
STALE_S = 60.0
_SILENT: dict[str | None, str] = {}  # tokens of this process's leases that cannot be renewed, and why
Holder: TypeAlias = dict[str, str | int]  # pid, host, since when, and a token that no other lease has


@contextmanager
def lease(workspace: Workspace) -> Iterator[Workspace]:
    """Holds the workspace for one build and gives it as held; WorkspaceError naming the holder if another has it.

    A file made with O_EXCL (flock is not safe across NFS nodes) whose date a heartbeat renews; a holder that is dead,
    or silent for a minute, has lost it.
    """
    path = workspace.root / LEASE
    me = _take(path)
    token = str(me["token"])
    stop = threading.Event()
    thread = threading.Thread(target=_beat, args=(path, me, stop), daemon=True)
    thread.start()
    try:
        yield replace(workspace, token=token)
    finally:
        stop.set()
        thread.join()
        _SILENT.pop(token, None)
        with contextlib.suppress(OSError), _alone(path):  # a lease that stays is known to be of a dead process
            if _holder(path) == me:
                path.unlink()


def _beat(path: Path, me: Holder, stop: threading.Event) -> None:
    """Renews the lease's date until `stop`; a fault that lasts is noted for `check`, one that passes costs nothing."""
    renewed = time.monotonic()
    while not stop.wait(HEARTBEAT_S):
        try:
            if _holder(path) == me:
                os.utime(path)
        except FileNotFoundError:  # lost: `check` finds that out
            continue
        except OSError as error:
            if time.monotonic() - renewed > STALE_S / 2:
                _SILENT[str(me["token"])] = str(error)
            continue
        renewed = time.monotonic()
        _SILENT.pop(str(me["token"]), None)


def check(workspace: Workspace) -> None:
    """WorkspaceError where the lease of `workspace` was lost: asked before each commit, on whatever host it is made.

    So it is where its holder can renew it no more, and another build may take it any moment.
    """
    if workspace.token in _SILENT:
        path = workspace.root / LEASE
        raise WorkspaceError(f"{path} cannot be renewed ({_SILENT[workspace.token]}): mend that and build again")
    now = None if workspace.token is None else _holder(workspace.root / LEASE)
    if workspace.token is not None and (now is None or now.get("token") != workspace.token):
        by = f"process {now['pid']} on {now['host']}" if now and "pid" in now else "another build"
        raise WorkspaceError(
            f"{workspace.root} was taken over by {by} while this build did not respond: that build continues"
        )


def is_held(workspace: Workspace) -> bool:
    """Whether a build is running in the workspace."""
    path = workspace.root / LEASE
    found = _holder(path)
    return found is not None and _lives(path, found)


def holder(workspace: Workspace) -> Holder | None:
    """Who holds the workspace, or held it last and was killed."""
    return _holder(workspace.root / LEASE)


def _refuse_held(path: Path, other: Holder) -> None:
    """WorkspaceError that names who holds a lease file, if that build is alive."""
    if _lives(path, other):
        named = f"process {other.get('pid')} on {other.get('host')} since {other.get('since')}"
        where = named if "pid" in other else f"another build ({path.name} does not tell which)"
        raise WorkspaceError(f"{path.parent} is held by {where}: wait for it, or give another --work")


def _take(path: Path) -> Holder:
    """Makes the lease file, in place of one that nobody holds any more; WorkspaceError if somebody does."""
    me: Holder = {"pid": os.getpid(), "host": socket.gethostname(), "token": secrets.token_hex(8)}
    me["since"] = datetime.now(UTC).isoformat(timespec="seconds")
    with _alone(path):
        other = _holder(path)
        if other is not None:
            _refuse_held(path, other)
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
        return runs(pid)
    return True


def runs(pid: int) -> bool:
    """Whether there is a process of this number on this machine."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except (PermissionError, OverflowError):
        return True
    return True
