"""GitHub's search behind its cap on loopback: everything is found, whatever kills, refuses or limits on the way."""

import json
from collections.abc import Iterator
from datetime import date, datetime
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from code_search import TOKEN, CodeSearch, File, Repository, refusing, serving

from builder.engine import crawl, journal, workspace
from builder.engine.crawl import Round
from builder.engine.journal import Page
from builder.errors import ApiError
from builder.sources.github import GitHub, Place, Query
from builder.tables.records import of_source
from builder.web.client import Api

AT = datetime(2026, 11, 1)
CODE = Query("code", '"import transformers" language:python')
BY = ("extension:py", "path:src", "path:lib", "filename:app.py")
WEB = "https://github.com"
ABUSE = "You have triggered an abuse detection mechanism. Please wait a few minutes before you try again."
SECONDARY = "You have exceeded a secondary rate limit. Please wait a few minutes before you try again."


def files(count: int, size: int | None = None, folder: str = "a") -> list[File]:
    return [File(f"own/{folder}{n}", f"{folder}/f.py", n * 7 % 390_000 if size is None else size) for n in range(count)]


@pytest.fixture
def search() -> Iterator[CodeSearch]:
    with serving(CodeSearch()) as running:
        yield running


def source(search: CodeSearch, *queries: Query, token: str | None = TOKEN, patience_s: float = 20) -> GitHub:
    api = Api(search.url, f"Bearer {token}" if token else None, patience_s, remedy="renew it", secondary_wait_s=0.05)
    return GitHub("search", api, WEB, queries or (CODE,), BY, token is not None)


def nonsense(handler: BaseHTTPRequestHandler) -> bool:
    handler.wfile.write(b"nonsense\r\n\r\n")
    handler.close_connection = True
    return True


def pages(source: GitHub, cursor: str | None = None) -> list[Page]:
    return list(source.pages(Round(AT, 0, None), cursor, list))


def rows(found: list[Page], event: str) -> list[dict[str, object]]:
    return [row for page in found for row in page.rows.to_pylist() if row["event"] == event]


def names(found: list[Page]) -> set[object]:
    return {row["repository_id"] for row in rows(found, "repository")}


@pytest.mark.parametrize("count", [0, 1, 100, 101, 1000, 1001, 3456])
def test_every_file_is_found_and_every_slice_is_whole(search: CodeSearch, count: int) -> None:
    search.files = files(count)
    found = pages(source(search))
    assert len(names(found)) == count
    asked = rows(found, "query")
    assert sum(int(str(row["total"])) for row in asked) == count
    assert all(row["complete"] for row in asked)
    assert len(search.asked) <= max(1.5 * count / 100, 2)
    positions = [row["position"] for page in found for row in page.rows.to_pylist()]
    assert positions == list(range(len(positions)))


def test_files_of_one_size_are_split_by_words(search: CodeSearch) -> None:
    search.files = files(900, 500, "src") + files(700, 500, "lib") + files(600, 500, "other")
    found = pages(source(search))
    assert len(names(found)) == 2200
    assert {str(row["slice"]).split(" ", 1)[1] for row in rows(found, "query") if " " in str(row["slice"])}


def test_slice_that_cannot_be_split_is_told(search: CodeSearch) -> None:
    search.files = files(1500, 500)
    found = pages(source(search))
    cut = [row for row in rows(found, "query") if not row["complete"]]
    assert [row["total"] for row in cut] == [1500]
    assert len(names(found)) == 1000


def test_results_that_are_incomplete_are_asked_for_again(search: CodeSearch) -> None:
    search.files, search.incomplete = files(10), 2
    (asked,) = rows(pages(source(search)), "query")
    assert asked["complete"]
    search.incomplete = 3
    (asked,) = rows(pages(source(search)), "query")
    assert not asked["complete"]


def test_private_repositories_are_counted_and_not_named(search: CodeSearch) -> None:
    search.files = [File("own/open", "a.py", 5), File("own/secret", "a.py", 5, private=True)]
    found = pages(source(search))
    assert names(found) == {"own/open"}
    assert [row["reason"] for page in found for row in page.skipped.to_pylist()] == ["private"]
    assert "secret" not in repr([page.skipped.to_pylist() for page in found])


