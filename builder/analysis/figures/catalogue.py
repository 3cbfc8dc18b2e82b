"""All figures, in their order, drawn for the tables of a connection."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import duckdb

from builder.analysis.figures import (
    adoption,
    documentation,
    growth,
    licence_flows,
    model_domains,
    parameters,
    repository_domains,
    resolutions,
)
from builder.analysis.figures.canvas import svg
from builder.analysis.figures.figure import Data, Figure
from builder.errors import InputError

FIGURES: tuple[Figure, ...] = (  # the paper's 7 to 11, then ours
    documentation.FIGURE,
    model_domains.FIGURE,
    repository_domains.FIGURE,
    growth.FIGURE,
    parameters.FIGURE,
    licence_flows.FIGURE,
    resolutions.FIGURE,
    adoption.FIGURE,
)


@dataclass(frozen=True)
class Drawn:
    """A figure, the rows behind it, and its SVG, which says so where the rows hold no number."""

    figure: Figure
    data: Data
    svg: str


def drawn(connection: duckdb.DuckDBPyConnection, only: Iterable[str] = ()) -> Iterator[Drawn]:
    """Figures of a connection that has a view per table; `only` names some of them, all by default.

    InputError where a name is no figure.
    """
    wanted, known = set(only), {one.name for one in FIGURES}
    if strange := sorted(wanted - known):
        raise InputError(f"no figure is called {strange[0]}: there are {', '.join(sorted(known))}")
    for one in FIGURES:
        if not wanted or one.name in wanted:
            data = one.read(connection)
            yield Drawn(one, data, svg(one, data))
