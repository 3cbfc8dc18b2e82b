"""`peatmoss status`: per step what came in, what came out, what is left."""

import sys
from pathlib import Path
from typing import Annotated

import typer

WIDE = 160  # where there is no terminal to fit


def command(
    work: Annotated[Path, typer.Option(metavar="FOLDER", help="Workspace of the build.")] = Path("work"),
) -> None:
    """Show the progress of a build: for each step the items done, left and skipped."""
    from rich.console import Console
    from rich.table import Table

    from builder.engine import workspace
    from builder.pipeline.status import read, state
    from builder.redaction.controls import visible

    place = workspace.opened(work)
    table = Table(box=None, pad_edge=False)
    for title in ("step", "items", "done", "running", "left", "rows", "per second", "time left", "skipped"):
        table.add_column(title, justify="left" if title in {"step", "skipped"} else "right", no_wrap=True)
    for line in read(place):
        reasons = ", ".join(f"{count:,} {visible(reason)}" for reason, count in sorted(line.skipped.items()))
        numbers = (line.items, line.done, line.running, line.left, line.rows)
        pace = "" if line.rate is None else f"{line.rate:,.1f}"
        table.add_row(
            visible(line.step),
            *(f"{number:,}" for number in numbers),
            pace,
            "" if line.seconds_left is None else _time(line.seconds_left),
            f"{sum(line.skipped.values()):,}  {reasons}".strip(),
        )
    console = Console(highlight=False, width=None if sys.stdout.isatty() else WIDE)
    console.print(table)
    console.print(state(place))


def _time(seconds: float) -> str:
    """A time as people say it: '42 s', '7 min', '3.5 h', '2.1 days'."""
    for limit, unit, length in ((90, "s", 1), (5400, "min", 60), (172_800, "h", 3600)):
        if seconds < limit:
            return f"{seconds / length:.0f} {unit}" if unit != "h" else f"{seconds / length:.1f} h"
    return f"{seconds / 86_400:.1f} days"
