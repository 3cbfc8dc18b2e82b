"""`peatmoss export`: a dataset in the form of the paper's own release."""

from pathlib import Path
from typing import Annotated

import typer

from builder.cli.arguments import DATASET, Dataset


def command(
    paper: Annotated[
        Path, typer.Option("--paper", metavar="DIR", help="Write PeaTMOSS.db and mapping.csv into this folder.")
    ],
    folder: Dataset = DATASET,
) -> None:
    """Export a dataset in the format of the paper's release: its SQLite file, and its list of pairs."""
    from builder.analysis.paper.export import CSV, DATABASE, export
    from builder.dataset.opened import opened
    from builder.wording import counted

    with opened(folder) as (connection, _):
        counts = export(connection, paper)
    filled = {name: count for name, count in counts.items() if count}
    for name, count in filled.items():
        typer.echo(f"{count:9,}  {name}")
    typer.echo(f"{paper / DATABASE} and {CSV}: {len(filled)} of the paper's {counted(len(counts), 'table')} have rows")
    typer.echo(f"empty: {', '.join(name for name in counts if name not in filled)}")
