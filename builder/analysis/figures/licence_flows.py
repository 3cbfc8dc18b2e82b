"""Which licences of models flow into repositories under which licences."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from builder.analysis.figures.canvas import FAINT, INK, ORANGE, PURPLE, RED, RULE, SKY, SOFT, canvas
from builder.analysis.figures.figure import Data, Figure, Row, asked
from builder.redaction.controls import visible

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Canvas

MOST = 9  # licences of each side that have a place of their own
REST, NONE = "all other licences", "none"
LETTERS = 26  # of a name
VERDICTS = {  # from the least to the most troublesome
    "compatible": SKY,
    "conditional": ORANGE,
    "incompatible": RED,
    "not_covered": PURPLE,
    "model_license_missing": RULE,
    "repository_license_missing": RULE,
    "not_judged": FAINT,  # a pair of which nobody knows how the weights reach people
}
ORDER = (FAINT, RULE, SKY, PURPLE, ORANGE, RED)  # what lies on top comes last
GAP = 0.026  # between licences, of the height
LINE = 0.034  # between names, of the height
BAR = 0.015  # a licence's bar, of the width


@dataclass
class Side:
    """One side's licences: where each begins from the top (0 to 1), how high it is, and how much is taken of it."""

    counts: dict[str, int]
    total: int
    taken: Counter[str]

    def place(self, name: str) -> tuple[float, float]:
        """Where a licence begins, and its height."""
        scale = (1 - GAP * (len(self.counts) - 1)) / self.total
        above = list(self.counts).index(name)
        before = sum(list(self.counts.values())[:above])
        return above * GAP + before * scale, self.counts[name] * scale

    def take(self, name: str, pairs: int) -> tuple[float, float]:
        """The next part of a licence's bar, for so many pairs: its begin and its end."""
        start, height = self.place(name)
        scale = height / self.counts[name]
        begin = start + self.taken[name] * scale
        self.taken[name] += pairs
        return begin, begin + pairs * scale


def side(rows: Iterable[Row], column: str) -> Side:
    """The licences of a column, the most frequent first, those beyond MOST together, 'none' last."""
    counts: Counter[str] = Counter()
    for row in rows:
        counts[row[column]] += row["here"]
    own = [name for name, _ in counts.most_common() if name != NONE][:MOST]
    shown = {name: counts[name] for name in own}
    if rest := sum(counts.values()) - sum(shown.values()) - counts[NONE]:
        shown[REST] = rest
    if counts[NONE]:
        shown[NONE] = counts[NONE]
    return Side(shown, sum(shown.values()), Counter())


def flows(data: Data, left: Side, right: Side) -> Iterator[tuple[str, str, str, int]]:
    """Pairs by licence, licence and verdict, in the order in which bands lie beside one another without a knot."""
    counts: Counter[tuple[str, str, str]] = Counter()
    for row in data.rows:
        names = (row["model_license"], row["repository_license"])
        ours, theirs = (name if name in one.counts else REST for name, one in zip(names, (left, right), strict=True))
        counts[ours, theirs, row["verdict"]] += row["here"]
    lefts, rights, verdicts = list(left.counts), list(right.counts), list(VERDICTS)
    order = sorted(counts, key=lambda key: (lefts.index(key[0]), rights.index(key[1]), verdicts.index(key[2])))
    return ((*key, counts[key]) for key in order)


def draw(data: Data) -> Canvas:
    """Models' licences on the left, repositories' on the right, bands between them as wide as there are pairs."""
    from matplotlib.patches import Patch

    left, right = side(data.rows, "model_license"), side(data.rows, "repository_license")
    made, (axes,) = canvas(4.8)
    axes.set_xlim(-0.55, 1.55)
    axes.set_ylim(1.01, -0.06)
    axes.set_axis_off()
    for ours, theirs, verdict, pairs in flows(data, left, right):
        _band(axes, left.take(ours, pairs), right.take(theirs, pairs), VERDICTS[verdict])
    for one, at, align in ((left, -BAR, "right"), (right, 1.0, "left")):
        _names(axes, one, at, align)
    axes.text(-BAR, -0.03, "licence of the model", ha="right", weight="bold")
    axes.text(1 + BAR, -0.03, "licence of the repository", ha="left", weight="bold")
    there = {row["verdict"] for row in data.rows}
    titles = {"a licence is missing" if color == RULE else verdict.replace("_", " "): color
              for verdict, color in VERDICTS.items() if verdict in there}  # fmt: skip
    handles = [Patch(facecolor=color, label=title) for title, color in titles.items()]
    made.legend(handles=handles, loc="outside lower center", ncols=min(len(handles), 4))
    return made


def apart(wanted: list[float], least: float) -> list[float]:
    """Rising places as near to those wanted as leaves so much between each two; within 0 and 1 where there is room."""
    found: list[float] = []
    for place in wanted:
        found.append(max(place, found[-1] + least) if found else place)
    limit = 1.0
    for number in range(len(found) - 1, -1, -1):
        found[number] = min(found[number], limit)
        limit = found[number] - least
    return found


def _names(axes: Axes, one: Side, at: float, align: str) -> None:
    middles = [start + height / 2 for start, height in map(one.place, one.counts)]
    for (name, pairs), middle in zip(one.counts.items(), apart(middles, LINE), strict=True):
        start, height = one.place(name)
        axes.fill([at, at + BAR, at + BAR, at], [start, start, start + height, start + height], color=INK)
        short = visible(name.removeprefix("LicenseRef-"))
        short = short if len(short) <= LETTERS else f"{short[: LETTERS - 1]}…"
        text = f"{short}  {pairs:,}" if align == "left" else f"{pairs:,}  {short}"
        place = at + BAR + 0.015 if align == "left" else at - 0.015
        axes.text(place, middle, text, ha=align, va="center", color=SOFT if name in {REST, NONE} else INK)


def _band(axes: Axes, begin: tuple[float, float], end: tuple[float, float], color: str) -> None:
    from matplotlib.patches import PathPatch
    from matplotlib.path import Path

    (top, bottom), (far_top, far_bottom) = begin, end
    points = [
        *((0, top), (0.5, top), (0.5, far_top), (1, far_top)),
        *((1, far_bottom), (0.5, far_bottom), (0.5, bottom), (0, bottom), (0, top)),
    ]
    curve = [Path.CURVE4] * 3
    codes = [Path.MOVETO, *curve, Path.LINETO, *curve, Path.CLOSEPOLY]
    axes.add_patch(PathPatch(Path(points, codes), facecolor=color, alpha=0.75, linewidth=0, zorder=ORDER.index(color)))


FIGURE = Figure(
    "licence_flows",
    "Licences of models and of the repositories that use them",
    "Pairs of a repository and a model that it uses: the model's licence, the repository's, and the verdict on the"
    " two. A verdict is the result of a rule, and not legal advice.",
    partial(asked, name="licence_flows"),
    draw,
)
