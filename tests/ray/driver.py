"""Builds the step of odd items, and no more, on the engine asked for: python driver.py ENGINE WORK [ADDRESS].

The items are those of WORK.json. Prints how many were run and how many there are, or the one line of an error.
"""

import contextlib
import json
import sys
from pathlib import Path

import odd_items
import pyarrow as pa
import pyarrow.parquet as pq

from builder.engine import cluster, lease, plan, workspace
from builder.engine.durable import sha256
from builder.engine.run import run_step
from builder.engine.step import Limits, Step
from builder.errors import PeatmossError

COLUMNS = ("item", "digest", "what", "log")


def main(engine: str, work: str, address: str | None = None) -> None:
    items = json.loads(Path(f"{work}.json").read_text())
    columns = [list(items), list(items.values()), list(items.values()), [f"{work}.log"] * len(items)]
    rows = Path(f"{work}.parquet")
    pq.write_table(pa.table([pa.array(column, pa.string()) for column in columns], COLUMNS), rows)
    limits = Limits(workers=2, timeout_s=4, memory_mb=200)
    step = Step("odd", "v1", pa.schema([("value", pa.int64())]), odd_items.run, limits)
    with lease.lease(workspace.create(Path(work), partitions=8)) as place:
        with workspace.connect(place) as connection:
            query = f"SELECT * FROM read_parquet('{rows}')"
            planned = plan.make(place, connection, step, query, sha256(rows))
        with cluster.cluster(address, limits.workers) if engine == "ray" else contextlib.nullcontext() as chosen:
            print(*run_step(place, step, planned, lambda items: None, chosen), flush=True)


if __name__ == "__main__":
    try:
        main(*sys.argv[1:])
    except PeatmossError as error:
        sys.exit(f"peatmoss: {error}")
