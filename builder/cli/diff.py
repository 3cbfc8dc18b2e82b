"""`peatmoss diff`: what changed from one dataset to another."""

from pathlib import Path
from typing import Annotated

import typer


def command(
    old: Annotated[Path, typer.Argument(metavar="OLD", help="Folder of the older dataset, built or downloaded.")],
    new: Annotated[Path, typer.Argument(metavar="NEW", help="Folder of the newer dataset.")] = Path("peatmoss"),
) -> None:
    """Compare two datasets: rows added, removed and changed in each table."""
    import sys

    from rich.console import Console
    from rich.table import Table

    from builder.cli.status import WIDE
    from builder.dataset.changes import compare, names_taken_over
    from builder.errors import InputError

    for folder in (old, new):
        if not folder.is_dir():
            raise InputError(f"{folder}: no such folder")
    table = Table(box=None, pad_edge=False)
    for title in ("table", "rows", "added", "removed", "changed"):
        table.add_column(title, justify="left" if title == "table" else "right")
    for change in compare(old, new):
        counts = (change.rows, change.added, change.removed, change.changed)
        table.add_row(change.table, *(f"{count:,}" for count in counts))
    Console(highlight=False, width=None if sys.stdout.isatty() else WIDE).print(table)
    for model_id in names_taken_over(old, new):
        typer.echo(f"name taken over by another model: {model_id.partition('@')[0]} (before: {model_id})")
