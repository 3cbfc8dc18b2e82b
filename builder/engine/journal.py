"""The collect journal: what a source answered, one committed page at a time, so that a killed collect goes on."""

import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import pyarrow as pa

from builder.engine import commits, lease
from builder.engine.commits import Commit
from builder.engine.durable import read_json, write_json
from builder.engine.step import SKIPPED_SCHEMA
from builder.engine.workspace import Workspace
from builder.errors import DamagedError


@dataclass(frozen=True)
class Page:
    """One answer of a source: `records` it held = rows + skipped (item, reason, detail).

    `cursor` tells a source that cannot count its pages where the one after it begins.
    """

    rows: pa.Table
    skipped: pa.Table
    cursor: str | None = None

    @property
    def records(self) -> int:
        """Records that the page held."""
        return int(self.rows.num_rows + self.skipped.num_rows)


class Source(Protocol):
    """Where rows come from. The same digest means the same pages, in the same order."""

    @property
    def name(self) -> str:
        """Name in the settings."""

    def digest(self) -> str:
        """Digest of all that the pages depend on."""

    def pages(self, start: int) -> Iterator[Page]:
        """Pages from the given number on."""


def collect(workspace: Workspace, source: Source, advance: Callable[[int], None]) -> bool:
    """Brings a source's journal up to date, going on where a killed run stopped; False if there was nothing to do."""
    folder = workspace.collect(source.name)
    inputs = source.digest()
    state = known(folder)
    pages = folder / inputs[:16]
    start = unbroken(pages)
    if state.get("inputs") == inputs and state["pages"] == start:
        return False
    write_json(folder / "source.json", {"inputs": inputs, "pages": None})
    number = start
    for page in source.pages(start):
        lease.check(workspace)
        commit(pages, number, inputs, page)
        number += 1
        advance(page.records)
    write_json(folder / "source.json", {"inputs": inputs, "pages": number})
    for stale in (path for path in folder.iterdir() if path.is_dir() and path != pages):
        shutil.rmtree(stale)
    return True


def begin(workspace: Workspace, names: Sequence[str]) -> None:
    """Notes the sources of a build: what others left in the workspace stays there, but is reported no more."""
    if sorted(names) != sources(workspace):
        write_json(workspace.root / "sources.json", sorted(names))


def sources(workspace: Workspace) -> list[str]:
    """Names of the last build's sources, sorted."""
    return sorted(read_json(workspace.root / "sources.json") or ())


def complete(workspace: Workspace, source: str) -> bool:
    """Whether a source was collected to its end."""
    state = known(workspace.collect(source))
    return bool(state) and state["pages"] is not None


def known(folder: Path) -> dict[str, Any]:
    """What is noted of a source: `inputs`, `pages` (None: not collected to its end); {} where it was never begun."""
    path = folder / "source.json"
    state = read_json(path) or {}
    if not isinstance(state, dict) or (state and not {"inputs", "pages"} <= state.keys()):
        raise DamagedError(f"{path} is damaged: remove that file, and the next build makes it again", path)
    return state


def key(number: int) -> str:
    """Key of a page's commit record."""
    return f"{number:06d}"


def unbroken(pages: Path) -> int:
    """How many pages there are from the first on, each whole: one that is damaged or was removed is asked for again."""
    number = 0
    while (found := commits.read(pages, key(number))) and commits.whole(pages, found):
        number += 1
    return number


def commit(folder: Path, number: int, inputs: str, page: Page) -> None:
    """Makes a page part of the journal."""
    name = key(number)
    folder.mkdir(parents=True, exist_ok=True)
    counts = {row["values"]: row["counts"] for row in page.skipped["reason"].value_counts().to_pylist()}
    files = {"rows": commits.write_parquet(folder, f"{name}-rows", page.rows)}
    if page.skipped.num_rows:
        files["items"] = commits.write_parquet(folder, f"{name}-items", page.skipped.cast(SKIPPED_SCHEMA))
    commits.write(folder, Commit(name, inputs, page.records, page.rows.num_rows, counts, files, page.cursor))


def pages(workspace: Workspace, source: str) -> tuple[Path, list[Commit]]:
    """Folder and commit records of a source's pages; none where it was never collected."""
    folder = workspace.collect(source)
    state = known(folder)
    if not state:
        return folder, []
    return folder / state["inputs"][:16], commits.read_all(folder / state["inputs"][:16])
