"""`peatmoss publish`: a built dataset becomes a release on the Hub."""

import re
from pathlib import Path
from typing import Annotated

import typer

REPO = re.compile(r"[\w.-]+/[\w.-]+", re.ASCII)


def command(
    repo_id: Annotated[str, typer.Argument(metavar="OWNER/NAME", help="Dataset on the Hub.")],
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="A built dataset.")] = Path("peatmoss"),
    form: Annotated[str, typer.Option("--format", metavar="FORM", help="'parquet' or 'arrow'.")] = "parquet",
    tag: Annotated[
        str | None, typer.Option(metavar="TAG", help="Name of the release; by default the month, such as v2026.11.")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only show what would be sent.")] = False,
    allow_local: Annotated[
        bool, typer.Option("--allow-local", help="Also publish rows of repositories on this machine.")
    ] = False,
    allow_share_alike: Annotated[
        bool, typer.Option("--allow-share-alike", help="Publish even if a source has a share-alike licence.")
    ] = False,
    force: Annotated[
        bool, typer.Option("--force", help="Publish even if `check` finds faults; the README names them.")
    ] = False,
) -> None:
    """Publish a built dataset on the Hub, as one commit and a tag. Rerun it to continue after a stop."""
    from builder.dataset import manifest
    from builder.dataset.offered import shown
    from builder.hub import reach
    from builder.release.commit import require_token
    from builder.release.publish import publish
    from builder.release.publishable import Rules, publishable
    from builder.wording import counted

    if not REPO.fullmatch(repo_id):
        raise typer.BadParameter(f"'{repo_id}' is not a name such as OWNER/NAME", param_hint="OWNER/NAME")
    if not dry_run:
        require_token()
    reach.require()  # before the dataset is checked, which may take minutes
    allowed = publishable(folder, Rules(form, tag, allow_local, allow_share_alike, force))
    result = publish(folder, repo_id, allowed, dry_run=dry_run, say=lambda text: typer.echo(text, err=True))
    for name, size in sorted(result.difference.send.items()):
        typer.echo(f"{'would send' if dry_run else 'sent'} {name} ({size:,} bytes)")
    for name in result.difference.remove:
        typer.echo(f"{'would remove' if dry_run else 'removed'} {name}")
    if dry_run:
        total = sum(result.difference.send.values())
        typer.echo(f"{counted(len(result.difference.send), 'file')}, {counted(total, 'byte')}; nothing was sent")
    else:
        rows = {name: facts["rows"] for name, facts in (manifest.read(folder) or {"tables": {}})["tables"].items()}
        if empty := [name for name, count in rows.items() if not count]:
            typer.echo(f"left out of the page, as they have no rows: {', '.join(empty)}")
        table = shown(rows)
        typer.echo(f'\nload_dataset({repo_id!r}, "{table}", revision={result.release!r})  # commit {result.commit}')
