"""`peatmoss evaluate`: how well extracted metadata agrees with labels."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from builder.errors import InputError

if TYPE_CHECKING:
    from builder.evaluation.labels import Labelled
    from builder.evaluation.scoring import Score, Share

TITLES = (
    "field",
    "labelled",
    "absent",
    "precision",
    "95 %",
    "recall",
    "95 %",
    "false fills",
    "95 %",
    "quoted",
    "as labelled",
)
LEGEND = """labelled: models with a label of the field; absent: those whose label says that there is no value
precision: share of the values given that are right; recall: share of the labelled values that were given; 95 %: bounds
false fills: share of the absent ones that got a value; doubtful labels count nowhere
quoted: share of values with a quotation; as labelled: share of right values that quote the label's words"""
EMPTY = "empty_card"


def command(
    labels: Annotated[
        Path,
        typer.Argument(metavar="LABELS", help="File of the right values: JSON by model, or JSON lines with positions."),
    ],
    answers: Annotated[
        Path | None,
        typer.Option("--answers", metavar="PATH", help="What to score: a workspace (work), a Parquet file, or JSON."),
    ] = None,
    cards: Annotated[
        Path | None,
        typer.Option("--cards", metavar="DIR", help="Read the labelled cards in this folder, and score the result."),
    ] = None,
    serve: Annotated[
        str | None, typer.Option("--serve", metavar="MODEL", help="With --cards: have this model judge them (vLLM).")
    ] = None,
    endpoint: Annotated[
        list[str] | None,
        typer.Option("--endpoint", metavar="URL", help="With --cards: have the model of this server judge them."),
    ] = None,
    free_text: Annotated[
        bool, typer.Option("--free-text", help="The model also looks for values itself (for 4B parameters and more).")
    ] = False,
    source: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="Score only values from this source of evidence (may be repeated)."),
    ] = None,
    markdown: Annotated[
        str | None, typer.Option("--markdown", metavar="NAME", help="Print rows of a Markdown table under this name.")
    ] = None,
) -> None:
    """Score extracted metadata against labels: precision, recall and false fills of each field."""
    from builder.evaluation import labels as forms
    from builder.evaluation.scoring import pooled, score

    if not labels.is_file():
        raise InputError(f"{labels}: no such file; give labels in JSON")
    true = forms.read(labels)
    _refuse_misspelt(labels, [one.row for one in true.values()])
    reading = {"serve": serve, "endpoint": tuple(endpoint or ()), "free_text": free_text}
    if (serve or endpoint) and cards is None:
        raise InputError("--serve and --endpoint read cards: name their folder with --cards")
    rows = _rows(true, answers, cards, reading)
    said = rows if isinstance(rows, dict) else _by_model(rows, frozenset(source or ()))
    joined = true.keys() & said.keys()
    if not joined:
        raise InputError(f"{labels} and {cards or answers or 'work'} have no model in common")
    scores = score(true, said)
    scores.append(pooled("all", scores))
    if markdown is None:
        _table(scores)
        typer.echo(f"{len(joined)} of {len(true)} labelled models have an answer\n{LEGEND}")
        _calibration(scores[-1])
    else:
        typer.echo("\n".join(_markdown(markdown, len(joined), scores)))


def _by_model(rows: list[dict[str, Any]], sources: frozenset[str]) -> dict[str, Labelled]:
    """The values of rows by model, those of some sources where some are named."""
    from builder.evaluation import answers as given
    from builder.evaluation import labels as forms

    rows = [given.from_sources(row, sources) for row in rows] if sources else rows
    return {row["model_id"]: forms.of_row(row) for row in rows}


