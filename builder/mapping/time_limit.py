"""Processor time of one file: work that takes more is ended where it is, between two steps of Python or of a pattern.

The limit is a timer of the process (its own time, not that of a busy machine), which only the main thread can hear; in
another thread, and where somebody else's timer runs already, nothing is limited.
"""

import signal
import threading
from types import FrameType, TracebackType

TIMER, SIGNAL = signal.ITIMER_VIRTUAL, signal.SIGVTALRM
LEAST_S = 0.001  # of a timer: 0 would stop it


class TookTooLong(Exception):
    """The work took more than its processor time."""


class Limit:
    """`with limit:` raises TookTooLong within, once all that was done within took its seconds; `left` are left.

    Within another limit, that one goes on alone.
    """

    def __init__(self, seconds: float) -> None:
        self.left = seconds
        self._depth = 0  # 0: it is not running
        self._before: object = None

    def __enter__(self) -> None:
        if self._depth or not _is_free():
            self._depth += bool(self._depth)
            return
        self._depth = 1
        self._before = signal.signal(SIGNAL, self._end)
        signal.setitimer(TIMER, max(self.left, LEAST_S))

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._depth -= bool(self._depth)
        if self._before is not None and not self._depth:
            self.left, _ = signal.setitimer(TIMER, 0)
            signal.signal(SIGNAL, self._before)  # type: ignore[arg-type]
            self._before = None

    def _end(self, number: int, frame: FrameType | None) -> None:
        if self._depth:
            raise TookTooLong


def _is_free() -> bool:
    return threading.current_thread() is threading.main_thread() and not signal.getitimer(TIMER)[0]
