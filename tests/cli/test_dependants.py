"""`peatmoss dependants` of the built sample."""

import json
import shutil
from pathlib import Path

import pytest
from command import Built, complaint, here
from publishing import NAME, loopback, release

from builder.dataset.opened import opened

USED = "distilbert/distilbert-base-uncased"


def test_table_and_lines_agree(sample: Built) -> None:
    table = here("dependants", USED, cwd=sample.out.parent).stdout.splitlines()
    rows = [
        json.loads(one)
        for one in here("dependants", USED, "--format", "jsonl", cwd=sample.out.parent).stdout.splitlines()
    ]
    whole = json.loads(here("dependants", USED, "--format", "json", cwd=sample.out.parent).stdout)
    assert whole["places"] == rows
    assert rows
    assert len(table) == len(rows) + 2
    assert f"{rows[0]['path']}:{rows[0]['line']}" in table[1]


def test_a_near_name_is_offered(sample: Built) -> None:
    done = here("dependants", f"{USED}d", cwd=sample.out.parent)
    assert complaint(done).startswith(f"{USED}d is not in peatmoss: did you mean {USED}")


def test_a_name_like_no_other(sample: Built) -> None:
    models = here("dependants", "nobody/uses-this", cwd=sample.out.parent)
    assert complaint(models) == "nobody/uses-this is not in peatmoss: give a model_id of its table models"


def test_a_dataset_on_the_hub_says_the_same_by_its_columns_alone(
    sample: Built, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    built = shutil.copytree(sample.out, tmp_path / "peatmoss")
    monkeypatch.setenv("PEATMOSS_CACHE", str(tmp_path / "cache"))
    monkeypatch.delenv("HF_HUB_OFFLINE", raising=False)
    with loopback(tmp_path, monkeypatch) as hub:
        release(built)
        monkeypatch.setenv("HF_ENDPOINT", hub.url)
        there = here("dependants", USED, NAME, "--format", "json", cwd=tmp_path)
    shutil.rmtree(built)
    again = here("dependants", USED, NAME, "--format", "json", cwd=tmp_path)  # nothing answers any more
    asked = here("dependants", USED, "--format", "json", cwd=sample.out.parent)
    assert there.returncode == again.returncode == 0, there.stderr
    told = [{**place, "first_seen": None} for place in json.loads(there.stdout)["places"]]
    assert told == [{**place, "first_seen": None} for place in json.loads(asked.stdout)["places"]]
    assert {place["first_seen"] for place in json.loads(there.stdout)["places"]} == {"v1"}
    assert again.stdout == there.stdout


def test_a_strange_format(sample: Built) -> None:
    assert here("dependants", USED, "--format", "xml", cwd=sample.out.parent).returncode == 2


def test_an_empty_answer_says_so(sample: Built) -> None:
    unused = """SELECT model_id FROM models WHERE model_id NOT IN (SELECT model_id FROM pairs)
        AND model_id NOT IN (SELECT unnest(base_models).model_id FROM models) ORDER BY model_id LIMIT 1"""
    with opened(sample.out) as (connection, _):
        ((model_id,),) = connection.execute(unused).fetchall()
    done = here("dependants", model_id, cwd=sample.out.parent)
    assert (done.returncode, done.stdout) == (0, f"no repository uses {model_id} or one of its 0 descendants\n")
