"""Which domains the models are of that repositories use (the paper's figure 9)."""

from builder.analysis.figures.domain_bars import draw, reader
from builder.analysis.figures.figure import Figure

FIGURE = Figure(
    "repository_domains",
    "Domains of the models that repositories use",
    "The paper's figure 9: a repository counts once for each domain of the models that it uses;"
    " these are the shares of all such counts.",
    reader("repositories_per_domain"),
    draw,
)
