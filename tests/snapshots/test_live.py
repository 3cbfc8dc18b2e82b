"""Models of a live Hub, on loopback, as rows of snapshots."""

import hashlib
import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import fsspec
import listed
import pytest
from hub_server import WRITE_TOKEN, Hub, Model

from builder.errors import HubError, SkipItem, StepError
from builder.hub import client
from builder.snapshots import live
from builder.snapshots.archive import Archive
from builder.snapshots.live import Access, capture

TAKEN_AT = datetime(2026, 11, 1)


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[Hub]:
    live._hub.cache_clear()
    with listed.listing(tmp_path / "hub", listed.model("moss/m1")) as running:
        yield running


def item(model_id: str = "moss/m1", revision: str | None = f"{1:040x}", **more: Any) -> dict[str, Any]:
    known = {"hub": "huggingface", "downloads": 120, "gated": "no", "disabled": False, "collected_at": TAKEN_AT}
    return (
        {"model_id": model_id, "revision": revision, "tags": None, "task": None, "library": None, "config": None}
        | {"parameters": None, "parameters_source": None}
        | known
        | more
    )


def row(hub: Hub, archive: Archive | None = None, authorized: bool = False, **more: Any) -> dict[str, Any]:
    (made,) = capture(item(**more), Access(hub.url, authorized, 5, 5), archive or Archive()).rows
    return made


def test_a_model_as_it_is(hub):
    made = row(hub)
    assert [file["path"] for file in made["files"]] == ["model.safetensors", "config.json", "README.md"]
    weights = hashlib.sha256(listed.weights()).hexdigest()
    assert [file["lfs_sha256"] for file in made["files"]] == [weights, None, None]
    assert made["card"] == "---\nlicense: mit\n---\n# moss/m1\n"
    assert made["card_sha256"] == hashlib.sha256(made["card"].encode()).hexdigest()
    assert json.loads(made["config"]) == {"model_type": "moss"}
    assert (made["parameters"], made["dtypes"]) == (6, [{"dtype": "F32", "parameters": 6}])
    assert (made["commit_count"], made["branches"], made["tags"]) == (1, ["main"], [])
    assert (made["discussions"], made["discussion_count"], made["archive"], made["omitted"]) == ([], 0, None, [])
    assert (made["downloads"], made["captured_at"]) == (120, TAKEN_AT)
    assert len(hub.requests) == 7
    assert sum(request.sent for request in hub.asked("safetensors")) <= 200  # a header, no weights


def test_histories_are_counted_whole_and_held_in_part(hub):
    talk = [
        listed.discussion(4, "moss", status="closed"),
        listed.discussion(3, "librarian-bot", isPullRequest=True),
        listed.discussion(2, "ann", author={"name": "ann", "isOrgMember": True}),
        listed.discussion(1, title="mail me at ann" + "@fen.example"),
        *(listed.discussion(0) for _ in range(230)),
    ]
    hub.catalog.put(Model(listed.record("moss/m1"), {}, commits=333, discussions=talk, tags=("v1",)))
    made = row(hub)
    assert (made["commit_count"], len(made["commits"]), made["commits"][0]["title"]) == (333, 200, "update 332")
    assert (made["discussion_count"], len(made["discussions"]), made["tags"]) == (234, 200, ["v1"])
    assert [one["author_role"] for one in made["discussions"][:4]] == ["owner", "bot", "member", "other"]
    assert made["discussions"][3]["title"] == "mail me at <email>"
    assert "ann" not in str([{**one, "title": ""} for one in made["discussions"]])


@pytest.mark.parametrize(
    ("files", "omitted", "lost"),
    [
        pytest.param({"README.md": 20_000_000}, "card:too_large", "card", id="a card of 20 MB"),
        pytest.param({"config.json": b"{'a': 1}"}, "config:not_json", "config", id="a config that is not JSON"),
        pytest.param(
            {"model.safetensors": listed.weights(length=1 << 50)},
            "safetensors:bad_header",
            "parameters",
            id="a header that lies about its length",
        ),
    ],
)
def test_what_cannot_be_had_is_told(hub, files, omitted, lost):
    hub.catalog.put(listed.model("moss/m1", 1, files))
    made = row(hub)
    assert (made["omitted"], made[lost], made["file_count"]) == ([omitted], None, 3)


def test_a_config_that_the_hub_made_itself(hub):
    hub.catalog.put(Model(listed.record("moss/m1"), {"README.md": b""}))
    assert row(hub, config='{"model_type": "fern"}')["config"] == '{"model_type": "fern"}'


