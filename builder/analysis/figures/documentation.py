"""Which share of the cards documents each field (the paper's figure 7)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import duckdb

from builder.analysis.figures.canvas import BLUE, PAPER, SKY, bars, canvas
from builder.analysis.figures.figure import Data, Figure, answered

if TYPE_CHECKING:
    from matplotlib.figure import Figure as Canvas


def read(connection: duckdb.DuckDBPyConnection) -> Data:
    """The share of cards with a value, with one that is quoted from the card, and the paper's, by field."""
    quoted = {line.label: line.here for line in answered(connection, "grounded").lines}
    lines = answered(connection, "documentation").lines
    rows = [
        {"field": one.label, "here": one.here, "quoted": quoted.get(one.label), "paper": one.paper} for one in lines
    ]
    return Data(("field", "here", "quoted", "paper"), tuple(rows))


def draw(data: Data) -> Canvas:
    """A bar for each field, its quoted part dark, and a diamond for the paper."""
    made, (axes,) = canvas(4.6)
    bars(axes, [row["field"].replace("_", " ") for row in data.rows], 1)
    places = range(len(data.rows))
    axes.barh(places, [row["here"] or 0 for row in data.rows], color=SKY, label="has a value")
    axes.barh(places, [row["quoted"] or 0 for row in data.rows], color=BLUE, height=0.4, label="quoted from the card")
    axes.scatter([row["paper"] for row in data.rows], places, label="the paper", **PAPER)
    axes.set_xlabel("share of the cards")
    axes.legend(loc="lower right", facecolor="white", frameon=True, edgecolor="none", framealpha=1)
    return made


FIGURE = Figure(
    "documentation",
    "What model cards document",
    "The paper's figure 7. Its values are the share of non-empty answers of a language model; the dark bars here are"
    " values that are quoted from the card, the others come from the Hub's tags, the configuration or the model index.",
    read,
    draw,
)
