from collections import Counter
from dataclasses import replace
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from builder.engine import commits, lease
from builder.engine.workspace import Workspace
from builder.errors import WorkspaceError
from builder.tables.records import of_step

GOOD = {f"item-{number}": "good" for number in range(40)}


def rows(place: Workspace) -> list[tuple[str, int]]:
    parts = of_step(place, "odd", check=True).paths
    return sorted((row["item"], row["value"]) for path in parts for row in pq.read_table(path).to_pylist())


def skipped(place: Workspace) -> dict[str, str]:
    parts = of_step(place, "odd", "items", check=True).paths
    items = [row for path in parts for row in pq.read_table(path).to_pylist()]
    return {row["item"]: row["reason"] for row in items if row["reason"]}


def expected(items: dict[str, str]) -> list[tuple[str, int]]:
    return sorted((item, value) for item in items for value in (len(item), 0))


def calls(tmp_path: Path) -> Counter[str]:
    log = tmp_path / "log"
    return Counter(log.read_text().split()) if log.exists() else Counter()


@pytest.mark.parametrize(
    ("what", "reason", "tries"),
    [
        pytest.param("skip", "unwanted", 1, id="the step skips it: final at once"),
        pytest.param("raise", "ValueError", 2, id="raises"),
        pytest.param("misfit", "ArrowInvalid", 1, id="a value that does not fit its column"),
        pytest.param("exit", "crash:7", 2, id="exits"),
        pytest.param("kill", "crash:-9", 2, id="killed"),
        pytest.param("segv", "crash:-11", 2, id="segmentation fault"),
        pytest.param("hang", "timeout", 2, id="hangs"),
        pytest.param("grow", "memory", 2, id="grows without bound"),
    ],
)
def test_one_bad_item_is_skipped_with_its_reason_and_costs_no_other(build, step, place, tmp_path, what, reason, tries):
    if what == "hang":
        step = replace(step, limits=replace(step.limits, timeout_s=3))
    assert build(step, {**GOOD, "bad": what}) == (41, 41)
    assert skipped(place) == {"bad": reason}
    assert rows(place) == expected(GOOD)
    assert calls(tmp_path)["bad"] == tries


def test_an_innocent_item_of_a_killed_worker_is_tried_again(build, step, place):
    build(step, {**GOOD, "victim": "once"})
    assert skipped(place) == {}
    assert rows(place) == expected({**GOOD, "victim": "once"})


def test_an_item_without_rows_is_neither_skipped_nor_lost(build, step, place):
    build(step, {"empty": "nothing"})
    record = commits.read_all(place.step("odd"))[0]
    assert (record.items, record.rows, record.skipped) == (1, 0, {})
    (path,) = of_step(place, "odd", "items").paths
    assert pq.read_table(path).to_pylist()[0]["summary"] == '{"looked": true}'


def test_items_are_rows_and_skipped_in_every_record(build, step, place):
    build(step, {**GOOD, "a": "skip", "b": "raise", "c": "nothing"})
    items = [row for path in of_step(place, "odd", "items").paths for row in pq.read_table(path).to_pylist()]
    assert len(items) == 43
    for record in commits.read_all(place.step("odd")):
        assert sum(record.skipped.values()) + record.rows // 2 <= record.items
    assert sum(record.items for record in commits.read_all(place.step("odd"))) == 43


def test_nothing_changed_runs_nothing(build, step, tmp_path):
    assert build(step, GOOD) == (40, 40)
    assert build(step, GOOD) == (0, 40)
    assert set(calls(tmp_path).values()) == {1}


def test_one_changed_item_runs_alone(build, step, place, tmp_path):
    build(step, GOOD)
    assert build(step, GOOD, digests={"item-7": "changed"}) == (1, 40)
    assert rows(place) == expected(GOOD)
    assert calls(tmp_path) == Counter({item: 2 if item == "item-7" else 1 for item in GOOD})


