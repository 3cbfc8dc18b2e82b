"""A live hub, on loopback, built by the command: what it asks, later looks, and what only a token shows."""

from collections.abc import Iterator
from pathlib import Path

import command
import crawls
import dumps
import listed
import pytest
from hub_server import WRITE_TOKEN, Hub
from huggingface_hub import CommitOperationAdd, HfApi, constants

TABLES = ("collect", "snapshots", "extraction", "merge")  # steps that make them


@pytest.fixture
def hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    monkeypatch.setattr(constants, "HF_TOKEN_PATH", str(tmp_path / "no-token"))  # of whoever runs the tests
    models = [listed.model(f"moss/m{n:02}", n) for n in range(1, 13)]
    closed = [
        listed.model("owner/private", 20, private=True),
        listed.model("owner/gated", 21, gated="auto"),
        listed.model("moss/few", 22, downloads=50),
    ]
    with listed.listing(tmp_path / "hub", *models, *closed, page=4) as running:
        crawls.write(tmp_path, running)
        yield running


def test_models_and_snapshots_of_a_hub(hub, tmp_path):
    built = crawls.build(tmp_path, hub)
    told = command.told(built)
    assert (told["collect hub"], told["snapshots"]) == ("14 done", "13 of 13 items run")
    models = {row["model_id"]: row for row in crawls.rows(tmp_path, "models")}
    assert models.keys() == {f"moss/m{n:02}" for n in range(1, 13)} | {"owner/gated", "moss/few"}
    assert {row["status"] for row in models.values()} == {"present"}
    assert [row["model_id"] for row in crawls.rows(tmp_path, "snapshots")] == [f"moss/m{n:02}" for n in range(1, 13)]
    assert {row["license"] for row in crawls.rows(tmp_path, "extracted_metadata")} == {"mit"}
    # the same moment again: nothing is asked for
    hub.requests.clear()
    crawls.build(tmp_path, hub)
    assert hub.requests == []


RESULT = b"""\
- dataset: {id: reed/exam, task_id: exam_hard}
  value: 61.5
  date: 2026-03-04
  source: {url: "https://moss.example/run", name: a run}
  notes: greedy
"""
ADAPTER = b'{"peft_type": "LORA", "base_model_name_or_path": "pine/base", "r": 8}'


def test_files_of_results_and_adapters_are_read(tmp_path):
    results = listed.model("moss/results", 1, {".eval_results/exam.yaml": RESULT})
    adapter = listed.model("moss/adapter", 2, {"adapter_config.json": ADAPTER})
    adapter.files.pop("config.json")
    with listed.listing(tmp_path / "hub", results, adapter) as running:
        crawls.write(tmp_path, running)
        crawls.build(tmp_path, running, "work", *TABLES)
    rows = {row["model_id"]: row for row in crawls.rows(tmp_path, "extracted_metadata")}
    (found,) = rows["moss/results"]["evaluation"]
    told = {name: found[name] for name in ("task", "dataset", "value", "date", "source", "notes")}
    assert told | {"task": None} == {
        "task": None,
        "dataset": "reed/exam",
        "value": 61.5,
        "date": "2026-03-04",
        "source": "https://moss.example/run",
        "notes": "greedy",
    }
    assert "eval_results" in {one["source"] for one in rows["moss/results"]["evidence"]}
    assert rows["moss/adapter"]["base_models"] == ["pine/base"]
    assert [one["source"] for one in rows["moss/adapter"]["evidence"] if one["field"] == "base_models"] == ["config"]


def test_what_only_the_token_shows_is_neither_fetched_nor_published(hub, tmp_path):
    crawls.write(tmp_path, hub, "authorized = true")
    known = command.environment(**hub.environment(tmp_path / "home", WRITE_TOKEN))  # worker processes too
    command.build(tmp_path, "--config", "live.toml", env=known)
    assert {request.account for request in hub.asked("^GET /api/")} == {"owner"}
    assert hub.asked("owner/(private|gated)") == []
    work = (path.read_bytes() for top in ("work", "peatmoss") for path in (tmp_path / top).rglob("*") if path.is_file())
    assert not any(WRITE_TOKEN.encode() in data for data in work)
    assert "owner/private" not in {row["model_id"] for row in crawls.rows(tmp_path, "models")}
    done = command.here("skipped", cwd=tmp_path)
    assert "private" in done.stdout
    assert "gated" in done.stdout


