"""ecosyste.ms on loopback: every dependent of every package, page by page, and what it does not know."""

from collections.abc import Iterator
from datetime import datetime

import finding
import pytest
from finding import dependent
from loopback import Loopback, Reply

from builder.engine.crawl import Round
from builder.engine.journal import Page
from builder.errors import ApiError
from builder.sources import ecosystems
from builder.sources.ecosystems import PAGE, Ecosystems, hit_of
from builder.web.client import USER_AGENT, Api

AT = datetime(2026, 11, 1)
MANY = [dependent(3 * n + 1, f"fen/r{n}") for n in range(2 * PAGE + 5)]
USAGE = {
    "pypi/transformers": MANY,
    "npm/@huggingface/transformers": [dependent(5, "moor/js"), dependent(6, "heath/x", "https://gitlab.com")],
    "pypi/spacy": [],
}


@pytest.fixture
def server() -> Iterator[Loopback]:
    with finding.ecosystems(USAGE) as running:
        yield running


def source(server: Loopback, *packages: str) -> Ecosystems:
    return Ecosystems("eco", Api(f"{server.url}/api/v1", None, 20, secondary_wait_s=0.05), packages or tuple(USAGE))


def pages(source: Ecosystems, cursor: str | None = None) -> list[Page]:
    return list(source.pages(Round(AT, 0, None), cursor, list))


def rows(found: list[Page], event: str) -> list[dict[str, object]]:
    return [row for page in found for row in page.rows.to_pylist() if row["event"] == event]


@pytest.mark.parametrize(
    "value",
    [
        pytest.param({}, id="no page"),
        pytest.param({"html_url": "https://example.org/a/b"}, id="no public host"),
        pytest.param({"html_url": 5}, id="no text"),
    ],
)
def test_no_hit(value: dict[str, object]) -> None:
    assert hit_of(value) is None


def test_every_dependent_is_found(server: Loopback) -> None:
    found = pages(source(server))
    hits = [(row["host"], row["repository_id"]) for row in rows(found, "repository")]
    assert len(hits) == len(set(hits)) == len(MANY) + 2
    assert ("gitlab.com", "heath/x") in hits
    assert [(row["query"], row["total"], row["complete"]) for row in rows(found, "query")] == [
        (name, len(repositories), True) for name, repositories in USAGE.items()
    ]
    assert {asked.headers["User-Agent"] for asked in server.asked} == {USER_AGENT}
    assert len(server.asked) == 3 + 3 + 1 + 1  # what there is of each, then its pages


def test_round_that_stopped_goes_on_at_every_page(server: Loopback) -> None:
    whole = pages(source(server))
    for number in range(len(whole) - 1):
        rest = pages(source(server), whole[number].cursor)
        assert [page.rows.to_pylist() for page in rest] == [page.rows.to_pylist() for page in whole[number + 1 :]]


def test_package_that_it_does_not_know_is_skipped(server: Loopback) -> None:
    found = pages(source(server, "pypi/nothing", "pypi/spacy"))
    assert [row["reason"] for page in found for row in page.skipped.to_pylist()] == ["unknown_package"]
    assert [row["complete"] for row in rows(found, "query")] == [False, True]


def test_fewer_than_it_says_are_not_complete(server: Loopback, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Ecosystems, "_total", lambda self, package: 7)
    (asked,) = rows(pages(source(server, "npm/@huggingface/transformers")), "query")
    assert (asked["total"], asked["complete"]) == (7, False)


@pytest.mark.parametrize(
    "fault",
    [
        pytest.param(Reply(429, [b"slow down"], {"Retry-After": "0"}), id="too many requests"),
        pytest.param(Reply(503, [b"down"]), id="down"),
        pytest.param(Reply(200, [b"[{", None]), id="cut"),
        pytest.param(Reply(200, [b"<html>"]), id="no JSON"),
    ],
)
def test_passing_fault_costs_nothing(server: Loopback, fault: Reply) -> None:
    server.faults = [fault, None, fault]
    assert len(rows(pages(source(server, "pypi/transformers")), "repository")) == len(MANY)


def test_answer_of_another_form_is_named(server: Loopback) -> None:
    server.faults = [None, Reply(200, [b'{"a": 1}'])]
    with pytest.raises(ApiError, match="is this its API"):
        pages(source(server))


def test_default_packages_are_of_ecosystems_it_knows() -> None:
    from builder.reference.discovery import load_discovery

    assert {name.partition("/")[0] for name in load_discovery().packages} == {"pypi", "npm", "cargo"}
    assert ecosystems._path("npm/@huggingface/transformers") == "/usage/npm/@huggingface/transformers"
