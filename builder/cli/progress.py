"""How a build shows itself: a live line per step on a terminal, a plain line per finished step elsewhere."""

import time
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TaskID, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bars


class Progress:
    """A build's Report on standard error."""

    def __init__(self) -> None:
        self.console = Console(stderr=True, highlight=False)
        columns = (TextColumn("{task.description:24}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        self.bars = Bars(*columns, console=self.console, transient=True, disable=not self.console.is_terminal)
        self.task: TaskID | None = None
        self.step, self.items, self.started = "", 0, 0.0

    def __enter__(self) -> Self:
        self.bars.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.bars.stop()

    def begin(self, step: str, total: int | None) -> None:
        """Shows that a step starts."""
        self.step, self.items, self.started = step, 0, time.monotonic()
        self.task = self.bars.add_task(step, total=total)

    def advance(self, items: int) -> None:
        """Moves the bar."""
        self.items += items
        if self.task is not None:
            self.bars.advance(self.task, items)

    def end(self, text: str) -> None:
        """Replaces the bar by a line that stays."""
        if self.task is not None:
            self.bars.remove_task(self.task)
        seconds = time.monotonic() - self.started
        line = f"{self.step:24} {text or f'{self.items:,} done'} ({seconds:.1f} s)"
        self.console.print(line, markup=False, soft_wrap=True)  # one line, however narrow the terminal
