"""Sourcegraph's stream on loopback: events from bytes, what makes an answer complete, streams that break off."""

from collections.abc import Iterator
from datetime import datetime

import finding
import pytest
from finding import event, stream
from hypothesis import given
from hypothesis import strategies as st
from loopback import Loopback, Reply

from builder.engine.crawl import Round
from builder.engine.journal import Page
from builder.errors import ApiError
from builder.sources.searches import Search
from builder.sources.sourcegraph import Sourcegraph, events, hit_of, query_of
from builder.web.client import Api

AT = datetime(2026, 11, 1)
NAMES = ["github.com/fen/a", "gitlab.com/fen/b", "github.com/fen/c", "example.org/fen/d", "github.com/fen/a"]
FOUND = {"one": NAMES, "two": []}


@pytest.fixture
def server() -> Iterator[Loopback]:
    with finding.sourcegraph(FOUND) as running:
        yield running


def source(server: Loopback, *queries: str, token: str | None = None) -> Sourcegraph:
    api = Api(server.url, token and f"token {token}", 20, remedy="set SRC_ACCESS_TOKEN")
    return Sourcegraph("graph", api, queries or tuple(FOUND))


def pages(source: Sourcegraph, cursor: str | None = None) -> list[Page]:
    return list(source.pages(Round(AT, 0, None), cursor, list))


def asked(found: list[Page]) -> list[tuple[object, ...]]:
    rows = [row for page in found for row in page.rows.to_pylist() if row["event"] == "query"]
    return [(row["query"], row["total"], row["complete"]) for row in rows]


def names(found: list[Page]) -> list[str]:
    return [name for page in found for name in page.rows["repository_id"].to_pylist() if name]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param("", [], id="nothing"),
        pytest.param("event: done\n", [], id="not ended"),
        pytest.param("event: done\n\n", [], id="no data"),
        pytest.param("data: 1\n\n", [("message", 1)], id="no name"),
        pytest.param("event:done\ndata:{}\n\n", [("done", {})], id="no spaces"),
        pytest.param(
            ": hello\nevent: a\nid: 3\ndata: [1,\ndata: 2]\n\n", [("a", [1, 2])], id="several lines, a comment"
        ),
        pytest.param("event: a\ndata: {nonsense\n\nevent: b\ndata: 2\n\n", [("a", None), ("b", 2)], id="no JSON"),
    ],
)
def test_events_of_lines(text: str, found: list[tuple[str, object]]) -> None:
    assert list(events(text.splitlines())) == found


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"])), max_size=20))
def test_any_lines_are_events_or_nothing(lines: list[str]) -> None:
    assert all(isinstance(name, str) for name, _ in events(lines))


@pytest.mark.parametrize(
    ("name", "host"),
    [
        pytest.param("github.com/fen/a", "github.com", id="github"),
        pytest.param("gitlab.com/fen/a", "gitlab.com", id="gitlab"),
        pytest.param("sourcegraph.example/fen/a", None, id="no public host"),
        pytest.param("npm/transformers", None, id="a package"),
        pytest.param("", None, id="nothing"),
    ],
)
def test_hit_of_a_name(name: str, host: str | None) -> None:
    found = hit_of(name)
    assert (found.host if found else None) == host


def test_query_of_a_search() -> None:
    both = Search(("import timm", "from timm"), "python")
    assert query_of(both) == '(content:"import timm" OR content:"from timm") lang:python select:repo count:all'
    assert query_of(Search(("timm",), "notebook")) == 'content:"timm" lang:"Jupyter Notebook" select:repo count:all'


def test_repositories_of_queries(server: Loopback) -> None:
    found = pages(source(server))
    assert names(found) == ["fen/a", "fen/b", "fen/c"]
    assert asked(found) == [("one", 5, True), ("two", 0, True)]
    assert {one.query["v"] for one in server.asked} == {"V3"}
    (rest,) = pages(source(server), found[0].cursor)
    assert rest.rows.equals(found[1].rows)


@pytest.mark.parametrize(
    ("reply", "complete"),
    [
        pytest.param(stream(NAMES), True, id="whole"),
        pytest.param(stream(NAMES, ["excluded-fork", "excluded-archive"]), True, id="forks left out by the query"),
        pytest.param(stream(NAMES, ["shard-match-limit"]), False, id="a limit was hit"),
        pytest.param(stream(NAMES, ["repository-missing"]), False, id="not every repository was searched"),
        pytest.param([event("alert", {"title": "timed out", "kind": "error"}), *stream(NAMES)], False, id="an alert"),
        pytest.param([event("error", {"message": "oh"}), *stream(NAMES)], False, id="an error"),
        pytest.param(
            [b": hi\n\n", event("later", {}), event("matches", None), *stream(NAMES)], True, id="unknown events"
        ),
    ],
)
def test_what_is_complete(server: Loopback, reply: Iterator[bytes], complete: bool) -> None:
    server.faults = [Reply(200, list(reply))]
    found = pages(source(server, "one"))
    assert asked(found) == [("one", 5, complete)]
    assert len(names(found)) == 3


def test_stream_that_breaks_off_is_asked_for_again(server: Loopback) -> None:
    short = Reply(200, [*list(stream(NAMES, done=False))[:4], None])
    server.faults = [short]
    assert asked(pages(source(server, "one"))) == [("one", 5, True)]
    server.faults = [short] * 3
    found = pages(source(server, "one"))
    assert asked(found)[0][2] is False
    assert names(found)  # what came before is kept


def test_refusal_is_a_skipped_query(server: Loopback) -> None:
    server.faults = [Reply(400, [b'{"message": "invalid query"}'])]
    found = pages(source(server))
    assert [row["reason"] for page in found for row in page.skipped.to_pylist()] == ["status_400"]
    assert [one[2] for one in asked(found)] == [False, True]


def test_no_stream_is_named(server: Loopback) -> None:
    server.faults = [Reply(200, [b"<html>hello</html>"])] * 3
    with pytest.raises(ApiError, match="is this a Sourcegraph"):
        pages(source(server))


def test_token_is_asked_for_and_sent() -> None:
    with finding.sourcegraph(FOUND, token="secret-of-mine") as server:
        with pytest.raises(ApiError, match="set SRC_ACCESS_TOKEN"):
            pages(source(server))
        assert names(pages(source(server, token="secret-of-mine"))) == ["fen/a", "fen/b", "fen/c"]
