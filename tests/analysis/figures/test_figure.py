"""Small tables in, the rows of each figure out: the real SQL."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import duckdb
import pyarrow as pa
import pytest

from builder import schemas
from builder.analysis.figures.catalogue import FIGURES
from builder.analysis.figures.figure import Data
from builder.analysis.statistics import prepare, questions

Rows = dict[str, list[dict[str, Any]]]


@pytest.fixture
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as opened:
        yield opened


def data(connection: duckdb.DuckDBPyConnection, name: str, rows: Rows) -> Data:
    """What a figure reads from these tables."""
    for table in schemas.TABLES:
        connection.register(table.name, pa.Table.from_pylist(rows.get(table.name, []), table.schema))
    prepare(connection)
    (figure,) = [one for one in FIGURES if one.name == name]
    return figure.read(connection)


def here(found: Data, *columns: str) -> dict[Any, Any]:
    """This dataset's numbers by the values of the other columns, those that it has."""
    return {tuple(row[one] for one in columns): row["here"] for row in found.rows if row["here"]}


@pytest.mark.parametrize("name", [one.name for one in FIGURES])
def test_of_no_rows_nothing_is_a_figure(connection: duckdb.DuckDBPyConnection, name: str) -> None:
    assert not data(connection, name, {})


MADE = datetime(2023, 1, 10)
OLD = datetime(2022, 3, 2)  # the Hub's floor, which stands for all before


def adopted(made: datetime, seen: str | None, *events: tuple[str, datetime]) -> Rows:
    """One pair, the model's creation, its first release, and what its history says."""
    pair = {"repository_id": "oak/r", "model_id": "pine/a", "usage": "use", "first_seen": seen}
    other = {"repository_id": "oak/s", "model_id": "pine/a", "usage": "mention", "first_seen": "v2020.01"}
    return {
        "models": [{"model_id": "pine/a", "created_at": made}],
        "pairs": [pair, other],
        "mapping_events": [
            {"repository_id": "oak/r", "model_id": "pine/a", "event": event, "date": date, "path": str(number)}
            for number, (event, date) in enumerate(events)
        ],
    }


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        pytest.param(adopted(MADE, None), {}, id="a build that was never published, without history"),
        pytest.param(adopted(MADE, "candidate"), {}, id="a release whose name tells no month"),
        pytest.param(adopted(MADE, None, ("removed", datetime(2023, 2, 1))), {}, id="only the end is known"),
        pytest.param(adopted(MADE, "v2023.03"), {("1 to 3 months", "first release"): 1}, id="no later than"),
        pytest.param(
            adopted(MADE, "v2023.03", ("added", datetime(2023, 5, 1)), ("added", datetime(2023, 1, 12))),
            {("first week", "commit"): 1},
            id="the first commit counts, not the release",
        ),
        pytest.param(
            adopted(MADE, None, ("added", datetime(2023, 1, 9))), {("before", "commit"): 1}, id="before it was made"
        ),
        pytest.param(
            adopted(OLD, None, ("added", datetime(2023, 1, 9))), {("age not known", "commit"): 1}, id="no true date"
        ),
    ],
)
def test_time_until_a_model_is_used(
    connection: duckdb.DuckDBPyConnection, rows: Rows, expected: dict[tuple[str, str], int]
) -> None:
    assert here(data(connection, "adoption", rows), "lag", "known_by") == expected


def test_what_is_new_in_a_later_release(connection: duckdb.DuckDBPyConnection) -> None:
    pairs = [
        {"repository_id": "oak/r", "model_id": "pine/a", "usage": "use", "first_seen": "v2023.02"},
        {"repository_id": "oak/s", "model_id": "pine/a", "usage": None, "first_seen": "v2023.12-1"},
    ]
    found = data(connection, "adoption", {**adopted(MADE, None), "pairs": pairs})
    assert here(found, "lag", "known_by") == {("first month", "first release"): 1, ("6 to 12 months", "release"): 1}
    assert {row["known_by"]: row["median_days"] for row in found.rows} == {"first release": 22, "release": 325}


