"""The three forms of labels, and what is none of them."""

import json

import pytest

from builder.errors import InputError
from builder.evaluation import labels
from builder.evaluation.values import Value


def test_both_forms_of_objects_are_read(tmp_path) -> None:
    ours = {"peat/reed": {"license": "mit", "datasets": None}}
    paper = {"peat/reed": {"upstream_model": "", "license": "mit", "datasets": [""]}, "peat/moss": "Rate limit reached"}
    file = tmp_path / "labels.json"
    file.write_text(json.dumps(ours))
    assert labels.read(file)["peat/reed"].fields == {"license": [Value("mit")], "datasets": []}
    file.write_text(json.dumps(paper))
    found = labels.read(file)
    assert found["peat/reed"].fields == {"base_model": [], "license": [Value("mit")], "datasets": []}
    assert found["peat/moss"].fields == {}


def test_labels_with_places(tmp_path) -> None:
    value = {"value": "mit", "start": 4, "end": 7, "alternatives": ["MIT"], "places": [[9, 12]], "doubtful": True}
    row = {
        "model_id": "a/b",
        "card_sha256": "0f",
        "partial": ["evaluation"],
        "fields": {"license": [value], "demo": []},
    }
    file = tmp_path / "labels.jsonl"
    file.write_text(json.dumps(row) + "\n\n")
    found = labels.read(file)["a/b"]
    assert found.fields == {"license": [Value("mit", ("MIT",), ((4, 7), (9, 12)), doubtful=True)], "demo": []}
    assert (found.partial, found.card_sha256) == ({"evaluation"}, "0f")


def test_a_row_with_its_evidence() -> None:
    entry = {"field": "papers", "index": 1, "source": "llm", "quote": "q", "start": 3, "end": 4, "score": 0.5}
    row = {"license": "mit", "papers": [{"title": "a", "url": None}, {"title": "b", "url": None}], "evidence": [entry]}
    found = labels.of_row(row).fields
    assert [(one.source, one.score, one.places) for one in found["papers"]] == [("", None, ()), ("llm", 0.5, ((3, 4),))]
    assert found["license"] == [Value("mit", source="")]


@pytest.mark.parametrize("text", ["[]", "{", '{"a": [1]}', "3"])
@pytest.mark.parametrize("name", ["labels.json", "labels.jsonl"])
def test_what_is_neither(tmp_path, text, name) -> None:
    file = tmp_path / name
    file.write_text(text)
    if name == "labels.jsonl" or text != "[]":
        with pytest.raises(InputError, match="is not a JSON object of models"):
            labels.read(file)
