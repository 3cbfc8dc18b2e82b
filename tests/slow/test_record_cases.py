"""Records and cards in the forms that people report, through one whole build: what the tables say of each."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import command
import crawls
import dumps
import pytest

CASES_SCRIPT = Path(
    os.environ.get("PEATMOSS_CASES", Path(__file__).parents[2] / "../shared/eval/hub_cases/evaluate_cases.py")
)
SETTINGS = (
    '[[sources]]\nkind = "hub_dump"\nname = "dump"\npath = "models.jsonl"\ntaken_at = 2026-11-01\n'
    "[snapshots]\nmin_downloads = -1\n"
)
ADDRESS = "https://huggingface.co/oak/a/tree/main"
RESULT = (
    "{task: {type: %s}, dataset: {name: glue, type: glue, config: sst2, split: %s}, metrics: [{type: f1, value: %s}]}"
)
TWO_SPLITS = f"[{{results: [{RESULT % ('x', 'dev', '9 +/- 1')}, {RESULT % ('x', 'test', '9 +/- 1')}]}}]"
Case = tuple[dict[str, Any], str | None, dict[str, Any]]  # of the record, the card's front matter, column -> value
CASES: dict[str, Case] = {
    "codes": ({}, "language: [en, zh-CN, Cantonese, python, kab]", {"languages": ["en", "zh", "yue", "kab"]}),
    "norwegian": ({"cardData": {"language": False}}, "language: no", {"m.languages": ["no"], "languages": ["no"]}),
    "bare-tags": ({"tags": ["en", "fil", "sd", "ml"]}, None, {"m.languages": ["en", "fil"]}),
    "no-tags": (
        {"tags": ["da"], "cardData": {"license": "mit"}},
        "license: mit",
        {"m.languages": [], "languages": None},
    ),
    "paths": (
        {"config": {"peft": {"base_model_name_or_path": "/srv/me/base"}}},
        "base_model: C:\\Models\\Base",
        {"m.bases": [], "base_models": None},
    ),
    "addresses": (
        {"config": {"peft": {"base_model_name_or_path": ADDRESS}}},
        f"base_model: {ADDRESS}",
        {"m.bases": [("oak/a", "adapter")], "base_models": ["oak/a"]},
    ),
    "union": (
        {"tags": ["base_model:oak/a", "base_model:merge:oak/a"]},
        "base_model: [oak/a, oak/b]",
        {"m.bases": [("oak/a", "merge"), ("oak/b", None)], "base_models": ["oak/a", "oak/b"]},
    ),
    "client": (
        {"created_at": "2023-05-06 07:08:09+00:00", "card_data": {"language": "deu"}, "base_models": ["oak/a"]},
        None,
        {"m.created": "2023-05-06 07:08:09", "m.languages": ["de"], "m.bases": [("oak/a", None)]},
    ),
    "licence": (
        {"tags": ["license:other"]},
        "license: other\nlicense_name: own\nlicense_link: LICENSE",
        {"m.license_name": "own", "m.license_link": "LICENSE"},
    ),
    "numbers": (
        {"likes": 14.0, "safetensors": {"parameters": {"F32": 5}}},
        "co2_eq_emissions: {emissions: 24_700.5, hardware_used: 8 V100 GPUs}",
        {"m.likes": 14, "m.parameters": 5, "carbon_emitted_g": 24700.5, "machines": [("V100 GPUs", 8)]},
    ),
    "splits": (
        {},
        f"model-index: {TWO_SPLITS}",
        {"results": [("glue (sst2)", "dev", 9.0, 1.0), ("glue (sst2)", "test", 9.0, 1.0)]},
    ),
    "task": (
        {},
        f"model-index: [{{results: [{RESULT % ('text-generation', 'a', 1)}]}}]",
        {"tasks": ["text-generation"], "domain": "nlp"},
    ),
    "results": (
        {"evalResults": [{"data": {"dataset": {"id": "oak/d", "task_id": "t"}, "value": 0.5}}]},
        "license: mit",
        {"results": [("oak/d", None, 0.5, None)]},
    ),
}


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    """Per case the row of `models` (names with 'm.' before them) and that of `extracted_metadata` together."""
    folder = tmp_path_factory.mktemp("cases")
    common = {"sha": "b" * 40, "downloads": 100, "tags": []}
    records = [
        common | {"id": f"pine/{name}"} | record | ({"card": f"---\n{front}\n---\nA card.\n"} if front else {})
        for name, (record, front, _) in CASES.items()
    ]
    dumps.store(folder / "models.jsonl", records)
    (folder / "every.toml").write_text(SETTINGS)
    command.build(folder, "--config", "every.toml")
    read = {row["model_id"]: row for row in crawls.rows(folder, "extracted_metadata")}
    return {
        row["model_id"].removeprefix("pine/"): of_model(row) | of_card(read.get(row["model_id"], {}))
        for row in crawls.rows(folder, "models")
    }


def of_model(row: dict[str, Any]) -> dict[str, Any]:
    bases = [(base["model_id"], base["relation"]) for base in row["base_models"] or ()]
    return {f"m.{name}": value for name, value in row.items()} | {"m.bases": bases, "m.created": str(row["created_at"])}


def of_card(row: dict[str, Any]) -> dict[str, Any]:
    results = [(one["dataset"], one["split"], one["value"], one["deviation"]) for one in row.get("evaluation") or ()]
    return row | {"results": results, "machines": [(one["name"], one["count"]) for one in row.get("hardware") or ()]}


@pytest.mark.parametrize("name", CASES)
def test_what_the_tables_say(name: str, tables: dict[str, dict[str, Any]]) -> None:
    expected = CASES[name][2]
    assert {column: tables[name].get(column) for column in expected} == expected


@pytest.mark.skipif(not CASES_SCRIPT.is_file(), reason="no collected cases here (PEATMOSS_CASES)")
def test_collected_cases_by_their_own_script() -> None:
    done = subprocess.run(
        [sys.executable, CASES_SCRIPT, CASES_SCRIPT.parent, command.PEATMOSS],
        capture_output=True,
        text=True,
        check=True,
    )
    *lines, last = done.stdout.splitlines()
    assert [line for line in lines if not line.startswith("pass ")] == []
    assert last.split(" of ")[0] == last.split(" of ")[1] == str(len(lines))
