"""`peatmoss lineage`: what a model was made from, and what was made from it."""

from pathlib import Path
from typing import Annotated

import typer


def command(
    model_id: Annotated[
        str | None, typer.Argument(metavar="MODEL_ID", help="A model; without one, the largest families.")
    ] = None,
    dataset: Annotated[Path, typer.Option(metavar="FOLDER", help="A dataset, built or downloaded.")] = Path("peatmoss"),
    most: Annotated[
        int, typer.Option(min=1, metavar="N", help="Print at most this many lines of a tree or list.")
    ] = 50,
) -> None:
    """Show a model's base models and the models made from it, with licences, and how many repositories use them."""
    from builder.analysis import lineage, lineage_lines
    from builder.dataset.opened import opened
    from builder.errors import InputError
    from builder.redaction.controls import visible

    with opened(dataset) as (connection, _):
        graph = lineage.of_tables(connection)
        licences = lineage.licences(connection)
        if model_id is None:
            unlisted = len(graph.models - licences.keys())
            lines = [*lineage_lines.families(lineage.summary(graph, most), unlisted)]
        else:
            if model_id not in licences and model_id not in graph.models:
                raise InputError(f"{model_id} is not in {dataset}: give a model_id of its table models")
            own = lineage.dependants(connection, [model_id])
            through = lineage.dependants(connection, [model_id, *graph.family(model_id)])
            lines = [
                *lineage_lines.tree("made from", graph.above(model_id), licences, most),
                *(["cycle: it is declared to be made from itself"] if graph.in_circle(model_id) else []),
                *lineage_lines.tree("made from it", graph.below(model_id), licences, most),
                f"repositories that use it: {own:,}; it or a model made from it: {through:,}",
            ]
    for line in lines:
        typer.echo(visible(line))
