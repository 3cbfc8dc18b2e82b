"""What a workspace has done: per step items, rows, skipped by reason, and what is left."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pyarrow.compute as pc
import pyarrow.parquet as pq

from builder import schemas
from builder.engine import commits, journal, lease, plan, progress
from builder.engine.commits import Commit
from builder.engine.durable import read_json
from builder.engine.workspace import Workspace

STEPS = ("snapshots", "repositories", "mappings", "history", "licenses", "questions", "extraction")


@dataclass(frozen=True)
class Line:
    """One step: `items` planned, `done` of them, rows they gave, skipped by reason; done = rows' items + skipped.

    `running` are in partitions that a build works on now; `rate` is items per second of the step's last run.
    """

    step: str
    items: int
    done: int
    rows: int
    skipped: dict[str, int]
    running: int = 0
    rate: float | None = None

    @property
    def left(self) -> int:
        """Items that are neither done nor being worked on."""
        return self.items - self.done - self.running

    @property
    def seconds_left(self) -> float | None:
        """How long the rest takes at that rate; None where nothing is running, or nothing tells."""
        return (self.items - self.done) / self.rate if self.running and self.rate else None


def state(workspace: Workspace) -> str:
    """What the last build of a workspace is doing, or came to."""
    run = read_json(workspace.root / "run.json") or {}
    if lease.is_held(workspace):
        holder = lease.holder(workspace) or {}
        named = f" (process {holder['pid']} on {holder['host']} since {holder['since']})" if "pid" in holder else ""
        return f"a build is running{named}"
    if not run:
        return "nothing was built here yet"
    if run["finished"]:
        return f"the last build finished (data as of {run['as_of']})"
    return "the last build did not finish: run it again to continue"


def read(workspace: Workspace) -> list[Line]:
    """Sources of the last build in the order of their names, steps, then merged tables."""
    alive = lease.is_held(workspace)
    lines = [_line(f"collect {source}", found, None) for source, _, found in _collected(workspace)]
    for step, folder, found, planned in _steps(workspace):
        lines.append(_running(_line(step, found, planned), folder, found, alive))
    merged = commits.read_each(workspace.tables, schemas.BY_NAME)
    return [*lines, *(_line(f"merge {table}", [commit], None) for table, commit in merged.items())]


def skipped(
    workspace: Workspace, only: str | None, reason: str | None = None, item: str | None = None
) -> Iterator[tuple[str, str, str, str | None]]:
    """(step, reason, item, detail) of what gave no row; of one reason alone, or of items with `item` in their name."""
    found = [(f"collect {source}", folder, done) for source, folder, done in _collected(workspace)]
    found += [(step, folder, done) for step, folder, done, _ in _steps(workspace)]
    for step, folder, done in found:
        if only is not None and only not in {step, step.partition(" ")[0]}:
            continue
        for commit in done:
            if commit.skipped if reason is None else reason in commit.skipped:
                (path,) = commits.verify(folder, [commit], "items")
                table = pq.read_table(path, columns=["item", "reason", "detail"])
                for row in table.filter(pc.is_valid(table["reason"])).to_pylist():
                    if (reason is None or row["reason"] == reason) and (item is None or item in row["item"]):
                        yield step, row["reason"], row["item"], row["detail"]


def counts(workspace: Workspace, only: str | None = None, reason: str | None = None) -> Counter[tuple[str, str]]:
    """How many gave no row by (step, reason): the numbers of `read`, records that a newer one replaced among them."""
    found: Counter[tuple[str, str]] = Counter()
    for line in read(workspace):
        if only is None or only in {line.step, line.step.partition(" ")[0]}:
            found.update({(line.step, why): n for why, n in line.skipped.items() if reason in {None, why}})
    return found


def summary(workspace: Workspace) -> list[str]:
    """What a build left out and why, a line for each step that left something out; [] where none did."""
    lines = []
    for line in read(workspace):
        if line.skipped:
            why = ", ".join(f"{n:,} {reason}" for reason, n in Counter(line.skipped).most_common())
            lines.append(f"{line.step}: {sum(line.skipped.values()):,} of {line.items:,} skipped ({why})")
    merged = commits.read(workspace.tables, schemas.SNAPSHOTS.name)
    if merged and merged.rows:
        with pq.ParquetFile(workspace.tables / merged.files["rows"].name) as file:  # read_table would import pandas
            missing = file.read(columns=["revision"])["revision"].null_count
        if missing:
            lines.append(f"snapshots: {missing:,} of {merged.rows:,} have no revision in their source")
    return lines


def reasons(workspace: Workspace) -> Counter[str]:
    """Why items of steps gave no row, and how many: what a build can try again."""
    counts: Counter[str] = Counter()
    for _, _, found, _ in _steps(workspace):
        for commit in found:
            counts.update(commit.skipped)
    return counts


def _running(line: Line, folder: Path, done: list[Commit], alive: bool) -> Line:
    noted = progress.read(folder)
    if noted is None:
        return line
    last = max((commits.written(folder, commit.key) for commit in done), default=None)
    seconds = (last - noted.began.replace(tzinfo=None)).total_seconds() if last else 0
    rate = (line.done - noted.done_before) / max(seconds, 1) if line.done > noted.done_before else None
    running = min(noted.running, line.items - line.done) if alive else 0
    return replace(line, running=running, rate=rate)


def _line(step: str, done: list[Commit], planned: int | None) -> Line:
    counts: Counter[str] = Counter()
    for commit in done:
        counts.update(commit.skipped)
    items = sum(commit.items for commit in done)
    rows = sum(commit.rows for commit in done)
    return Line(step, items if planned is None else planned, items, rows, dict(counts))


def _collected(workspace: Workspace) -> Iterator[tuple[str, Path, list[Commit]]]:
    for source in journal.sources(workspace):
        yield source, *journal.pages(workspace, source)


def _steps(workspace: Workspace) -> Iterator[tuple[str, Path, list[Commit], int]]:
    for step in STEPS:
        planned = plan.current(workspace, step)
        if planned:
            folder = planned.path.parent
            inputs = {part.key: part.inputs for part in planned.parts}
            found = commits.read_each(folder, inputs)
            yield step, folder, [c for key, c in found.items() if c.inputs == inputs[key]], planned.items