def test_repositories_by_topic_and_day(search: CodeSearch) -> None:
    search.repositories = [
        Repository(f"own/r{n}", ("bert",), date.fromordinal(date(2019, 1, 1).toordinal() + n // 3)) for n in range(2500)
    ]
    found = pages(source(search, Query("repositories", "topic:bert")))
    assert len(names(found)) == 2500
    assert all(row["complete"] and str(row["slice"]).startswith("created:") for row in rows(found, "query"))


def test_without_a_token_code_is_left_out_and_topics_are_asked(search: CodeSearch) -> None:
    search.files, search.repositories = files(3), [Repository("own/r", ("bert",), date(2020, 1, 1))]
    found = pages(source(search, CODE, Query("repositories", "topic:bert"), token=None))
    assert names(found) == {"own/r"}
    assert [row["reason"] for page in found for row in page.skipped.to_pylist()] == ["no_token"]
    assert [(row["query"], row["complete"]) for row in rows(found, "query")] == [
        (CODE.text, False),
        ("topic:bert", True),
    ]


@pytest.mark.parametrize(
    "fault",
    [
        pytest.param(refusing(403, ABUSE), id="abuse, nothing said of when"),
        pytest.param(refusing(403, SECONDARY, Retry_After="0"), id="a secondary limit"),
        pytest.param(refusing(429, "Too many requests"), id="429"),
        pytest.param(refusing(403, "API rate limit exceeded", x_ratelimit_remaining="0"), id="a limit that is spent"),
        pytest.param(refusing(502, "Server Error"), id="502"),
        pytest.param(nonsense, id="no HTTP"),
    ],
)
def test_passing_fault_costs_nothing(search: CodeSearch, fault: object) -> None:
    search.files, search.faults = files(150), [fault, lambda handler: False, fault]  # type: ignore[list-item]
    assert len(names(pages(source(search)))) == 150


@pytest.mark.parametrize("status", [403, 404, 410, 422, 451])
def test_slice_that_is_refused_is_left_out_with_its_reason(search: CodeSearch, status: int) -> None:
    search.files, search.faults = files(3), [refusing(status, "no ghp_" + "a1B2" * 9)]
    found = pages(source(search, CODE, Query("code", '"import transformers" language:rust')))
    (left,) = [row for page in found for row in page.skipped.to_pylist()]
    assert (left["reason"], left["item"]) == (f"status_{status}", f"{CODE.text} size:0..393216")
    assert "ghp_" not in left["detail"]
    assert [row["complete"] for row in rows(found, "query")] == [False, True]


def test_move_within_the_api_is_followed_and_none_to_another_host(search: CodeSearch) -> None:
    search.files = files(3)
    search.faults = [refusing(301, "Moved", Location="/search/code?q=%22import+transformers%22&per_page=100&page=1")]
    assert len(names(pages(source(search)))) == 3
    search.faults = [refusing(301, "Moved", Location="https://elsewhere.example/search/code")]
    (left,) = [row for page in pages(source(search)) for row in page.skipped.to_pylist()]
    assert (left["reason"], left["detail"]) == ("status_301", "it has moved to elsewhere.example")


def test_answer_of_another_form_is_named(search: CodeSearch) -> None:
    search.faults = [refusing(200, "hello")]
    with pytest.raises(ApiError, match="is this GitHub's API"):
        pages(source(search))


def test_server_that_stays_broken_ends_it_in_one_line(search: CodeSearch) -> None:
    search.faults = [refusing(500, "Server Error", Retry_After="0")] * 20
    with pytest.raises(ApiError, match=r"status 500.*goes on where it was"):
        pages(source(search))


def test_token_that_expires_ends_it_and_a_new_one_goes_on(search: CodeSearch, tmp_path: Path) -> None:
    search.files = files(1200)
    place = workspace.create(tmp_path / "work", 2)
    search.faults = [lambda handler: False] * 5 + [refusing(401, "Bad credentials")]
    with pytest.raises(ApiError, match="renew it, and run it again") as error:
        crawl.collect(place, source(search), AT, lambda records: None)
    assert TOKEN not in str(error.value)
    before = len(search.asked)
    search.tokens = {"another"}
    assert crawl.collect(place, source(search, token="another"), AT, lambda records: None)
    assert len(search.asked) - before < before + 15  # what came before is not asked for again
    found = of_source(place, "search", check=True)
    assert journal.complete(place, "search")
    assert len(set(pq.read_table(list(found.paths))["repository_id"].to_pylist()) - {None}) == 1200


def test_round_that_stopped_goes_on_at_every_page(search: CodeSearch) -> None:
    search.files = files(1300)
    whole = pages(source(search))
    for number in range(0, len(whole) - 1, 3):
        rest = pages(source(search), whole[number].cursor)
        assert [page.rows.to_pylist() for page in rest] == [page.rows.to_pylist() for page in whole[number + 1 :]]


def test_next_round_numbers_its_rows_on(search: CodeSearch) -> None:
    search.files = files(5)
    whole = pages(source(search))
    again = list(source(search).pages(Round(AT, len(whole), whole[-1].cursor), None, list))
    assert rows(again, "repository")[0]["position"] == Place.of_cursor(str(whole[-1].cursor)).position == 6


def test_cursor_holds_no_token(search: CodeSearch) -> None:
    search.files = files(1300)
    assert not [page for page in pages(source(search)) if TOKEN in json.dumps(page.cursor)]
