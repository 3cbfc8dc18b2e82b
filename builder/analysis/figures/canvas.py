"""How every figure looks, and how it becomes SVG that is the same for the same rows, on any machine."""

from __future__ import annotations

import io
import logging
import re
import warnings
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

from builder.redaction.controls import visible

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Canvas

    from builder.analysis.figures.figure import Data, Figure

WIDTH = 7.2  # inches: 691 pixels of a page

# Okabe and Ito's colours, told apart by people who see colours otherwise
BLUE, SKY, ORANGE, GREEN, PURPLE, RED = "#0072B2", "#56B4E9", "#E69F00", "#009E73", "#CC79A7", "#D55E00"
INK, SOFT, RULE, FAINT = "#1a1a1a", "#6b6b6b", "#d9d9d9", "#eeeeee"
DOMAINS = {  # domain -> name, colour, marker: shapes tell apart what colours do not
    "nlp": ("language", BLUE, "o"),
    "multimodal": ("multimodal", ORANGE, "s"),
    "cv": ("vision", GREEN, "^"),
    "audio": ("audio", PURPLE, "D"),
    "other": ("other", INK, "v"),
    "none": ("no task known", SOFT, "x"),
}
PAPER: dict[str, Any] = {
    "color": "white",
    "edgecolors": INK,
    "marker": "D",
    "s": 24,
    "linewidths": 1.2,
    "zorder": 5,
    "clip_on": False,
}

STYLE: dict[str, Any] = {
    "font.family": ["DejaVu Sans"],  # comes with matplotlib; as wide as any, so that another fits as well
    "font.size": 9,
    "axes.titlesize": 9,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.edgecolor": SOFT,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
    "grid.color": RULE,
    "grid.linewidth": 0.6,
    "hatch.linewidth": 0.6,
    "legend.frameon": False,
    "legend.fontsize": 9,
    "text.color": INK,
    "text.parse_math": False,  # a '$' in a name is a '$'
    "xtick.color": INK,
    "ytick.color": INK,
    "xtick.major.size": 3,
    "ytick.major.size": 0,
    "figure.constrained_layout.use": True,
    "svg.fonttype": "none",  # text stays text: small, searchable, no font embedded
}


def canvas(height: float, columns: int = 1, **more: Any) -> tuple[Canvas, list[Axes]]:  # noqa: ANN401 - matplotlib's
    """A figure as wide as a page, so many inches high, and its axes from left to right."""
    from matplotlib.figure import Figure as Canvas

    made = Canvas(figsize=(WIDTH, height))
    return made, list(made.subplots(1, columns, squeeze=False, **more)[0])


def svg(figure: Figure, data: Data) -> str:
    """The figure as an SVG element whose ids are its own on any page; says so where there is nothing to draw."""
    logging.getLogger("matplotlib").setLevel(logging.ERROR)  # it tells of fonts that are not there, and of its cache
    import matplotlib

    text = io.StringIO()
    with matplotlib.rc_context(), warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Glyph .* missing from font")  # text stays text, and readers have more fonts
        matplotlib.rcdefaults()  # whatever somebody's own matplotlibrc says
        settings: Any = matplotlib.rcParams  # whose type knows every name apart
        settings.update(STYLE | {"svg.hashsalt": figure.name})
        made = figure.draw(data) if data else _empty()
        made.savefig(
            text, format="svg", metadata=dict.fromkeys(("Date", "Creator", "Format", "Type")), facecolor="white"
        )
    return _standing_alone(text.getvalue(), figure)


def bars(axes: Axes, labels: list[str], limit: float) -> None:
    """Makes axes of shares with a row for each label, the first one on top."""
    axes.set_yticks(range(len(labels)), labels)
    axes.set_ylim(len(labels) - 0.4, -0.6)
    axes.set_xlim(0, limit)
    axes.xaxis.set_major_formatter(lambda value, _: f"{100 * value:.3g} %")
    axes.grid(axis="x")
    axes.spines["left"].set_visible(False)


def domain_legend(made: Canvas, drawn: set[str]) -> None:
    """Names the lines of these domains below a figure, and the hollow marks."""
    from matplotlib.lines import Line2D

    handles = [
        Line2D([], [], color=color, marker=marker, markersize=4, label=name)
        for domain, (name, color, marker) in DOMAINS.items()
        if domain in drawn
    ]
    hollow: dict[str, Any] = {"color": "none", "marker": "o", "markersize": 4, "markeredgecolor": SOFT}
    made.legend(
        handles=[*handles, Line2D([], [], label="hollow: the paper", **hollow)], loc="outside lower center", ncols=4
    )


def _empty() -> Canvas:
    made, (axes,) = canvas(1)
    axes.set_axis_off()
    axes.text(0.5, 0.5, "This dataset has no values for it.", ha="center", va="center", transform=axes.transAxes)
    return made


def _standing_alone(text: str, figure: Figure) -> str:
    """Without the document type, which names an address, with a title, and with the figure's name in every id."""
    element = text[text.index("<svg ") :]
    element = re.sub(r' id="([^"]+)"', rf' id="{figure.name}-\1"', element)
    element = re.sub(r'(url\(|xlink:href=")#', rf"\1#{figure.name}-", element)
    element = element.replace("*{stroke-line", f"#{figure.name}-figure_1 *{{stroke-line")  # no rule for the whole page
    title = f'<title id="{figure.name}-title">{escape(visible(figure.title))}</title>'
    head, mark, rest = element.partition(">")
    return f'{head} role="img" aria-labelledby="{figure.name}-title"{mark}\n {title}{rest}'
