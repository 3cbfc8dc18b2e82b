from collections.abc import Callable, Iterator
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from builder.engine import plan, workspace
from builder.engine.durable import read_json, sha256
from builder.engine.plan import Plan, PlanFile
from builder.engine.run import run_step
from builder.engine.step import Step
from builder.engine.workspace import Workspace

Make = Callable[..., Plan]


@pytest.fixture
def connection(place) -> Iterator[duckdb.DuckDBPyConnection]:
    with workspace.connect(place) as connection:
        yield connection


@pytest.fixture
def make(place, step, connection, tmp_path) -> Make:
    """Plans {item: digest}; every change of the items is one of `inputs` too, as it is in a build."""

    def make(items: dict[str, str], step: Step = step, place: Workspace = place, **more: Any) -> Plan:
        path = tmp_path / "items.parquet"
        columns = {"item": list(items), "digest": list(items.values()), "what": ["good"] * len(items)}
        pq.write_table(pa.table(columns, schema=pa.schema([(name, pa.string()) for name in columns])), path)
        query = more.get("query", f"SELECT *, '' AS log FROM read_parquet('{path}')")
        return plan.make(place, connection, step, query, more.get("inputs", sha256(path)))

    return make


def items(count: int) -> dict[str, str]:
    return {f"item-{number}": f"digest-{number}" for number in range(count)}


def placed(made: Plan) -> dict[str, int]:
    file = PlanFile(made)
    return {item: part.number for part in made.parts for item in whole(file, part.number)["item"].to_pylist()}


def whole(file: PlanFile, number: int) -> pa.Table:
    return pa.concat_tables(file.items(number))


def seals(made: Plan) -> dict[int, str]:
    return {part.number: part.inputs for part in made.parts}


def test_every_item_is_in_one_partition(make):
    made = make(items(100))
    assert placed(made).keys() == items(100).keys()
    assert made.items == sum(part.items for part in made.parts) == 100
    assert {part.key for part in made.parts} == {"0", "1", "2"}


def test_an_item_stays_in_its_partition_whatever_else_is_planned(make):
    few = placed(make(items(10)))
    many = placed(make(items(500)))
    assert {item: many[item] for item in few} == few


def test_partitions_without_items_are_no_parts(make):
    (part,) = make(items(1)).parts
    assert part.items == 1


def test_a_plan_of_nothing_has_no_parts(make, place):
    made = make({})
    assert (made.parts, made.items) == ((), 0)
    assert plan.current(place, "odd") == made


def test_items_come_in_order_with_all_their_columns(make):
    made = make(items(100))
    for part in made.parts:
        table = whole(PlanFile(made), part.number)
        assert table.column_names == ["item", "digest", "what", "log"]
        assert table["item"].to_pylist() == sorted(table["item"].to_pylist())
        assert table.num_rows == part.items


def test_many_row_groups_give_every_item_once(make, tmp_path):
    place = workspace.create(tmp_path / "many", 7)
    made = make(items(9000), place=place)
    file = PlanFile(made)
    assert file.file.metadata.num_row_groups > 3
    found = [item for part in made.parts for item in whole(file, part.number)["item"].to_pylist()]
    assert sorted(found) == sorted(items(9000))
    assert {part.number for part in made.parts} == set(range(7))


def test_keys_sort_as_their_numbers_do(make, tmp_path):
    made = make(items(300), place=workspace.create(tmp_path / "wide", 11))
    assert [part.key for part in made.parts] == sorted(part.key for part in made.parts)
    assert [part.number for part in made.parts] == sorted(part.number for part in made.parts)


# what a partition depends on


def test_the_order_of_the_items_does_not_matter(make):
    backwards = dict(reversed(items(50).items()))
    assert seals(make(items(50))) == seals(make(backwards))


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"item-7": "another"}, id="a changed item"),
        pytest.param({"new": "digest"}, id="an added item"),
        pytest.param({"item-7": None}, id="a removed item"),
    ],
)
def test_a_changed_item_changes_its_own_partition_alone(make, change):
    before = make(items(50))
    numbers = placed(before)
    after = make({name: value for name, value in {**items(50), **change}.items() if value is not None})
    (number,) = {number for item, number in [*numbers.items(), *placed(after).items()] if item in change}
    assert {part for part in range(3) if seals(before)[part] != seals(after)[part]} == {number}


