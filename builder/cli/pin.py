"""`peatmoss pin`: a patch that gives the models of a repository their commits, and a lock for the others."""

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from builder.cli.arguments import NoCache, NoConfig

if TYPE_CHECKING:
    from builder.scan.pin.pinning import Pins

MOST = 5  # names that are shown


def command(
    path: Annotated[str, typer.Argument(metavar="PATH", help="A folder, a file or a git directory.")] = ".",
    write: Annotated[bool, typer.Option("--write", help="Change the files, instead of printing the patch.")] = False,
    models: Annotated[
        str | None,
        typer.Option(
            metavar="TABLE",
            help="Take the commits from this workspace, dataset or table of models, or from OWNER/NAME on the Hub.",
        ),
    ] = None,
    online: Annotated[
        bool,
        typer.Option(
            "--online", help="Get the commits of the models found from the Hub; sends their names, but no token."
        ),
    ] = False,
    no_config: NoConfig = False,
    no_cache: NoCache = False,
) -> None:
    """Print a patch that adds the newest commit of each model to the calls, settings and commands that load it.

    Apply it with `git apply`. Models at places that cannot take a commit are listed in models.lock, part of the patch.
    """
    from builder.scan.pin.patch import patch
    from builder.scan.pin.pinning import pin

    if models and online:
        raise typer.BadParameter("give --models or --online, not both", param_hint="--online")
    if not models and not online:
        raise typer.BadParameter("give --models TABLE or --online: the commits come from there", param_hint="--models")
    found = pin(path, models=models, online=online, cache=not no_cache, config=not no_config)
    if write:
        from builder.scan.pin.write import write as written

        for file in written(path, found.changes):
            typer.echo(str(file))
    else:
        sys.stdout.flush()
        sys.stdout.buffer.write(patch(found.changes))
        sys.stdout.buffer.flush()
    _tell(found)


def _tell(found: "Pins") -> None:
    """What was pinned and what was not, on standard error: standard output holds the patch."""
    from builder.redaction.controls import visible
    from builder.wording import counted

    models = {row["model_name"] for row in found.pinned}
    files = {row["path"] for row in found.pinned}
    lines = [
        f"{counted(len(found.pinned), 'place')} of {counted(len(models), 'model')} pinned "
        f"in {counted(len(files), 'file')}"
    ]
    if found.locked:
        places = sum(len(one.places) for one in found.locked)
        lines.append(
            f"{counted(len(found.locked), 'model')} at {counted(places, 'place')} in models.lock, which says why"
        )
    if found.unknown:
        names = ", ".join(found.unknown[:MOST]) + (", ..." if len(found.unknown) > MOST else "")
        lines.append(f"no commit is known for {counted(len(found.unknown), 'name')}: {names}")
    if found.left:
        lines.append(f"{counted(found.left, 'place')} in documents and vendored code left as they are")
    for line in lines:
        typer.echo(visible(line), err=True)
