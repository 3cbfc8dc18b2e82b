"""Runs items in a child process that may crash, hang or grow without harm to anything but the item to blame.

One child and one private pipe per slot: a child killed at any moment cannot block another. Items go over in batches;
one message comes back per finished item, so that the item to blame is known without a round trip for each.
"""

import contextlib
import multiprocessing
import pickle
from collections import Counter, deque
from collections.abc import Sequence
from multiprocessing.connection import Connection
from types import TracebackType
from typing import Any, Self

import pyarrow as pa

from builder.engine.child import Answer, Rows, serve
from builder.engine.step import Step
from builder.errors import PeatmossError

BATCH = 32
START_S = 120.0  # a child's start: imports on a busy machine
TRIES = 2


class _Lost(Exception):
    """The child died or hung; `blamed` is the index of the item that it was at."""

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

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.stop()

    def run(self, items: Sequence[dict[str, Any]]) -> tuple[list[Answer], pa.Table]:
        """Answers in the order of `items`, and their rows. Whatever an item does, the others' rows are there."""
        answers: dict[int, Answer] = {}
        tables: list[pa.Table] = []
        waiting = deque(range(len(items)))
        again: deque[int] = deque()
        strikes: Counter[int] = Counter()
        while waiting or again:
            batch = [again.popleft()] if again else [waiting.popleft() for _ in range(min(BATCH, len(waiting)))]
            settled: dict[int, Answer] = {}
            try:
                self._exchange(batch, items, settled, tables)
            except _Lost as lost:
                self.stop()
                settled[lost.blamed] = Answer(0, lost.reason)
            # the others of a lost batch finished without their rows sent, or never began: no blame
            waiting.extendleft(index for index in reversed(batch) if index not in settled)
            for index, answer in settled.items():
                strikes[index] += 1
                if answer.reason is None or answer.final or strikes[index] == TRIES:
                    answers[index] = answer
                else:
                    again.append(index)
        rows = pa.concat_tables(tables) if tables else self.step.stored.empty_table()
        return [answers[index] for index in range(len(items))], rows

    def _exchange(
        self, batch: list[int], items: Sequence[dict[str, Any]], settled: dict[int, Answer], tables: list[pa.Table]
    ) -> None:
        """Sends a batch and takes its answers; the rows of what is in `settled` are in `tables`."""
        pipe = self._start()
        given: list[Answer] = []
        sent = 0
        try:
            pipe.send([items[index] for index in batch])
            while sent < len(batch):
                if not pipe.poll(self.step.limits.timeout_s):
                    raise _Lost(batch[min(len(given), len(batch) - 1)], "timeout")
                match pipe.recv():
                    case Answer() as answer:
                        given.append(answer)
                    case Rows(data, faults):
                        tables.append(pa.ipc.open_stream(data).read_all())
                        settled.update({batch[at]: faults.get(at, given[at]) for at in range(sent, len(given))})
                        sent = len(given)
        except (EOFError, OSError) as error:
            raise _Lost(batch[min(len(given), len(batch) - 1)], self._cause()) from error

    def _cause(self) -> str:
        """Why the child is gone, as a reason: 'crash:-11' is a segmentation fault."""
        self.process.join(timeout=5)
        return f"crash:{self.process.exitcode}"

    def _start(self) -> Connection:
        """The pipe to a living child."""
        if self.pipe is not None and self.process.is_alive():
            return self.pipe
        self.stop()
        context = multiprocessing.get_context("forkserver")  # a fork of a process with Arrow's threads can deadlock
        ours, theirs = context.Pipe()
        process = context.Process(target=serve, args=(theirs, self.task, self.step.limits.memory_mb), daemon=True)
        process.start()
        self.process = process
        theirs.close()
        self.pipe = ours
        try:
            ready = ours.recv() if ours.poll(START_S) else "it did not start in time"
        except (EOFError, OSError):
            ready = f"it ended at its start ({self._cause()})"
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
