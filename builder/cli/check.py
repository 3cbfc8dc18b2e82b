"""`peatmoss check`: is a built dataset whole and true?"""

from pathlib import Path
from typing import Annotated

import typer

from builder.errors import OutputError


def command(
    folder: Annotated[
        Path | None, typer.Argument(metavar="FOLDER", help="A built dataset; by default peatmoss.")
    ] = None,
    out: Annotated[Path | None, typer.Option(help="The same as FOLDER, named as in build.")] = None,
) -> None:
    """Check that a built dataset is complete and correct: files, keys, references, counts, its README."""
    from builder.dataset.verify import verify
    from builder.dataset.viewer import notes
    from builder.wording import counted

    if folder and out:
        raise typer.BadParameter("give the folder once: as the argument or with --out", param_hint="--out")
    folder = folder or out or Path("peatmoss")
    known, found = verify(folder)
    for sentence in notes(known):
        typer.echo(f"note: {sentence}", err=True)
    for sentence in found[:-1]:
        typer.echo(sentence, err=True)
    if found:
        raise OutputError(f"{found[-1]} ({len(found)} in all): build it again")
    rows = sum(facts["rows"] for facts in known["tables"].values())
    size = f"{counted(len(known['files']), 'file')}, {counted(rows, 'row')}"
    typer.echo(f"{folder}: {size}: files, keys, references and README are correct")
