"""`peatmoss remove`: what somebody asked to have taken out of a published dataset."""

from pathlib import Path
from typing import Annotated, Any

import typer


def command(
    identifier: Annotated[str, typer.Argument(metavar="ID", help="A model, a repository, or an owner of either.")],
    repo_id: Annotated[str, typer.Option("--from", metavar="OWNER/NAME", help="Dataset on the Hub.")],
    everywhere: Annotated[bool, typer.Option("--everywhere", help="Also remove it from the earlier releases.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only show which releases contain it.")] = False,
    space: Annotated[
        str | None,
        typer.Option(metavar="OWNER/NAME", help="Also update the page in this Space."),
    ] = None,
    folder: Annotated[
        Path,
        typer.Option("--beside", metavar="FOLDER", help="Temporary files are written beside this folder."),
    ] = Path("peatmoss"),
) -> None:
    """Publish a release without a model, repository or owner, for removal requests."""
    from builder.release.removal import remove
    from builder.wording import counted

    def say(text: str) -> None:
        typer.echo(text, err=True)

    found = remove(identifier, repo_id, folder, everywhere=everywhere, dry_run=dry_run, say=say, space=space)
    taken = "would be taken" if dry_run else "are taken"
    if found.release:
        typer.echo(f"main: {counted(found.rows, 'row')} {taken} out, in the release {found.release}")
    else:
        typer.echo("main does not hold it")
    for tag, rows in found.tags.items():
        typer.echo(f"{tag}: {counted(rows, 'row')} {f'{taken} out' if everywhere else 'stay in this release'}")
    if found.page and found.page.difference:
        typer.echo(f"the Space {space}: its page {'would be' if dry_run else 'is'} written anew")
    typer.echo(_last(found, repo_id, everywhere, dry_run))


def _last(found: Any, repo_id: str, everywhere: bool, dry_run: bool) -> str:  # noqa: ANN401 - imported inside
    """What came of it, and what is left to do."""
    if not found.release and not found.tags:
        return f"{repo_id} does not hold it: nothing was changed"
    if dry_run:
        return "nothing was changed"
    if found.tags and not everywhere:
        return "earlier releases still hold it: run it again with --everywhere to take it out of them"
    squash = f'HfApi().super_squash_history("{repo_id}", repo_type="dataset")'
    if found.page:
        squash += f' and HfApi().super_squash_history("{found.page.space}", repo_type="space")'
    return f"no release holds it; old commits do, and can be read by their ids until {squash} of huggingface_hub"
