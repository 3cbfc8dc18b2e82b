"""`peatmoss card`: the page of a built dataset, written anew."""

from pathlib import Path
from typing import Annotated

import typer


def command(folder: Annotated[Path, typer.Argument(help="A built dataset.")] = Path("peatmoss")) -> None:
    """Write README.md of a built dataset anew, from its shards and manifest."""
    from builder.dataset.output import describe

    typer.echo(f"{folder / 'README.md'}: {'written' if describe(folder) else 'as it should be'}")
