"""`peatmoss skipped`: what gave no row, and why."""

from collections import Counter
from pathlib import Path
from typing import Annotated

import typer

MERGED = {"older_record": "older records of the same models were merged"}


def command(
    step: Annotated[
        str | None, typer.Argument(metavar="STEP", help="Only this step ('collect' for the sources).")
    ] = None,
    reason: Annotated[str | None, typer.Option(metavar="REASON", help="Only items skipped for this reason.")] = None,
    item: Annotated[str | None, typer.Option(metavar="TEXT", help="Only items whose name contains this text.")] = None,
    count: Annotated[bool, typer.Option("--count", help="Only count them by step and reason.")] = False,
    work: Annotated[Path, typer.Option(metavar="FOLDER", help="Workspace of the build.")] = Path("work"),
) -> None:
    """List the skipped items: step, reason, item and detail, separated by tabs."""
    from builder.engine import workspace
    from builder.pipeline.status import STEPS, counts, skipped
    from builder.redaction.controls import visible

    place = workspace.opened(work)
    if step is not None and step.partition(" ")[0] not in {"collect", *STEPS, "merge"}:
        steps = ", ".join(("collect", *STEPS, "merge"))
        raise typer.BadParameter(f"no step '{step}': the steps are {steps}", param_hint="STEP")
    numbers = counts(place, step, reason)
    rows = skipped(place, step, reason, item)
    if count:
        if item is not None:
            numbers = Counter((row[0], row[1]) for row in rows)
        for (of, why), number in numbers.most_common():
            typer.echo(f"{number}\t{of}\t{why}")
        return
    listed = False
    for row in rows:
        listed = True
        typer.echo("\t".join(visible(" ".join((value or "").split())) for value in row))
    for (of, why), number in numbers.items():
        if of.startswith("merge ") and item is None:
            what = MERGED.get(why, f"records were left out ({why})")
            typer.echo(f"{of}: {number:,} {what} and are not listed", err=True)
    if not listed and not numbers:
        typer.echo("nothing skipped", err=True)
