"""Which items a step has to work on, frozen to a file and sorted by partition, with what each item needs."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from builder.engine.durable import digest, read_json, replacing, write_json
from builder.engine.step import Step
from builder.engine.workspace import Workspace


@dataclass(frozen=True)
class Part:
    """One partition of a plan: how many items, and the digest of items, their digests and the step's fingerprint."""

    key: str
    number: int
    items: int
    inputs: str


@dataclass(frozen=True)
class Plan:
    """The partitions of a step that hold items, and the file with the items."""

    path: Path
    inputs: str
    parts: tuple[Part, ...]

    @property
    def items(self) -> int:
        """Items in all."""
        return sum(part.items for part in self.parts)


def make(workspace: Workspace, connection: duckdb.DuckDBPyConnection, step: Step, query: str, inputs: str) -> Plan:
    """Plans a step: `query` gives `item` (unique), `digest` and the columns that `run` gets.

    `inputs` is the digest of all the query reads; where it is that of the last plan, that plan is taken as it stands.
    """
    folder = workspace.step(step.name)
    inputs = digest(inputs, step.fingerprint, query)
    known = read_json(folder / "plan.json")
    if known and known["inputs"] == inputs and (folder / "plan.parquet").is_file():
        return _plan(folder, known)
    folder.mkdir(parents=True, exist_ok=True)
    with replacing(folder / "plan.parquet") as path:
        connection.execute(
            f"COPY (SELECT (md5_number_lower(item) % {workspace.partitions})::INT AS partition, * FROM ({query})"
            f" ORDER BY partition, item) TO '{sql_text(str(path))}'"
            " (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 2048)"
        )
        (folder / "plan.json").unlink(missing_ok=True)  # a kill must not leave it beside the items of another plan
    planned = f"FROM read_parquet('{sql_text(str(folder / 'plan.parquet'))}')"
    twice = connection.execute(f"SELECT item {planned} GROUP BY item HAVING count(*) > 1 LIMIT 1").fetchall()
    if twice:
        raise AssertionError(f"step {step.name}: item {twice[0][0]} was planned twice")
    # XOR of hashes: the same for any order of items, in constant memory
    rows = connection.execute(
        f"SELECT partition, count(*), bit_xor(md5_number(item || chr(31) || digest))::VARCHAR {planned}"
        " GROUP BY partition ORDER BY partition"
    ).fetchall()
    width = len(str(workspace.partitions - 1))
    parts = [
        {"key": f"{number:0{width}d}", "number": number, "items": items, "inputs": digest(seal, step.fingerprint)}
        for number, items, seal in rows
    ]
    value: dict[str, Any] = {"inputs": inputs, "parts": parts}
    write_json(folder / "plan.json", value)
    return _plan(folder, value)


def current(workspace: Workspace, step: str) -> Plan | None:
    """The plan that a step was last given, None where it has none."""
    folder = workspace.step(step)
    known = read_json(folder / "plan.json")
    return _plan(folder, known) if known else None


def _plan(folder: Path, value: dict[str, Any]) -> Plan:
    return Plan(folder / "plan.parquet", value["inputs"], tuple(Part(**part) for part in value["parts"]))


class PlanFile:
    """Reads single partitions out of a plan's file, touching only the row groups that hold them."""

    def __init__(self, plan: Plan) -> None:
        self.file = pq.ParquetFile(plan.path)
        metadata = self.file.metadata
        spans = (metadata.row_group(i).column(0).statistics for i in range(metadata.num_row_groups))
        self.spans = [(span.min, span.max) for span in spans]

    def items(self, number: int) -> pa.Table:
        """Items of one partition in their order, without the column `partition`."""
        groups = [i for i, (low, high) in enumerate(self.spans) if low <= number <= high]
        table = self.file.read_row_groups(groups, use_threads=False)
        return table.filter(pc.equal(table["partition"], number)).drop_columns(["partition"])


def sql_text(value: str) -> str:
    """A string made safe to stand between single quotes in SQL."""
    return value.replace("'", "''")
