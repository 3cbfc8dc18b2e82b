import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from multiprocessing import forkserver
from pathlib import Path
from types import ModuleType
from typing import Any

import odd_items
import psutil
import pyarrow as pa
import pytest

from builder.engine.child import Answer
from builder.engine.guard import BATCH, CONTEXT, Worker
from builder.engine.step import Limits
from builder.errors import PeatmossError

DRIVER = """
import sys
import pyarrow as pa
import odd_items
from builder.engine.guard import Worker
from builder.engine.step import Limits, Step
limits = Limits(workers=1, timeout_s=600, memory_mb=500)
step = Step("odd", "v1", pa.schema([("value", pa.int64())]), odd_items.run, limits)
items = [{"item": "a", "what": "good", "log": sys.argv[1]}, {"item": "b", "what": sys.argv[2], "log": sys.argv[1]}]
if __name__ == "__main__":
    with Worker(step) as worker:
        list(worker.run(items))
"""


@pytest.fixture
def worker(step) -> Iterator[Worker]:
    with Worker(step) as worker:
        yield worker


def items(*whats: str, log: Path | None = None) -> list[dict[str, str | None]]:
    return [{"item": f"{number:04d}", "what": what, "log": log and str(log)} for number, what in enumerate(whats)]


def summary(worker: Worker, *whats: str, **more: Path) -> tuple[list[tuple[int, str | None]], list[str]]:
    """(rows, reason) per item in order, and the items of the rows."""
    answers, rows = done(worker, items(*whats, **more))
    return [(answer.rows, answer.reason) for answer in answers], rows["item"].to_pylist()


def done(worker: Worker, given: list[dict[str, str | None]]) -> tuple[list[Answer], pa.Table]:
    """All answers and all rows."""
    parts = list(worker.run(given))
    rows = pa.concat_tables([worker.step.stored.empty_table(), *(table for _, table in parts)])
    return [answer for answers, _ in parts for answer in answers], rows


def test_nothing_to_do_starts_nothing(worker):
    answers, rows = done(worker, [])
    assert (answers, rows.num_rows, rows.schema) == ([], 0, worker.step.stored)
    assert worker.process is None


def test_answers_stand_in_the_order_of_the_items(worker):
    whats = (["good", "nothing", "skip"] * (BATCH + 1))[: 2 * BATCH + 5]
    answers, rows = summary(worker, *whats)
    told = {"good": (2, None), "nothing": (0, None), "skip": (0, "unwanted")}
    assert answers == [told[what] for what in whats]
    assert rows == sorted(f"{number:04d}" for number, what in enumerate(whats) if what == "good" for _ in range(2))


def test_one_child_serves_many_runs(worker):
    summary(worker, "good")
    pid = worker.process.pid
    assert summary(worker, "good", "raise", "misfit") == (
        [(2, None), (0, "ValueError"), (0, "ArrowInvalid")],
        ["0000"] * 2,
    )
    assert worker.process.pid == pid


def test_a_killed_child_is_replaced_by_another(worker):
    summary(worker, "good")
    pid = worker.process.pid
    os.kill(pid, signal.SIGKILL)
    worker.process.join()
    assert summary(worker, "good")[0] == [(2, None)]
    assert worker.process.pid != pid


@pytest.mark.parametrize("at", [0, BATCH - 1, BATCH + 7])
def test_wherever_an_item_kills_its_child_the_others_rows_are_there_once(worker, at):
    whats = ["good"] * (BATCH + 8)
    whats[at] = "kill"
    answers, rows = summary(worker, *whats)
    assert answers == [(0, "crash:-9") if number == at else (2, None) for number in range(BATCH + 8)]
    assert rows == sorted(f"{number:04d}" for number in range(BATCH + 8) if number != at for _ in range(2))


def test_rows_that_were_sent_before_a_crash_are_not_sent_again(worker, tmp_path):
    """Large items are sent on before their batch is done: they stand, and only what was held back is run again."""
    whats = ["many", "many", "many", "good", "kill", "good"]
    answers, rows = summary(worker, *whats, log=tmp_path / "log")
    assert answers == [(1500, None)] * 3 + [(2, None), (0, "crash:-9"), (2, None)]
    assert len(rows) == 3 * 1500 + 2 * 2
    runs = (tmp_path / "log").read_text().split()
    assert [runs.count(f"{number:04d}") for number in (0, 1, 4)] == [1, 1, 2]


@pytest.mark.parametrize("megabytes", [60, 90, 120, 150, 180, 400])
def test_an_answer_that_memory_does_not_hold_costs_its_item_quietly(step, capfd, megabytes):
    """Whether it is the column that does not fit, the stream made of the column, or the copy that is sent."""
    text = replace(step, schema=pa.schema([("value", pa.string())]))
    with Worker(text) as worker:
        answers, _ = done(worker, items(f"answer of {megabytes}", "nothing"))
    assert [answer.reason for answer in answers] in (["memory", None], [None, None])
    assert capfd.readouterr().err == ""


