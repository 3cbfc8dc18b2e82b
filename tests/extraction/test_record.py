"""A model's record and what it claims; none of it stands in the card."""

import json
from typing import Any

import pytest

from builder.extraction.record import listed_claims, record_claims


def said(*tags: str, task: str | None = None, library: str | None = None, config: Any = None) -> list[tuple[Any, ...]]:
    text = config if isinstance(config, str | None) else json.dumps(config)
    claims = list(record_claims(tags, task, library, text))
    assert [c for c in claims if c.start is not None or c.end is not None] == []
    return [(c.field, c.value, c.source, c.quote) for c in claims]


SILENT = [
    pytest.param({}, id="nothing told"),
    pytest.param({"tags": ["region:us", "endpoints_compatible", "my tag"]}, id="tags of no column"),
    pytest.param({"tags": ["license:", "license:???", "dataset:", "base_model:", "arxiv:"]}, id="tags left open"),
    pytest.param({"tags": ["base_model:/content/model"]}, id="path"),
    pytest.param({"tags": ["sd", "ml", "cv", "en"]}, id="bare tags: the records' reader knows which are languages"),
    pytest.param({"tags": ["arxiv:1910.09700"]}, id="paper of the template"),
    pytest.param({"config": "{"}, id="broken config"),
    pytest.param({"config": "[" * 100_000}, id="deep config"),
    pytest.param({"config": []}, id="config that is no mapping"),
    pytest.param({"config": {"model_type": "bert", "_name_or_path": "owner/base"}}, id="config of a whole model"),
]
SPOKEN = [
    pytest.param({"task": "fill-mask"}, [("tasks", "fill-mask", "tags", "fill-mask")], id="pipeline tag"),
    pytest.param({"library": "spacy"}, [("libraries", "spacy", "tags", "spacy")], id="library"),
    pytest.param(
        {"library": "keras"},
        [("frameworks", "keras", "tags", "keras"), ("libraries", "keras", "tags", "keras")],
        id="library that is a framework",
    ),
    pytest.param({"tags": ["pytorch"]}, [("frameworks", "pytorch", "tags", "pytorch")], id="framework"),
    pytest.param({"tags": ["license:mit"]}, [("license", "mit", "tags", "license:mit")], id="licence"),
    pytest.param(
        {"tags": ["license:mit", "license:gpl"]},
        [("license", "mit, gpl", "tags", "license:mit, license:gpl")],
        id="two licences",
    ),
    pytest.param(
        {"tags": ["dataset:squad"]},
        [("datasets", {"name": "squad", "url": None}, "tags", "dataset:squad")],
        id="data set",
    ),
    pytest.param(
        {"tags": ["base_model:quantized:owner/base"]},
        [("base_models", "owner/base", "tags", "base_model:quantized:owner/base")],
        id="base model and how it was used",
    ),
    pytest.param(
        {"tags": ["arxiv:2104.01778"]},
        [("papers", {"title": None, "url": "https://arxiv.org/abs/2104.01778"}, "tags", "arxiv:2104.01778")],
        id="paper",
    ),
    pytest.param(
        {"config": {"peft": {"base_model_name_or_path": "owner/base"}}},
        [("libraries", "peft", "config", "peft"), ("base_models", "owner/base", "config", "owner/base")],
        id="config of an adapter",
    ),
]


@pytest.mark.parametrize("record", SILENT)
def test_says_nothing(record: dict[str, Any]) -> None:
    assert said(*record.pop("tags", ()), **record) == []


@pytest.mark.parametrize(("record", "claims"), SPOKEN)
def test_says(record: dict[str, Any], claims: list[tuple[Any, ...]]) -> None:
    assert said(*record.pop("tags", ()), **record) == claims


def test_a_local_path_is_no_base_model() -> None:
    config = {"peft": {"base_model_name_or_path": "C:\\Models\\Base"}}
    assert said(config=config) == [("libraries", "peft", "config", "peft")]


def test_what_the_records_reader_found_is_told_with_its_words() -> None:
    found = [(claim.field, claim.value, claim.source) for claim in listed_claims(["kab"], ["owner/base"])]
    assert found == [("languages", "kab", "tags"), ("base_models", "owner/base", "tags")]
    assert list(listed_claims(None, None)) == []
