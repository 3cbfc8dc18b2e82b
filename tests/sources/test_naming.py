"""Texts in, the models and libraries that they name out; what they do not name first."""

import pytest

from builder.sources.naming import Names

OWN = ("meta-llama/Llama-2-7b-hf", "gpt2", "fen/base", "base", "spacy/en_core_web_sm")


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="nothing"),
        pytest.param("The base of it all", id="a name that is a common word"),
        pytest.param("TheBloke/Llama-2-7b-hf is faster", id="another owner's"),
        pytest.param("Llama-2-7b-hf-GGUF", id="a longer name"),
        pytest.param("my-gpt2", id="the end of a longer name"),
        pytest.param("gpt2.py fails", id="a file"),
        pytest.param("models/gpt2", id="a folder"),
        pytest.param("fen/baseline", id="the beginning of another one"),
        pytest.param("not meta-llama/Llama-2-7b-hf/tree", id="a path below"),
    ],
)
def test_no_model(text: str) -> None:
    assert Names(OWN, ()).within(text)[0] == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param("meta-llama/Llama-2-7b-hf", "meta-llama/Llama-2-7b-hf", id="owner and name"),
        pytest.param("https://huggingface.co/meta-llama/Llama-2-7b-hf.", "meta-llama/Llama-2-7b-hf", id="its page"),
        pytest.param("Out of memory with `llama-2-7B-hf`!", "meta-llama/Llama-2-7b-hf", id="the name in code"),
        pytest.param("(gpt2)", "gpt2", id="in brackets"),
        pytest.param("Use gpt2. Then", "gpt2", id="at the end of a sentence"),
        pytest.param("see https://huggingface.co/gpt2", "gpt2", id="the page of one without an owner"),
        pytest.param('from_pretrained("fen/base")', "fen/base", id="a common word with its owner"),
        pytest.param("spacy.load('en_core_web_sm')", "spacy/en_core_web_sm", id="a package"),
    ],
)
def test_one_model(text: str, found: str) -> None:
    assert Names(OWN, ()).within(text)[0] == [found]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param("my_transformers", [], id="part of a word"),
        pytest.param("sentencetransformers", [], id="another word"),
        pytest.param("Upgrade Transformers to 4.40", ["transformers"], id="a capital letter"),
        pytest.param("huggingface/transformers#1", ["transformers"], id="its repository"),
        pytest.param("from transformers.models import x", ["transformers"], id="an import"),
        pytest.param("sentence_transformers", ["sentence-transformers"], id="the other hyphen"),
    ],
)
def test_libraries(text: str, found: list[str]) -> None:
    assert Names((), ("transformers", "sentence-transformers")).within(text)[1] == found
