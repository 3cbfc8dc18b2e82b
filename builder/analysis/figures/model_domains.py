"""Which domains models are of (the paper's figure 8)."""

from builder.analysis.figures.domain_bars import draw, reader
from builder.analysis.figures.figure import Figure

FIGURE = Figure(
    "model_domains",
    "Domains of the models",
    "The paper's figure 8, by its rule: names of tasks among a model's tags, two domains or more being multimodal."
    " Models without the name of a task are left out.",
    reader("domains"),
    draw,
)
