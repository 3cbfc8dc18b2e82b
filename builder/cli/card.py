"""`peatmoss card`: the page of a built dataset, written anew."""

from pathlib import Path
from typing import Annotated

import typer


def command(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="A built dataset.")] = Path("peatmoss"),
) -> None:
    """Write the README.md of a built dataset again, from its data."""
    from builder.dataset.output import describe

    typer.echo(f"{folder / 'README.md'}: {'written' if describe(folder) else 'up to date'}")
