"""How complete the search was: the estimate against simulated searches, and what the tables tell."""

import random
from typing import Any

import duckdb
import pyarrow as pa
import pytest

from builder import schemas
from builder.dataset.completeness import Completeness, Declared, Found, Overlap, completeness, estimate


def overlap(first: int, second: int, both: int) -> Overlap:
    return Overlap("a", "b", first, second, both)


@pytest.mark.parametrize(
    ("given", "number", "low", "high"),
    [
        pytest.param(overlap(100, 100, 100), 100, 100, 100, id="both found the same"),
        pytest.param(overlap(200, 100, 50), 397, 331, 463, id="a quarter and a half"),
        pytest.param(overlap(10, 10, 0), 120, 20, 272, id="nothing in common"),
    ],
)
def test_estimate_of_two_searches(given: Overlap, number: int, low: int, high: int) -> None:
    found = estimate(given)
    assert (found.number, found.low, found.high) == (number, low, high)


def test_interval_holds_the_true_number_nearly_always() -> None:
    draw, held = random.Random(7), 0
    for _ in range(300):
        one = {n for n in range(2000) if draw.random() < 0.3}
        other = {n for n in range(2000) if draw.random() < 0.2}
        found = estimate(overlap(len(one), len(other), len(one & other)))
        held += found.low <= 2000 <= found.high
    assert held >= 270


def test_what_is_easy_to_see_makes_it_a_lower_bound() -> None:
    draw = random.Random(7)
    seen = [draw.random() for _ in range(5000)]  # how easy each is to find, for both
    one = {n for n, ease in enumerate(seen) if draw.random() < ease * 0.6}
    other = {n for n, ease in enumerate(seen) if draw.random() < ease * 0.5}
    assert estimate(overlap(len(one), len(other), len(one & other))).high < 5000


@pytest.mark.parametrize(
    ("kinds", "both", "count"),
    [
        pytest.param(("github", "sourcegraph"), 50, 0, id="two searches of code"),
        pytest.param(("github", "list"), 50, 0, id="a list of unknown origin"),
        pytest.param(("github", "ecosystems"), 6, 0, id="too few in both"),
        pytest.param(("github", "ecosystems"), 50, 1, id="code and manifests"),
        pytest.param(("ecosystems", "sourcegraph"), 50, 1, id="manifests and code"),
    ],
)
def test_only_independent_sources_are_compared(kinds: tuple[str, str], both: int, count: int) -> None:
    known = Completeness([], [overlap(200, 100, both)], Declared(0, 0, 0, 0))
    sources = [{"name": name, "kind": kind} for name, kind in zip(("a", "b"), kinds, strict=True)]
    assert len(known.estimates(sources)) == count


def counted(**rows: list[dict[str, Any]]) -> Completeness:
    with duckdb.connect() as connection:
        for table in schemas.TABLES:
            connection.register(table.name, pa.Table.from_pylist(rows.get(table.name, []), table.schema))
        return completeness(connection)


def repository(name: str, *sources: str, **more: Any) -> dict[str, Any]:
    found = [{"source": source, "query": "q", "slice": "", "total": 1, "complete": True} for source in sources]
    return {"repository_id": name, "host": "github.com", "found_by": [*found, *found[:1]]} | more


def test_empty_tables() -> None:
    assert counted() == Completeness([], [], Declared(0, 0, 0, 0))


def test_what_sources_found() -> None:
    asked = [
        {"source": "a", "query": "q", "slice": "1", "complete": True},
        {"source": "a", "query": "q", "slice": "2", "complete": False},
        {"source": "b", "query": "q", "slice": "", "complete": True},
    ]
    repositories = [
        repository("x/1", "a"),
        repository("x/2", "a", "b", "local"),
        repository("x/3", "b"),
        repository("x/4", "a", "b", host="gitlab.com"),
        repository("x/5", "local"),
    ]
    known = counted(repositories=repositories, queries=asked)
    assert known.found == [Found("a", 3, 1, 1, 2, 1), Found("b", 3, 1, 1, 1, 1)]
    assert known.overlaps == [Overlap("a", "b", 2, 2, 1)]


def test_what_hosts_declare_against_what_was_found() -> None:
    def mapping(model: str | None, usage: str = "use", repository_id: str = "s/1") -> dict[str, Any]:
        return {"mapping_id": f"{model}{usage}", "repository_id": repository_id, "model_id": model, "usage": usage}

    known = counted(
        models=[{"model_id": name} for name in ("gpt2", "bert", "t5")],
        repositories=[
            repository("s/1", "a", models_declared=["gpt2", "bert", "gone", "gpt2"], scan_status="scanned"),
            repository("s/2", "a", models_declared=["gpt2"], scan_status="not_fetched"),
            repository("s/3", "a", scan_status="scanned"),
        ],
        mappings=[mapping("gpt2"), mapping("t5"), mapping("bert", "mention"), mapping("t5", repository_id="s/3")],
    )
    assert known.declared == Declared(1, 2, 2, 1)
