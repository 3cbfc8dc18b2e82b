"""The inside of a worker process: takes batches of items, answers each, dies with the build."""

import contextlib
import ctypes
import json
import multiprocessing
import os
import pickle
import resource
import signal
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing import forkserver
from multiprocessing.connection import Connection
from multiprocessing.context import BaseContext
from typing import Any, TypeAlias

import pyarrow as pa

from builder.engine.step import Result
from builder.errors import SkipItem, StepError
from builder.redaction.privacy import mask

SEND_ROWS = 2000  # rows held back at most until they are sent
PR_SET_PDEATHSIG = 1
OUT_OF_MEMORY = 99  # exit code of a child that outgrew its limit where the system has no limit of its own


@dataclass(frozen=True)
class Answer:
    """One finished item: how many rows, or the reason for none; `summary` is JSON."""

    rows: int
    reason: str | None = None
    detail: str | None = None
    summary: str | None = None


@dataclass(frozen=True)
class Rows:
    """Answers of the items since the last message, and their rows (an Arrow stream)."""

    answers: list[Answer]
    data: bytes


@dataclass(frozen=True)
class Stop:
    """No item can be run any more; why, in one line."""

    message: str


Answered: TypeAlias = tuple[Answer, list[dict[str, Any]]]


class Place:
    """Which item of its batch a child is at, and since when, in memory that both sides see: looking costs no message.

    The child writes the time first and the build reads it last, so that no item is ever charged with another's time.
    """

    def __init__(self, context: BaseContext) -> None:
        self._shared = context.RawArray("d", 2)

    def begin(self, item: int) -> None:
        """The child turns to an item; the build tells the first one when it sends a batch."""
        self._shared[1] = time.monotonic()
        self._shared[0] = item

    def look(self) -> tuple[int, float]:
        """The item, and for how many seconds the child has been at it."""
        return int(self._shared[0]), time.monotonic() - self._shared[1]


def serve(pipe: Connection, task: bytes, memory_mb: int, place: Place) -> None:
    """Answers batches until the pipe closes. After 'ready' a message is Rows or a Stop."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the build's to handle
    _die_with_parent()
    with contextlib.suppress(EOFError, ConnectionError):  # the build is gone: nobody is left to tell
        try:
            run, schema = pickle.loads(task)  # noqa: S301 - written by the build itself
            _limit_memory(memory_mb)
        except Exception as error:
            pipe.send(f"{type(error).__name__}: {error}")
            return
        pipe.send(True)
        while True:
            try:
                _batch(pipe, run, schema, pipe.recv(), place)
            except StepError as error:
                pipe.send(Stop(str(error)))
            except MemoryError:  # there is none left even for the answer: the exit code says so, quietly
                sys.exit(OUT_OF_MEMORY)


def _batch(
    pipe: Connection, run: Callable[[dict[str, Any]], Result], schema: pa.Schema, items: list[dict[str, Any]], at: Place
) -> None:
    held: list[Answered] = []
    rows = 0
    for position, item in enumerate(items):
        if rows > SEND_ROWS:
            pipe.send(_rows(held, schema))
            held, rows = [], 0
        at.begin(position)
        held.append(_one(run, item))
        rows += len(held[-1][1])
    at.begin(len(items) - 1)  # making the table has its own time
    pipe.send(_rows(held, schema))


def _one(run: Callable[[dict[str, Any]], Result], item: dict[str, Any]) -> Answered:
    """The item's answer and rows; one that raises is tried once more, at its own place in the order.

    MemoryError is for the caller: the process ends, and another one tries the item again.
    """
    for last in (False, True):
        try:
            result = run(item)
            summary = json.dumps(result.summary, sort_keys=True) if result.summary else None
            break
        except SkipItem as skip:
            return Answer(0, skip.reason, mask(skip.detail)[:500] or None), []
        except (StepError, MemoryError):  # what the allocator keeps of the latter would be missing to the other items
            raise
        except Exception as error:
            if last:
                return _fault(error), []
    return Answer(len(result.rows), summary=summary), [{"item": item["item"], **row} for row in result.rows]


def _fault(error: Exception) -> Answer:
    return Answer(0, type(error).__name__, mask(str(error))[:500] or None)


def _rows(held: list[Answered], schema: pa.Schema) -> Rows:
    """All rows as one Arrow stream; where a value does not fit its column, only its own item is at fault.

    MemoryError is for the caller, as in `_one`.
    """
    answers = [answer for answer, _ in held]
    try:
        table = pa.Table.from_pylist([row for _, rows in held for row in rows], schema=schema)
    except Exception:
        good = [schema.empty_table()]
        for position, (_, rows) in enumerate(held):
            try:
                good.append(pa.Table.from_pylist(rows, schema=schema))
            except MemoryError:
                raise
            except Exception as error:
                answers[position] = _fault(error)
        table = pa.concat_tables(good)
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, schema) as writer:
        writer.write_table(table)
    return Rows(answers, bytes(sink.getvalue()))


def _die_with_parent() -> None:
    """A thread ends us with the build; on Linux the kernel does too, should the thread never get its turn."""
    build = multiprocessing.parent_process()
    assert build is not None  # noqa: S101 - we are a child

    def watch() -> None:
        build.join()
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
    if sys.platform != "linux":
        return
    # The forkserver ends when nobody holds the other end of its pipe any more, and hands every child a copy: with
    # ours closed it ends with the build, and we with it.
    server = vars(forkserver).get("_forkserver")
    pipe = getattr(server, "_forkserver_alive_fd", None)
    if pipe is not None:
        os.close(pipe)
    parent = os.getppid()
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)


def _limit_memory(memory_mb: int) -> None:
    """A limit on the address space beyond today's, so that growth raises MemoryError; else a thread that watches."""
    if sys.platform == "linux":
        with open("/proc/self/statm", encoding="ascii") as file:  # noqa: PTH123 - no path of ours
            now = int(file.read().split()[0]) * resource.getpagesize()
        limit = now + memory_mb * 1_000_000
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
        return
    unit = 1 if sys.platform == "darwin" else 1024

    def watch() -> None:
        while not threading.Event().wait(0.2):
            if resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit > memory_mb * 1_000_000:
                os._exit(OUT_OF_MEMORY)

    threading.Thread(target=watch, daemon=True).start()
