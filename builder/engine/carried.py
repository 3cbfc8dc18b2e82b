"""What a partition's last commit still holds good of: rows of the items that have not changed, in little memory."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Self

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from builder.engine import commits
from builder.engine.plan import Part, PlanFile
from builder.engine.step import ITEMS_SCHEMA, Step

BATCH_ROWS = 1024


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
