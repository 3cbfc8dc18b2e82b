"""`peatmoss skipped`: what gave no row, and why."""

from pathlib import Path
from typing import Annotated

import typer


def command(
    step: Annotated[str | None, typer.Argument(help="Only this step ('collect' for the sources).")] = None,
    work: Annotated[Path, typer.Option(help="The build's workspace.")] = Path("work"),
) -> None:
    """List what gave no row: step, reason, item, detail, tab-separated."""
    from builder.engine import workspace
    from builder.status import skipped

    for row in skipped(workspace.opened(work), step):
        typer.echo("\t".join(" ".join((value or "").split()) for value in row))