def test_discussions_that_are_turned_off(hub):
    hub.catalog.put(Model(listed.record("moss/m1"), {}, discussions=None))
    made = row(hub)
    assert (made["omitted"], made["discussions"], made["discussion_count"]) == (["discussions:disabled"], None, None)


def test_a_tree_of_many_files(hub):
    hub.tree_page = 1000
    hub.catalog.put(listed.model("moss/m1", 1, {f"data/{n:06}.txt": b"x" for n in range(5000)}))
    made = row(hub)
    assert (made["file_count"], len(made["files"]), len(made["more_files"])) == (5003, 1000, 4003)


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        pytest.param({"gated": "auto"}, "gated", id="gated"),
        pytest.param({"gated": "manual"}, "gated", id="gated by hand"),
        pytest.param({"disabled": True}, "disabled", id="disabled"),
        pytest.param({"revision": None}, "no_revision", id="no revision"),
        pytest.param({"model_id": "moss/none"}, "not_found", id="gone"),
        pytest.param({"revision": "e" * 40}, "revision_gone", id="another history by now"),
    ],
)
def test_a_model_that_is_not_to_be_had(hub, more, reason):
    with pytest.raises(SkipItem) as skipped:
        row(hub, **more)
    assert skipped.value.reason == reason
    assert hub.asked("/resolve/") == []


@pytest.mark.parametrize("authorized", [pytest.param(False, id="anonymous"), pytest.param(True, id="authorised")])
@pytest.mark.parametrize("closed", [{"private": True}, {"gated": "auto"}], ids=["private", "gated"])
def test_what_has_been_closed_since_is_not_fetched(hub, monkeypatch, authorized, closed):
    monkeypatch.setattr(client, "get_token", lambda: WRITE_TOKEN)
    hub.catalog.put(listed.model("owner/m2", 2, **closed))
    with pytest.raises(SkipItem) as skipped:
        row(hub, model_id="owner/m2", revision=f"{2:040x}", authorized=authorized)
    assert skipped.value.reason in ({"private", "not_found"} if "private" in closed else {"gated"})
    assert [request for request in hub.asked("/resolve/") if request.status == 200] == []


def test_a_renamed_model_is_left_to_its_new_name(hub):
    hub.catalog.rename("moss/m1", "moss/new")
    with pytest.raises(SkipItem) as skipped:
        row(hub)
    assert skipped.value.reason == "renamed"


def test_a_hub_that_is_down_ends_the_step(hub):
    hub.fail("/tree/", status=503, times=1000)
    with pytest.raises(HubError, match="given no answer"):
        capture(item(), Access(hub.url, False, 0.5, 5), Archive())


def test_secrets_are_masked_wherever_they_stand(hub):
    token = "hf_" + "aB3dE5gH7j" * 3 + "kL9m"
    files = {"README.md": f"use {token}".encode(), "config.json": json.dumps({"t": token}).encode(), token: b""}
    hub.catalog.put(
        Model(listed.record("moss/m1"), files, discussions=[listed.discussion(1, title=token)], tags=(token,))
    )
    assert token not in str(row(hub))


@pytest.mark.parametrize(("what", "kept"), [("small", 2), ("all", 3)])
def test_files_are_kept_once_by_their_content(hub, what, kept):
    place = f"memory://archive-{what}"
    hub.catalog.put(listed.model("moss/m2", 2, {"README.md": b"---\nlicense: mit\n---\n# moss/m1\n"}))
    made = row(hub, Archive(what, place))
    told = json.loads(fsspec.open(made["archive"]).open().read())
    assert len(told["files"]) == kept
    for file in told["files"]:
        data = fsspec.open(f"{place}/sha256/{file['sha256'][:2]}/{file['sha256']}").open().read()
        assert (hashlib.sha256(data).hexdigest(), len(data)) == (file["sha256"], file["size"])
    hub.requests.clear()
    row(hub, Archive(what, place), model_id="moss/m2", revision=f"{2:040x}")
    assert len(fsspec.filesystem("memory").find(f"archive-{what}/sha256")) == kept  # both models have the same files
    assert len(fsspec.filesystem("memory").find(f"archive-{what}/models")) == 2


def test_an_archive_without_room(hub, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(StepError, match="the archive cannot be written"):
        row(hub, Archive("small", str(tmp_path / "file")))
