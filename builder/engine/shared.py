"""Waits until this node of a cluster sees what another one wrote into the shared file system."""

import contextlib
import socket
import time
from collections.abc import Callable
from typing import TypeVar

from builder.engine import commits
from builder.engine.commits import Commit
from builder.engine.plan import Plan, current
from builder.engine.step import Step
from builder.engine.workspace import Workspace
from builder.errors import PeatmossError

HOST = socket.gethostname()
LAG_S = 10.0  # until every node sees what one has written
T = TypeVar("T")


def planned(workspace: Workspace, step: Step, sha256: str) -> Plan:
    """The step's plan of that sha256; PeatmossError where it never comes into view."""

    def look() -> Plan | None:
        plan = current(workspace, step.name)
        return plan if plan and plan.sha256 == sha256 else None

    return _wait(workspace, step, look)


def committed(workspace: Workspace, step: Step, commit: Commit) -> None:
    """Waits for a commit record that another node wrote; PeatmossError where it never comes into view."""
    folder = workspace.step(step.name)
    _wait(workspace, step, lambda: commits.read(folder, commit.key) == commit or None)


def _wait(workspace: Workspace, step: Step, look: Callable[[], T | None]) -> T:
    """What `look` finds, once this node sees what another wrote; PeatmossError where it never does."""
    folder, end = workspace.step(step.name), time.monotonic() + LAG_S
    while not (found := look()):
        if time.monotonic() > end:
            raise PeatmossError(
                f"node {HOST} does not see in {workspace.root} what another node wrote: "
                "give a --work on a file system that all nodes share"
            )
        time.sleep(0.1)
        for place in (workspace.root, folder.parent, folder):  # listing makes a client of NFS ask again
            with contextlib.suppress(OSError):
                list(place.iterdir())
    return found
