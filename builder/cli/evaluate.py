"""`peatmoss evaluate`: how well extracted metadata agrees with labels."""

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from builder.errors import InputError

TITLES = ("field", "labelled", "absent", "precision", "recall", "F1", "95 %", "false fills", "quoted", "as labelled")


LEGEND = """labelled: models with a label of the field; absent: those whose label says that there is no value
95 %: bounds of F1; false fills: share of the absent ones that got a value
quoted: share of values with a quotation; as labelled: share of right values that quote the label's words"""


def command(
    labels: Annotated[Path, typer.Argument(metavar="LABELS", help="JSON file: the right values per model.")],
    answers: Annotated[
        Path, typer.Option("--answers", metavar="PATH", help="What to score: a workspace, a Parquet file, or JSON.")
    ] = Path("work"),
    source: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="Score only values from this source of evidence (may be repeated)."),
    ] = None,
) -> None:
    """Score extracted metadata against labels: precision, recall and F1 of each field."""
    from rich.console import Console
    from rich.table import Table

    from builder.evaluation import labels as forms
    from builder.evaluation.quotations import agreed as agreement
    from builder.evaluation.scoring import score

    if not labels.is_file():
        raise InputError(f"{labels}: no such file; give labels in JSON")
    if not answers.exists():
        raise InputError(f"{answers}: no such file or folder; give a workspace, a Parquet file or JSON with --answers")
    true = forms.read(labels)
    quotations = json.loads(labels.read_text(encoding="utf-8"))
    _refuse_misspelt(labels, quotations)
    agreed: dict[str, dict[str, tuple[int, int]]] | None = None
    if answers.suffix == ".json":
        said, quoted = forms.read(answers), None
    else:
        rows = [row for row in _rows(answers, list(true)) if row["status"] != "empty_card"]
        rows = [_only(row, frozenset(source)) for row in rows] if source else rows
        said = {row["model_id"]: forms.of_row(row) for row in rows}
        quoted = {row["model_id"]: _quoted(row) for row in rows}
        agreed = {row["model_id"]: agreement(quotations[row["model_id"]], row) for row in rows}
    joined = true.keys() & said.keys()
    if not joined:
        raise InputError(f"{labels} and {answers} have no model in common")
    table = Table(box=None, pad_edge=False)
    for title in TITLES:
        table.add_column(title, justify="left" if title == "field" else "right", no_wrap=True)
    for one in score(true, said, quoted, agreed):
        interval = "" if one.low is None else f"{one.low:.2f}-{one.high:.2f}"
        shares = [_told(share) for share in (one.precision, one.recall, one.f1)]
        quotes = [_told(share) for share in (one.false_fill, one.grounded, one.agreeing)]
        table.add_row(one.field, str(one.models), str(one.absent), *shares, interval, *quotes)
    console = Console(highlight=False, width=120)
    console.print(table)
    console.print(f"{len(joined)} of {len(true)} labelled models have an answer")
    console.print(LEGEND)


def _refuse_misspelt(path: Path, labels: dict[str, Any]) -> None:
    """InputError where a key is no field of ours, but is spelt nearly like one; other keys are not scored."""
    from builder.evaluation.labels import FORMS, PAPER
    from builder.wording import similar

    keys = {key for fields in labels.values() if isinstance(fields, dict) for key in fields}
    for key in sorted(keys - FORMS.keys() - PAPER.keys()):
        near = similar(key, FORMS)
        if near and "upstream_model" not in keys:
            raise InputError(f"{path}: no field '{key}' (did you mean '{near}'?)")


def _told(share: float | None) -> str:
    return "" if share is None else f"{share:.2f}"


def _rows(path: Path, models: list[str]) -> list[dict[str, Any]]:
    """The rows of these models in a workspace's merged table or a Parquet file."""
    import pyarrow.compute as pc
    import pyarrow.parquet as pq

    from builder.engine import commits, workspace

    if path.is_dir():
        place = workspace.opened(path)
        merged = commits.read(place.tables, "extracted_metadata")
        if merged is None:
            raise InputError(f"{path} holds no extracted metadata yet: build first")
        path = place.tables / merged.files["rows"].name
    elif not path.is_file():
        raise InputError(f"no {path}: give a workspace, a Parquet file or JSON with --answers")
    table = pq.read_table(path, filters=pc.field("model_id").isin(models))
    return list(table.to_pylist())


def _quoted(row: dict[str, Any]) -> dict[str, tuple[int, int]]:
    """Per field, how many of its values have evidence, of how many."""
    known = {(entry["field"], entry["index"]) for entry in row["evidence"] or ()}
    found = {}
    for name, value in row.items():
        if isinstance(value, list) and name not in {"evidence", "unread_fields"}:
            found[name] = (sum((name, at) in known for at in range(len(value))), len(value))
        elif value is not None:
            found[name] = (int((name, None) in known), 1)
    return found


def _only(row: dict[str, Any], sources: frozenset[str]) -> dict[str, Any]:
    """The row with the values alone that have evidence of these sources, and with that evidence."""
    evidence = row["evidence"] or ()
    kept = [entry for entry in evidence if entry["source"] in sources]
    found = dict(row)
    moved: dict[tuple[str, int | None], int | None] = {}  # where the values that stay stand now
    for name in {entry["field"] for entry in evidence}:
        places = sorted({entry["index"] for entry in kept if entry["field"] == name}, key=lambda at: at or 0)
        if isinstance(row[name], list):
            found[name] = [row[name][at] for at in places] or None
            moved |= {(name, at): now for now, at in enumerate(places)}
        elif not places:
            found[name] = None
    found["evidence"] = [{**entry, "index": moved.get((entry["field"], entry["index"]))} for entry in kept]
    return found
