"""What a figure is: a question, the rows that answer it (its CSV), and a drawing of them."""

from __future__ import annotations

import csv
import io
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import duckdb

from builder.analysis.statistics import Answer, answer, questions
from builder.bundled import bundled

if TYPE_CHECKING:
    from matplotlib.figure import Figure as Canvas

Row = dict[str, Any]


@dataclass(frozen=True)
class Data:
    """The rows of a figure; `here` among their columns is this dataset's number, `paper` the paper's."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...]

    def __bool__(self) -> bool:
        """Whether this dataset has any number at all: the paper's alone are no figure of it."""
        return any(row["here"] for row in self.rows)

    def values(self, column: str) -> list[Any]:
        """The distinct values of a column, in the order of the rows."""
        return list(dict.fromkeys(row[column] for row in self.rows))

    def where(self, **wanted: Any) -> Iterator[Row]:  # noqa: ANN401 - values of any column
        """The rows with these values."""
        return (row for row in self.rows if all(row[column] == value for column, value in wanted.items()))

    def csv(self) -> str:
        """The rows as CSV (RFC 4180) with a head; nothing stands for no value."""
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\r\n")
        writer.writerow(self.columns)
        writer.writerows([row[column] for column in self.columns] for row in self.rows)
        return text.getvalue()


@dataclass(frozen=True)
class Figure:
    """A figure: `read` asks a connection that has a view per table, `draw` draws rows that hold a number."""

    name: str
    title: str
    caption: str
    read: Callable[[duckdb.DuckDBPyConnection], Data]
    draw: Callable[[Data], Canvas]


def asked(connection: duckdb.DuckDBPyConnection, name: str) -> Data:
    """The rows of NAME.sql beside this file."""
    text = files("builder.analysis").joinpath("figures", f"{name}.sql").read_text(encoding="utf-8")
    found = connection.execute(text)
    columns = tuple(one[0] for one in found.description or ())
    return Data(columns, tuple(dict(zip(columns, row, strict=True)) for row in found.fetchall()))


def answered(connection: duckdb.DuckDBPyConnection, name: str) -> Answer:
    """The answer to a question of `peatmoss stats`."""
    (question,) = [one for one in questions() if one.name == name]
    return answer(connection, question)


@cache
def papers(name: str) -> dict[str, dict[str, float]]:
    """The numbers of a figure of the paper, by domain, then by month or half year (configs/paper_figures.toml)."""
    found: dict[str, dict[str, float]] = tomllib.loads(
        (bundled("configs") / "paper_figures.toml").read_text(encoding="utf-8")
    )[name]
    return found
