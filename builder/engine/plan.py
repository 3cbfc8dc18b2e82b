"""Which items a step has to work on, frozen to a file and sorted by partition, with what each item needs."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from builder.engine.durable import digest, read_json, replacing, sha256, write_json
from builder.engine.ordered import ordered
from builder.engine.slices import cut
from builder.engine.sql import quoted
from builder.engine.step import Step
from builder.engine.workspace import Workspace
from builder.errors import DamagedError

VERSION = 2
GROUP_ROWS = 256  # of a row group: what is in memory at once, and what a small partition reads of its neighbours


@dataclass(frozen=True)
class Part:
    """One partition of a plan: how many items, and the digest of items, their digests and the step's fingerprint."""

    key: str
    number: int
    items: int
    inputs: str


@dataclass(frozen=True)
class Plan:
    """The partitions of a step that hold items, and the file with the items under its hash."""

    path: Path
    inputs: str
    sha256: str
    parts: tuple[Part, ...]

    @property
    def items(self) -> int:
        """Items in all."""
        return sum(part.items for part in self.parts)

    def verify(self) -> None:
        """DamagedError where the file with the items is not what was planned."""
        if not self.path.is_file() or sha256(self.path) != self.sha256:
            record = self.path.with_suffix(".json")
            message = f"{self.path} was changed after it was planned: remove {record} and build again"
            raise DamagedError(message, record)


def make(
    workspace: Workspace,
    connection: duckdb.DuckDBPyConnection,
    step: Step,
    query: str,
    inputs: str,
    check: Callable[[], object] = lambda: None,
) -> Plan:
    """Plans a step: `query` gives `item` (unique), `digest` and the columns that `run` gets.

    `inputs` is the digest of all the query reads; where it is that of the last plan, that plan is taken as it stands.
    Else `check` is called first: it raises where what the query reads was changed after its commit.
    """
    folder = workspace.step(step.name)
    inputs = digest(VERSION, inputs, step.fingerprint, query)
    known = read_json(folder / "plan.json")
    if known and known.get("inputs") == inputs and (folder / "plan.parquet").is_file():
        return _plan(folder, known)
    check()
    folder.mkdir(parents=True, exist_ok=True)
    with replacing(folder / "plan.parquet") as path:
        _write(workspace, connection, step, query, path)
        (folder / "plan.json").unlink(missing_ok=True)  # a kill must not leave it beside the items of another plan
    planned = f"FROM read_parquet({quoted(str(folder / 'plan.parquet'))})"
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
    value: dict[str, Any] = {"inputs": inputs, "sha256": sha256(folder / "plan.parquet"), "parts": parts}
    write_json(folder / "plan.json", value)
    return _plan(folder, value)


def _write(workspace: Workspace, connection: duckdb.DuckDBPyConnection, step: Step, query: str, path: Path) -> None:
    """The items by partition and name; AssertionError where one was planned twice."""
    dealt = f"SELECT (md5_number_lower(item) % {workspace.partitions})::INT AS partition, * FROM ({query})"
    schema = connection.sql(f"SELECT * FROM ({dealt}) LIMIT 0").to_arrow_table().schema
    last = pa.array([], pa.string())
    with pq.ParquetWriter(path, schema, compression="zstd") as writer:
        spill = workspace.root / "spill" / f"plan-{step.name}"
        for part in ordered(connection, dealt, ("partition", "item"), schema, spill):
            items = pa.concat_arrays([last, part["item"].combine_chunks().cast(pa.string())])
            twice = items[1:].filter(pc.equal(items[1:], items[:-1]))
            if len(twice):
                raise AssertionError(f"step {step.name}: item {twice[0]} was planned twice")
            last = items[-1:]
            for group in cut(part.to_batches(), schema, GROUP_ROWS):
                writer.write_table(group)


def current(workspace: Workspace, step: str) -> Plan | None:
    """The plan that a step was last given, None where it has none."""
    folder = workspace.step(step)
    known = read_json(folder / "plan.json")
    return _plan(folder, known) if known else None


def _plan(folder: Path, value: dict[str, Any]) -> Plan:
    try:
        parts = tuple(Part(**part) for part in value["parts"])
        return Plan(folder / "plan.parquet", value["inputs"], value["sha256"], parts)
    except (KeyError, TypeError) as error:  # without a checksum: an older version wrote it
        record = folder / "plan.json"
        raise DamagedError(f"{record} is damaged: remove that file and build again", record) from error


class PlanFile:
    """Reads single partitions out of a plan's file, touching only the row groups that hold them."""

    def __init__(self, plan: Plan) -> None:
        self.file = pq.ParquetFile(plan.path)
        metadata = self.file.metadata
        spans = (metadata.row_group(i).column(0).statistics for i in range(metadata.num_row_groups))
        self.spans = [(span.min, span.max) for span in spans]

    def items(self, number: int, columns: list[str] | None = None) -> Iterator[pa.Table]:
        """Items of one partition in their order, some at a time, without the column `partition`."""
        for group in (i for i, (low, high) in enumerate(self.spans) if low <= number <= high):
            read = None if columns is None else ["partition", *columns]
            table = self.file.read_row_group(group, columns=read, use_threads=False)
            yield table.filter(pc.equal(table["partition"], number)).drop_columns(["partition"])
