"""Rounds of a source that changes: what is kept, what is asked for again, what is begun anew."""

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from builder.engine import crawl, journal, lease, workspace
from builder.engine.crawl import Round
from builder.engine.journal import Page
from builder.engine.step import SKIPPED_SCHEMA
from builder.engine.workspace import Workspace

MOMENTS = [datetime(2026, month, 1) for month in range(1, 5)]


class Numbers:
    """Pages of one number each; a round counts on from where the one before it ended, to the next ten."""

    def __init__(self, digest: str = "a") -> None:
        self.name, self._digest = "numbers", digest
        self.asked: list[tuple[int, int]] = []
        self.files: list[int] = []

    def digest(self) -> str:
        return self._digest

    def pages(self, look: Round, cursor: str | None, before: Callable[[], list[str]]) -> Iterator[Page]:
        start = int(cursor or look.previous or 0)
        end = (int(look.previous or 0) // 10 + 1) * 10
        for number in range(start, end):
            self.asked.append((look.first, number))
            self.files.append(len(before()))
            yield Page(pa.table({"number": [number]}), SKIPPED_SCHEMA.empty_table(), str(number + 1))


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Workspace]:
    with lease.lease(workspace.create(tmp_path / "work", 4)) as held:
        yield held


def collect(place: Workspace, source: Any, moment: datetime = MOMENTS[0], most: int = 100) -> bool:
    left = iter(range(most))
    return crawl.collect(place, source, moment, lambda _: next(left))


def test_a_round_is_of_one_moment(place):
    source = Numbers()
    assert collect(place, source)
    assert not collect(place, source)
    assert source.asked == [(0, number) for number in range(10)]
    assert source.files == list(range(10))  # each page sees those before it
    assert crawl.last(place, "numbers") == (MOMENTS[0], "10")


def test_a_later_round_counts_on(place):
    for moment in MOMENTS:
        collect(place, source := Numbers(), moment)
    assert source.asked == [(30, number) for number in range(30, 40)]
    assert journal.complete(place, "numbers")
    assert len(journal.pages(place, "numbers")[1]) == 40


def test_a_round_that_was_stopped_is_ended_at_its_own_moment(place):
    collect(place, Numbers())
    with pytest.raises(StopIteration):
        collect(place, Numbers(), MOMENTS[1], most=3)
    assert not journal.complete(place, "numbers")
    collect(place, source := Numbers(), MOMENTS[2])
    assert [number for _, number in source.asked] == list(range(14, 20))
    assert crawl.last(place, "numbers") == (MOMENTS[1], "20")


def test_other_settings_begin_anew(place):
    collect(place, Numbers())
    collect(place, source := Numbers("b"), MOMENTS[1])
    assert source.asked[0] == (0, 0)
    assert len([path for path in place.collect("numbers").iterdir() if path.is_dir()]) == 1


def test_a_lost_page_of_an_earlier_round_cannot_be_asked_for_again(place):
    collect(place, Numbers())
    collect(place, Numbers(), MOMENTS[1])
    folder, pages = journal.pages(place, "numbers")
    (folder / pages[4].files["rows"].name).unlink()
    collect(place, source := Numbers(), MOMENTS[2])
    assert source.asked[0] == (0, 0)
    assert len(journal.pages(place, "numbers")[1]) == 10


def test_a_source_that_was_never_begun(place):
    assert crawl.last(place, "numbers") is None
