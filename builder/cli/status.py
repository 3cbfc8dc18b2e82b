"""`peatmoss status`: per step what came in, what came out, what is left."""

import sys
from pathlib import Path
from typing import Annotated

import typer

WIDE = 160  # where there is no terminal to fit


def command(work: Annotated[Path, typer.Option(help="The build's workspace.")] = Path("work")) -> None:
    """Show what is done, left and skipped, per step; items in = items with rows + items without + skipped."""
    from rich.console import Console
    from rich.table import Table

    from builder.engine import workspace
    from builder.status import read

    table = Table(box=None, pad_edge=False)
    for title in ("step", "items", "done", "left", "rows", "skipped"):
        table.add_column(title, justify="left" if title in {"step", "skipped"} else "right", no_wrap=True)
    for line in read(workspace.opened(work)):
        reasons = ", ".join(f"{count:,} {reason}" for reason, count in sorted(line.skipped.items()))
        numbers = (line.items, line.done, line.items - line.done, line.rows)
        table.add_row(
            line.step, *(f"{number:,}" for number in numbers), f"{sum(line.skipped.values()):,}  {reasons}".strip()
        )
    Console(highlight=False, width=None if sys.stdout.isatty() else WIDE).print(table)
