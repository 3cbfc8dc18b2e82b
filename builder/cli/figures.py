"""`peatmoss figures`: the paper's figures for a built dataset, and more."""

from pathlib import Path
from typing import Annotated

import typer

from builder.cli.arguments import DATASET, Dataset


def command(
    folder: Dataset = DATASET,
    out: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Where to write them, if not to figures/ in that folder.")
    ] = None,
    only: Annotated[
        list[str] | None, typer.Option("--only", metavar="NAME", help="Draw only this figure (may be repeated).")
    ] = None,
) -> None:
    """Draw the paper's figures for a dataset, with the paper's values as marks: SVG files, and their data as CSV."""
    from builder.dataset.figures import write

    place, made = write(folder, out, only or ())
    for one in made:
        said = "" if one.data else " (this dataset has no values for it)"
        typer.echo(f"{place / one.figure.name}.svg: {one.figure.title}{said}")
