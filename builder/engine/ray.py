"""Runs partitions as Ray tasks, on this machine or on a cluster with a shared file system (docs/cluster.md).

Ray finds room and starts a partition again where its node is lost; what is done, the commit records alone tell.
"""

import contextlib
import functools
import logging
import os
import pickle
import platform
import secrets
import socket
import sys
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import astuple, replace
from pathlib import Path
from typing import Any, TypeVar

import pyarrow as pa

from builder import __version__
from builder.engine import commits
from builder.engine.commits import Commit
from builder.engine.guard import Worker
from builder.engine.plan import Part, Plan, PlanFile, current
from builder.engine.run import Engine, run_partition
from builder.engine.step import Step
from builder.engine.workspace import Workspace
from builder.errors import PeatmossError

QUIET = {"RAY_DEDUP_LOGS_SKIP_REGEX": "^"}  # what Ray's nodes have to say stays in Ray's own logs
# A cluster of our own: only who has the token may use it, Ray's makers are told nothing, and (what the last name is for
# on other systems) it listens on the loopback address only.
OWN = QUIET | {
    "RAY_AUTH_MODE": "token",
    "RAY_AUTH_TOKEN": secrets.token_hex(32),
    "RAY_USAGE_STATS_ENABLED": "0",
    "RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER": "0",
}
STORE = 100_000_000  # bytes of shared memory, of which Ray wants 75 MB at least: rows go through files
AHEAD = 2  # partitions given to Ray per core, so that one is always waiting
RETRIES = 10  # of a partition whose node was lost; an error of ours ends the run at once
LAG_S = 10.0  # until every node sees what one has written
T = TypeVar("T")
HOST = socket.gethostname()
VERSIONS = f"peatmoss {__version__}, Python {platform.python_version()}, pyarrow {pa.__version__}"


@contextlib.contextmanager
def cluster(address: str | None = None, workers: int | None = None) -> Iterator[Engine]:
    """An engine on the Ray cluster at `address` ('host:port' of its head; else RAY_ADDRESS), else on one started here.

    At most `workers` partitions run at a time. Only what was started here is ended. PeatmossError where there is no Ray
    or no such cluster.
    """
    address = address or os.environ.get("RAY_ADDRESS")
    for name, value in (QUIET if address else OWN).items():
        os.environ.setdefault(name, value)  # Ray reads them when it is imported
    try:
        import ray
    except ModuleNotFoundError as error:
        raise PeatmossError("Ray is not installed: pip install 'peatmoss[ray]'") from error
    own = {"address": "local", "num_cpus": workers, "include_dashboard": False, "object_store_memory": STORE}
    try:
        if address and ":" in address:  # where nothing listens Ray would try for two minutes
            host, _, port = address.rpartition(":")
            socket.create_connection((host, port), timeout=5).close()
        # its workers import from the folder that is current now before any other: not from one that is scanned
        with contextlib.chdir("/"), _silence():
            ray.init(**({"address": address} if address else own), log_to_driver=False, logging_level=logging.CRITICAL)
    except Exception as error:
        what = f"no Ray cluster at {address}" if address else "Ray cannot start"
        raise PeatmossError(f"{what}: {_why(error.__cause__ or error)}") from error
    try:
        yield functools.partial(_run, workers or sys.maxsize)
    finally:
        # which ends all tasks; ray.cancel would now and then end this very process, with a task that was just done
        ray.shutdown()


def _run(
    most: int, workspace: Workspace, step: Step, plan: Plan, todo: Sequence[Part], advance: Callable[[int], None]
) -> int:
    import ray
    from ray.exceptions import RayError, RayTaskError

    place = replace(workspace, root=workspace.root.absolute())
    task = ray.put(pickle.dumps((place, step, plan.sha256)))  # sent once, not with each partition
    run = ray.remote(num_cpus=1, max_retries=RETRIES)(_task)
    waiting, running, ran = deque(todo), dict[Any, Part](), 0
    try:
        while waiting or running:
            cores = max(1, int(ray.cluster_resources().get("CPU", 0)))  # nodes come and go
            while waiting and len(running) < min(AHEAD * cores, most):
                part = waiting.popleft()
                running[run.remote(VERSIONS, task, astuple(part))] = part
            for done in ray.wait(list(running), timeout=1)[0]:
                part = running.pop(done)
                more, commit = ray.get(done)
                _wait(place, step, functools.partial(_reads, place, step, commit))
                ran += more
                advance(part.items)
    except RayTaskError as error:
        if "failed to import on the worker" in str(error.cause):
            node = str(error).partition("ip=")[2].partition(")")[0]
            raise PeatmossError(f"node {node} cannot import {VERSIONS}: {_why(error.cause)}") from error
        raise error.cause from error
    except RayError as error:
        raise PeatmossError(f"Ray gave up partition {part.key} of step {step.name}: {_why(error)}") from error
    return ran


def _task(versions: str, task: bytes, part: tuple[Any, ...]) -> tuple[int, Commit | None]:
    """One partition, in a worker process of Ray's, which keeps the step's child for the next: items run, the commit."""
    if versions != VERSIONS:
        raise PeatmossError(f"node {HOST} has {VERSIONS}, not {versions}: install the same on every node")
    os.environ["PYTHONSAFEPATH"] = "1"  # the child imports nothing from the current folder either
    workspace, step, file, worker = _slot(task)
    given = Part(*part)
    try:
        ran = run_partition(workspace, step, given, file, worker)
    except BaseException:
        worker.stop()  # it may be in the middle of a batch
        raise
    return ran, commits.read(workspace.step(step.name), given.key)


@functools.lru_cache(maxsize=1)
def _slot(task: bytes) -> tuple[Workspace, Step, PlanFile, Worker]:
    """What this process needs for the partitions of one step; PeatmossError where that is not to be had here."""
    try:
        workspace, step, sha256 = pickle.loads(task)  # noqa: S301 - written by the build itself
    except (ImportError, AttributeError) as error:
        raise PeatmossError(f"node {HOST} cannot import the step: {error}; install it there") from error
    vars(sys.modules["__main__"]).pop("__file__", None)  # or each child would run Ray's main module and import Ray
    plan = _wait(workspace, step, lambda: _planned(workspace, step, sha256))
    return workspace, step, PlanFile(plan), Worker(step)


def _planned(workspace: Workspace, step: Step, sha256: str) -> Plan | None:
    plan = current(workspace, step.name)
    return plan if plan and plan.sha256 == sha256 else None


def _reads(workspace: Workspace, step: Step, commit: Commit) -> bool:
    return commits.read(workspace.step(step.name), commit.key) == commit


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


@contextlib.contextmanager
def _silence() -> Iterator[None]:
    """Standard error leads nowhere: Ray's native part writes there while it connects, whatever its log level."""
    kept = os.dup(2)
    with Path(os.devnull).open("w") as nowhere:
        os.dup2(nowhere.fileno(), 2)
    try:
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)


def _why(error: BaseException) -> str:
    """Ray's words; of a traceback in them the last line."""
    text = str(error).strip()
    return text.splitlines()[-1] if "Traceback" in text else text
