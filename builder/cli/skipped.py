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
    from builder.status import STEPS, skipped

    place = workspace.opened(work)
    if step is not None and step.partition(" ")[0] not in {"collect", *STEPS}:
        raise typer.BadParameter(f"no step '{step}': the steps are collect, {', '.join(STEPS)}", param_hint="STEP")
    for row in skipped(place, step):
        typer.echo("\t".join(" ".join((value or "").split()) for value in row))
