"""Texts that name a model as ids of the Hub, and texts that name none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder.reference.hub_ids import (
    HUB_ID,
    RELATIONS,
    hub_model_id,
    hub_model_id_of,
    hub_model_ids,
    relation_of,
)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            "a model of mine",
            "C:\\Models\\Base",
            "D:/models/base",
            "/srv/m/base",
            "./base",
            "../base",
            "~/base",
        ),
        *(
            "file:///base",
            "s3://bucket/base",
            "content/drive",
            "home/me",
            "output/checkpoint-5",
            "owner/base.safetensors",
        ),
        *(
            "https://huggingface.co/datasets/owner/set",
            "https://huggingface.co/spaces/owner/app",
            "https://x.example/a/b",
        ),
        *("https://github.com/owner/name", "owner/name/part", "owner/na..me", "owner/name-", "-owner/name"),
        *("None", "n/a", "scratch", "model", "checkpoint-500", "data/base", "saved_models/base", ".hidden/base"),
        *("https://huggingface.co/models?other=base", "https://huggingface.co/owner", "https://huggingface.co/docs"),
        *("model:owner/name", "D:base", "//x.example/a/b"),
    ],
)
def test_no_id(text: str) -> None:
    assert hub_model_id(text) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("owner/name", "owner/name"),
        (" 'owner/name/' ", "owner/name"),
        ("gpt2", "gpt2"),
        ("owner/name@main", "owner/name"),
        ("owner/name/tree/main", "owner/name"),
        ("https://huggingface.co/owner/name/", "owner/name"),
        ("http://www.huggingface.co/owner/name/blob/main/a.bin?x=1#y", "owner/name"),
        ("huggingface.co/gpt2/tree/main", "gpt2"),
        ("hf.co/owner/name.git", "owner/name"),
        ("hf://owner/name", "owner/name"),
        ("models--owner--name", "owner/name"),
        ("https://huggingface.co/gpt2", "gpt2"),
        ("//huggingface.co/owner/name", "owner/name"),
        ("hf.co/owner/name:Q4_K_M", "owner/name"),
        ("[a name](https://huggingface.co/owner/name)", "owner/name"),
        ("(owner/name).", "owner/name"),
    ],
)
def test_ids(text: str, expected: str) -> None:
    assert hub_model_id(text) == expected


def test_several_in_one_text() -> None:
    assert hub_model_ids("owner/one, owner/two; prose of mine\ngpt2") == ["owner/one", "owner/two", "gpt2"]


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        pytest.param({"name": "Seven 7B"}, None, id="a name alone"),
        pytest.param({"name": "b", "organization": "o"}, "o/b", id="owner and name"),
        pytest.param({"name": "B 7", "repo_url": "https://huggingface.co/o/b"}, "o/b", id="an address"),
        pytest.param({"id": "o/b"}, "o/b", id="an id"),
    ],
)
def test_mappings(entry: dict[str, str], expected: str | None) -> None:
    assert hub_model_id_of(entry) == expected


@given(st.text(max_size=60))
def test_whatever_comes_out_is_an_id(text: str) -> None:
    found = hub_model_id(text)
    assert found is None or HUB_ID.fullmatch(found)


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        *((word, None) for word in (None, "", "inspired by", "not merged", "?")),
        *((word, word) for word in RELATIONS),
        *(
            ("Fine-tuned", "finetune"),
            ("fine tune", "finetune"),
            ("distillation", "distilled"),
            ("distill", "distilled"),
        ),
        *(("quantization", "quantized"), ("quantised", "quantized"), ("merged", "merge"), ("adapters", "adapter")),
    ],
)
def test_relations(word: str | None, expected: str | None) -> None:
    assert relation_of(word) == expected
