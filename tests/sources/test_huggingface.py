"""The live list of a Hub, on loopback: pages, a kill between any two of them, and what later rounds find."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import listed
import pyarrow.parquet as pq
import pytest
from dumps import store
from hub_server import WRITE_TOKEN, Hub

from builder.engine import crawl, journal, lease, workspace
from builder.engine.workspace import Workspace
from builder.errors import HubError
from builder.hub import client
from builder.hub.client import Hub as Client
from builder.redaction.exclusions import Exclusions
from builder.sources.hub_dump import HubDump
from builder.sources.huggingface import HuggingFace, placed

FIRST, SECOND, THIRD = (datetime(2026, month, 1) for month in (10, 11, 12))
LATER = "2030-01-01T00:00:00.000Z"


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[Hub]:
    with listed.listing(tmp_path / "hub", *(listed.model(f"moss/m{n:02}", n) for n in range(1, 24)), page=5) as running:
        yield running


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Workspace]:
    with lease.lease(workspace.create(tmp_path / "work", 4)) as held:
        yield held


def source(hub: Hub, **more: Any) -> HuggingFace:
    wanted = {"limit": None, "order": "createdAt", "exclusions": Exclusions(), "name": "hub"} | more
    return HuggingFace(hub=wanted.pop("client", None) or Client(hub.url, patience_s=5), **wanted)


def rows(place: Workspace) -> list[dict[str, Any]]:
    folder, pages = journal.pages(place, "hub")
    return [row for page in pages for row in pq.read_table(folder / page.files["rows"].name).to_pylist()]


def told(place: Workspace, since: int = 0) -> list[tuple[str, str]]:
    return [(row["model_id"], row["told"]) for row in rows(place) if row["position"] >= since]


def collect(place: Workspace, hub: Hub, moment: datetime = FIRST, **more: Any) -> bool:
    hub.requests.clear()
    return crawl.collect(place, source(hub, **more), moment, lambda _: None)


def test_every_model_once_and_no_request_too_many(hub, place):
    assert collect(place, hub)
    assert [model for model, _ in told(place)] == [f"moss/m{n:02}" for n in range(23, 0, -1)]
    assert [row["position"] for row in rows(place)] == list(range(23))
    assert len(hub.requests) == 5
    assert not collect(place, hub)
    assert hub.requests == []


def test_the_same_rows_as_from_a_dump(tmp_path, place):
    models = listed.sample()
    with listed.listing(tmp_path / "hub", *models, page=20) as hub:
        collect(place, hub)
    path = store(tmp_path / "models.jsonl", [model.record for model in models])
    dump = [page.rows.to_pylist() for page in HubDump("hub", path, FIRST, None, Exclusions()).pages(0)]

    def by_id(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return sorted(({**row, "position": None, "card": None, "card_sha256": None} for row in found), key=str)

    assert by_id(rows(place)) == by_id([row for page in dump for row in page])


def test_a_crawl_that_was_killed_asks_for_its_open_page_alone(hub, place):
    class Killed(Exception):
        pass

    def kill(_: int) -> None:
        if len(hub.requests) == 3:
            raise Killed

    with pytest.raises(Killed):
        crawl.collect(place, source(hub), FIRST, kill)
    assert not journal.complete(place, "hub")
    collect(place, hub, SECOND)  # a round that was begun is ended first
    assert len(hub.requests) == 2
    assert sorted(told(place)) == [(f"moss/m{n:02}", "record") for n in range(1, 24)]


def test_a_cursor_that_has_expired(hub, place):
    fault = hub.fail(lambda request: "cursor" in request.query and len(hub.requests) == 3, status=400)
    collect(place, hub)
    assert (fault.hits, len(hub.requests)) == (1, 3 + 5)
    assert sorted(told(place)) == [(f"moss/m{n:02}", "record") for n in range(1, 24)]


def test_a_page_that_repeats_tells_nothing_twice(hub, place):
    hub.repeat(lambda request: len(hub.requests) == 3)
    collect(place, hub)
    assert sorted(told(place)) == [(f"moss/m{n:02}", "record") for n in range(1, 24)]


def test_a_later_round_finds_what_changed_came_went_and_moved(hub, place):
    collect(place, hub)
    hub.catalog.put(listed.model("moss/m01", 1, lastModified=LATER, likes=7, sha="f" * 40))
    hub.catalog.put(listed.model("moss/m02", 2, downloads=9999))
    hub.catalog.put(listed.model("moss/new", 30, lastModified=LATER), listed.model("moss/found", 31))
    hub.catalog.remove("moss/m03")
    hub.catalog.rename("moss/m04", "moss/four")
    collect(place, hub, SECOND)
    found = told(place, 23)
    assert {model for model, kind in found if kind == "record"} == {"moss/m01", "moss/new", "moss/found", "moss/four"}
    assert [model for model, kind in found if kind == "gone"] == ["moss/m03", "moss/m04"]
    assert {model for model, kind in found if kind == "seen"} == set(hub.catalog.models)
    assert {row["hub_id"] for row in rows(place) if row["told"] == "gone"} == {None, f"{4:024x}"}
    assert {row["downloads"] for row in rows(place) if (row["model_id"], row["told"]) == ("moss/m02", "seen")} == {9999}
    collect(place, hub, THIRD)
    assert hub.asked("/api/models/") == []  # who is gone is not asked for again


def test_a_later_round_goes_on_where_it_was_killed(hub, place, tmp_path):
    collect(place, hub)
    hub.catalog.remove("moss/m03")
    hub.catalog.rename("moss/m04", "moss/four")
    for _ in range(20):
        steps = iter(range(2))

        def kill(_: int, steps: Iterator[int] = steps) -> None:
            next(steps)

        try:
            crawl.collect(place, source(hub), SECOND, kill)
        except StopIteration:
            continue
        break
    found = told(place, 23)
    assert sorted(model for model, kind in found if kind == "seen") == sorted(hub.catalog.models)
    assert [model for model, kind in found if kind == "gone"] == ["moss/m03", "moss/m04"]


def test_only_so_many_of_the_most_downloaded(hub, place):
    collect(place, hub, limit=7, order="downloads")
    assert [model for model, _ in told(place)] == [f"moss/m{n:02}" for n in range(23, 16, -1)]
    assert len(hub.requests) == 2


def test_what_only_the_token_shows_is_skipped_and_counted(hub, place, monkeypatch):
    monkeypatch.setattr(client, "get_token", lambda: WRITE_TOKEN)
    hub.catalog.put(listed.model("owner/private", 40, private=True), listed.model("moss/" + WRITE_TOKEN, 41))
    collect(place, hub, client=Client(hub.url, authorized=True))
    _, pages = journal.pages(place, "hub")
    assert len(rows(place)) == 23
    assert [page.skipped for page in pages if page.skipped] == [{"private": 1, "secret_in_id": 1}]
    # one that was public, and is no more, is gone for everybody
    hub.catalog.put(listed.model("owner/m50", 50))
    collect(place, hub, SECOND, client=Client(hub.url, authorized=True))
    hub.catalog.put(listed.model("owner/m50", 50, private=True))
    collect(place, hub, THIRD, client=Client(hub.url, authorized=True))
    assert [model for model, kind in told(place) if kind == "gone"] == ["owner/m50"]


def test_ids_with_odd_characters(hub, place):
    odd = ["moss/a b", "moss/ä%2F?#", "no-owner", "moss/a/b"]
    hub.catalog.put(*(listed.model(name, 50 + n) for n, name in enumerate(odd)))
    collect(place, hub)
    _, pages = journal.pages(place, "hub")
    reasons = [reason for page in pages for reason, count in page.skipped.items() for _ in range(count)]
    assert (len(rows(place)), sorted(reasons)) == (25, ["bad_id", "bad_id"])


@pytest.mark.parametrize(
    ("status", "message"),
    [pytest.param(403, "refuses the list of models: 403", id="no rights"), pytest.param(400, "refuses", id="drift")],
)
def test_a_list_that_is_refused(hub, place, status, message):
    hub.fail("/api/models$", status=status, times=10)
    with pytest.raises(HubError, match=message):
        collect(place, hub)


def test_the_place_is_kept_with_the_page(hub, place):
    collect(place, hub)
    _, pages = journal.pages(place, "hub")
    assert [placed(page.cursor).position for page in pages] == [5, 10, 15, 20, 23]
    assert placed(pages[-1].cursor).phase == "done"
