"""Runs items in a child process that may crash, hang or grow without harm to anything but the item to blame.

One child and one private pipe per slot: a child killed at any moment cannot block another. Items go over in batches and
come back so; which of them the child is at stands in shared memory, so that the one to blame is known without a message
for each (a message per item woke the build up ten thousand times a second, on the processors that do the work).
"""

import contextlib
import multiprocessing
import pickle
import time
from collections import deque
from collections.abc import Iterable, Iterator
from itertools import islice
from multiprocessing.connection import Connection
from types import TracebackType
from typing import Any, Self

import pyarrow as pa

from builder.engine.child import OUT_OF_MEMORY, Answer, Place, Rows, Stop, serve
from builder.engine.step import Step
from builder.errors import PeatmossError, StepError

BATCH = 32
STARTS = 5  # tries to start a child
PAUSE_S = 0.2  # before another try, longer each time
START_S = 120.0  # a child's start: imports on a busy machine
CONTEXT = multiprocessing.get_context("forkserver")  # a fork of a process with Arrow's threads can deadlock


def preload(modules: Iterable[str] = ()) -> None:
    """What is imported once, before the first child, and not by every child: what the engine needs, and `modules`."""
    CONTEXT.set_forkserver_preload([serve.__module__, "pandas", *modules])  # which pyarrow imports, where it is there


preload()


class _Lost(Exception):
    """The child died or hung; `blamed` is the place, in the batch, of the item that it was at."""

    def __init__(self, blamed: int, reason: str) -> None:
        super().__init__(reason)
        self.blamed = blamed
        self.reason = reason


class Worker:
    """One slot: a child process that is started when first needed and replaced when it dies."""

    def __init__(self, step: Step) -> None:
        self.step = step
        self.task = pickle.dumps((step.run, step.stored))
        self.process: Any = None
        self.pipe: Connection | None = None
        self.place = Place(CONTEXT)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.stop()

    def run(self, items: Iterable[dict[str, Any]]) -> Iterator[tuple[list[Answer], pa.Table]]:
        """Answers and rows in the order of the items, so many at a time. Whatever an item does, the others' are there.

        The item to blame for a lost child is tried once more, alone; those before it whose rows were lost go first.
        """
        coming = iter(items)
        waiting: deque[dict[str, Any]] = deque()
        blamed: int | None = None  # how many of the waiting stand before the one that is tried once more
        while True:
            waiting.extend(islice(coming, BATCH - len(waiting)))
            if not waiting:
                return
            size = len(waiting) if blamed is None else blamed or 1
            settled = 0
            try:
                for answers, rows in self._exchange(list(islice(waiting, size))):
                    settled += len(answers)
                    yield answers, rows
            except _Lost as lost:
                self.stop()
                if blamed == 0:
                    yield [Answer(0, lost.reason)], self.step.stored.empty_table()
                    settled, blamed = 1, None
                else:
                    blamed = lost.blamed - settled
            else:
                blamed = 0 if blamed else None
            for _ in range(settled):
                waiting.popleft()

    def _exchange(self, batch: list[dict[str, Any]]) -> Iterator[tuple[list[Answer], pa.Table]]:
        """Sends a batch and gives its answers, with their rows, as they come."""
        pipe = self._start()
        sent = 0
        try:
            self.place.begin(0)
            pipe.send(batch)
            while sent < len(batch):
                self._wait(pipe)
                match pipe.recv():
                    case Rows(answers, data):
                        sent += len(answers)
                        yield answers, pa.ipc.open_stream(data).read_all()
                    case Stop(message):
                        raise StepError(message)
        except (EOFError, OSError) as error:
            raise _Lost(self.place.look()[0], self._cause()) from error

    def _wait(self, pipe: Connection) -> None:
        """Returns when there is a message; _Lost where the child has been at one item for longer than it may."""
        limit, took = self.step.limits.timeout_s, 0.0
        while not pipe.poll(limit - took):
            at, took = self.place.look()
            if took >= limit:
                raise _Lost(at, "timeout")

    def _cause(self) -> str:
        """Why the child is gone, as a reason: 'memory', or 'crash:-11' for a segmentation fault."""
        self.process.join(timeout=5)
        if self.process.exitcode == OUT_OF_MEMORY:
            return "memory"
        return f"crash:{self.process.exitcode}"

    def _start(self) -> Connection:
        """The pipe to a living child; one that is lost before it is ready is started again some times."""
        if self.pipe is not None and self.process.is_alive():
            return self.pipe
        for tried in range(STARTS):
            time.sleep(PAUSE_S * tried)  # a forkserver that was killed is not seen to be gone at once
            try:
                return self._begin()
            except (EOFError, OSError) as error:  # of the child, or of the forkserver
                lost = f"it ended at its start ({self._cause() if self.process else error})"
                self.stop()
        raise PeatmossError(f"step {self.step.name}: a worker process cannot run: {lost}, {STARTS} times")

    def _begin(self) -> Connection:
        """The pipe to a new child that is ready; EOFError or OSError where it was lost, PeatmossError if it cannot."""
        self.stop()
        ours, theirs = CONTEXT.Pipe()
        arguments = (theirs, self.task, self.step.limits.memory_mb, self.place)
        process = CONTEXT.Process(target=serve, args=arguments, daemon=True)
        self.pipe = ours
        with theirs:
            process.start()
            self.process = process
        ready = ours.recv() if ours.poll(START_S) else "it did not start in time"
        if ready is not True:
            self.stop()
            raise PeatmossError(f"step {self.step.name}: a worker process cannot run: {ready}")
        return ours

    def stop(self) -> None:
        """Ends the child, whatever it is doing."""
        if self.process is not None:
            with contextlib.suppress(ValueError, ProcessLookupError):
                self.process.kill()
            self.process.join(timeout=10)
            self.process = None
        if self.pipe is not None:
            self.pipe.close()
            self.pipe = None
