"""Searches out of the signatures: what makes a use likely, in the language it is written in, each once."""

import pytest

from builder.reference.discovery import load_discovery
from builder.reference.signatures import load_signatures
from builder.sources.github import LONGEST, Query, _bare, code_query
from builder.sources.searches import Search, searches

ALL = searches(load_signatures(), load_discovery())


@pytest.mark.parametrize("root", ["requests", "openai", "boto3", "urllib"])
def test_import_that_tells_nothing_is_not_searched(root: str) -> None:
    assert not [search for search in ALL if f"import {root}" in search.phrases]


@pytest.mark.parametrize(
    ("search", "query"),
    [
        pytest.param(
            Search(("import transformers", "from transformers"), "python"),
            '"import transformers" OR "from transformers" language:python',
            id="an import",
        ),
        pytest.param(
            Search(("from_pretrained",), "notebook"), '"from_pretrained" language:"Jupyter Notebook"', id="a call"
        ),
        pytest.param(Search(("model_name_or_path",), "yaml"), '"model_name_or_path" language:yaml', id="a key"),
        pytest.param(Search(("en_core_web_sm",), "python"), '"en_core_web_sm" language:python', id="a spaCy package"),
        pytest.param(
            Search(("@huggingface/transformers",), "typescript"),
            '"@huggingface/transformers" language:typescript',
            id="transformers.js",
        ),
        pytest.param(Search(("use hf_hub",), "rust"), '"use hf_hub" language:rust', id="Rust"),
        pytest.param(
            Search(("import torchvision", "from torchvision"), "python"),
            '"import torchvision" OR "from torchvision" language:python',
            id="PyTorch Hub's builders",
        ),
        pytest.param(
            Search(("models.vit_h_14",), "python"), '"models.vit_h_14" language:python', id="a builder of torchvision"
        ),
        pytest.param(
            Search(("WAVLM_LARGE",), "notebook"),
            '"WAVLM_LARGE" language:"Jupyter Notebook"',
            id="of torchaudio",
        ),
        pytest.param(
            Search(("XLMR_BASE_ENCODER",), "python"), '"XLMR_BASE_ENCODER" language:python', id="a bundle of torchtext"
        ),
        pytest.param(Search(("torch.hub.load",), "python"), '"torch.hub.load" language:python', id="torch.hub"),
    ],
)
def test_search_and_its_query(search: Search, query: str) -> None:
    assert search in ALL
    assert code_query(search).text == query


def test_every_query_is_within_the_limits() -> None:
    queries = [code_query(search) for search in ALL]
    assert len(set(queries)) == len(queries) == len(ALL)
    assert all(query.operators <= 1 and len(_bare(query.text)) <= LONGEST for query in queries)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        pytest.param('"a"', 0, id="none"),
        pytest.param('"a OR b"', 0, id="within a phrase"),
        pytest.param('"a" OR "b" NOT c AND d', 3, id="three"),
    ],
)
def test_operators_of_a_query(text: str, count: int) -> None:
    assert Query("code", text).operators == count