def test_two_items_that_change_places_are_a_change(make):
    """Their hashes are combined in any order: each must hold the item together with its own digest."""
    before, one, other = items(50), *[item for item, number in placed(make(items(50))).items() if number == 0][:2]
    after = make({**before, one: before[other], other: before[one]})
    assert seals(make(before))[0] != seals(after)[0]


def test_another_fingerprint_changes_every_partition(make, step):
    before = seals(make(items(50)))
    after = seals(make(items(50), step=Step(step.name, "v2", step.schema, step.run, step.limits)))
    assert all(before[number] != after[number] for number in range(3))


# the frozen plan


def killed(*_: object) -> None:
    raise KeyboardInterrupt


def test_the_same_inputs_are_not_queried_again(make, place, tmp_path):
    before = make(items(50))
    (tmp_path / "items.parquet").unlink()
    query = f"SELECT *, '' AS log FROM read_parquet('{tmp_path / 'items.parquet'}')"
    assert make(items(50), query=query) == before


def test_a_plan_outlives_the_run_of_its_step(make, place, step, connection):
    made = make(items(20), inputs="same")
    run_step(place, step, made, lambda items: None)
    assert made.path.is_file()
    assert make(items(30), inputs="same") == made  # not queried: what is no input cannot have changed


def test_other_inputs_a_other_query_and_another_fingerprint_make_another_plan(make, step):
    before = make(items(20), inputs="one")
    assert make(items(21), inputs="two").items == 21
    assert make(items(22), inputs="two", query="SELECT 'a' AS item, 'b' AS digest, 'good' AS what").items == 1
    assert make(items(23), step=Step(step.name, "v2", step.schema, step.run, step.limits), inputs="one").items == 23
    assert make(items(24), inputs="one").inputs == before.inputs


def test_a_plan_whose_items_are_gone_is_made_again(make):
    before = make(items(20), inputs="same")
    before.path.unlink()
    assert make(items(20), inputs="same") == before
    assert len(placed(before)) == 20


def test_a_query_that_fails_leaves_the_plan_before(make, place):
    before = make(items(20))
    with pytest.raises(duckdb.Error):
        make(items(20), query="SELECT * FROM nothing")
    assert plan.current(place, "odd") == before
    assert len(placed(before)) == 20
    assert not list(place.step("odd").glob(".tmp-*"))


def test_a_kill_between_items_and_plan_leaves_no_plan_of_other_items(make, place, monkeypatch):
    make(items(20), inputs="one")
    monkeypatch.setattr(plan, "write_json", killed)
    with pytest.raises(KeyboardInterrupt):
        make(items(30), inputs="two")
    assert plan.current(place, "odd") is None
    monkeypatch.undo()
    assert len(placed(make(items(20), inputs="one"))) == 20


def test_an_item_planned_twice_is_an_error(make, place):
    with pytest.raises(AssertionError, match="step odd: item a was planned twice"):
        make({}, query="SELECT 'a' AS item, range::VARCHAR AS digest FROM range(2)")
    assert plan.current(place, "odd") is None


def test_a_workspace_can_have_any_name(make, tmp_path):
    place = workspace.create(tmp_path / "o'neil [1] 50%", 3)
    assert len(placed(make(items(20), place=place))) == 20


@pytest.mark.parametrize("item", ["o'neil/model", "a/b@" + "1" * 40, "größe/模型", "x" * 1000, "", "line\nbreak"])
def test_an_item_can_have_any_name(make, item):
    assert placed(make({item: "digest"})).keys() == {item}


def test_the_plan_is_told_as_it_was_made(make, place):
    made = make(items(20))
    assert plan.current(place, "odd") == made
    assert read_json(place.step("odd") / "plan.json")["inputs"] == made.inputs
