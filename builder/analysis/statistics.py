"""Asks the questions of configs/statistics.toml of the tables, and puts the paper's numbers beside the answers."""

import json
import math
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal

import duckdb

from builder.bundled import bundled
from builder.engine.sql import strings
from builder.errors import InputError
from builder.licences.relations import signs
from builder.reference.domains import DOMAINS

FORMAT = 1
DIGITS = 4  # of shares: the same rows give the same text on any machine
Unit = Literal["count", "share", "parameters", "bytes"]
SIZES = {
    "parameters": ((10**9, "B"), (10**6, "M"), (10**3, "k")),
    "bytes": ((10**12, "TB"), (10**9, "GB"), (10**6, "MB"), (10**3, "kB")),
}


@dataclass(frozen=True)
class Question:
    """A question: its SQL gives rows of (label, value); `paper` has the paper's values by label."""

    name: str
    title: str
    unit: Unit
    sql: str
    paper: dict[str, float]


@dataclass(frozen=True)
class Line:
    """One number of an answer, and the paper's; None where there is none."""

    label: str
    here: float | None
    paper: float | None


@dataclass(frozen=True)
class Answer:
    """A question with its numbers, the labels that only the paper has at the end."""

    question: Question
    lines: tuple[Line, ...]


@cache
def questions() -> tuple[Question, ...]:
    """All questions, in the order of statistics.toml."""
    data = tomllib.loads((bundled("configs") / "statistics.toml").read_text(encoding="utf-8"))
    return tuple(
        Question(one["name"], one["title"], one["unit"], _sql(one["name"]), one.get("paper", {}))
        for one in data["questions"]
    )


def answers(connection: duckdb.DuckDBPyConnection, only: Iterable[str] = ()) -> list[Answer]:
    """Answers from a connection that has a view per table; `only` names some questions, all by default.

    InputError where a name is no question.
    """
    wanted, known = set(only), {question.name for question in questions()}
    if strange := sorted(wanted - known):
        raise InputError(f"no statistic is called {strange[0]}: there are {', '.join(sorted(known))}")
    prepare(connection)
    return [answer(connection, one) for one in questions() if not wanted or one.name in wanted]


def prepare(connection: duckdb.DuckDBPyConnection) -> None:
    """Adds what the questions read beside the tables: the domain of every task, and the paper's sheet of licences."""
    domains = ", ".join(f"({strings(pair)})" for pair in DOMAINS.items())
    connection.execute(f"CREATE OR REPLACE TEMP VIEW task_domains AS FROM (VALUES {domains}) AS of(task, domain)")
    inbound, outbound = zip(*signs(), strict=True)
    lists = {"inbound": inbound, "outbound": outbound, "sign": tuple(signs().values())}
    columns = ", ".join(f"unnest(${name}) AS {name}" for name in lists)
    connection.execute(f"CREATE OR REPLACE TEMP TABLE license_sheet AS SELECT {columns}", lists)


def answer(connection: duckdb.DuckDBPyConnection, question: Question) -> Answer:
    """The answer to one question."""
    here = {label or "none": _rounded(value, question) for label, value in connection.execute(question.sql).fetchall()}
    labels = [*here, *(label for label in question.paper if label not in here and question.name != "top_models")]
    return Answer(question, tuple(Line(label, here.get(label), question.paper.get(label)) for label in labels))


def as_json(found: list[Answer], facts: dict[str, Any]) -> str:
    """The answers as statistics.json (configs/statistics.schema.json), after some `facts` of the dataset."""
    sections = [
        {
            "name": one.question.name,
            "title": one.question.title,
            "unit": one.question.unit,
            "lines": [{"label": line.label, "here": line.here, "paper": line.paper} for line in one.lines],
        }
        for one in found
    ]
    return json.dumps({"format": FORMAT, **facts, "questions": sections}, indent=1, ensure_ascii=False) + "\n"


def shown(value: float | None, unit: Unit) -> str:
    """A number as people read it: '1,234', '12.3 %', '2.7 B', '48.2 TB'; '' where there is none."""
    if value is None:
        return ""
    if unit == "share":
        return f"{100 * value:.2f} %"
    if unit == "count":
        return f"{value:,.0f}"
    for size, letter in SIZES[unit]:
        if value >= size:
            return f"{value / size:,.1f} {letter}"
    return f"{value:,.0f}" + " bytes" * (unit == "bytes")


def _sql(name: str) -> str:
    return files("builder.analysis").joinpath("questions", f"{name}.sql").read_text(encoding="utf-8")


def _rounded(value: float | None, question: Question) -> float | None:
    if value is None or math.isnan(value):  # nothing to divide by
        return None
    return round(float(value), DIGITS) if question.unit == "share" else round(float(value))
