"""Runs a step: the partitions that are not done, each item once, every partition committed whole.

Rows of items that have not changed are carried over from a partition's last commit, in little memory.
"""

import queue
import signal
import threading
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Self, TypeAlias

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from builder.engine import commits, lease, progress
from builder.engine.child import Answer
from builder.engine.commits import Commit
from builder.engine.guard import Worker
from builder.engine.plan import Part, Plan, PlanFile
from builder.engine.step import ITEMS_SCHEMA, Step
from builder.engine.workspace import Workspace

BATCH_ROWS = 1024  # of carried rows, held at once
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
    progress.clear(folder)
    todo: list[Part] = []
    for part in plan.parts:
        done = commits.read(folder, part.key)
        if done and done.inputs == part.inputs and commits.whole(folder, done) and not step.retry & done.skipped.keys():
            advance(part.items)
        else:
            todo.append(part)
    ran = 0
    if todo:
        plan.verify()
        progress.begin(folder, plan.items - sum(part.items for part in todo))
        ran = (engine or local)(workspace, step, plan, todo, advance)
    lease.check(workspace)
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
    with progress.running(folder, part.key, part.items):
        carried = Carried.of(folder, part, step, file)
        new: list[pa.Table] = []
        with commits.parquet(folder, f"{part.key}-rows", step.stored) as sink:
            for asked, answers, rows in _answered(worker, carried.left(file.items(part.number))):
                sink.write(in_order(pa.concat_tables([carried.until(asked[-1]["item"]), rows])))
                new.append(_items(asked, answers, step))
            sink.write(carried.until(None))
        items = pa.concat_tables([carried.items, *new]).sort_by("item")
        skipped = Counter(items["reason"].drop_null().to_pylist())
        files = {"rows": sink.file, "items": commits.write_parquet(folder, f"{part.key}-items", items)}
        lease.check(workspace)
        commits.write(folder, Commit(part.key, part.inputs, part.items, sink.rows, dict(skipped), files))
    return sum(table.num_rows for table in new)


Items: TypeAlias = list[dict[str, Any]]


def _answered(worker: Worker, items: Iterable[dict[str, Any]]) -> Iterator[tuple[Items, list[Answer], pa.Table]]:
    """Items with their answers and rows, some at a time, in their order."""
    asked: deque[dict[str, Any]] = deque()

    def given() -> Iterator[dict[str, Any]]:
        for item in items:
            asked.append({"item": item["item"], "digest": item["digest"]})
            yield item

    for answers, rows in worker.run(given()):
        yield [asked.popleft() for _ in answers], answers, rows


def _items(asked: Items, answers: list[Answer], step: Step) -> pa.Table:
    return pa.table(
        {
            "item": [item["item"] for item in asked],
            "digest": [sealed(item["digest"], step) for item in asked],
            "rows": [answer.rows for answer in answers],
            "reason": [answer.reason for answer in answers],
            "detail": [answer.detail for answer in answers],
            "summary": [answer.summary for answer in answers],
        },
        schema=ITEMS_SCHEMA,
    )


class Carried:
    """Items whose digest is that of the last commit, and their rows, taken in the order of the items."""

    def __init__(self, items: pa.Table, rows: Iterator[pa.Table], empty: pa.Table) -> None:
        self.items = items
        self._rows = rows
        self._held = self._empty = empty

    @classmethod
    def of(cls, folder: Path, part: Part, step: Step, file: PlanFile) -> Self:
        """Of a partition: same item, same digest, same fingerprint, and not skipped for a reason to try again."""
        empty = step.stored.empty_table()
        last = commits.read(folder, part.key)
        if last is None or not commits.whole(folder, last):
            return cls(ITEMS_SCHEMA.empty_table(), iter(()), empty)
        (items,), (rows,) = (commits.verify(folder, [last], role) for role in ("items", "rows"))
        planned = pa.concat_tables(file.items(part.number, ["item", "digest"]))
        digests = pa.array([sealed(digest, step) for digest in planned["digest"].to_pylist()], pa.string())
        before = pq.read_table(items)
        if step.retry:
            again = pc.is_in(before["reason"], pa.array(sorted(step.retry)))
            before = before.filter(pc.invert(again))
        wanted = pa.table({"item": planned["item"], "digest": digests})
        same = before.join(wanted, ["item", "digest"], join_type="inner", use_threads=False)
        same = same.select(ITEMS_SCHEMA.names).cast(ITEMS_SCHEMA)
        return cls(same, _rows(rows, same["item"]), empty)

    def left(self, planned: Iterable[pa.Table]) -> Iterator[dict[str, Any]]:
        """The items of the plan that have to be run."""
        for table in planned:
            yield from table.filter(pc.invert(pc.is_in(table["item"], self.items["item"]))).to_pylist()

    def until(self, item: str | None) -> pa.Table:
        """The rows that come up to an item (None: to the end), each once."""
        taken = []
        while True:
            past = self._held.num_rows if item is None else pc.sum(pc.less_equal(self._held["item"], item)).as_py() or 0
            taken.append(self._held.slice(0, past))
            self._held = self._held.slice(past)
            if self._held.num_rows or (more := next(self._rows, None)) is None:
                return pa.concat_tables(taken)
            self._held = more


def _rows(path: str, items: pa.ChunkedArray) -> Iterator[pa.Table]:
    with pq.ParquetFile(path) as file:
        for batch in file.iter_batches(batch_size=BATCH_ROWS, use_threads=False):
            table = pa.Table.from_batches([batch])
            kept = table.filter(pc.is_in(table["item"], items))
            if kept.num_rows:
                yield kept


def sealed(digest: str, step: Step) -> str:
    """An item's digest together with the step's fingerprint: what its rows depend on."""
    return f"{digest}/{step.fingerprint}"


def in_order(rows: pa.Table) -> pa.Table:
    """Rows by item, each item's in the order it gave them: the same whoever ran first."""
    order = pa.table({"item": rows["item"], "at": pa.array(range(rows.num_rows), pa.int64())})
    return rows.take(pc.sort_indices(order, [("item", "ascending", "at_end"), ("at", "ascending", "at_end")]))