def test_every_item_that_kills_is_blamed_itself(worker):
    answers, rows = summary(worker, "kill", "good", "kill", "exit", "good", "raise")
    assert [reason for _, reason in answers] == ["crash:-9", None, "crash:-9", "crash:7", None, "ValueError"]
    assert rows == ["0001"] * 2 + ["0004"] * 2


def test_what_a_step_tells_of_a_fault_is_masked(worker):
    (answer,), _ = done(worker, items("raise"))
    assert (answer.reason, answer.detail) == ("ValueError", "a fault at <email>")
    (answer,), _ = done(worker, items("skip"))
    assert (answer.reason, answer.detail) == ("unwanted", "said so")


def test_a_summary_that_is_no_json_is_the_items_fault(worker):
    (answer,), rows = done(worker, items("odd summary"))
    assert (answer.rows, answer.reason, rows.num_rows) == (0, "TypeError", 0)


def test_a_step_that_ends_its_process_is_blamed(worker):
    assert summary(worker, "good", "sys.exit")[0] == [(2, None), (0, "crash:3")]


def test_a_step_that_prints_disturbs_nothing(worker):
    assert summary(worker, "print", "good")[0] == [(2, None)] * 2


def test_a_step_that_cannot_be_imported_is_told_by_its_name(step, monkeypatch):
    here = ModuleType("only_here")
    exec("def run(item): ...", vars(here))
    monkeypatch.setitem(sys.modules, "only_here", here)
    here.run.__module__ = "only_here"
    with Worker(replace(step, run=here.run)) as worker, pytest.raises(PeatmossError) as caught:
        done(worker, items("good"))
    assert str(caught.value).startswith("step odd: a worker process cannot run: ModuleNotFoundError")
    assert "\n" not in str(caught.value)


def test_a_limit_that_the_system_refuses_is_told_by_the_steps_name(step):
    huge = replace(step, limits=Limits(workers=1, timeout_s=5, memory_mb=10**16))
    with Worker(huge) as worker, pytest.raises(PeatmossError, match="step odd: a worker process"):
        done(worker, items("good"))


def test_the_child_is_gone_when_its_work_is(step):
    with Worker(step) as worker:
        summary(worker, "good")
        pid = worker.process.pid
    assert not psutil.pid_exists(pid)


@pytest.mark.parametrize("what", ["hang", "stuck"])
def test_the_children_die_with_the_build(tmp_path, what):
    """The build is killed while an item hangs, asleep or in a loop that no thread interrupts: nothing of it stays."""
    (tmp_path / "driver.py").write_text(DRIVER)
    environment = {**os.environ, "PYTHONPATH": str(Path(odd_items.__file__).parent)}
    log = tmp_path / "log"
    driver = subprocess.Popen([sys.executable, str(tmp_path / "driver.py"), str(log), what], env=environment)
    try:
        deadline = time.monotonic() + 600
        while not (log.exists() and len(log.read_text().split()) == 2):
            assert time.monotonic() < deadline
            assert driver.poll() is None
            time.sleep(0.02)
        family = psutil.Process(driver.pid).children(recursive=True)
        assert family
    finally:
        driver.kill()
        driver.wait()
    _, alive = psutil.wait_procs(family, timeout=300)
    for process in alive:
        process.kill()
    assert alive == []


def killing(worker: Worker, times: int, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Has so many of the worker's children killed as soon as they are there; their numbers."""
    start, killed = CONTEXT.Process.start, []

    def started(process: Any) -> None:
        start(process)
        if len(killed) < times:
            killed.append(process.pid)
            os.kill(process.pid, signal.SIGKILL)

    monkeypatch.setattr(CONTEXT.Process, "start", started)
    return killed


def test_a_child_that_is_killed_in_its_first_moment_costs_another_start(worker, monkeypatch):
    killed = killing(worker, 3, monkeypatch)
    assert summary(worker, "good", "kill", "good")[0] == [(2, None), (0, "crash:-9"), (2, None)]
    assert len(set(killed)) == 3


def test_children_that_are_killed_whenever_they_start_are_told(worker, monkeypatch):
    killing(worker, 1000, monkeypatch)
    said = r"step odd: a worker process cannot run: it ended at its start \(crash:-9\), 5 times"
    with pytest.raises(PeatmossError, match=said):
        done(worker, items("good"))
    assert worker.process is None


def test_a_forkserver_that_is_killed_is_started_again(worker):
    assert summary(worker, "good")[0] == [(2, None)]
    worker.stop()
    server = vars(forkserver)["_forkserver"]._forkserver_pid
    os.kill(server, signal.SIGKILL)
    assert summary(worker, "good")[0] == [(2, None)]
