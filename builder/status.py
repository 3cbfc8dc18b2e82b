"""What a workspace has done: per step items, rows, skipped by reason, and what is left."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyarrow.compute as pc
import pyarrow.parquet as pq

from builder import schemas
from builder.engine import commits, journal, plan
from builder.engine.commits import Commit
from builder.engine.workspace import Workspace

STEPS = ("snapshots", "repositories", "mappings", "extraction")


@dataclass(frozen=True)
class Line:
    """One step: `items` planned, `done` of them, rows they gave, skipped by reason; done = rows' items + skipped."""

    step: str
    items: int
    done: int
    rows: int
    skipped: dict[str, int]


def read(workspace: Workspace) -> list[Line]:
    """Sources in the order of their names, steps, then merged tables."""
    lines = [_line(f"collect {source}", found, None) for source, _, found in _collected(workspace)]
    for step, _, found, planned in _steps(workspace):
        lines.append(_line(step, found, planned))
    for table in schemas.TABLES:
        merged = commits.read(workspace.tables, table.name)
        if merged:
            lines.append(_line(f"merge {table.name}", [merged], None))
    return lines


def skipped(workspace: Workspace, only: str | None) -> Iterator[tuple[str, str, str, str | None]]:
    """(step, reason, item, detail) of everything that gave no row."""
    found = [(f"collect {source}", folder, done) for source, folder, done in _collected(workspace)]
    found += [(step, folder, done) for step, folder, done, _ in _steps(workspace)]
    for step, folder, done in found:
        if only is not None and only not in {step, step.partition(" ")[0]}:
            continue
        for commit in done:
            if commit.skipped:
                table = pq.read_table(folder / commit.files["items"].name, columns=["item", "reason", "detail"])
                for row in table.filter(pc.is_valid(table["reason"])).to_pylist():
                    yield step, row["reason"], row["item"], row["detail"]


def _line(step: str, done: list[Commit], planned: int | None) -> Line:
    counts: Counter[str] = Counter()
    for commit in done:
        counts.update(commit.skipped)
    items = sum(commit.items for commit in done)
    rows = sum(commit.rows for commit in done)
    return Line(step, items if planned is None else planned, items, rows, dict(counts))


def _collected(workspace: Workspace) -> Iterator[tuple[str, Path, list[Commit]]]:
    for folder in sorted((workspace.root / "collect").glob("*/")):
        yield folder.name, *journal.pages(workspace, folder.name)


def _steps(workspace: Workspace) -> Iterator[tuple[str, Path, list[Commit], int]]:
    for step in STEPS:
        planned = plan.current(workspace, step)
        if planned:
            folder = workspace.step(step)
            found = [commits.read(folder, part.key) for part in planned.parts]
            pairs = zip(found, planned.parts, strict=True)
            done = [commit for commit, part in pairs if commit and commit.inputs == part.inputs]
            yield step, folder, done, planned.items