def test_an_added_item_runs_alone_and_a_removed_one_leaves(build, step, place):
    build(step, GOOD)
    changed = {**{item: what for item, what in GOOD.items() if item != "item-3"}, "new": "good"}
    assert build(step, changed) == (1, 40)
    assert rows(place) == expected(changed)


def test_all_items_removed_leaves_no_rows(build, step, place):
    build(step, GOOD)
    assert build(step, {}) == (0, 0)
    assert rows(place) == []
    assert not list(place.step("odd").glob("*-rows-*"))


def test_another_fingerprint_runs_everything(build, step):
    build(step, GOOD)
    assert build(replace(step, fingerprint="v2"), GOOD) == (40, 40)


def test_a_skipped_item_is_not_run_again_until_it_changes(build, step, place):
    build(step, {**GOOD, "bad": "raise"})
    assert build(step, {**GOOD, "bad": "raise"}) == (0, 41)
    assert build(step, {**GOOD, "bad": "good"}) == (1, 41)
    assert skipped(place) == {}


def test_workers_do_not_change_a_byte(build, step, place):
    build(step, GOOD)
    before = {record.key: record.digest for record in commits.read_all(place.step("odd"))}
    build(replace(step, fingerprint="v2", limits=replace(step.limits, workers=1)), GOOD)
    build(replace(step, limits=replace(step.limits, workers=1)), GOOD)
    assert {record.key: record.digest for record in commits.read_all(place.step("odd"))} == before


def test_a_truncated_partition_is_redone(build, step, place):
    build(step, GOOD)
    path = next(place.step("odd").glob("0-rows-*"))
    path.write_bytes(path.read_bytes()[:-10])
    ran, _ = build(step, GOOD)
    assert 0 < ran < 40
    assert rows(place) == expected(GOOD)


def test_a_flipped_byte_is_never_read(build, step, place):
    build(step, GOOD)
    path = next(place.step("odd").glob("0-rows-*"))
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    with pytest.raises(WorkspaceError, match="changed after its commit"):
        rows(place)


def test_what_was_skipped_for_a_reason_is_tried_again_alone(build, step, place, tmp_path):
    items = {**GOOD, "bad": "raise", "unwanted": "skip"}
    build(step, items)
    assert build(replace(step, retry=frozenset({"timeout"})), items) == (0, 42)
    assert build(replace(step, retry=frozenset({"ValueError"})), items) == (1, 42)
    assert skipped(place) == {"bad": "ValueError", "unwanted": "unwanted"}
    assert calls(tmp_path) == Counter({**dict.fromkeys(GOOD, 1), "bad": 4, "unwanted": 1})
    assert rows(place) == expected(GOOD)


def test_what_was_planned_is_not_read_once_it_was_changed(build, step, place):
    build(step, GOOD)
    path = place.step("odd") / "plan.parquet"
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    next(place.step("odd").glob("0.commit.json")).unlink()
    with pytest.raises(WorkspaceError, match=r"plan\.parquet was changed after it was planned: remove .*plan\.json"):
        build(step, GOOD)


def test_a_build_that_lost_its_lease_commits_nothing(build, step, place):
    with lease.lease(place) as held:
        (place.root / lease.LEASE).write_text('{"pid": 1, "host": "elsewhere", "token": "theirs"}')
        with pytest.raises(WorkspaceError, match="was taken over by process 1 on elsewhere"):
            build(step, GOOD, place=held)
    assert commits.read_all(place.step("odd")) == []


def test_memory_follows_the_rows_that_are_written_at_once(build, step, place, monkeypatch):
    monkeypatch.setattr(commits, "GROUP_ROWS", 7)
    build(step, GOOD)
    build(step, {**GOOD, "more": "good"}, digests={"item-7": "changed"})
    assert rows(place) == expected({**GOOD, "more": "good"})
    (path, *_) = of_step(place, "odd").paths
    sizes = [pq.ParquetFile(path).metadata.row_group(i).num_rows for i in range(pq.ParquetFile(path).num_row_groups)]
    assert set(sizes[:-1]) == {7}
    items = pq.read_table(path)["item"].to_pylist()
    assert items == sorted(items)
