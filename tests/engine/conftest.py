from collections.abc import Callable
from pathlib import Path
from typing import Any

import odd_items
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from builder.engine import plan, workspace
from builder.engine.durable import sha256
from builder.engine.run import run_step
from builder.engine.step import Limits, Step
from builder.engine.workspace import Workspace

SCHEMA = pa.schema([("value", pa.int64())])


@pytest.fixture
def place(tmp_path: Path) -> Workspace:
    return workspace.create(tmp_path / "work", partitions=3)


@pytest.fixture
def step() -> Step:
    return Step("odd", "v1", SCHEMA, odd_items.run, Limits(workers=2, timeout_s=300, memory_mb=300))


@pytest.fixture
def build(place: Workspace, tmp_path: Path) -> Callable[..., tuple[int, int]]:
    """Plans and runs a step over {item: what}; an item's digest is what it does unless given."""

    def build(step: Step, items: dict[str, str], **more: Any) -> tuple[int, int]:
        table = pa.table(
            {
                "item": list(items),
                "digest": [str(more.get("digests", {}).get(item, what)) for item, what in items.items()],
                "what": list(items.values()),
                "log": [str(tmp_path / "log")] * len(items),
            },
            schema=pa.schema([(name, pa.string()) for name in ("item", "digest", "what", "log")]),
        )
        path = tmp_path / "items.parquet"
        pq.write_table(table, path)
        within = more.get("place", place)
        with workspace.connect(within) as connection:
            planned = plan.make(within, connection, step, f"SELECT * FROM read_parquet('{path}')", sha256(path))
        return run_step(within, step, planned, lambda items: None)

    return build
