"""`peatmoss stats`: the paper's numbers for a built dataset, beside the paper's own."""

from pathlib import Path
from typing import Annotated

import typer

from builder.cli.arguments import DATASET, Dataset


def command(
    folder: Dataset = DATASET,
    only: Annotated[
        list[str] | None, typer.Option("--only", metavar="NAME", help="Compute only this statistic (may be repeated).")
    ] = None,
    json: Annotated[Path | None, typer.Option(metavar="FILE", help="Also write the statistics to a JSON file.")] = None,
) -> None:
    """Compute the paper's statistics for a dataset, and print the paper's numbers beside them."""
    import sys

    from rich.console import Console
    from rich.table import Table

    from builder.analysis.statistics import answers, as_json, shown
    from builder.cli.status import WIDE
    from builder.dataset import statistics_file
    from builder.dataset.opened import opened
    from builder.redaction.controls import visible

    with opened(folder) as (connection, known):
        found = answers(connection, only or ())
    left_out = statistics_file.skipped(folder, known)
    table = Table(box=None, pad_edge=False, show_header=True)
    for title in ("", "here", "the paper"):
        table.add_column(title, justify="right" if title else "left", no_wrap=True)
    for one in found:
        table.add_row(f"[bold]{one.question.title}[/bold]")
        for line in one.lines:
            numbers = (shown(line.here, one.question.unit), shown(line.paper, one.question.unit))
            table.add_row(f"  {visible(line.label)}".replace("[", r"\["), *numbers)
    Console(highlight=False, width=None if sys.stdout.isatty() else WIDE).print(table)
    if json:
        facts = {"as_of": known["as_of"], "peatmoss": known["peatmoss"], "skipped": left_out}
        json.write_text(as_json(found, facts), encoding="utf-8")
