"""Edges in, families, depth and circles out."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import duckdb
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder import schemas
from builder.analysis import lineage_lines
from builder.analysis.lineage import Edge, Step, circles, dependants, depth, graph, licences, of_tables, summary

CHAIN: list[Edge] = [("b", "a", "finetune"), ("c", "b", "quantized"), ("d", "b", "merge"), ("d", "x", "merge")]
CIRCLE: list[Edge] = [("a", "b", None), ("b", "c", None), ("c", "a", None), ("d", "c", None)]


@pytest.fixture
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as opened:
        yield opened


def tables(connection: duckdb.DuckDBPyConnection, **rows: list[dict[str, Any]]) -> None:
    for table in schemas.TABLES:
        connection.register(table.name, pa.Table.from_pylist(rows.get(table.name, []), table.schema))


def test_a_graph_of_nothing() -> None:
    found = summary(graph([]))
    assert (found.models, found.edges, found.roots, found.depth, found.families, found.circles) == (0, 0, 0, 0, [], [])
    assert graph([]).above("a") == graph([]).below("a") == []


def test_a_family() -> None:
    found = summary(graph(CHAIN))
    assert (found.models, found.edges, found.roots, found.depth) == (5, 4, 2, 2)
    assert found.families == [("a", 3), ("x", 1)]
    assert found.circles == []


def test_trees_up_and_down() -> None:
    made = graph(CHAIN)
    assert made.above("d") == [Step("b", 1, "merge"), Step("a", 2, "finetune"), Step("x", 1, "merge")]
    assert made.below("a") == [Step("b", 1, "finetune"), Step("c", 2, "quantized"), Step("d", 2, "merge")]


@pytest.mark.parametrize(
    ("edges", "expected"),
    [
        pytest.param(CHAIN, [], id="none"),
        pytest.param(CIRCLE, [("a", "b", "c")], id="three"),
        pytest.param([("a", "b", None), ("b", "a", None)], [("a", "b")], id="two"),
        pytest.param([*CIRCLE, ("x", "y", None), ("y", "x", None)], [("a", "b", "c"), ("x", "y")], id="two circles"),
        pytest.param([("b", "a", None), ("c", "a", None), ("d", "b", None), ("d", "c", None)], [], id="a diamond"),
    ],
)
def test_circles(edges: list[Edge], expected: list[tuple[str, ...]]) -> None:
    assert circles(graph(edges)) == expected


def test_a_circle_ends_every_walk() -> None:
    made = graph(CIRCLE)
    assert [(step.model_id, step.again) for step in made.above("a")] == [("b", False), ("c", False), ("a", True)]
    assert made.family("a") == {"b", "c", "d"}
    assert [made.in_circle(model) for model in ("a", "d", "nowhere")] == [True, False, False]
    assert depth(made) == 0


def test_a_long_chain_needs_no_recursion() -> None:
    made = graph([(str(number + 1), str(number), None) for number in range(20_000)])
    assert depth(made) == len(made.below("0")) == 20_000
    assert circles(made) == []


names = st.sampled_from("abcdefgh")


@given(st.lists(st.tuples(names, names, st.none()).filter(lambda edge: edge[0] != edge[1]), max_size=20))
def test_circles_are_models_that_reach_each_other(edges: list[Edge]) -> None:
    made = graph(edges)
    reach = {model: {step.model_id for step in made.above(model)} for model in made.models}
    expected = {tuple(sorted(other for other in reach if other in reach[one] and one in reach[other])) for one in reach}
    assert set(circles(made)) == {circle for circle in expected if len(circle) > 1}


def test_edges_of_the_tables(connection: duckdb.DuckDBPyConnection) -> None:
    base = [{"model_id": "pine/a", "relation": "adapter"}, {"model_id": "pine/b", "relation": None}]
    tables(
        connection,
        models=[
            {"model_id": "pine/a", "license": "mit", "license_spdx": "MIT", "created_at": datetime(2024, 1, 1)},
            {"model_id": "pine/b", "base_models": base, "license": "other"},
            {"model_id": "pine/c"},
        ],
        extracted_metadata=[
            {"model_id": "pine/b", "revision": "1", "base_models": ["pine/a"]},
            {"model_id": "pine/c", "revision": "1", "base_models": ["pine/b", "pine/gone"]},
        ],
        pairs=[
            {"repository_id": "oak/r", "model_id": "pine/a", "usage": "use"},
            {"repository_id": "oak/s", "model_id": "pine/c", "usage": "use"},
            {"repository_id": "oak/t", "model_id": "pine/c", "usage": "mention"},
        ],
    )
    made = of_tables(connection)
    assert made.bases["pine/b"] == {"pine/a": "adapter"}  # a model is no base of itself
    assert made.bases["pine/c"] == {"pine/b": None, "pine/gone": None}
    assert dependants(connection, ["pine/a"]) == 1
    assert dependants(connection, ["pine/a", *made.family("pine/a")]) == 2
    lines = [*lineage_lines.tree("made from", made.above("pine/c"), licences(connection), 9)]
    assert lines == ["made from: 3", "  pine/b  other", "    pine/a  adapter  MIT", "  pine/gone  not in models"]


BEFORE = "It is a distilled version of the [larger model](https://huggingface.co/"


@pytest.mark.parametrize(
    ("model", "card", "config", "relation"),
    [
        pytest.param(None, "a", None, None, id="nobody says how"),
        pytest.param("finetune", "a", None, "finetune", id="the Hub's word"),
        pytest.param("finetune", BEFORE + "pine/a)", None, "distilled", id="the card says it was distilled"),
        pytest.param("merge", BEFORE + "pine/a)", "{}", "merge", id="a word of the record's own"),
        pytest.param(None, "Distilled data.\nMade from pine/a", None, None, id="another line speaks of distilling"),
        pytest.param(None, "a", '{"peft": {"base_model_name_or_path": "pine/a"}}', "adapter", id="PEFT"),
        pytest.param(None, "a", '{"adapter_transformers": {"model_name": "pine/a"}}', "adapter", id="adapters"),
        pytest.param(None, "a", '{"peft": {"base_model_name_or_path": "./a"}}', None, id="a folder"),
        pytest.param(None, "a", '{"peft": ', None, id="a config that is no JSON"),
        pytest.param(None, None, None, None, id="no card"),
    ],
)
def test_relation(
    model: str | None, card: str | None, config: str | None, relation: str | None, connection: duckdb.DuckDBPyConnection
) -> None:
    at = {"model_id": "pine/b", "revision": "1"}
    quote = {"field": "base_models", "index": 0, "quote": "pine/a", "start": (card or "").find("pine/a")}
    tables(
        connection,
        models=[{"model_id": "pine/b", "base_models": [{"model_id": "pine/a", "relation": model}]}],
        snapshots=[at | {"card": card, "config": config}],
        extracted_metadata=[at | {"base_models": ["pine/a"], "evidence": [quote] if quote["start"] != -1 else None}],
    )
    assert of_tables(connection).bases["pine/b"] == {"pine/a": relation}


def test_lines_that_are_too_many_are_counted() -> None:
    steps = [Step(f"m{number}", 1, None, again=number == 0) for number in range(5)]
    lines = [*lineage_lines.tree("made from it", steps, {"m0": "", "m1": "MIT"}, 2)]
    assert lines == ["made from it: 5", "  m0  no licence  (see above)", "  m1  MIT", "  ... 3 more (--most N)"]


def test_lines_of_families() -> None:
    made = graph([*CHAIN, ("y", "z", None), ("z", "y", None)])
    assert [*lineage_lines.families(summary(made, most=1), unlisted=3)] == [
        "7 models, 6 edges, 2 roots, depth 2",
        "        3  a",
        "cycle: y, z",
        "not in models: 3",
    ]


@given(st.lists(st.tuples(names, names, st.none()).filter(lambda edge: edge[0] != edge[1]), max_size=20))
def test_largest_families_are_those_of_all_roots(edges: list[Edge]) -> None:
    made = graph(edges)
    sizes = sorted(((root, len(made.family(root))) for root in made.roots()), key=lambda one: (-one[1], one[0]))
    assert summary(made, most=2).families == sizes[:2]
