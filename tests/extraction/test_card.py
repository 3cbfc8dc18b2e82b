"""A card and its record become one row, whatever the card holds; every quotation is the card's own text."""

import json
import os
from collections import Counter
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from endless import not_endless
from hypothesis import given
from hypothesis import strategies as st

from builder.extraction.answers import Answer
from builder.extraction.card import COLUMNS, FIELDS, Answered, extract
from builder.extraction.front_matter import read_front_matter
from builder.schemas import EXTRACTED_METADATA

REAL_DATA = Path(os.environ.get("PEATMOSS_DATA", Path(__file__).parents[2] / "../shared/data"))
REAL_CARDS = REAL_DATA / "model_cards/hf_models_and_cards_2022-02-21.parquet"
SCHEMA = pa.schema([column for column in EXTRACTED_METADATA.schema if column.name in COLUMNS])

CARD = """---
language: [en, no]
license: apache-2.0
pipeline_tag: automatic-speech-recognition
tags:
- audio
- pytorch
datasets:
- owner/speeches
model-index:
- name: listener-é
  results:
  - task: {type: automatic-speech-recognition}
    dataset: {type: owner/speeches, config: "no"}
    metrics:
    - {type: wer, value: 12.50}
---
# Listener 😀

It writes down what it hears.
"""


def item(card: str, **record: Any) -> dict[str, Any]:
    nothing = {"tags": None, "task": None, "library": None, "config": None}
    return {"model_id": "owner/name", "revision": "a" * 40, "card": card, "card_sha256": "b" * 64} | nothing | record


def check_row(given_item: dict[str, Any], row: dict[str, Any]) -> None:
    """The row fits the table, and each value of it has its quotation."""
    assert tuple(row) == COLUMNS
    card = given_item["card"]
    for entry in row["evidence"]:
        if entry["source"] in ("front_matter", "model_index", "rule"):
            assert entry["quote"] == card[entry["start"] : entry["end"]] != ""
        else:
            assert (entry["start"], entry["end"]) == (None, None)
    quoted = Counter(entry["field"] for entry in row["evidence"])
    assert set(quoted) == {name for name in FIELDS if row[name] is not None}
    assert all(quoted[name] == len(row[name]) for name in FIELDS if isinstance(row[name], list))


def test_whole_card() -> None:
    given_item = item(CARD, tags=["pytorch", "jax", "license:mit", "no"], task="translation", library="transformers")
    row = extract(given_item)
    check_row(given_item, row)
    assert pa.Table.from_pylist([row], schema=SCHEMA).to_pylist() == [row]
    assert {name: row[name] for name in FIELDS if row[name] is not None} == {
        "domain": "multimodal",
        "tasks": ["automatic-speech-recognition", "translation"],
        "frameworks": ["pytorch", "jax"],
        "libraries": ["transformers"],
        "languages": ["en", "no"],
        "datasets": [{"name": "owner/speeches", "url": "https://huggingface.co/datasets/owner/speeches"}],
        "license": "apache-2.0",
        "evaluation": [
            {
                "task": "automatic-speech-recognition",
                "dataset": "owner/speeches (no)",
                "metric": "wer",
                "value": 12.5,
                "value_text": "12.50",
                **dict.fromkeys(("split", "deviation", "date", "source", "notes")),
            }
        ],
    }
    assert (row["front_matter"], row["status"], row["llm"]) == ("ok", "front_matter_only", None)
    assert row["unread_fields"] == sorted(name for name in FIELDS if row[name] is None)


STATES = [
    pytest.param("", "absent", "empty_card", False, id="empty"),
    pytest.param(" \n\ufeff\n", "absent", "front_matter_only", True, id="a sign that cannot be seen"),
    pytest.param(" \n\n", "absent", "empty_card", False, id="white space"),
    pytest.param("# A model", "absent", "front_matter_only", True, id="prose only"),
    pytest.param("---\nlicense: mit\n---\n", "ok", "front_matter_only", False, id="front matter only: nothing to read"),
    pytest.param("---\nlicense: mit\n---\n# A model", "ok", "front_matter_only", True, id="both"),
    pytest.param("---\n- mit\n---\n", "not_a_mapping", "front_matter_only", True, id="list"),
    pytest.param("---\n@\n---\n", "invalid", "front_matter_only", True, id="broken"),
]


@pytest.mark.parametrize(("card", "front_matter", "status", "unread"), STATES)
def test_states(card: str, front_matter: str, status: str, unread: bool) -> None:
    row = extract(item(card))
    assert (row["front_matter"], row["status"], bool(row["unread_fields"])) == (front_matter, status, unread)


def test_record_speaks_where_the_card_is_silent() -> None:
    given_item = item("", tags=["license:mit", None, "en"], task="fill-mask", config="{}", languages=["en"])
    row = extract(given_item)
    check_row(given_item, row)
    assert (row["license"], row["languages"], row["domain"]) == ("mit", ["en"], "nlp")


