from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from builder.engine import commits, journal
from builder.engine.journal import Page, collect
from builder.engine.step import SKIPPED_SCHEMA
from builder.engine.workspace import Workspace
from builder.errors import WorkspaceError
from builder.tables.records import of_source


class Killed(BaseException):
    """Ends a run in the middle of a page."""


@dataclass
class Source:
    """Pages of two rows and a skipped record; asked for the page `kill_at`, it dies."""

    inputs: str = "first"
    count: int = 5
    kill_at: int | None = None
    name: str = "pages"
    asked: list[int] = field(default_factory=list)

    def digest(self) -> str:
        return self.inputs

    def pages(self, start: int) -> Iterator[Page]:
        for number in range(start, self.count):
            self.asked.append(number)
            if number == self.kill_at:
                raise Killed
            yield self.page(number)

    def page(self, number: int) -> Page:
        rows = pa.table({"text": [f"{self.inputs} {number} {row}" for row in range(2)]})
        skipped = [{"item": f"{number}#2", "reason": "bad_id", "detail": None}]
        return Page(rows, pa.Table.from_pylist(skipped, schema=SKIPPED_SCHEMA))


def run(place: Workspace, source: Source) -> bool:
    return collect(place, source, lambda records: None)


def texts(place: Workspace) -> list[str]:
    return [
        text for path in of_source(place, "pages", check=True).paths for text in pq.read_table(path)["text"].to_pylist()
    ]


def expected(inputs: str, count: int) -> list[str]:
    return [f"{inputs} {number} {row}" for number in range(count) for row in range(2)]


def parquet_files(place: Workspace) -> list[Path]:
    return sorted(place.collect("pages").rglob("*.parquet"))


def test_nothing_is_there_before(place):
    assert journal.pages(place, "pages")[1] == []
    assert of_source(place, "pages").paths == ()


def test_pages_are_collected_in_order_and_counted(place):
    counted: list[int] = []
    assert collect(place, Source(), counted.append)
    assert counted == [3] * 5
    assert texts(place) == expected("first", 5)
    _, found = journal.pages(place, "pages")
    assert [(page.items, page.rows, page.skipped) for page in found] == [(3, 2, {"bad_id": 1})] * 5


def test_skipped_records_are_kept_with_their_reasons(place):
    run(place, Source())
    folder, found = journal.pages(place, "pages")
    rows = [row for page in found for row in pq.read_table(folder / page.files["items"].name).to_pylist()]
    assert rows == [{"item": f"{number}#2", "reason": "bad_id", "detail": None} for number in range(5)]


def test_the_same_inputs_are_not_asked_again(place):
    run(place, Source())
    again = Source()
    assert not run(place, again)
    assert again.asked == []


@pytest.mark.parametrize("kill_at", range(5))
def test_a_killed_run_asks_only_for_the_open_page_again(place, kill_at):
    first = Source(kill_at=kill_at)
    with pytest.raises(Killed):
        run(place, first)
    assert texts(place) == expected("first", kill_at)
    second = Source()
    assert run(place, second)
    assert first.asked == list(range(kill_at + 1))
    assert second.asked == list(range(kill_at, 5))
    assert texts(place) == expected("first", 5)
    assert not run(place, Source())


def test_a_run_that_was_interrupted_gives_the_bytes_of_one_that_was_not(place, tmp_path):
    for kill_at in (1, 1, 3, 4):
        with pytest.raises(Killed):
            run(place, Source(kill_at=kill_at))
    run(place, Source())
    whole = Workspace(tmp_path / "whole", 3)
    run(whole, Source())
    assert of_source(place, "pages").digest == of_source(whole, "pages").digest


def test_a_killed_run_leaves_rubbish_that_nobody_reads(place):
    with pytest.raises(Killed):
        run(place, Source(kill_at=2))
    folder, _ = journal.pages(place, "pages")
    (folder / ".tmp-1-000002-rows.parquet").write_bytes(b"PAR1")
    (folder / ".tmp-1-000002.commit.json").write_text("{")
    commits.write_parquet(folder, "000002-rows", pa.table({"text": ["not committed"]}))
    run(place, Source())
    assert texts(place) == expected("first", 5)


def test_other_inputs_begin_anew_and_the_old_pages_go(place):
    run(place, Source())
    folder, _ = journal.pages(place, "pages")
    (folder / ".tmp-1-000009.commit.json").write_text("{")  # of a run that was killed
    second = Source("second", 2)
    assert run(place, second)
    assert second.asked == [0, 1]
    assert texts(place) == expected("second", 2)
    assert not folder.exists()
    assert len(parquet_files(place)) == 4


def test_other_inputs_killed_midway_go_on_as_such(place):
    run(place, Source())
    with pytest.raises(Killed):
        run(place, Source("second", 3, kill_at=1))
    last = Source("second", 3)
    run(place, last)
    assert last.asked == [1, 2]
    assert texts(place) == expected("second", 3)


def test_going_back_to_the_inputs_before_asks_for_nothing(place):
    run(place, Source())
    with pytest.raises(Killed):
        run(place, Source("second", 3, kill_at=1))
    back = Source()
    run(place, back)
    assert back.asked == []
    assert texts(place) == expected("first", 5)
    assert len(parquet_files(place)) == 10


def test_a_source_of_nothing_is_done_after_one_look(place):
    assert run(place, Source(count=0))
    assert texts(place) == []
    assert not run(place, Source(count=0))


def test_a_source_that_lost_all_its_pages_leaves_none(place):
    run(place, Source())
    run(place, Source("second", 0))
    assert texts(place) == []
    assert parquet_files(place) == []


def test_a_page_without_rows_is_a_page(place):
    source = Source(count=1)
    whole = source.page(0)
    source.page = lambda number: Page(whole.rows.slice(0, 0), whole.skipped)
    run(place, source)
    _, (page,) = journal.pages(place, "pages")
    assert (page.items, page.rows, page.skipped) == (1, 0, {"bad_id": 1})


@pytest.mark.parametrize("number", [0, 2, 4])
def test_the_remedy_for_a_damaged_page_works(place, number):
    """A byte flips: no reader takes the page, the message names a file to remove, the next run asks for it again."""
    run(place, Source())
    folder, found = journal.pages(place, "pages")
    path = folder / found[number].files["rows"].name
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    with pytest.raises(WorkspaceError, match=f"remove .*{number:06d}.commit.json, and the next build redoes it"):
        texts(place)
    (folder / f"{number:06d}.commit.json").unlink()
    again = Source()
    assert run(place, again)
    assert again.asked[0] == number
    assert texts(place) == expected("first", 5)
    assert not run(place, Source())


def test_a_page_that_is_gone_is_asked_for_again(place):
    run(place, Source())
    folder, found = journal.pages(place, "pages")
    (folder / found[3].files["rows"].name).unlink()
    assert run(place, Source())
    assert texts(place) == expected("first", 5)
