"""Faults of one question or file, which cost that question or file and never the scan.

A file that takes too long is one of them: all questions about it share its time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TypeVar

from builder.mapping.time_limit import LEAST_S, Limit, TookTooLong, listen

Answer = TypeVar("Answer")

SECONDS = 30.0  # of processor time for one file: a hundred times what a large one takes
TOO_LONG = "took too long"


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
        while limit.left > LEAST_S:
            try:
                with limit:
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
