"""What is kept of answers, told by how often a question is really asked."""

from collections import Counter
from collections.abc import Callable

import pytest

from builder.mapping.python.values.tables import Tables

Graph = dict[str, str]  # a question -> those that it asks, each a letter; '!' is cut short


def ask(tables: Tables, graph: Graph, asked: Counter[str]) -> Callable[[str], frozenset[str]]:
    """Asks what a question leads to."""

    def answer(key: str) -> frozenset[str]:
        asked[key] += 1
        found = {key}
        for other in graph[key]:
            if other == "!":
                tables.cut()
            else:
                found |= leads(other)
        return frozenset(found)

    def leads(key: str) -> frozenset[str]:
        return tables.ask(key, (), lambda: answer(key), frozenset())

    return leads


@pytest.mark.parametrize(
    ("graph", "kept", "asked_again"),
    [
        pytest.param({"a": "b", "b": ""}, "ab", "", id="no circle"),
        pytest.param({"a": "bc", "b": "c", "c": ""}, "abc", "", id="two ways"),
        pytest.param({"a": "a"}, "a", "", id="itself"),
        pytest.param({"a": "b", "b": "a"}, "a", "b", id="circle"),
        pytest.param({"a": "b", "b": "c", "c": "b"}, "ab", "c", id="circle below"),
        pytest.param({"a": "bc", "b": "a", "c": ""}, "ac", "b", id="circle and whole"),
        pytest.param({"a": "b", "b": "!"}, "", "ab", id="cut short"),
        pytest.param({"a": "bc", "b": "", "c": "!"}, "b", "ac", id="one cut short"),
    ],
)
def test_only_whole_answers_are_kept(graph: Graph, kept: str, asked_again: str) -> None:
    tables, asked = Tables(), Counter[str]()
    leads = ask(tables, graph, asked)
    leads("a")
    for key in kept + asked_again:
        asked.clear()
        leads(key)
        assert bool(asked[key]) == (key in asked_again)


@pytest.mark.parametrize("order", [pytest.param("abc", id="forth"), pytest.param("cba", id="back")])
def test_answers_do_not_depend_on_the_order(order: str) -> None:
    leads = ask(Tables(), {"a": "b", "b": "c", "c": "a"}, Counter())
    assert [leads(key) for key in order] == [frozenset("abc")] * 3


def test_a_fault_leaves_nothing_behind() -> None:
    tables = Tables()
    with pytest.raises(ZeroDivisionError):
        tables.ask("a", (), lambda: 1 // 0, 0)
    assert tables.ask("a", (), lambda: 1, 0) == 1
