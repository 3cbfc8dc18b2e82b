"""The Hub's list of Spaces on loopback: each public one once, with the models that it declares."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hub_server import Hub as Server
from hub_server import serve

from builder.engine.crawl import Round
from builder.engine.journal import Page
from builder.errors import HubError
from builder.hub.client import Hub
from builder.sources.spaces import Spaces

AT = datetime(2026, 11, 1)


def space(number: int, **more: Any) -> dict[str, Any]:
    return {
        "_id": f"{number:024x}",
        "id": f"fen/app{number}",
        "createdAt": f"2024-01-01T00:{number // 60:02}:{number % 60:02}.000Z",
        "likes": number % 7,
        "sdk": "gradio" if number % 2 else "docker",
        "private": False,
        "models": [f"fen/model{number}", "gpt2"],
        "datasets": [],
        "runtime": {"stage": "RUNNING"},
    } | more


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    with serve(tmp_path) as running:
        running.spaces, running.list_page = [space(n) for n in range(25)], 10
        yield running


def source(server: Server, limit: int | None = None, sdk: str | None = None) -> Spaces:
    return Spaces("spaces", Hub(server.url, False, 20, 20), limit, sdk)


def pages(source: Spaces, cursor: str | None = None) -> list[Page]:
    return list(source.pages(Round(AT, 0, None), cursor, list))


def rows(found: list[Page], event: str) -> list[dict[str, Any]]:
    return [row for page in found for row in page.rows.to_pylist() if row["event"] == event]


def test_every_space_is_found_with_its_models(server: Server) -> None:
    found = pages(source(server))
    hits = {row["repository_id"]: row for row in rows(found, "repository")}
    assert hits.keys() == {f"spaces/fen/app{n}" for n in range(25)}
    assert hits["spaces/fen/app3"]["models_declared"] == ["fen/model3", "gpt2"]
    assert hits["spaces/fen/app3"]["host"] == "huggingface.co"
    assert hits["spaces/fen/app3"]["url"] == f"{server.url}/spaces/fen/app3"
    assert [(row["total"], row["complete"]) for row in rows(found, "query")] == [(25, True)]


def test_limit_takes_those_with_the_most_likes(server: Server) -> None:
    found = pages(source(server, limit=12))
    hits = [int(row["repository_id"].removeprefix("spaces/fen/app")) for row in rows(found, "repository")]
    assert len(hits) == 12
    assert min(n % 7 for n in hits) >= 3
    assert [(row["total"], row["complete"]) for row in rows(found, "query")] == [(None, False)]


def test_sdk(server: Server) -> None:
    assert len(rows(pages(source(server, sdk="docker")), "repository")) == 13


@pytest.mark.parametrize("cut", [0, 1])
def test_round_that_stopped_goes_on(server: Server, cut: int) -> None:
    whole = pages(source(server))
    rest = pages(source(server), whole[cut].cursor)
    assert [page.rows.to_pylist() for page in rest] == [page.rows.to_pylist() for page in whole[cut + 1 :]]


@pytest.mark.parametrize(
    "wrong",
    [
        pytest.param({"private": True}, id="private"),
        pytest.param({"id": 5}, id="no id"),
        pytest.param({"id": "fen/ap p"}, id="a bad id"),
    ],
)
def test_what_is_no_public_space_is_counted(server: Server, wrong: dict[str, Any]) -> None:
    server.spaces[3] |= wrong
    if wrong.get("private"):
        server.spaces[3]["private"] = "yes"
        server.spaces[4]["models"] = "nonsense"
    found = pages(source(server))
    seen = sum(page.records for page in found)
    assert len(rows(found, "repository")) == 24
    assert seen in {25, 26}  # the Hub itself leaves private ones out


def test_place_that_is_lost_begins_the_list_anew(server: Server) -> None:
    server.expired = {"20"}
    with pytest.raises(HubError, match="refuses the list of Spaces"):
        pages(source(server))
    server.expired = set()
    assert len(rows(pages(source(server)), "repository")) == 25
