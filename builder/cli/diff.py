"""`peatmoss diff`: what changed from one dataset to another."""

from pathlib import Path
from typing import Annotated

import typer


def command(
    old: Annotated[Path, typer.Argument(help="A dataset built or downloaded before.")],
    new: Annotated[Path, typer.Argument(help="The dataset to hold against it.")] = Path("peatmoss"),
) -> None:
    """Count the rows that were added, removed and changed, per table; rows are the same by their key."""
    import sys

    from rich.console import Console
    from rich.table import Table

    from builder.cli.status import WIDE
    from builder.dataset.changes import compare, names_taken_over

    table = Table(box=None, pad_edge=False)
    for title in ("table", "rows", "added", "removed", "changed"):
        table.add_column(title, justify="left" if title == "table" else "right")
    for change in compare(old, new):
        counts = (change.rows, change.added, change.removed, change.changed)
        table.add_row(change.table, *(f"{count:,}" for count in counts))
    Console(highlight=False, width=None if sys.stdout.isatty() else WIDE).print(table)
    for model_id in names_taken_over(old, new):
        typer.echo(f"name taken over by another model: {model_id.partition('@')[0]} (before: {model_id})")
