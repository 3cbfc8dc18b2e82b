"""`peatmoss publish`: a built dataset becomes a release on the Hub."""

from typing import Annotated, Any

import typer

from builder import patterns as re
from builder.cli.arguments import DATASET, Built

REPO = re.compile(r"[\w.-]+/[\w.-]+", re.ASCII)


def command(
    repo_id: Annotated[str, typer.Argument(metavar="OWNER/NAME", help="Dataset on the Hub.")],
    folder: Built = DATASET,
    form: Annotated[str, typer.Option("--format", metavar="FORM", help="'parquet' or 'arrow'.")] = "parquet",
    tag: Annotated[
        str | None, typer.Option(metavar="TAG", help="Name of the release; by default the month, such as v2026.11.")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only list the files that would be uploaded.")] = False,
    allow_local: Annotated[
        bool, typer.Option("--allow-local", help="Also publish rows of repositories on this machine.")
    ] = False,
    allow_share_alike: Annotated[
        bool, typer.Option("--allow-share-alike", help="Publish even if a source has a share-alike licence.")
    ] = False,
    space: Annotated[
        str | None,
        typer.Option(metavar="OWNER/NAME", help="Also publish the page of `peatmoss report` as this static Space."),
    ] = None,
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
    from builder.release.space import page_of

    for name, hint in ((repo_id, "OWNER/NAME"), (space, "--space")):
        if name is not None and not REPO.fullmatch(name):
            raise typer.BadParameter(f"'{name}' is not a name such as OWNER/NAME", param_hint=hint)
    if not dry_run:
        require_token()
    reach.require()  # before the dataset is checked, which may take minutes
    allowed = publishable(folder, Rules(form, tag, allow_local, allow_share_alike, force))
    result = publish(
        folder, repo_id, allowed, dry_run=dry_run, say=lambda text: typer.echo(text, err=True), space=space
    )
    _show(result, dry_run=dry_run)
    if dry_run:
        return
    rows = {name: facts["rows"] for name, facts in (manifest.read(folder) or {"tables": {}})["tables"].items()}
    if empty := [name for name, count in rows.items() if not count]:
        typer.echo(f"left out of the page, as they have no rows: {', '.join(empty)}")
    if result.page:
        typer.echo(f"\n{page_of(result.page.space)}  # commit {result.page.commit}")
    typer.echo(f'\nload_dataset({repo_id!r}, "{shown(rows)}", revision={result.release!r})  # commit {result.commit}')


def _show(result: Any, *, dry_run: bool) -> None:  # noqa: ANN401 - imported inside
    """Every file that was sent or removed, or would be; those of the Space with its name."""
    from builder.wording import counted

    pages = [(result.page.difference, f"{result.page.space}: ")] if result.page else []
    changes = [(result.difference, ""), *pages]
    for difference, where in changes:
        for name, size in sorted(difference.send.items()):
            typer.echo(f"{'would send' if dry_run else 'sent'} {where}{name} ({size:,} bytes)")
        for name in difference.remove:
            typer.echo(f"{'would remove' if dry_run else 'removed'} {where}{name}")
    if dry_run:
        sizes = [size for difference, _ in changes for size in difference.send.values()]
        typer.echo(f"{counted(len(sizes), 'file')}, {counted(sum(sizes), 'byte')}; nothing was sent")
