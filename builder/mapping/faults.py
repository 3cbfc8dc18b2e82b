"""Faults of one question or file, which cost that question or file and never the scan."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
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
            self._note(path, fault)
            return otherwise

    def until(self, path: str, answers: Iterable[Answer]) -> Iterator[Answer]:
        """The answers up to the one that ends in a fault, which is noted for the file."""
        asking = iter(answers)
        while True:
            try:
                answer = next(asking)
            except StopIteration:
                return
            except MemoryError:
                raise
            except Exception as fault:
                self._note(path, fault)
                return
            yield answer

    def also(self, faults: Mapping[str, str]) -> None:
        """Note faults that were met elsewhere."""
        for path, fault in faults.items():
            self.of.setdefault(path, fault)

    def _note(self, path: str, fault: Exception) -> None:
        self.of.setdefault(path, type(fault).__name__)