def test_a_later_build_asks_for_what_is_new(hub, tmp_path):
    crawls.build(tmp_path, hub, "work", *TABLES)
    hub.catalog.put(listed.model("moss/m01", 1, lastModified="2030-01-01T00:00:00.000Z", sha="f" * 40, likes=99))
    hub.catalog.put(listed.model("moss/few", 22, downloads=51))
    hub.catalog.remove("moss/m02")
    hub.catalog.rename("moss/m03", "fen/m03")
    hub.requests.clear()
    crawls.write(tmp_path, hub, as_of="2026-12-01T00:00:00Z")
    told = command.told(crawls.build(tmp_path, hub, "work", *TABLES))
    assert told["snapshots"] == "3 of 16 items run"  # a new revision, one above the limit by now, one of another name
    assert len(hub.asked("^GET /api/models$")) == 1 + 4
    models = {row["model_id"]: row for row in crawls.rows(tmp_path, "models")}
    assert (models["moss/m01"]["likes"], models["moss/few"]["downloads"]) == (99, 51)
    assert (models["moss/m02"]["status"], models["moss/m03"]["status"]) == ("gone", "renamed")
    assert models["fen/m03"]["former_ids"] == ["moss/m03"]
    snapshots = {(row["model_id"], row["revision"]): row for row in crawls.rows(tmp_path, "snapshots")}
    assert {revision for model, revision in snapshots if model == "moss/m01"} == {f"{1:040x}", "f" * 40}
    assert snapshots["moss/m02", f"{2:040x}"]["card"] is None


def test_a_hub_that_goes_down_ends_the_build_which_goes_on_later(hub, tmp_path):
    crawls.write(tmp_path, hub, as_of="2026-11-01T00:00:00Z")
    text = (tmp_path / "live.toml").read_text()
    (tmp_path / "live.toml").write_text(text.replace("patience_s = 30", "patience_s = 1"))
    fault = hub.fail("/tree/", status=503, times=10**6)
    done = command.here("build", "--config", "live.toml", "--workers", 1, cwd=tmp_path)
    assert "has given no answer for 1 s (status 503)" in command.complaint(done)
    assert "the same command goes on where it was" in command.complaint(done)
    fault.left = 0
    hub.requests.clear()
    crawls.build(tmp_path, hub, "work", *TABLES)
    assert hub.asked("^GET /api/models$") == []
    assert len(crawls.rows(tmp_path, "snapshots")) == 12


@pytest.mark.parametrize(
    ("more", "environment", "message"),
    [
        pytest.param("authorized = true", {}, "there is no token: set HF_TOKEN", id="no token"),
        pytest.param("authorized = true", {"HF_TOKEN": "hf_" + "n" * 34}, "does not accept the token", id="wrong"),
    ],
)
def test_what_keeps_it_from_asking_is_one_line(hub, tmp_path, more, environment, message):
    crawls.write(tmp_path, hub, more)
    env = command.environment(**hub.environment(tmp_path / "home") | environment)
    done = command.here("build", "--config", "live.toml", cwd=tmp_path, env=env)
    assert message in command.complaint(done)


def test_offline_is_one_line(hub, tmp_path):
    crawls.write(tmp_path, hub)
    env = command.environment(**hub.environment(tmp_path / "home"), HF_HUB_OFFLINE="1")
    done = command.run("build", "--config", "live.toml", cwd=tmp_path, env=env)
    assert "HF_HUB_OFFLINE is set" in command.complaint(done)


def test_a_seed_from_the_hub_itself(hub, tmp_path):
    records = [model.record for model in hub.catalog.models.values()]
    api = HfApi(endpoint=hub.url, token=WRITE_TOKEN)
    api.create_repo("owner/seed", repo_type="dataset")
    add = CommitOperationAdd("models.jsonl", dumps.encoded(records, "models.jsonl"))
    api.create_commit("owner/seed", [add], commit_message="a dump", repo_type="dataset")
    dump = {"path": "hf://datasets/owner/seed/models.jsonl", "taken_at": "2026-10-01"}
    seed = "[[sources]]\nkind = 'hub_dump'\nname = 'seed'\n"
    seed += "".join(f"{key} = {value!r}\n" for key, value in dump.items())
    crawls.write(tmp_path, hub)
    crawls.build(tmp_path, hub, "live", *TABLES)
    crawls.write(tmp_path, hub, rest=seed)
    known = command.environment(**hub.environment(tmp_path / "home"))  # which tells what hf:// is
    steps = [part for step in TABLES for part in ("--only", step)]
    command.build(tmp_path, "--config", "live.toml", "--work", "both", *steps, env=known)
    assert crawls.tables(tmp_path, "both") == crawls.tables(tmp_path, "live")
