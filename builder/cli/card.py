"""`peatmoss card`: the page of a built dataset, written anew."""

import typer

from builder.cli.arguments import DATASET, Built


def command(
    folder: Built = DATASET,
) -> None:
    """Write the README.md of a built dataset again, from its data."""
    from builder.dataset.output import describe

    typer.echo(f"{folder / 'README.md'}: {'written' if describe(folder) else 'up to date'}")
