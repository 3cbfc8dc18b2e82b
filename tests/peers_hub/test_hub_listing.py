"""The list of models as the Hub's own client reads it: pages, properties, renamed, private and gated ones, limits."""

from collections.abc import Iterator
from pathlib import Path

import httpx2
import listed
import pytest
from hub_server import STRANGER_TOKEN, WRITE_TOKEN, Hub
from huggingface_hub import HfApi, constants
from huggingface_hub.errors import GatedRepoError, HfHubHTTPError, RepositoryNotFoundError


@pytest.fixture
def hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    monkeypatch.setattr(constants, "HF_HUB_DISABLE_XET", True)
    models = [listed.model(f"moss/m{n}", n) for n in range(1, 8)]
    models.append(listed.model("owner/private", 8, private=True))
    models.append(listed.model("owner/gated", 9, gated="manual"))
    with listed.listing(tmp_path / "hub", *models, page=3) as running:
        yield running


def api(hub: Hub, token: str | bool = False) -> HfApi:
    return HfApi(endpoint=hub.url, token=token)


def test_pages_in_an_order(hub):
    found = list(api(hub).list_models(sort="created_at", expand=["sha", "downloads", "cardData"]))
    assert [model.id for model in found] == ["owner/gated", *(f"moss/m{n}" for n in range(7, 0, -1))]
    assert (found[-1].sha, found[-1].downloads, found[-1].likes) == (f"{1:040x}", 101, None)
    assert len(hub.requests) == 3
    assert {model.id for model in api(hub, WRITE_TOKEN).list_models()} >= {"owner/private", "owner/gated"}


def test_what_lists_do_not_give(hub):
    with pytest.raises(HfHubHTTPError, match="Invalid expand: baseModels"):
        list(api(hub).list_models(expand=["baseModels"]))


def test_all_of_a_model(hub):
    one = api(hub)
    assert one.model_info("moss/m1").sha == f"{1:040x}"
    assert [file.path for file in one.list_repo_tree("moss/m1")] == ["README.md", "config.json", "model.safetensors"]
    assert [ref.name for ref in one.list_repo_refs("moss/m1").branches] == ["main"]
    assert [commit.title for commit in one.list_repo_commits("moss/m1")] == ["initial commit"]
    assert list(one.get_repo_discussions("moss/m1")) == []
    counted = one.get_safetensors_metadata("moss/m1").parameter_count
    assert counted == {"F32": 6}


def test_discussions_in_pages(hub):
    hub.catalog.put(listed.model("moss/m1"))
    hub.catalog.models["moss/m1"].discussions = [listed.discussion(n) for n in range(70, 0, -1)]
    assert [one.num for one in api(hub).get_repo_discussions("moss/m1")] == list(range(70, 0, -1))


def test_a_renamed_model_is_found_under_its_old_name(hub):
    hub.catalog.rename("moss/m1", "fen/m1")
    assert api(hub).model_info("moss/m1").id == "fen/m1"


def test_who_may_see_what(hub, tmp_path):
    for token in (False, STRANGER_TOKEN):
        with pytest.raises(RepositoryNotFoundError):
            api(hub, token).model_info("owner/private")
        with pytest.raises(GatedRepoError):
            api(hub, token).hf_hub_download("owner/gated", "config.json", cache_dir=tmp_path / str(token))
        assert api(hub, token).model_info("owner/gated").gated == "manual"
    assert api(hub, WRITE_TOKEN).model_info("owner/private").private
    assert api(hub, WRITE_TOKEN).hf_hub_download("owner/gated", "config.json", cache_dir=tmp_path / "owner")


def test_limits_are_told_and_kept(hub):
    hub.limits["api"] = (2, 60)
    answers = [httpx2.get(f"{hub.url}/api/models") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert [answer.headers["RateLimit"].split(";")[1] for answer in answers] == ["r=1", "r=0", "r=0"]
    assert httpx2.get(f"{hub.url}/moss/m1/resolve/main/config.json").status_code == 200
