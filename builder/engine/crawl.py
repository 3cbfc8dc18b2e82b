"""The journal of a source that changes while one looks: rounds of pages, each page with the cursor of the next.

The first round lists everything, every later one what has changed since. A round that was killed goes on at its page.
"""

import functools
import shutil
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

from builder.engine import commits, journal, lease
from builder.engine.durable import write_json
from builder.engine.journal import Page
from builder.engine.workspace import Workspace


@dataclass(frozen=True)
class Round:
    """One look at a source: the build's moment, its first page, the last cursor of the round before (None: none)."""

    taken_at: datetime
    first: int
    previous: str | None


class Crawl(Protocol):
    """A source that is asked page by page; the same digest means that its pages belong together."""

    @property
    def name(self) -> str:
        """Name in the settings."""

    def digest(self) -> str:
        """Digest of the settings that the pages depend on."""

    def pages(self, look: Round, cursor: str | None, before: Callable[[], list[str]]) -> Iterator[Page]:
        """Pages from a cursor on (None: from the first); `before` gives the files of all rows so far."""


def collect(workspace: Workspace, source: Crawl, as_of: datetime, advance: Callable[[int], None]) -> bool:
    """Brings a source's journal to the build's moment: ends the round that was begun, else begins one.

    False where the journal is of that moment already.
    """
    folder, inputs = workspace.collect(source.name), source.digest()
    pages = folder / inputs[:16]
    state = _state(folder, inputs, pages)
    rounds, number = state["rounds"], journal.unbroken(pages)
    if state["pages"] is not None:
        if rounds and datetime.fromisoformat(rounds[-1]["taken_at"]) >= as_of:
            return False
        previous = _cursor(pages, number - 1) if number else None
        rounds.append(asdict(Round(as_of, number, previous)))
        write_json(folder / "source.json", state | {"pages": None})
    look = _round(rounds[-1])
    cursor = _cursor(pages, number - 1) if number > look.first else None
    for page in source.pages(look, cursor, functools.partial(_files, pages)):
        lease.check(workspace)
        journal.commit(pages, number, inputs, page)
        number += 1
        advance(page.records)
    write_json(folder / "source.json", state | {"pages": number})
    for stale in (path for path in folder.iterdir() if path.is_dir() and path != pages):
        shutil.rmtree(stale)
    return True


def last(workspace: Workspace, source: str) -> tuple[datetime, str | None] | None:
    """Moment and last cursor of a source's last round; None where it was never begun."""
    folder = workspace.collect(source)
    state = journal.known(folder)
    if not state or not state.get("rounds"):
        return None
    pages = folder / state["inputs"][:16]
    number = journal.unbroken(pages)
    return _round(state["rounds"][-1]).taken_at, _cursor(pages, number - 1) if number else None


def _state(folder: Path, inputs: str, pages: Path) -> dict[str, Any]:
    """What is known of a source; with other settings, or with a page lost that cannot be asked for again, nothing."""
    state = journal.known(folder)
    whole = state.get("pages") is None or state["pages"] == journal.unbroken(pages)
    begun = [entry for entry in state.get("rounds", ()) if entry["first"] > journal.unbroken(pages)]
    if state.get("inputs") == inputs and whole and not begun:
        return dict(state)
    shutil.rmtree(pages, ignore_errors=True)
    return {"inputs": inputs, "pages": 0, "rounds": []}


def _round(entry: dict[str, Any]) -> Round:
    moment = entry["taken_at"]
    return Round(
        datetime.fromisoformat(moment) if isinstance(moment, str) else moment, entry["first"], entry["previous"]
    )


def _cursor(pages: Path, number: int) -> str | None:
    commit = commits.read(pages, journal.key(number))
    return commit.cursor if commit else None


def _files(pages: Path) -> list[str]:
    return [str(pages / commit.files["rows"].name) for commit in commits.read_all(pages)]
