"""`peatmoss diff`: what changed from one dataset to another."""

from pathlib import Path
from typing import Annotated

import typer


def command(
    old: Annotated[Path, typer.Argument(metavar="OLD", help="Folder of the older dataset, built or downloaded.")],
    new: Annotated[Path, typer.Argument(metavar="NEW", help="Folder of the newer dataset.")] = Path("peatmoss"),
    moved: Annotated[
        float, typer.Option(min=0, metavar="PERCENT", help="Show statistics that changed by more than this.")
    ] = 5,
    most: Annotated[int, typer.Option(min=1, metavar="N", help="List at most this many licence conflicts.")] = 20,
) -> None:
    """Compare two datasets: rows of each table, statistics that changed, licence conflicts that are new or gone."""
    import sys

    from rich.console import Console
    from rich.table import Table

    from builder.cli.status import WIDE
    from builder.dataset.changes import compare, names_taken_over
    from builder.dataset.moves import moves
    from builder.errors import InputError
    from builder.redaction.controls import visible

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
    found = moves(old, new, moved / 100)
    for sentence in found.statistics:
        typer.echo(visible(f"moved: {sentence}"))
    for what, conflicts in (("new licence conflict", found.new), ("licence conflict gone", found.gone)):
        for one in conflicts[:most]:
            why = f"{one.licences} ({one.rule}; {one.source})"
            typer.echo(visible(f"{what}: {one.repository_id} uses {one.model_id}: {why}"))
        if len(conflicts) > most:
            typer.echo(f"{what}: {len(conflicts) - most:,} more, --most lists them")
