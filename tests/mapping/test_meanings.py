"""What each column says of a place, and what names no model: a file for which it holds, and one for which not."""

from textwrap import dedent
from typing import Any

import pytest

from builder.mapping.repository import is_candidate, map_repository
from builder.reference.signatures import load_signatures
from builder.repository.trees import SourceFile

HEAD = "from transformers import AutoModel, AutoTokenizer, AutoProcessor, AutoConfig, pipeline\n"
LOAD = "AutoModel.from_pretrained"
OPTIONS = "import argparse\np = argparse.ArgumentParser()\n"


def rows(text: str, path: str = "app.py") -> list[dict[str, Any]]:
    source = (HEAD if path.endswith(".py") else "") + dedent(text)
    files = [SourceFile(path, "0" * 40, source.encode())] if is_candidate(path) else []
    return map_repository("owner/repo", None, None, [path], files, load_signatures()).rows


@pytest.mark.parametrize(
    ("column", "value", "text", "other"),
    [
        pytest.param(
            "line", 2, f'{LOAD}(\n  "acme/net"\n)', f'x = 1\n{LOAD}("acme/net")', id="line is the call's first"
        ),
        pytest.param("argument_line", 3, f'{LOAD}(\n  "acme/net"\n)', f'{LOAD}("acme/net")', id="line of the argument"),
        pytest.param("usage", "use", f'{LOAD}("acme/net")', 'AutoTokenizer.from_pretrained("acme/net")', id="use"),
        pytest.param(
            "usage", "component", 'AutoTokenizer.from_pretrained("acme/net")', f'{LOAD}("acme/net")', id="component"
        ),
        pytest.param(
            "usage",
            "selectable",
            f'{OPTIONS}p.add_argument("--n", choices=["acme/net", "acme/b"])\n{LOAD}(p.parse_args().n)',
            f'{OPTIONS}p.add_argument("--n", default="acme/net")\n{LOAD}(p.parse_args().n)',
            id="selectable",
        ),
        pytest.param(
            "usage",
            "mention",
            'import timm\ntimm.create_model("hf_hub:acme/net", pretrained=False)',
            'import timm\ntimm.create_model("hf_hub:acme/net", pretrained=True)',
            id="mention",
        ),
        pytest.param("loads", "model", f'{LOAD}("acme/net")', 'AutoTokenizer.from_pretrained("acme/net")', id="model"),
        pytest.param(
            "loads",
            "adapter",
            'from peft import PeftModel\nPeftModel.from_pretrained(m, "acme/net")',
            f'{LOAD}("acme/net")',
            id="adapter",
        ),
        pytest.param(
            "loads", "tokenizer", 'AutoTokenizer.from_pretrained("acme/net")', f'{LOAD}("acme/net")', id="tokenizer"
        ),
        pytest.param(
            "loads", "processor", 'AutoProcessor.from_pretrained("acme/net")', f'{LOAD}("acme/net")', id="processor"
        ),
        pytest.param("loads", "config", 'AutoConfig.from_pretrained("acme/net")', f'{LOAD}("acme/net")', id="config"),
        pytest.param(
            "loads",
            "file",
            'from huggingface_hub import hf_hub_download\nhf_hub_download("acme/net", "labels.json")',
            f'{LOAD}("acme/net")',
            id="file",
        ),
        pytest.param(
            "weights",
            "random",
            'import timm\ntimm.create_model("resnet50", False)',
            'import timm\ntimm.create_model("resnet50", True)',
            id="weights that are random",
        ),
        pytest.param(
            "weights",
            "requested",
            f'{LOAD}("acme/net")',
            'import timm\ntimm.create_model("resnet50", flag)',
            id="weights that are requested",
        ),
        pytest.param(
            "weights",
            "unknown",
            'import timm\ntimm.create_model("resnet50", flag)',
            f'{LOAD}("acme/net")',
            id="weights of which nothing is known",
        ),
        pytest.param(
            "revision", "v1", f'{LOAD}("acme/net", revision="v1")', f'{LOAD}("acme/net", revision=x)', id="revision pin"
        ),
        pytest.param(
            "trust_remote_code",
            True,
            f'{LOAD}("acme/net", trust_remote_code=True)',
            f'{LOAD}("acme/net", trust_remote_code=False)',
            id="trust_remote_code",
        ),
        pytest.param("resolution", "literal", f'{LOAD}("acme/net")', f'N = "acme/net"\n{LOAD}(N)', id="literal"),
        pytest.param("resolution", "constant", f'N = "acme/net"\n{LOAD}(N)', f'{LOAD}("acme/net")', id="constant"),
        pytest.param("resolution", "dynamic", f"{LOAD}(name)", f'{LOAD}("acme/net")', id="dynamic"),
        pytest.param("hops", 0, f'{LOAD}("acme/net")', f'N = "acme/net"\n{LOAD}(N)', id="hops"),
        pytest.param("defined_at", "app.py:2", f'N = "acme/net"\n{LOAD}(N)', f'{LOAD}("acme/net")', id="defined_at"),
    ],
)
def test_a_column_says_so(column: str, value: object, text: str, other: str) -> None:
    assert {row[column] for row in rows(text)} == {value}
    assert value not in {row[column] for row in rows(other)}


