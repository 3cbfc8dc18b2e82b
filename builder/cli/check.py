"""`peatmoss check`: is a built dataset whole and true?"""

from pathlib import Path
from typing import Annotated

import typer

from builder.errors import OutputError


def command(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="A built dataset.")] = Path("peatmoss"),
) -> None:
    """Check that a built dataset is complete and correct: files, keys, references, counts, its README."""
    from builder.dataset.verify import verify
    from builder.dataset.viewer import notes

    known, found = verify(folder)
    for sentence in notes(known):
        typer.echo(f"note: {sentence}", err=True)
    for sentence in found[:-1]:
        typer.echo(sentence, err=True)
    if found:
        raise OutputError(f"{found[-1]} ({len(found)} in all): build it again")
    rows = sum(facts["rows"] for facts in known["tables"].values())
    typer.echo(f"{folder}: {len(known['files'])} files, {rows:,} rows: files, keys, references and README are correct")
