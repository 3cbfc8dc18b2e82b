"""Where the merge finds its rows: model records of every source, and the committed rows of every step."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from builder.engine import commits, journal, plan
from builder.engine.sql import nulls, strings
from builder.engine.step import SKIPPED_SCHEMA
from builder.engine.workspace import Workspace

RANK = 10**12  # records of one source at most; a later source's records outrank all of an earlier one


@dataclass(frozen=True)
class Listing:
    """A source of model records: those of a later `taken_at` count; a complete one knows what is gone.

    `first` is the position from which it has listed everything anew; what stands before that is older.
    """

    name: str
    taken_at: datetime
    complete: bool
    first: int = 0


@dataclass(frozen=True)
class Part:
    """Committed files of one kind: verified paths, and the digest of their content."""

    paths: tuple[str, ...]
    digest: str


def of_source(workspace: Workspace, source: str, check: bool = False) -> Part:
    """Rows of a source's journal; with `check` every byte, skipped records too, is held against its commit record."""
    folder, pages = journal.pages(workspace, source)
    if check:
        commits.verify(folder, [page for page in pages if "items" in page.files], "items")
    return _part(folder, pages, "rows", check)


def of_step(workspace: Workspace, step: str, role: str = "rows", check: bool = False) -> Part:
    """Rows (or items) of a step's partitions, by the commit records that its plan names."""
    planned = plan.current(workspace, step)
    if planned is None:
        return Part((), commits.content([]))
    folder = planned.path.parent
    return _part(folder, list(commits.read_each(folder, [part.key for part in planned.parts]).values()), role, check)


def _part(folder: Path, found: list[commits.Commit], role: str, check: bool) -> Part:
    content = commits.content(found)
    if check:
        return Part(tuple(commits.verify(folder, found, role)), content)
    return Part(tuple(str(folder / commit.files[role].name) for commit in found), content)


def relation(part: Part, empty: pa.Schema) -> str:
    """SQL of a relation over the part's files; of no rows in the given schema where there are none.

    Columns that files of an older version lack are null.
    """
    if not part.paths:
        return f"(SELECT {nulls(empty)} WHERE false)"
    files = f"read_parquet([{strings(part.paths)}])"
    present = set(pq.read_schema(part.paths[0]).names)
    missing = sorted((field for field in empty if field.name not in present), key=lambda field: field.name)
    return f"(SELECT *, {nulls(pa.schema(missing))} FROM {files})" if missing else files


def records(workspace: Workspace, listings: list[Listing], empty: pa.Schema, columns: str = "*") -> str:
    """SQL of the records of all sources, each with its `ordinal`: of two records of a model the greater counts.

    Left out are those of a model that some source excludes by name, whatever name they give it: the hub's id tells.
    """
    known = _of_sources(
        workspace, listings, empty, f"hub_id IS NULL OR hub_id NOT IN ({_excluded(workspace, listings)})"
    )
    return f"SELECT {columns}, ordinal FROM ({known})"


def hidden(workspace: Workspace, listings: list[Listing], empty: pa.Schema) -> str:
    """SQL of the other names of models that are excluded by name."""
    found = _of_sources(workspace, listings, empty, f"hub_id IN ({_excluded(workspace, listings)})")
    return f"SELECT DISTINCT model_id FROM ({found})"


def _of_sources(workspace: Workspace, listings: list[Listing], empty: pa.Schema, which: str) -> str:
    ranked = ranks(listings)
    parts = [
        f"SELECT *, {ranked[listing.name] * RANK} + position AS ordinal FROM "
        + relation(of_source(workspace, listing.name), empty)
        + f" WHERE {which}"
        for listing in listings
    ]
    return " UNION ALL ".join(parts) or f"SELECT *, 0::BIGINT AS ordinal FROM {relation(Part((), ''), empty)}"


def _excluded(workspace: Workspace, listings: list[Listing]) -> str:
    """SQL of the hub's own ids of the models that the sources exclude by name."""
    kept = [(folder, page) for listing in listings for folder, page in _pages_with_excluded(workspace, listing.name)]
    part = Part(tuple(str(folder / page.files["items"].name) for folder, page in kept), "")
    return f"SELECT detail FROM {relation(part, SKIPPED_SCHEMA)} WHERE reason = 'excluded' AND detail IS NOT NULL"


def _pages_with_excluded(workspace: Workspace, source: str) -> list[tuple[Path, commits.Commit]]:
    folder, pages = journal.pages(workspace, source)
    return [(folder, page) for page in pages if "excluded" in page.skipped]


def ranks(listings: list[Listing]) -> dict[str, int]:
    """Rank of every source by date, then by its place in the settings."""
    ordered = sorted(enumerate(listings), key=lambda pair: (pair[1].taken_at, pair[0]))
    return {listing.name: rank for rank, (_, listing) in enumerate(ordered)}


def newest_complete(listings: list[Listing]) -> int:
    """Least ordinal of the newest complete list: a model whose every record is older is gone; 0 if there is none."""
    ranked = ranks(listings)
    return max((ranked[listing.name] * RANK + listing.first for listing in listings if listing.complete), default=0)
