"""`peatmoss report`: one page of HTML about a dataset."""

from pathlib import Path
from typing import Annotated

import typer

from builder.cli.arguments import DATASET, Dataset


def command(
    folder: Dataset = DATASET,
    out: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Where to write it, if not to report.html in that folder.")
    ] = None,
) -> None:
    """Write report.html: a search for who uses which model, the paper's statistics, licence conflicts, families."""
    from builder.dataset.report import write

    path = write(folder, out)
    typer.echo(f"{path}: written ({path.stat().st_size:,} bytes)")
