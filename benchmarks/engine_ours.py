"""One measurement of ours, or of a limit beside it, in a process of its own: python engine_ours.py WHAT ARGUMENT...

Called by engine.py; the last line printed is JSON.
"""

import functools
import json
import resource
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from engine_stage import PARTS, WORKERS, items, processor, timed, work

Found = dict[str, Any]


def bare(folder: str, count: str, rounds: str, times: str) -> Found:
    """A pool of the standard library with no guarantees: rows are collected in memory, as map gives them."""
    todo = list(items(int(count), int(rounds)))
    rows: list[Found] = []

    def once(turn: int) -> None:
        rows.clear()
        with ProcessPoolExecutor(WORKERS) as pool:
            for item, row in zip(todo, pool.map(work, todo, chunksize=32), strict=True):
                rows.append({"item": item["item"], **row})

    try:
        return timed(once, int(times))
    except BrokenProcessPool as error:
        return {"error": type(error).__name__, **_tally([row["item"] for row in rows], len(todo))}


def ours(folder: str, count: str, rounds: str, times: str) -> Found:
    """Plans and runs the stage, each time in a workspace of its own; `planned` is the planning's share."""
    write_items(f"{folder}/items.parquet", count, rounds)
    planned: list[float] = []

    def once(turn: int) -> None:
        planned.append(run(f"{folder}/work-{turn}", f"{folder}/items.parquet", "first")["planned"])

    return {**timed(once, int(times)), "planned": planned}


def guard(count: str) -> Found:
    """Microseconds per item of no work at all: called directly, through the guard, through a bare pool of one."""
    from builder.engine.guard import Worker

    todo = list(items(int(count), 0))

    def drain(answers: Iterable[object]) -> None:
        for _ in answers:
            pass

    with Worker(_step()) as worker, ProcessPoolExecutor(1) as pool:
        ways: dict[str, Callable[[list[Found]], None]] = {
            "direct": lambda some: drain(map(work, some)),
            "guard": lambda some: drain(worker.run(some)),
            "pool": lambda some: drain(pool.map(work, some, chunksize=32)),
        }
        found = {}
        for name, way in ways.items():
            way(todo[:1])  # the child is there
            started = time.perf_counter()
            way(todo)
            found[name] = (time.perf_counter() - started) / len(todo) * 1e6
    return found


def plan(place: str, path: str, inputs: str) -> Found:
    """Plans the items of a file."""
    before = processor()
    with _planned(place, path, inputs) as (_, _, made, seconds):
        return {"items": made.items, "seconds": seconds, "processor": processor() - before}


def limit(path: str, target: str) -> Found:
    """What planning cannot undercut: pyarrow reads the items and writes them."""
    import pyarrow.parquet as pq

    started, before = time.perf_counter(), processor()
    pq.write_table(pq.read_table(path), target, compression="zstd")
    return {"seconds": time.perf_counter() - started, "processor": processor() - before}


def run(place: str, path: str, inputs: str, rows: str = "1") -> Found:
    """Plans the items of a file and runs what is not done; with the peak of the driver's own memory in MB."""
    from builder.engine.run import run_step

    started, before = time.perf_counter(), processor()
    with _planned(place, path, inputs, int(rows)) as (workspace, step, made, planned):
        ran, whole = run_step(workspace, step, made, lambda items: None)
    seconds, spent = time.perf_counter() - started, processor() - before
    unit = 1 if sys.platform == "darwin" else 1024
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6
    return {"ran": ran, "items": whole, "planned": planned, "seconds": seconds, "processor": spent, "peak": peak}


@contextmanager
def _planned(place: str, path: str, inputs: str, rows: int = 1) -> Iterator[tuple[Any, Any, Any, float]]:
    """A workspace that is held, the step, its plan and the seconds that planning took."""
    from builder.engine import lease, plan, workspace

    step = _step(rows)
    with lease.lease(workspace.create(Path(place), PARTS)) as held:
        started = time.perf_counter()
        with workspace.connect(held) as connection:
            made = plan.make(held, connection, step, f"SELECT * FROM read_parquet('{path}')", inputs)
        yield held, step, made, time.perf_counter() - started


def _step(rows: int = 1) -> Any:  # noqa: ANN401 - imported inside, for the bare pool's start
    import pyarrow as pa

    from builder.engine.step import Limits, Step

    run = functools.partial(_result, rows=rows)
    return Step("hashed", "v1", pa.schema([("value", pa.string())]), run, Limits(WORKERS, 60, 1000))


def _result(item: Found, rows: int) -> Any:  # noqa: ANN401
    from builder.engine.step import Result

    return Result([work(item)] * rows)


def write_items(path: str, count: str, rounds: str, changed: str = "0") -> Found:
    """Writes the items to a file; where `changed` is n, every n-th one has another digest."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    table = pa.Table.from_pylist(list(items(int(count), int(rounds))))
    if every := int(changed):
        digests = [f"{one}!" if at % every == 0 else one for at, one in enumerate(table["digest"].to_pylist())]
        table = table.set_column(1, "digest", pa.array(digests))
    pq.write_table(table, path)
    return {}


def count(folder: str, total: str) -> Found:
    """What a run left: items without a row, rows too many, skipped items, files that cannot be read.

    Of a workspace the committed files count, else all there are.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    from builder.engine import commits

    done = Path(folder, "work-0/steps/hashed")
    records = commits.read_all(done)
    paths = [done / record.files["rows"].name for record in records] or sorted(Path(folder).rglob("*.parquet"))
    names: list[str] = []
    unreadable = 0
    for path in paths:
        try:
            table = pq.read_table(path)
        except (pa.ArrowInvalid, OSError):
            unreadable += 1
            continue
        names += table["item" if "item" in table.column_names else "id"].to_pylist()
    skipped = sum(sum(record.skipped.values()) for record in records)
    return {**_tally(names, int(total)), "unreadable": unreadable, "skipped": skipped}


def _tally(names: list[str], total: int) -> Found:
    found = Counter(names)
    return {"lost": total - len(found), "twice": len(names) - len(found), "unreadable": 0, "skipped": 0}


COMMANDS = {"bare": bare, "ours": ours, "guard": guard, "plan": plan, "limit": limit, "run": run}
COMMANDS |= {"items": write_items, "count": count}

if __name__ == "__main__":
    print(json.dumps(COMMANDS[sys.argv[1]](*sys.argv[2:])))
