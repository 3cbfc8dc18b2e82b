"""What is kept of answers, told by how often a question is really asked."""

from collections import Counter
from collections.abc import Callable

import pytest

from builder.mapping.python.values.tables import CUT, TOO_COSTLY, TOO_DEEP, Tables

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


@pytest.mark.parametrize(
    ("graph", "times"),
    [
        pytest.param({"a": "bcd", "b": "e", "c": "e", "d": "e", "e": "a"}, 1, id="in a circle with the first"),
        pytest.param({"a": "bc", "b": "ee", "c": "e", "e": "ba"}, 2, id="anew for each question that it depends on"),
        pytest.param({"a": "bcd", "b": "e", "c": "e", "d": "e", "e": "!"}, 1, id="cut short"),
        pytest.param({"a": "bcd", "b": "e", "c": "e", "d": "e", "e": ""}, 1, id="whole"),
    ],
)
def test_what_is_not_whole_is_asked_once_within_what_it_depends_on(graph: Graph, times: int) -> None:
    asked = Counter[str]()
    ask(Tables(), graph, asked)("a")
    assert asked["e"] == times


@pytest.mark.parametrize(
    ("reason", "depths", "times"),
    [
        pytest.param(CUT, (5, 3, 7), 1, id="by its calls"),
        pytest.param(TOO_DEEP, (5, 6, 7), 1, id="by its depth, and asked deeper"),
        pytest.param(TOO_DEEP, (5, 3, 4), 2, id="by its depth, and asked less deep"),
        pytest.param(TOO_COSTLY, (5, 5), 2, id="by its cost"),
    ],
)
def test_what_is_cut_short_serves_those_that_would_be_cut_as_short(
    reason: int, depths: tuple[int, ...], times: int
) -> None:
    tables, asked = Tables(), Counter[str]()

    def short() -> int:
        asked["short"] += 1
        tables.cut(reason)
        return 1

    def first() -> int:
        return sum(tables.ask("short", (), short, 0, depth) for depth in depths)

    assert tables.ask("first", (), first, 0) == len(depths)
    assert asked["short"] == times
