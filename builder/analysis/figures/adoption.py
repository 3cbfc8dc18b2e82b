"""How long it takes until a repository uses a model."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from builder.analysis.figures.canvas import BLUE, ORANGE, RULE, SOFT, canvas
from builder.analysis.figures.figure import Data, Figure, Row, asked

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Canvas

LAGS = (
    *("before", "first week", "first month", "1 to 3 months", "3 to 6 months", "6 to 12 months", "1 to 2 years"),
    "later",
)
UNKNOWN = "age not known"
KINDS = {  # known by -> what the legend says, colour, hatch
    "commit": ("by the commit that introduced it", BLUE, ""),
    "release": ("new in a release", ORANGE, ""),
    "first release": ("in the first release: no later than", RULE, "///"),
}


def draw(data: Data) -> Canvas:
    """Bars of pairs over the time since the model was made, stacked by how that is known."""
    made, (axes,) = canvas(3.3)
    ends = [0] * len(LAGS)
    for kind in KINDS:
        if rows := list(data.where(known_by=kind)):
            ends = _stacked(axes, ends, kind, rows)
    for place, end in enumerate(ends):
        axes.annotate(f"{end:,}", (place, end), (0, 2), textcoords="offset points", ha="center")
    axes.set_xticks(range(len(LAGS)), [_two_lines(lag) for lag in LAGS])
    axes.set_ylabel("pairs")
    axes.yaxis.set_major_formatter(lambda value, _: f"{value:,.0f}")
    axes.grid(axis="y")
    axes.set_xlabel(f"since the model was made{_note(data)}")
    axes.margins(y=0.1)
    made.legend(loc="outside upper left")
    return made


def _stacked(axes: Axes, ends: list[int], kind: str, rows: list[Row]) -> list[int]:
    """Puts the bars of one kind on top of those before; where they end."""
    title, color, hatch = KINDS[kind]
    known = {row["lag"]: row["here"] for row in rows}
    parts = [known.get(lag, 0) for lag in LAGS]
    median = rows[0]["median_days"]
    said = f" (median {median:,.0f} days)" if median is not None else ""
    look: dict[str, Any] = {"color": color, "hatch": hatch, "edgecolor": SOFT if hatch else color}
    axes.bar(range(len(LAGS)), parts, bottom=list(ends), label=f"{title}{said}", **look)
    return [end + part for end, part in zip(ends, parts, strict=True)]


def _note(data: Data) -> str:
    unknown = sum(row["here"] for row in data.where(lag=UNKNOWN))
    return f"\n(and {unknown:,} pairs whose models were made before the Hub kept dates)" if unknown else ""


def _two_lines(lag: str) -> str:
    first, _, last = lag.rpartition(" ")
    return f"{first}\n{last}" if first else lag


FIGURE = Figure(
    "adoption",
    "Time until a model is used",
    "From the creation of a model to the commit that first names it in a repository (if its history was fetched),"
    " otherwise to the month of the release in which the pair is new. Pairs in the first release may have begun at any"
    " time before. A use before the creation means that the model was moved or created again.",
    partial(asked, name="adoption"),
    draw,
)
