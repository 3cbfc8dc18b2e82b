"""Faults of one question or file, which cost that question or file and never the scan.

A file that takes too long is one of them: all questions about it share its processor time, and work that takes more is
ended where it is, between two steps of Python or of a pattern.

The limit is a timer of the process (its own time, not that of a busy machine), which only the main thread can hear:
that is where `peatmoss scan`, a worker of a build and a task of Ray read files. In another thread, and where somebody
else's timer runs already, nothing is limited but the parses (syntax/grammar.py, scripts/grammar.py), which have budgets
of their own. Python offers no more: what one thread raises in another is not heard within a pattern, which holds the
interpreter's lock until it is through.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from types import FrameType, TracebackType
from typing import TypeVar

Answer = TypeVar("Answer")

SECONDS = 30.0  # of processor time for one file: a hundred times what a large one takes
TOO_LONG = "took too long"
TIMER, SIGNAL = signal.ITIMER_VIRTUAL, signal.SIGVTALRM
LEAST_S = 0.001  # of a timer: 0 would stop it
AGAIN_S = 1.0  # after which the timer rings again, should the first time fall between two statements of ours


class Faults:
    """What was lost: `of` holds the fault's name by the path of the file that the question was asked for."""

    def __init__(self) -> None:
        self.of: dict[str, str] = {}
        self._limits: dict[str, Limit] = {}
        listen()

    def guarded(self, path: str, ask: Callable[[], Answer], otherwise: Answer) -> Answer:
        """The answer of `ask`; `otherwise` where it ends in a fault, which is noted for the file."""
        return next(self.until(path, (ask() for _ in range(1))), otherwise)

    def until(self, path: str, answers: Iterable[Answer]) -> Iterator[Answer]:
        """The answers up to the one that ends in a fault, which is noted for the file."""
        limit = self._limits.setdefault(path, Limit(SECONDS))
        asking = iter(answers)
        while True:
            try:
                with limit:
                    limit.check()
                    answer = next(asking)
            except StopIteration:
                return
            except MemoryError:
                raise
            except TookTooLong:
                limit.left = 0.0
                self.of.setdefault(path, TOO_LONG)
                return
            except Exception as fault:
                self.of.setdefault(path, type(fault).__name__)
                return
            yield answer

    def also(self, faults: Mapping[str, str]) -> None:
        """Note faults that were met elsewhere."""
        for path, fault in faults.items():
            self.of.setdefault(path, fault)


class TookTooLong(Exception):
    """The work took more than its processor time."""


class Limit:
    """`with limit:` raises TookTooLong within, once all that was done within took its seconds; `left` are left.

    After `listen`. Within another limit, that one goes on alone.
    """

    _running: Limit | None = None  # which the timer runs for

    def __init__(self, seconds: float) -> None:
        self.left = seconds
        self._depth = 0  # 0: it is not running

    def __enter__(self) -> None:
        if self._depth or Limit._running is not None or not _is_main_thread():
            self._depth += bool(self._depth)
            return
        theirs = signal.setitimer(TIMER, max(self.left, LEAST_S), AGAIN_S)
        if theirs[0]:  # somebody else's timer, which goes on
            signal.setitimer(TIMER, *theirs)
            return
        self._depth, Limit._running = 1, self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._depth -= bool(self._depth)
        if Limit._running is self and not self._depth:
            Limit._running = None  # first: from here on the timer ends nothing
            left, _ = signal.setitimer(TIMER, 0)
            self.left = min(self.left, left)

    def check(self) -> None:
        """Raise TookTooLong where nothing is left."""
        if self.left <= LEAST_S:
            raise TookTooLong


def listen() -> None:
    """Hear the timer from now on, without which no limit ends anything; once, as it takes longer than most work."""
    if _is_main_thread() and not signal.getitimer(TIMER)[0]:
        signal.signal(SIGNAL, _end)


def _end(number: int, frame: FrameType | None) -> None:
    if Limit._running is not None:
        raise TookTooLong


def _is_main_thread() -> bool:
    return threading.get_ident() == threading.main_thread().ident
