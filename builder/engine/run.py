"""Runs a step: the partitions that are not done, each item once, every partition committed whole."""

import queue
import signal
import threading
from collections import Counter
from collections.abc import Callable, Sequence
from typing import TypeAlias

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from builder.engine import commits
from builder.engine.child import Answer
from builder.engine.commits import Commit
from builder.engine.guard import Worker
from builder.engine.plan import Part, Plan, PlanFile
from builder.engine.step import ITEMS_SCHEMA, Step
from builder.engine.workspace import Workspace


# Runs partitions, each with `run_partition`, wherever there is room; gives how many items ran. It tells `advance` the
# items of each partition as it is committed; the first error ends the run.
Engine: TypeAlias = Callable[[Workspace, Step, Plan, Sequence[Part], Callable[[int], None]], int]


def run_step(
    workspace: Workspace, step: Step, plan: Plan, advance: Callable[[int], None], engine: Engine | None = None
) -> tuple[int, int]:
    """Runs what the plan asks for and is not done; gives (items run, items in the plan).

    Afterwards the commit records of the step are those of the plan's partitions and no others.
    """
    folder = workspace.step(step.name)
    todo: list[Part] = []
    for part in plan.parts:
        done = commits.read(folder, part.key)
        if done and done.inputs == part.inputs and commits.whole(folder, done):
            advance(part.items)
        else:
            todo.append(part)
    ran = (engine or local)(workspace, step, plan, todo, advance) if todo else 0
    commits.drop(folder, (part.key for part in plan.parts), spare=plan.path.name)
    return ran, plan.items


def local(workspace: Workspace, step: Step, plan: Plan, todo: Sequence[Part], advance: Callable[[int], None]) -> int:
    """The engine of one machine: a thread per slot, each with its own child; the first error stops them all."""
    waiting: queue.SimpleQueue[Part] = queue.SimpleQueue()
    for part in todo:
        waiting.put(part)
    errors: list[BaseException] = []
    ran: list[int] = []
    stopped = threading.Event()

    def slot() -> None:
        # Ctrl-C goes to every process of the terminal: what is started here inherits that it does not hear it
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            file = PlanFile(plan)
            with Worker(step) as worker:
                while not stopped.is_set():
                    try:
                        part = waiting.get_nowait()
                    except queue.Empty:
                        return
                    ran.append(run_partition(workspace, step, part, file, worker))
                    advance(part.items)
        except BaseException as error:
            errors.append(error)
            stopped.set()

    threads = [threading.Thread(target=slot, daemon=True) for _ in range(min(step.limits.workers, len(todo)))]
    for thread in threads:
        thread.start()
    try:
        for thread in threads:
            thread.join()
    finally:
        stopped.set()
    if errors:
        raise errors[0]
    return sum(ran)


def run_partition(workspace: Workspace, step: Step, part: Part, file: PlanFile, worker: Worker) -> int:
    """Runs the items of one partition whose digest changed, carries over the others' rows, commits; items run.

    Order of writing: the rows, the items, then the record. A kill at any moment leaves the old record or the new.
    """
    folder = workspace.step(step.name)
    planned = file.items(part.number)
    kept_rows, kept_items = _carried(workspace, step, part, planned)
    todo = planned.filter(pc.invert(pc.is_in(planned["item"], kept_items["item"])))
    answers, new_rows = worker.run(todo.to_pylist())
    rows = _in_order(pa.concat_tables([kept_rows, new_rows]))
    items = pa.concat_tables([kept_items, _items(todo, answers, step)]).sort_by("item")
    skipped = Counter(items["reason"].drop_null().to_pylist())
    files = {
        "rows": commits.write_parquet(folder, f"{part.key}-rows", rows),
        "items": commits.write_parquet(folder, f"{part.key}-items", items),
    }
    commits.write(folder, Commit(part.key, part.inputs, part.items, rows.num_rows, dict(skipped), files))
    return int(todo.num_rows)


def _carried(workspace: Workspace, step: Step, part: Part, planned: pa.Table) -> tuple[pa.Table, pa.Table]:
    """Rows and items of the partition's last commit that still hold: same item, same digest, same fingerprint."""
    folder = workspace.step(step.name)
    last = commits.read(folder, part.key)
    if last is None or not commits.whole(folder, last):
        return step.stored.empty_table(), ITEMS_SCHEMA.empty_table()
    before = pq.read_table(commits.verify(folder, [last], "items")[0])
    wanted = pa.table({"item": planned["item"], "digest": _sealed(planned["digest"], step)})
    same = before.join(wanted, ["item", "digest"], join_type="inner", use_threads=False).select(ITEMS_SCHEMA.names)
    if same.num_rows == 0:
        return step.stored.empty_table(), ITEMS_SCHEMA.empty_table()
    rows = pq.read_table(commits.verify(folder, [last], "rows")[0])
    return rows.filter(pc.is_in(rows["item"], same["item"])), same.cast(ITEMS_SCHEMA)


def _sealed(digests: pa.ChunkedArray, step: Step) -> pa.ChunkedArray:
    """An item's digest together with the step's fingerprint: what its rows depend on."""
    return pc.binary_join_element_wise(digests, pa.scalar(step.fingerprint), "/")


def _items(todo: pa.Table, answers: list[Answer], step: Step) -> pa.Table:
    return pa.table(
        {
            "item": todo["item"],
            "digest": _sealed(todo["digest"], step),
            "rows": [answer.rows for answer in answers],
            "reason": [answer.reason for answer in answers],
            "detail": [answer.detail for answer in answers],
            "summary": [answer.summary for answer in answers],
        },
        schema=ITEMS_SCHEMA,
    )


def _in_order(rows: pa.Table) -> pa.Table:
    """Rows by item, each item's in the order it gave them: the same whoever ran first."""
    order = pa.table({"item": rows["item"], "at": pa.array(range(rows.num_rows), pa.int64())})
    return rows.take(pc.sort_indices(order, [("item", "ascending", "at_end"), ("at", "ascending", "at_end")]))
