"""Runs partitions as Ray tasks, on this machine or on a cluster with a shared file system (docs/cluster.md).

Ray finds room and starts a partition again where its node is lost; what is done, the commit records alone tell.
"""

import functools
import os
import pickle
import platform
import sys
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import astuple, replace
from typing import Any

import pyarrow as pa

from builder import __version__
from builder.engine import commits, shared
from builder.engine.commits import Commit
from builder.engine.guard import Worker
from builder.engine.plan import Part, Plan, PlanFile
from builder.engine.run import run_partition
from builder.engine.step import Step
from builder.engine.workspace import Workspace
from builder.errors import PeatmossError

AHEAD = 2  # partitions given to Ray per core, so that one is always waiting
RETRIES = 10  # of a partition whose node was lost; an error of ours ends the run at once
VERSIONS = f"peatmoss {__version__}, Python {platform.python_version()}, pyarrow {pa.__version__}"


def run(
    most: int, workspace: Workspace, step: Step, plan: Plan, todo: Sequence[Part], advance: Callable[[int], None]
) -> int:
    """Runs partitions as tasks of the cluster that this process is connected to, at most `most` at a time."""
    import ray
    from ray.exceptions import RayError, RayTaskError

    place = replace(workspace, root=workspace.root.absolute())
    task = ray.put(pickle.dumps((place, step, plan.sha256)))  # sent once, not with each partition
    start = ray.remote(num_cpus=1, max_retries=RETRIES)(_task)
    waiting, running, ran = deque(todo), dict[Any, Part](), 0
    try:
        while waiting or running:
            cores = max(1, int(ray.cluster_resources().get("CPU", 0)))  # nodes come and go
            while waiting and len(running) < min(AHEAD * cores, most):
                part = waiting.popleft()
                running[start.remote(VERSIONS, task, astuple(part))] = part
            for done in ray.wait(list(running), timeout=1)[0]:
                part = running.pop(done)
                more, commit = ray.get(done)
                shared.committed(place, step, commit)
                ran += more
                advance(part.items)
    except RayTaskError as error:
        if "failed to import on the worker" in str(error.cause):
            node = str(error).partition("ip=")[2].partition(")")[0]
            raise PeatmossError(f"node {node} cannot import {VERSIONS}: {why(error.cause)}") from error
        raise error.cause from error
    except RayError as error:
        raise PeatmossError(f"Ray gave up partition {part.key} of step {step.name}: {why(error)}") from error
    return ran


def _task(versions: str, task: bytes, part: tuple[Any, ...]) -> tuple[int, Commit | None]:
    """One partition, in a worker process of Ray's, which keeps the step's child for the next: items run, the commit."""
    if versions != VERSIONS:
        raise PeatmossError(f"node {shared.HOST} has {VERSIONS}, not {versions}: install the same on every node")
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
        raise PeatmossError(f"node {shared.HOST} cannot import the step: {error}; install it there") from error
    vars(sys.modules["__main__"]).pop("__file__", None)  # or each child would run Ray's main module and import Ray
    return workspace, step, PlanFile(shared.planned(workspace, step, sha256)), Worker(step)


def why(error: BaseException) -> str:
    """Ray's words; of a traceback in them the last line."""
    text = str(error).strip()
    return text.splitlines()[-1] if "Traceback" in text else text
