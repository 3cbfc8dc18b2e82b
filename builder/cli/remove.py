"""`peatmoss remove`: what somebody asked to have taken out of a published dataset."""

from pathlib import Path
from typing import Annotated

import typer


def command(
    identifier: Annotated[str, typer.Argument(metavar="ID", help="A model, a repository, or an owner of either.")],
    repo_id: Annotated[str, typer.Option("--from", metavar="OWNER/NAME", help="Dataset on the Hub.")],
    everywhere: Annotated[
        bool, typer.Option("--everywhere", help="Remove it from the earlier releases as well.")
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only show which releases contain it.")] = False,
    folder: Annotated[
        Path, typer.Option("--beside", metavar="FOLDER", help="Temporary files go beside this folder.")
    ] = Path("peatmoss"),
) -> None:
    """Publish a release without a model, repository or owner, on request of the people behind it."""
    from builder.release.removal import remove

    def say(text: str) -> None:
        typer.echo(text, err=True)

    found = remove(identifier, repo_id, folder, everywhere=everywhere, dry_run=dry_run, say=say)
    taken = "would be taken" if dry_run else "are taken"
    if found.release:
        typer.echo(f"{found.rows:,} rows {taken} out of main: {found.release}")
    else:
        typer.echo("main does not hold it")
    for tag, rows in found.tags.items():
        what = f"{rows:,} rows {taken} out" if everywhere else f"{rows:,} rows stay: --everywhere takes them out"
        typer.echo(f"{tag}: {what}")
    if everywhere and not dry_run and found.tags:
        typer.echo(
            "the old commits can still be read by their ids: `super_squash_history` of huggingface_hub ends that"
        )