@pytest.mark.parametrize(
    ("card", "bases"),
    [
        pytest.param("tags:\n- gpt2-medium\n- t5\n- mine-base", None, id="sizes of many models"),
        pytest.param("base_model: peat/moss\ntags:\n- t5-small", ["peat/moss"], id="said elsewhere"),
        pytest.param("tags:\n- t5-small", ["t5-small"], id="only there"),
    ],
)
def test_a_known_model_among_the_tags(card: str, bases: list[str] | None) -> None:
    assert extract(item(f"---\n{card}\n---\n# A model\n"))["base_models"] == bases


@pytest.mark.parametrize(
    ("entry", "prose", "names"),
    [
        pytest.param("bog fen", "", ["bog fen"], id="a name of two words"),
        pytest.param("bog fen", "It was trained on [Fen](https://fen.org/d).", ["bog fen"], id="one is named"),
        pytest.param(
            "bog fen", "Trained on [Bog](https://bog.org/d) and [Fen](https://fen.org/d).", ["bog", "fen"], id="a list"
        ),
    ],
)
def test_several_data_sets_in_one_entry(entry: str, prose: str, names: list[str]) -> None:
    row = extract(item(f"---\ndatasets:\n- {entry}\n---\n{prose}\n"))
    assert [one["name"] for one in row["datasets"]] == names
    assert {one["quote"] for one in row["evidence"] if one["field"] == "datasets"} == set(names)


KEYS = "license language datasets tags pipeline_tag base_model co2_eq_emissions model-index results metrics value"
SIGNS = [
    ": ",
    "\n- ",
    "\n  ",
    "\n",
    "[",
    "]",
    "{",
    "}",
    ", ",
    "mit",
    "no",
    "'",
    '"',
    "&a ",
    "*a",
    "😀",
    "1.5 kg",
    "---\n",
]
tokens = st.sampled_from([*KEYS.split(), *SIGNS])


@given(st.text(max_size=300) | st.lists(tokens, max_size=60).map(lambda parts: f"---\n{''.join(parts)}\n---\n"))
def test_any_card_gives_a_row(card: str) -> None:
    given_item = item(card)
    check_row(given_item, extract(given_item))


def test_large_card_is_not_dear() -> None:
    metrics = "    - {type: wer, value: 12.5}\n" * 12_000
    card = f"---\nmodel-index:\n- results:\n  - metrics:\n{metrics}---\n{'| a | b |' * 20_000}"
    with not_endless():
        assert extract(item(card))["front_matter"] == "ok"


@pytest.mark.skipif(not REAL_CARDS.exists(), reason="no real cards here (PEATMOSS_DATA)")
def test_real_cards() -> None:
    told = {"ok": "ok", "none": "absent", "invalid": "invalid", "not_dict": "not_a_mapping"}
    count = 0
    for batch in pq.ParquetFile(REAL_CARDS).iter_batches(2000):
        for record in batch.to_pylist():
            if record["card"] is None:
                continue
            count += 1
            assert read_front_matter(record["card"]).state == told[record["card_front_matter"]], record["modelId"]
            if count % 8:  # the rest takes 3 ms a card
                continue
            fields = {"task": record["pipeline_tag"], "library": record["library_name"]}
            given_item = item(record["card"], tags=record["tags"], config=record["config"], **fields)
            row = extract(given_item)
            check_row(given_item, row)
            assert row["front_matter"] == told[record["card_front_matter"]], record["modelId"]
            assert (row["status"] == "empty_card") == (not record["card"].strip())
    assert count == 16_588


@pytest.mark.parametrize(
    ("tags", "papers"),
    [
        pytest.param(["arxiv:2101.00001"], ["https://arxiv.org/abs/2101.00001"], id="a field that the record fills"),
        pytest.param([], ["https://arxiv.org/abs/2202.00002"], id="a field that it leaves open"),
    ],
)
def test_a_language_model_fills_only_what_rules_left_open(tags: list[str], papers: list[str]) -> None:
    card = "# Listener\n\nIt differs from arXiv:2202.00002.\n"
    claim = {"quote": "arXiv:2202.00002", "value": "arXiv:2202.00002"}
    answer = json.dumps(dict.fromkeys(Answer.model_fields) | {"papers": [claim]})
    row = extract(item(card, tags=tags), [Answered("ok", answer, 9, 9, "twin")])
    assert [paper["url"] for paper in row["papers"]] == papers


def test_a_cut_answer_gives_its_whole_claims() -> None:
    """The claim that was being written does not count; a text that is no beginning of an answer gives nothing."""
    card = "# Reed\n\nLicence: MIT\nTrained on the data sets wet reviews and dry reviews.\n"
    whole = [{"quote": "data sets wet reviews", "value": "wet reviews"}]
    start = json.dumps({"license": {"quote": "Licence: MIT", "value": "MIT"}, "datasets": whole})[:-2]
    for rest in ("", ', {"quote": "dry', ', {"quote": "dry reviews"', ', {"quote": "dry reviews", "value": "dry revi'):
        row = extract(item(card), [Answered("truncated_output", start + rest)])
        assert (row["license"], row["status"]) == ("MIT", "truncated_output")
        assert [one["name"] for one in row["datasets"]] == ["wet reviews"]
    for text in ("", "{", "[1", "no", '{"owner": "x"', '{"license": {"quote": "Licence: MIT", "val'):
        row = extract(item(card), [Answered("truncated_output", text)])
        assert [one for one in row["evidence"] if one["source"] == "llm"] == []
