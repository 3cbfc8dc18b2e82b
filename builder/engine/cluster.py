"""The Ray cluster that a build runs on: one that is there, or one of its own on this machine (docs/cluster.md)."""

import contextlib
import functools
import logging
import os
import secrets
import socket
import sys
from collections.abc import Iterator
from pathlib import Path

from builder.engine import ray as tasks
from builder.engine.run import Engine
from builder.errors import PeatmossError

# What Ray's nodes have to say stays in Ray's own logs, and so do the errors that its native part logs in this process.
QUIET = {"RAY_DEDUP_LOGS_SKIP_REGEX": "^", "RAY_BACKEND_LOG_LEVEL": "fatal"}
# A cluster of our own: only who has the token may use it, no usage statistics are sent, and (the last name: on other
# systems) it listens on the loopback address only.
OWN = QUIET | {
    "RAY_AUTH_MODE": "token",
    "RAY_AUTH_TOKEN": secrets.token_hex(32),
    "RAY_USAGE_STATS_ENABLED": "0",
    "RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER": "0",
}
STORE = 100_000_000  # bytes of shared memory, of which Ray wants 75 MB at least: rows go through files


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
        raise PeatmossError("Ray is not installed: pip install '.[ray]' in a checkout") from error
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
        raise PeatmossError(f"{what}: {tasks.why(error.__cause__ or error)}") from error
    try:
        yield functools.partial(tasks.run, workers or sys.maxsize)
    finally:
        # which ends all tasks; ray.cancel would now and then end this very process, with a task that was just done
        ray.shutdown()


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