def test_growth_counts_whole_months_and_each_commit_once(connection: duckdb.DuckDBPyConnection) -> None:
    dates = [OLD, datetime(2023, 4, 5), datetime(2023, 4, 6), datetime(2023, 8, 1)]
    models = [
        {"model_id": f"pine/{number}", "domain": "nlp" if number == 1 else None, "created_at": date}
        for number, date in enumerate(dates)
    ]
    commits = [{"sha": str(number), "date": date, "title": ""} for number, date in enumerate(dates)]
    snapshots = [{"model_id": "pine/1", "revision": revision, "commits": commits} for revision in ("a", "b")]
    found = data(connection, "growth", {"models": models, "snapshots": snapshots})
    assert here(found, "what", "month", "domain") == {
        ("models", "2023-04", "nlp"): 1,
        ("models", "2023-04", "none"): 1,
        ("commits", "2022-03", "nlp"): 1,
        ("commits", "2023-04", "nlp"): 2,
    }
    (paper,) = found.where(what="commits", month="2023-05", domain="nlp")
    assert (paper["here"], paper["paper"]) == (None, 56200)


def test_parameters_of_the_median_model(connection: duckdb.DuckDBPyConnection) -> None:
    known = [("nlp", 3 * 10**9), ("nlp", 10**9), ("nlp", None), ("nlp", 0), (None, 5), ("cv", 10**6)]
    models = [
        {"model_id": f"pine/{number}", "domain": domain, "parameters": size, "created_at": datetime(2023, 7, 1)}
        for number, (domain, size) in enumerate(known)
    ]
    found = data(connection, "parameters", {"models": models})
    assert here(found, "half", "domain") == {("2023-H2", "nlp"): 2e9, ("2023-H2", "cv"): 1e6}
    (row,) = found.where(half="2023-H2", domain="nlp")
    assert (row["models"], row["paper"]) == (2, 13_000_000_000)


def test_licences_that_meet(connection: duckdb.DuckDBPyConnection) -> None:
    pairs = [
        {"usage": "use", "model_license": "MIT", "repository_license": "MIT", "verdict": "compatible"},
        {"usage": "component", "model_license": "MIT", "repository_license": "MIT", "verdict": "compatible"},
        {"usage": "use", "verdict": "model_license_missing"},
        {"usage": None, "model_license": "MIT"},
        {"usage": "mention", "model_license": "MIT"},
    ]
    found = data(connection, "licence_flows", {"pairs": pairs})
    assert here(found, "model_license", "repository_license", "verdict") == {
        ("MIT", "MIT", "compatible"): 2,
        ("none", "none", "model_license_missing"): 1,
        ("MIT", "none", "not_judged"): 1,
    }


def test_how_names_are_found(connection: duckdb.DuckDBPyConnection) -> None:
    kinds = ["literal", "constant", "constant", "release", None]
    mappings = [{"mapping_id": str(number), "resolution": kind, "usage": "use"} for number, kind in enumerate(kinds)]
    found = data(connection, "resolutions", {"mappings": mappings})
    assert list(here(found, "resolution", "usage").items()) == [(("constant", "use"), 2), (("literal", "use"), 1)]


@pytest.mark.parametrize(
    ("name", "question"),
    [
        pytest.param("documentation", "documentation", id="figure 7"),
        pytest.param("model_domains", "domains_huggingface", id="figure 8"),
        pytest.param("model_domains", "domains_pytorch", id="figure 8, PyTorch Hub"),
        pytest.param("repository_domains", "repositories_per_domain_huggingface", id="figure 9"),
        pytest.param("repository_domains", "repositories_per_domain_pytorch", id="figure 9, PyTorch Hub"),
    ],
)
def test_the_papers_values_are_all_there(connection: duckdb.DuckDBPyConnection, name: str, question: str) -> None:
    (asked,) = [one for one in questions() if one.name == question]
    marks = [row["paper"] for row in data(connection, name, {}).rows]
    assert sorted(set(asked.paper.values()) - set(marks)) == []


def test_csv_holds_every_row_and_nothing_for_no_value() -> None:
    found = Data(("domain", "here", "paper"), ({"domain": "a,b", "here": None, "paper": 0.5},))
    assert found.csv() == 'domain,here,paper\r\n"a,b",,0.5\r\n'
