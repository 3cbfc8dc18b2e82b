"""How many models and commits there are in each month, by domain (the paper's figure 10)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import duckdb

from builder.analysis.figures.canvas import DOMAINS, INK, SOFT, canvas, domain_legend
from builder.analysis.figures.figure import Data, Figure, Row, asked, papers
from builder.analysis.statistics import shown

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Canvas

PANELS = {"models": "New models a month", "commits": "Commits a month"}

LOGARITHMIC = 100  # from so many in a month


def read(connection: duckdb.DuckDBPyConnection) -> Data:
    """Counts by what is counted, month and domain, with the paper's commits."""
    here = {(row["what"], row["month"], row["domain"]): row["here"] for row in asked(connection, "growth").rows}
    paper = {
        ("commits", month, domain): int(value)
        for domain, months in papers("growth").items()
        for month, value in months.items()
    }
    keys = sorted({*here, *paper}, key=lambda key: (key[0] != "models", *key[1:]))
    rows = ((*key, here.get(key), paper.get(key)) for key in keys)
    columns = ("what", "month", "domain", "here", "paper")
    return Data(columns, tuple(dict(zip(columns, row, strict=True)) for row in rows))


def draw(data: Data) -> Canvas:
    """A panel for models and one for commits, a line for each domain, small hollow marks for the paper."""
    made, panels = canvas(3.2, columns=2)
    for axes, (what, title) in zip(panels, PANELS.items(), strict=True):
        none = not any(row["here"] for row in data.where(what=what))
        axes.set_title(f"{title}{': none in this dataset' if none else ''}", color=SOFT if none else INK)
        for domain, (_, color, marker) in DOMAINS.items():
            _line(axes, list(data.where(what=what, domain=domain)), color, marker)
        _scale(axes, max((row["here"] or row["paper"] or 0 for row in data.where(what=what)), default=0))
    domain_legend(made, {row["domain"] for row in data.rows if row["here"] or row["paper"]})
    return made


def _line(axes: Axes, rows: list[Row], color: str, marker: str) -> None:
    """The line of one domain, and the paper's marks."""
    line = [(_at(row["month"]), row["here"]) for row in rows if row["here"]]
    if line:
        axes.plot(*zip(*line, strict=True), color=color, marker=marker, markersize=3, linewidth=1.2)
    marks = [(_at(row["month"]), row["paper"]) for row in rows if row["paper"]]
    if marks:
        months, counts = zip(*marks, strict=True)
        axes.plot(months, counts, marker, markersize=3.5, markerfacecolor="none", markeredgecolor=color)


def _at(month: str) -> float:
    year, number = month.split("-")
    return int(year) + (int(number) - 1) / 12


def _scale(axes: Axes, most: int) -> None:
    from matplotlib.ticker import MaxNLocator

    if most >= LOGARITHMIC:
        axes.set_yscale("log")
    else:
        axes.yaxis.set_major_locator(MaxNLocator(5, integer=True))
    axes.grid(axis="y")
    axes.yaxis.set_major_formatter(lambda value, _: shown(value, "parameters").replace(".0 ", " "))
    axes.minorticks_off()
    axes.xaxis.set_major_locator(MaxNLocator(6, integer=True))
    axes.xaxis.set_major_formatter(lambda value, _: f"{value:.0f}")


FIGURE = Figure(
    "growth",
    "Growth by domain",
    "The paper's figure 10 counts commits of all models, read off its picture; a build has the newest 200 commits of"
    " each model that it captured. The Hub's dates of creation begin on 2022-03-02. The last month is left out, as it"
    " is not over.",
    read,
    draw,
)
