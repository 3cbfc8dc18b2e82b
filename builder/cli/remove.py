"""`peatmoss remove`: what somebody asked to have taken out of a published dataset."""

from pathlib import Path
from typing import Annotated

import typer


def command(
    identifier: Annotated[str, typer.Argument(metavar="ID", help="A model, a repository, or an owner of such.")],
    repo_id: Annotated[str, typer.Option("--from", help="Dataset on the Hub: OWNER/NAME.")],
    everywhere: Annotated[bool, typer.Option("--everywhere", help="Out of the earlier releases as well.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only show what holds it.")] = False,
    folder: Annotated[Path, typer.Option("--beside", help="Place for the files while it works.")] = Path("peatmoss"),
) -> None:
    """Make a release without an id, and tell which earlier ones hold it; its rows stay in the old commits' history."""
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
