"""Writes report.html: one page about a dataset that needs no server and no network."""

import base64
import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from builder.analysis import lineage
from builder.analysis.figures.catalogue import Drawn, drawn
from builder.analysis.report.index import Index, index, sql
from builder.analysis.statistics import Answer, answers, shown
from builder.bundled import bundled
from builder.dataset.additions import add
from builder.dataset.opened import opened
from builder.engine.durable import replacing
from builder.errors import InputError
from builder.redaction.controls import visible

NAME = "report.html"
CONFLICTS = 200  # pairs that are listed
FAMILIES = 15


def write(folder: Path, out: Path | None = None) -> Path:
    """Writes the page of a dataset into its folder, noted in its manifest, or to the file `out`; the file's path.

    InputError where there is no dataset, or a published release and no `out`: a release stays as it is.
    """
    with opened(folder) as (connection, known):
        if out is None and "release" in known:
            raise InputError(f"{folder} is a published release, which stays as it is: give a file with --out")
        graph = lineage.of_tables(connection)
        text = render(
            known,
            answers(connection),
            connection.execute(sql("conflicts"), [CONFLICTS]).fetchall(),
            [
                (root, size, lineage.dependants(connection, [root, *graph.family(root)]))
                for root, size in lineage.summary(graph, FAMILIES).families
            ],
            index(connection),
            list(drawn(connection)),
        )
    if out is None:
        add(folder, known, {NAME: text})
        return folder / NAME
    with replacing(out) as temporary:
        temporary.write_text(text, encoding="utf-8")
    return out


def render(
    known: dict[str, Any],
    found: list[Answer],
    conflicts: list[tuple[Any, ...]],
    families: list[tuple[str, int, int]],
    uses: Index,
    figures: Sequence[Drawn] = (),
) -> str:
    """The page's HTML. Whatever comes from the tables is escaped; only the page's own script may run."""
    folder = bundled("dataset_card") / "report"
    script = (folder / "report.js").read_text(encoding="utf-8")
    environment = Environment(loader=FileSystemLoader(folder), autoescape=True, undefined=StrictUndefined)
    environment.filters |= {"shown": shown, "visible": lambda text: visible(str(text))}
    return environment.get_template("report.html.jinja").render(
        known=known,
        answers=found,
        conflicts=conflicts,
        families=families,
        uses=uses,
        figures=figures,
        script=script,
        style=(folder / "report.css").read_text(encoding="utf-8"),
        hash=base64.b64encode(hashlib.sha256(script.encode()).digest()).decode(),
        invented=any(source.get("invented") for source in known.get("sources", [])),
    )