@pytest.mark.parametrize(
    ("path", "context"),
    [
        pytest.param("tests/app.py", "test", id="test"),
        pytest.param("examples/app.py", "example", id="example"),
        pytest.param("docs/app.py", "docs", id="docs"),
        pytest.param("third_party/app.py", "vendored", id="vendored"),
        pytest.param("src/app.py", "source", id="source"),
    ],
)
def test_the_context_is_told_by_the_path(path: str, context: str) -> None:
    assert {row["context"] for row in rows(f'{LOAD}("acme/net")', path)} == {context}


def test_the_key_stays_when_lines_move_and_tells_models_apart() -> None:
    def key(text: str) -> set[str]:
        return {row["mapping_id"] for row in rows(text)}

    here = key(f'{LOAD}("acme/net")')
    assert here == key(f'\n\nx = {LOAD}("acme/net", revision="v1")')
    assert not here & key(f'{LOAD}("acme/b")')


@pytest.mark.parametrize(
    ("text", "other", "path"),
    [
        pytest.param(f'{LOAD}("acme/net")', f'{LOAD}("./acme/net")', "app.py", id="local path"),
        pytest.param(f'{LOAD}("acme/net")', f'{LOAD}("https://example.org/acme/net")', "app.py", id="URL"),
        pytest.param(
            f'{LOAD}("acme/net")', 'import datasets\ndatasets.load_dataset("acme/net")', "app.py", id="data set"
        ),
        pytest.param(
            f'm = {LOAD}("acme/net")',
            'from transformers import TrainingArguments\nTrainingArguments("o", hub_model_id="acme/net")',
            "app.py",
            id="hub_model_id",
        ),
        pytest.param(
            "vllm serve acme/net", "vllm serve /m --served-model-name acme/net", "a.sh", id="--served-model-name"
        ),
        pytest.param(
            f'{LOAD}("acme/net")',
            'from openai import OpenAI\nOpenAI().chat.completions.create(model="acme/net")',
            "app.py",
            id="OpenAI",
        ),
        pytest.param("base_model: acme/net", "nim:\n  base_model: acme/net", "a.yaml", id="NIM"),
        pytest.param("base_model: acme/net", "provider: watsonx\nbase_model: acme/net", "a.yaml", id="watsonx"),
        pytest.param("vllm serve acme/net", "litellm --model acme/net", "a.sh", id="LiteLLM"),
        pytest.param("RUN vllm serve acme/net", "FROM acme/net", "Dockerfile", id="docker image"),
        pytest.param(
            f'{LOAD}("acme/net")', f"code = \"{LOAD}('acme/net')\"", "app.py", id="code that stands in a string"
        ),
        pytest.param(
            f'{LOAD}("acme/net")',
            f'{LOAD}("org/model")\n{LOAD}("your-name/your-model")',
            "tests/app.py",
            id="test dummies",
        ),
    ],
)
def test_what_is_no_model_is_not_reported(text: str, other: str, path: str) -> None:
    assert [row["model_name"] for row in rows(text, path)] == ["acme/net"]
    assert [row["model_name"] for row in rows(other, path) if row["usage"] in ("use", "component")] == []
