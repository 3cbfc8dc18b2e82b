"""How the names of models are found in code."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from builder.analysis.figures.canvas import BLUE, GREEN, ORANGE, PURPLE, RULE, SKY, bars, canvas
from builder.analysis.figures.figure import Data, Figure, asked
from builder.wording import counted

if TYPE_CHECKING:
    from matplotlib.figure import Figure as Canvas

USAGES = {  # strongest first
    "use": BLUE,
    "component": SKY,
    "selectable": ORANGE,
    "hosted": GREEN,
    "unresolved": PURPLE,
    "mention": RULE,
}


def draw(data: Data) -> Canvas:
    """A bar for each way to find a name, its parts by usage, the share of all places at its end."""
    kinds = data.values("resolution")
    made, (axes,) = canvas(1.2 + 0.24 * len(kinds))
    total = sum(row["here"] for row in data.rows)
    ends = [0.0] * len(kinds)
    for usage, color in USAGES.items():
        known = {row["resolution"]: row["here"] / total for row in data.where(usage=usage)}
        if known:
            parts = [known.get(kind, 0) for kind in kinds]
            axes.barh(range(len(kinds)), parts, left=list(ends), color=color, label=usage)
            ends = [end + part for end, part in zip(ends, parts, strict=True)]
    bars(axes, [kind.replace("_", " ") for kind in kinds], max(ends) * 1.12)
    for place, end in enumerate(ends):
        axes.annotate(f"{100 * end:.1f} %", (end, place), (4, 0), textcoords="offset points", va="center")
    axes.set_xlabel(f"share of {counted(total, 'place')}")
    axes.legend(loc="lower right", title="usage", alignment="left")
    return made


FIGURE = Figure(
    "resolutions",
    "How the names of models are found",
    "Places in code by what the scan had to follow to the name, and by what happens there. A literal is a name that"
    " is in the call itself; a search for names in calls would miss all others.",
    partial(asked, name="resolutions"),
    draw,
)
