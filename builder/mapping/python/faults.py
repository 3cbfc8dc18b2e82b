"""Faults of one question or file, which cost that question or file and never the scan."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

Answer = TypeVar("Answer")


class Faults:
    """What was lost: `of` holds the fault's name by the path of the file that the question was asked for."""

    def __init__(self) -> None:
        self.of: dict[str, str] = {}

    def guarded(self, path: str, ask: Callable[[], Answer], otherwise: Answer) -> Answer:
        """The answer of `ask`; `otherwise` where it ends in a fault, which is noted for the file."""
        try:
            return ask()
        except MemoryError:
            raise
        except Exception as fault:
            self.of.setdefault(path, type(fault).__name__)
            return otherwise
