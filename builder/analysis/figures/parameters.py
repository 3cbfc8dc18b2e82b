"""How large the median model of each domain is, by half year (the paper's figure 11)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import duckdb

from builder.analysis.figures.canvas import DOMAINS, canvas, domain_legend
from builder.analysis.figures.figure import Data, Figure, asked, papers
from builder.analysis.statistics import shown

if TYPE_CHECKING:
    from matplotlib.figure import Figure as Canvas


LOOKS: dict[str, dict[str, Any]] = {  # of this dataset's line, and of the paper's
    "here": {"linewidth": 1.5},
    "paper": {"markerfacecolor": "white", "linestyle": ":", "linewidth": 1},
}


def read(connection: duckdb.DuckDBPyConnection) -> Data:
    """Median parameters by half year and domain, of how many models, and the paper's."""
    here = {(row["half"], row["domain"]): row for row in asked(connection, "parameters").rows}
    paper = {(half, domain): value for domain, halves in papers("parameters").items() for half, value in halves.items()}
    rows = [
        {"half": half, "domain": domain, "here": None, "models": 0, **here.get((half, domain), {})}
        | {"paper": paper.get((half, domain))}
        for half, domain in sorted({*here, *paper})
    ]
    return Data(("half", "domain", "here", "models", "paper"), tuple(rows))


def draw(data: Data) -> Canvas:
    """A line for each domain over half years, sizes on a scale of powers of ten, hollow marks for the paper."""
    made, (axes,) = canvas(3.4)
    halves = sorted(data.values("half"))
    at = {half: place for place, half in enumerate(halves)}
    for domain, (_, color, marker) in DOMAINS.items():
        rows = list(data.where(domain=domain))
        for column, look in LOOKS.items():
            if points := [(at[row["half"]], row[column]) for row in rows if row[column]]:
                axes.plot(*zip(*points, strict=True), color=color, marker=marker, markersize=5, **look)
    axes.set_xticks(range(len(halves)), [half.replace("-", "\n") for half in halves])
    axes.set_yscale("log")
    axes.yaxis.set_major_formatter(lambda value, _: shown(value, "parameters").replace(".0 ", " "))
    axes.minorticks_off()
    axes.grid(axis="y")
    axes.set_ylabel("parameters")
    domain_legend(made, {row["domain"] for row in data.rows})
    return made


FIGURE = Figure(
    "parameters",
    "Parameters of the median model",
    "The paper's figure 11 (read off its picture; its numbers are those that a language model found in cards). Models"
    " by the half year in which they were made. Here the numbers come from weights, configurations and names.",
    read,
    draw,
)
