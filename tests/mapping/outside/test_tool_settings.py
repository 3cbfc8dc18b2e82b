"""Settings of tools, each as its tool documents it."""

import json

import pytest

from builder.mapping.repository import is_candidate, map_repository
from builder.reference.signatures import load_signatures
from builder.repository.trees import SourceFile

SPACY = '[components.transformer.model]\n@architectures = "{}"\nname = "o/n"'
HAYSTACK = "haystack.components.rankers.transformers_similarity.TransformersSimilarityRanker"


def told(path: str, text: str) -> list[tuple[str | None, str, str]]:
    sources = [SourceFile(path, "0" * 40, text.encode())] if is_candidate(path) else []
    rows = map_repository("owner/repo", None, None, [path], sources, load_signatures()).rows
    return [(row["model_name"], row["usage"], row["loads"]) for row in rows]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        pytest.param("m.yaml", "models:\n  - model: o/n", id="no word of mergekit"),
        pytest.param("m.yaml", "merge_method: ties\nmodels:\n  - model: ./out", id="a folder"),
        pytest.param("m.yaml", "merge_method: ties\nmodels:\n  - name: o/n", id="another key"),
        pytest.param("c.cfg", SPACY.format("spacy.Tok2Vec.v2"), id="an architecture without an encoder"),
        pytest.param("c.cfg", '[components.ner]\nsource = "training"', id="no package of spaCy"),
        pytest.param("l.yaml", "model_list:\n- litellm_params:\n    model: gpt-4o", id="another provider"),
        pytest.param("l.yaml", "model_list:\n- litellm_params:\n    model: together_ai/o/n", id="its prefix"),
        pytest.param("t.yml", "storage:\n  path: o/n", id="no pipeline of txtai"),
        pytest.param("README.md", "base_model: o/n", id="no front matter"),
        pytest.param("README.md", "---\ntitle: x\n---\nbase_model: o/n", id="behind the front matter"),
        pytest.param("a.yaml", "url: https://huggingface.co/o/n", id="a page"),
        pytest.param("a.yaml", "url: https://huggingface.co/datasets/o/n/resolve/main/a.bin", id="a data set"),
    ],
)
def test_nothing(path: str, text: str) -> None:
    assert told(path, text) == []


@pytest.mark.parametrize(
    ("path", "text", "found"),
    [
        pytest.param("m.yaml", "merge_method: ties\nmodels:\n  - model: o/n", "model", id="mergekit"),
        pytest.param("m.yml", "slices:\n- sources:\n  - model: o/n\nmerge_method: slerp", "model", id="slices"),
        pytest.param(
            "m.yml",
            "slices:\n- sources:\n  - layer_range: [0, 2]\n    model:\n      model:\n        path: o/n\nmerge_method: x",
            "model",
            id="as a mapping",
        ),
        pytest.param("m.yaml", "gate_mode: random\nexperts:\n  - source_model: o/n", "model", id="experts"),
        pytest.param("v.yaml", "tensor-parallel-size: 2\nmodel: o/n", "model", id="settings of vLLM"),
        pytest.param(
            "values.yaml", "servingEngineSpec:\n  modelSpec:\n  - modelURL: o/n", "model", id="production stack"
        ),
        pytest.param("m.yaml", "url: hf://o/n", "model", id="KubeAI"),
        pytest.param(
            "s.yaml",
            "args:\n  llm_configs:\n  - model_loading_config:\n      model_source: o/n",
            "model",
            id="Ray Serve",
        ),
        pytest.param("l.yaml", "name: a\nbackend: diffusers\nparameters:\n  model: o/n", "model", id="LocalAI"),
        pytest.param("l.yaml", "download_files:\n- uri: huggingface://o/n/f.gguf", "model", id="download of LocalAI"),
        pytest.param("a.yml", "embeddings:\n  path: o/n\n  content: true", "model", id="txtai"),
        pytest.param("c.cfg", SPACY.format("spacy-transformers.TransformerModel.v3"), "model", id="spaCy"),
        pytest.param(
            "c.cfg",
            '[initialize.components.t.encoder_loader]\n@model_loaders = "spacy-curated-transformers.HFTransformerEncoderLoader.v1"\nname = "o/n"',
            "model",
            id="curated",
        ),
        pytest.param(
            "t.jsonnet",
            '{"model": {"tokens": {"type": "pretrained_transformer", "model_name": "o/n"}}}',
            "model",
            id="AllenNLP",
        ),
        pytest.param(
            "p.yaml",
            f"components:\n  r:\n    type: {HAYSTACK}\n    init_parameters:\n      model: o/n",
            "model",
            id="haystack",
        ),
        pytest.param(
            "c.yml",
            "language: en\npipeline:\n- name: LanguageModelFeaturizer\n  model_weights: o/n",
            "model",
            id="Rasa",
        ),
        pytest.param("c.yaml", "resources:\n  accelerator: A10G\nmodel_cache:\n- repo_id: o/n", "file", id="Truss"),
        pytest.param(
            "a.toml", 'url = "https://huggingface.co/o/n/resolve/main/f.gguf"', "model", id="address of weights"
        ),
        pytest.param("a.json", '{"a": ["https://hf.co/o/n/raw/main/config.json"]}', "file", id="address of a file"),
        pytest.param(
            "c.json", '{"model": {"value": "o/n", "desc": "pre-trained model"}}', "model", id="said beside it"
        ),
    ],
)
def test_used(path: str, text: str, found: str) -> None:
    assert told(path, text) == [("o/n", "use" if found == "model" else "component", found)]


@pytest.mark.parametrize(
    ("path", "text", "usage"),
    [
        pytest.param("l.yaml", "model_list:\n- litellm_params:\n    model: huggingface/o/n", "hosted", id="LiteLLM"),
        pytest.param(
            "l.yaml", "model_list:\n- litellm_params:\n    model: hosted_vllm/o/n", "hosted", id="its own server"
        ),
        pytest.param("p.yaml", "providers:\n- huggingface:text-generation:o/n", "hosted", id="promptfoo"),
        pytest.param(
            "a/adapter_config.json",
            json.dumps({"base_model_name_or_path": "o/n", "peft_type": "LORA"}),
            "mention",
            id="adapter",
        ),
        pytest.param(
            "m/config.json",
            json.dumps({"_name_or_path": "o/n", "model_type": "bert"}),
            "mention",
            id="weights' settings",
        ),
        pytest.param("README.md", "---\nbase_model: o/n\n---\n# x", "mention", id="model card"),
        pytest.param("m/README.md", "---\nbase_model:\n- o/n\n---\n", "mention", id="list of a model card"),
        pytest.param("README.md", "---\nsdk: gradio\nmodels:\n- o/n\n---\n", "mention", id="Space"),
    ],
)
def test_named(path: str, text: str, usage: str) -> None:
    assert [one[:2] for one in told(path, text)] == [("o/n", usage)]


def test_front_matter_keeps_its_lines() -> None:
    files = [SourceFile("README.md", "0" * 40, b"---\nlicense: mit\nbase_model: o/n\n---\n")]
    (row,) = map_repository("owner/repo", None, None, ["README.md"], files, load_signatures()).rows
    assert row["line"] == 3
