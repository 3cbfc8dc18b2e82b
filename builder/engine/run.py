"""Runs a step: the partitions that are not done, each item once, every partition committed whole."""

import queue
import signal
import threading
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, TypeAlias

import pyarrow as pa

from builder.engine import commits, lease, progress
from builder.engine.carried import Carried, in_order, sealed
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
