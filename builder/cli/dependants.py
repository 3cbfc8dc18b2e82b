"""`peatmoss dependants`: which repositories use a model, since when, and where."""

import json
from typing import Annotated, Any

import typer

FORMATS = ("table", "jsonl", "json")


def command(
    model_id: Annotated[str, typer.Argument(metavar="MODEL_ID", help="A model, by its current or a former name.")],
    dataset: Annotated[
        str,
        typer.Argument(metavar="DATASET", help="A dataset: a folder, built or downloaded, or OWNER/NAME on the Hub."),
    ] = "peatmoss",
    form: Annotated[
        str, typer.Option("--format", metavar="FORM", help="'table', 'jsonl' (one line per place) or 'json'.")
    ] = "table",
) -> None:
    """Show which repositories use a model, or a model made from it, and where."""
    from builder.analysis import dependants
    from builder.dataset.opened import asked
    from builder.errors import InputError

    if form not in FORMATS:
        raise typer.BadParameter(f"no format '{form}': {', '.join(FORMATS)}", param_hint="--format")
    with asked(dataset) as connection:
        found = dependants.of_model(connection, model_id)
        if not found.known and not found.places:
            alike = dependants.near(connection, model_id)
            hint = f"did you mean {', '.join(alike)}?" if alike else "give a model_id of its table models"
            raise InputError(f"{model_id} is not in {dataset}: {hint}")
    match form:
        case "json":
            typer.echo(json.dumps(found.as_record(), indent=1))
        case "jsonl":
            for place in found.as_record()["places"]:
                typer.echo(json.dumps(place))
        case _:
            _show(found, model_id)


def _show(found: Any, asked: str) -> None:  # noqa: ANN401 - a Dependants, whose package the base install lacks
    """The places as a table, then one line that counts them."""
    import sys

    from rich.console import Console
    from rich.table import Table

    from builder.cli.status import WIDE
    from builder.redaction.controls import visible
    from builder.wording import counted

    if found.model_id != asked:
        typer.echo(visible(f"{asked} is called {found.model_id} today"))
    if not found.places:
        typer.echo(visible(f"no repository uses {found.model_id} or one of its {found.descendants:,} descendants"))
        return
    table = Table(box=None, pad_edge=False)
    for title in ("repository", "through", "since", "place", "revision", "usage"):
        table.add_column(title, no_wrap=True)
    for place in found.places:
        through = place.model_id if place.through == "descendant" else place.through.replace("_", " ")
        where = f"{place.path}:{place.line}" if place.path else ""
        cells = (place.repository_id, through, place.first_seen or "", where, place.revision or "", place.usage or "")
        table.add_row(*(visible(cell).replace("[", r"\[") for cell in cells))
    Console(highlight=False, width=None if sys.stdout.isatty() else WIDE).print(table)
    own = {place.repository_id for place in found.places if place.through != "descendant"}
    others = {place.repository_id for place in found.places} - own
    typer.echo(f"{counted(len(own), 'repository')} by its own names, {len(others):,} more through descendants")
