"""What the doctor says of a hub on loopback, and of answers as the Hub gave them in other years."""

import gzip
import json
import os
from collections.abc import Iterator
from pathlib import Path

import listed
import pytest
from hub_server import Hub, Model

from builder.hub.client import Hub as Client
from builder.pipeline import drift

DATA = Path(os.environ.get("PEATMOSS_DATA", Path(__file__).parents[2] / "../shared/data"))
there = pytest.mark.skipif(not DATA.is_dir(), reason="the recorded answers are not here")


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[Hub]:
    talk = [listed.discussion(1)]
    models = [Model(listed.record(f"moss/m{n}", n), {"a.json": b"{}"}, discussions=talk) for n in range(1, 8)]
    with listed.listing(tmp_path / "hub", *models) as running:
        running.limits["api"] = (100, 60)
        yield running


def told(hub: Hub) -> dict[str, list[str]]:
    return {check.what: check.faults for check in drift.live(Client(hub.url, patience_s=1)) if check.faults}


def test_a_hub_that_answers_as_it_is_read(hub):
    assert told(hub) == {}
    assert [request.method for request in hub.requests] == ["HEAD"] + 8 * ["GET"]  # is anybody there? then one each


def test_a_hub_that_cannot_be_reached_is_one_fault_and_no_more_is_asked(hub, monkeypatch):
    monkeypatch.setattr(drift.reach, "PATIENCE_S", 1)
    nobody = Client("http://127.0.0.1:9", patience_s=1)
    monkeypatch.setattr(drift.reach.require, "__defaults__", (None, 1.0))
    checks = [check for check in drift.live(nobody) if check.faults]
    assert [check.what for check in checks] == ["http://127.0.0.1:9"]
    assert "cannot be reached" in checks[0].faults[0]


def test_the_first_request_without_an_answer_is_the_last(hub, monkeypatch):
    """It answers that it is there, and nothing else."""
    monkeypatch.setattr(drift.reach, "require", lambda endpoint: None)
    checks = list(drift.live(Client("http://127.0.0.1:9", patience_s=0.5)))
    assert [bool(check.faults) for check in checks] == [False, True, True]
    assert checks[-1].what == "the other endpoints"


@pytest.mark.parametrize(
    ("change", "what", "fault"),
    [
        pytest.param({"downloads": "many"}, "moss/m7 info", "downloads: 'many' is no int64", id="another type"),
        pytest.param({"tags": "a,b"}, "moss/m7 info", "tags: 'a,b' is no list<item: string>", id="no list"),
    ],
)
def test_a_record_of_another_form(hub, change, what, fault):
    hub.catalog.put(Model(listed.record("moss/m7", 7) | change))
    assert fault in told(hub)[what]


def test_a_property_that_is_gone(hub):
    for name, model in list(hub.catalog.models.items()):
        hub.catalog.put(
            Model({key: value for key, value in model.record.items() if key != "lastModified"}, model.files)
        )
        assert name
    (faults,) = {tuple(faults) for what, faults in told(hub).items() if "counts" not in what}
    assert faults == ("no model has 'lastModified' any more",)


def test_an_endpoint_that_is_gone_is_named_and_the_others_are_looked_at(hub):
    hub.fail("/refs$", status=404)
    assert told(hub) == {"refs": ["the Hub refuses it: 404 injected fault"]}


def test_limits_and_pages_that_are_told_otherwise(hub):
    hub.limits.clear()
    assert list(told(hub).values()) == [["no header RateLimit"]]


@there
@pytest.mark.parametrize("page", ["models_page1_07-11-2024", "models_page2_07-11-2024", "models_page760_07-11-2024"])
def test_a_page_of_2024(page):
    values = json.loads(gzip.decompress((DATA / f"hub_api/raw_pages/{page}.json.gz").read_bytes()))
    missing = {"gated", "lastModified", "sha"}  # that list was asked for without them
    assert {fault.split("'")[1] for fault in drift.records(values)} == missing


@there
def test_records_of_2022():
    values = [json.loads(path.read_text()) for path in sorted((DATA / "fixtures_small").rglob("infos.json"))]
    faults = drift.records(values)
    assert "no model has 'createdAt' any more" in faults
    assert not [fault for fault in faults if " is no " in fault]


@there
def test_records_of_data_sets():
    values = json.loads(gzip.decompress((DATA / "hub_api/raw_pages/datasets_page1_07-09-2024.json.gz").read_bytes()))
    assert drift.records(values) == []  # they look alike: the source itself tells them apart


@pytest.mark.parametrize("value", [None, {}, [], [1], "x", [{"type": 1}]])
def test_answers_of_any_form_are_told(value):
    assert drift.entries(value, drift.TREE)
    assert drift.discussions(value)
    assert drift.records(value) != []