def _read(true: dict[str, Labelled], cards: Path, reading: dict[str, Any]) -> list[dict[str, Any]]:
    """The rows of the labelled cards of a folder, read on the spot; what it cost is told where a model read them."""
    import tempfile
    import time

    from builder.evaluation.answers import labelled_cards
    from builder.extraction.card import extract
    from builder.pipeline import answering
    from builder.settings.build import extraction_settings

    items = list(labelled_cards(true, cards))
    settings = extraction_settings(reading)
    reader = answering.reader_of(settings)
    if reader is None:
        return [extract(item) for item in items]
    answering.check_startable(settings)
    with tempfile.TemporaryDirectory() as scratch:
        began = time.monotonic()
        answers = answering.answers_to(items, reader, settings, Path(scratch) / "server.log")
        seconds = time.monotonic() - began
    rows = [extract(item, said) for item, said in zip(items, answers, strict=True)]
    questions = sum(map(len, answers))
    tokens = sum(answer.output_tokens or 0 for said in answers for answer in said)
    typer.echo(
        f"{reader.llm}: {questions / len(items):.1f} questions and {tokens / len(items):.1f} output tokens a card,"
        f" {len(items) / seconds * 3600:,.0f} an hour",
        err=True,
    )
    return rows


def _rows(
    true: dict[str, Labelled], answers: Path | None, cards: Path | None, reading: dict[str, Any]
) -> dict[str, Labelled] | list[dict[str, Any]]:
    """What is scored: rows, or values by model where they come as JSON."""
    if cards is not None:
        if answers is not None:
            raise InputError("--answers and --cards both say what is scored: leave one out")
        if not cards.is_dir():
            raise InputError(f"{cards}: no such folder; give one with the cards as .md files")
        return _read(true, cards, reading)
    return _given(true, answers or Path("work"))


def _given(true: dict[str, Labelled], answers: Path) -> dict[str, Labelled] | list[dict[str, Any]]:
    from builder.evaluation import answers as given
    from builder.evaluation import labels as forms

    if not answers.exists():
        raise InputError(f"{answers}: no such file or folder; give a workspace, a Parquet file or JSON with --answers")
    if answers.suffix in (".json", ".jsonl"):
        return forms.read(answers)
    return [row for row in given.rows_of(answers, true.keys()) if row["status"] != EMPTY]


def _refuse_misspelt(path: Path, rows: Iterable[dict[str, Any]]) -> None:
    """InputError where a key is no field of ours, but is spelt nearly like one; other keys are not scored."""
    from builder.evaluation.labels import PAPER
    from builder.evaluation.sameness import SAME
    from builder.wording import similar

    keys = {key for row in rows for key in (row.get("fields") or row)}
    for key in sorted(keys - SAME.keys() - PAPER.keys()):
        near = similar(key, SAME)
        if near and "upstream_model" not in keys:
            raise InputError(f"{path}: no field '{key}' (did you mean '{near}'?)")


def _table(scores: list[Score]) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    for title in TITLES:
        table.add_column(title, justify="left" if title == "field" else "right", no_wrap=True)
    for one in scores:
        shares = [
            text for share in (one.precision, one.recall, one.false_fill) for text in (_told(share), _bounds(share))
        ]
        counts = [str(one.models), str(one.false_fill.whole)]
        table.add_row(one.name, *counts, *shares, _told(one.grounded), _told(one.agreeing))
    Console(highlight=False, width=140).print(table)


def _calibration(whole: Score) -> None:
    """How the scores of values stand to the share that is right, where values have scores."""
    from builder.evaluation.scoring import calibration, calibration_error

    bins = calibration(whole.sure)
    error = calibration_error(bins)
    if error is not None:
        typer.echo(f"scores of values beside the share that is right (mean distance {error:.2f}):")
        for one in bins:
            typer.echo(
                f"  {one.low:.1f}-{one.high:.1f}: mean {one.mean:.2f}, right {_told(one.right)} of {one.right.whole}"
            )


def _markdown(name: str, models: int, scores: list[Score]) -> list[str]:
    """A row per field: precision, recall and false fills, each with its interval and what it is counted over."""
    lines = [f"| {name}, cards: {models} | precision | recall | false fills |", "|---|---|---|---|"]
    for one in scores:
        cells = [
            f"{_told(share)} ({_bounds(share)}; {share.part} of {share.whole})" if share.whole else "no value"
            for share in (one.precision, one.recall, one.false_fill)
        ]
        field = "all fields" if one.name == "all" else f"`{one.name}`"
        lines.append(f"| {field} | {' | '.join(cells)} |")
    return lines


def _told(share: Share) -> str:
    return "" if share.value is None else f"{share.value:.2f}"


def _bounds(share: Share) -> str:
    return "" if share.bounds is None else f"{share.bounds[0]:.2f}-{share.bounds[1]:.2f}"
