"""Shares of domains, a panel for each hub, with the paper's beside them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import duckdb

from builder.analysis.figures.canvas import DOMAINS, PAPER, SOFT, bars, canvas
from builder.analysis.figures.figure import Data, answered

if TYPE_CHECKING:
    from matplotlib.figure import Figure as Canvas

HUBS = {"Hugging Face": "huggingface", "PyTorch Hub": "pytorch"}
SHOWN = [domain for domain in DOMAINS if domain != "none"]


def reader(prefix: str) -> Callable[[duckdb.DuckDBPyConnection], Data]:
    """What reads the answers to the questions PREFIX_huggingface and PREFIX_pytorch."""

    def read(connection: duckdb.DuckDBPyConnection) -> Data:
        rows = []
        for hub, name in HUBS.items():
            known = {line.label: line for line in answered(connection, f"{prefix}_{name}").lines}
            for domain in SHOWN:
                line = known.get(domain)
                here, paper = (line.here, line.paper) if line else (None, None)
                rows.append({"hub": hub, "domain": domain, "here": here, "paper": paper})
        return Data(("hub", "domain", "here", "paper"), tuple(rows))

    return read


def draw(data: Data) -> Canvas:
    """A bar for each domain in its colour, its share at its end, and a diamond for the paper."""
    made, panels = canvas(2.3, columns=len(HUBS), sharey=True)
    for axes, hub in zip(panels, HUBS, strict=True):
        rows = list(data.where(hub=hub))
        bars(axes, [DOMAINS[row["domain"]][0] for row in rows], 1.1)
        axes.set_title(hub)
        axes.set_xticks([0, 0.25, 0.5, 0.75, 1])
        axes.barh(
            range(len(rows)), [row["here"] or 0 for row in rows], color=[DOMAINS[row["domain"]][1] for row in rows]
        )
        marks = [(row["paper"], place) for place, row in enumerate(rows) if row["paper"] is not None]
        axes.scatter(*zip(*marks, strict=True), label="the paper", **PAPER)
        for place, row in enumerate(rows):
            if row["here"]:
                end = max(row["here"], row["paper"] or 0)
                axes.annotate(
                    f"{100 * row['here']:.1f} %", (end, place), (6, 0), textcoords="offset points", va="center"
                )
        if not any(row["here"] for row in rows):
            axes.set_title(f"{hub}: none in this dataset", color=SOFT)
    made.legend(*panels[0].get_legend_handles_labels(), loc="outside lower center")
    return made
