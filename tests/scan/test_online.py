"""Facts from the Hub: renamed, hidden, base models, kept for a day; never a token."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hub_server import READ_TOKEN, Hub, Model, serve

from builder.errors import ApiError, InputError
from builder.scan import online
from builder.scan.entries import Base


@pytest.fixture
def hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    with serve(tmp_path / "hub") as running:
        monkeypatch.setenv("HF_ENDPOINT", running.url)
        monkeypatch.setenv("HF_TOKEN", READ_TOKEN)
        monkeypatch.setenv("PEATMOSS_CACHE", str(tmp_path / "cache"))
        monkeypatch.delenv("HF_HUB_OFFLINE", raising=False)
        tags = ["license:apache-2.0", "base_model:moss/root", "base_model:finetune:moss/root", "base_model:moss/gone"]
        for name, tagged in (("reed/base", tags), ("moss/root", ["license:llama3"])):
            running.catalog.put(Model({"_id": name, "id": name, "tags": tagged, "pipeline_tag": "fill-mask"}))
        yield running


def row(name: str | None, **other: Any) -> dict[str, Any]:
    given = {"library": "transformers", "model_name": name, "usage": "use", "hub": "huggingface"}
    return {**given, "model_id": None, "identity": None, **other}


def test_a_model_with_its_base_models(hub: Hub) -> None:
    (made,), facts = online.looked_up([row("reed/base")])
    assert (made["model_id"], made["identity"]) == ("reed/base", "exact")
    found = facts["reed/base"]
    assert (found.license, found.status, found.task) == ("Apache-2.0", "present", "fill-mask")
    assert found.bases == (Base("moss/root", "finetune", "LicenseRef-llama3"), Base("moss/gone", None, None))


def test_a_model_that_is_not_shown_is_told_by_its_name(hub: Hub) -> None:
    (made,), facts = online.looked_up([row("reed/secret")])
    assert (made["model_id"], facts["reed/secret"].status) == (None, "unknown")


def test_a_renamed_model_is_the_one_that_it_is_now(hub: Hub) -> None:
    hub.catalog.renamed["reed/old"] = "reed/base"
    (made,), facts = online.looked_up([row("reed/old")])
    assert (made["model_id"], made["identity"], list(facts)) == ("reed/base", "former_name", ["reed/base"])


@pytest.mark.parametrize(
    "asked",
    [
        pytest.param(row("llama3", hub="ollama"), id="another registry"),
        pytest.param(row("reed/base", usage="mention"), id="a mention"),
        pytest.param(row(None, usage="unresolved"), id="no name"),
        pytest.param(row("./models/mine"), id="a path"),
        pytest.param(row("/srv/me/model"), id="a path of this machine"),
        pytest.param(row("a b/c"), id="no id"),
    ],
)
def test_nothing_else_is_asked_for(asked: dict[str, Any], hub: Hub) -> None:
    online.looked_up([asked])
    assert hub.requests == []


def test_answers_are_kept_and_no_token_is_sent(hub: Hub) -> None:
    online.looked_up([row("reed/base"), row("reed/secret")])
    asked = len(hub.requests)
    assert {one.account for one in hub.requests} == {None}
    online.looked_up([row("reed/base"), row("reed/secret")])
    assert len(hub.requests) == asked


def test_a_hub_that_fails_is_one_line(hub: Hub) -> None:
    hub.fail(lambda request: True, 503, times=100)
    with pytest.raises(ApiError, match="status 503 and no record of a model: try again later, scan without --online"):
        online.looked_up([row("reed/base")])


def test_an_answer_that_is_too_long_is_one_line(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(online, "MOST_BYTES", 20)
    with pytest.raises(ApiError, match="and no record of a model"):
        online.looked_up([row("reed/base")])


def test_no_hub_is_one_line(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")
    with pytest.raises(ApiError, match="gives no answer within 3 s"):
        online.looked_up([row("reed/base")])


def test_offline_is_offline(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    with pytest.raises(InputError, match="HF_HUB_OFFLINE is set"):
        online.looked_up([row("reed/base")])
