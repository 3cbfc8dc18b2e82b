"""Settings of which a key beside them takes one, and names that a server is asked for."""

import pytest

from builder.mapping.repository import map_repository
from builder.reference.signatures import load_signatures
from builder.repository.trees import SourceFile

LOADS = "import os\nfrom transformers import AutoModel\nAutoModel.from_pretrained(os.environ['ENCODER_ID'])\n"


def rows(path: str, text: str) -> list[tuple[str | None, str]]:
    files = [SourceFile(name, "0" * 40, data.encode()) for name, data in ((path, text), ("m.py", LOADS))]
    found = map_repository("owner/repo", None, None, [path, "m.py"], files, load_signatures()).rows
    return [(row["model_name"], row["usage"]) for row in found if row["path"] == path]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("a:\n  model: acme/net\nhuggingface:\n  model: acme/other\n", id="no key that chooses"),
        pytest.param("backend: onnx\na:\n  model: acme/net\nb:\n  model: acme/other\n", id="a name that no group has"),
        pytest.param(
            "mode: a\na:\n  x: y/z\nb:\n  model: acme/net\nc:\n  model: acme/other\n", id="groups of other kinds"
        ),
        pytest.param("provider: hf\nhf_model: acme/net\nhf_model_name: acme/other\n", id="the Hub itself is taken"),
        pytest.param(
            "a:\n  mode: x\nb:\n  mode: y\nx:\n  model: acme/net\ny:\n  model: acme/other\n", id="each taken by one"
        ),
        pytest.param("a:\n  enabled: true\n  model: acme/net\nb:\n  model: acme/other\n", id="switched on"),
        pytest.param(
            "a:\n  model: acme/net\n  b:\n    enabled: false\nc:\n  model: acme/other\n", id="another group off"
        ),
        pytest.param("platform: $P\nplatforms:\n  a:\n    model: acme/net\n  b:\n    model: acme/other\n", id="open"),
    ],
)
def test_all_taken(text: str) -> None:
    assert rows("c.yaml", text) == [("acme/net", "use"), ("acme/other", "use")]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(
            "provider: local\nlocal:\n  model: acme/net\nremote:\n  model: acme/other\n", id="groups beside it"
        ),
        pytest.param("a:\n  backend: x\n  x:\n    model: acme/net\n  y:\n    model: acme/other\n", id="in a group"),
        pytest.param(
            "platform: x\nplatformDefaults:\n  x:\n    model: acme/net\n  y:\n    model: acme/other\n", id="table"
        ),
        pytest.param(
            "engine: x\nengines:\n  x:\n    a:\n      model: acme/net\n  y:\n    model: acme/other\n", id="deeper"
        ),
        pytest.param("a:\n  model: acme/net\nb:\n  enabled: false\n  model: acme/other\n", id="switched off"),
        pytest.param("a:\n  model: acme/net\nb:\n  enable: no\n  c:\n    model: acme/other\n", id="with what is in it"),
        pytest.param("provider: clip\nmodel_name: acme/net\nhf_model: acme/other\n", id="keys"),
    ],
)
def test_one_taken(text: str) -> None:
    assert rows("c.yaml", text) == [("acme/net", "use"), ("acme/other", "selectable")]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        pytest.param("c.yaml", "endpoint: /v1/chat\nmodel_id: acme/net\n", id="a route of its own"),
        pytest.param("c.yaml", "env:\n  HF_API_KEY: x\n  HF_MODEL: acme/net\n", id="the Hub's key"),
        pytest.param("c.yaml", "env:\n  LLM_API_KEY: x\n  TTS_MODEL: acme/net\n", id="the key to another"),
        pytest.param("c.yaml", "a:\n  TTS_API_KEY: x\nb:\n  TTS_MODEL: acme/net\n", id="in another group"),
        pytest.param(".env", "ENCODER_BASE_URL=http://h\nENCODER_ID=acme/net\n", id="loaded by the code"),
    ],
)
def test_loaded(path: str, text: str) -> None:
    assert rows(path, text) == [("acme/net", "use")]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        pytest.param("c.yaml", "base_url: http://h/v1\nmodel: acme/net\n", id="address"),
        pytest.param("c.yaml", "env:\n  TTS_API_KEY: x\n  TTS_MODEL: acme/net\n", id="key"),
        pytest.param("c.yaml", "env:\n  TTS_API_KEY: ''\n  TTS_MODEL_NAME: acme/net\n", id="key that is left open"),
        pytest.param(
            "c.yaml",
            "env:\n- name: TTS_MODEL\n  value: acme/net\n- name: TTS_BASE_URL\n  value: http://h\n",
            id="variables of a container",
        ),
        pytest.param("c.yaml", "environment:\n- TTS_MODEL=acme/net\n- TTS_BASE_URL=http://h\n", id="of a service"),
        pytest.param(
            "c.yaml",
            "env:\n- name: MODEL_NAME\n  value: acme/net\n- name: INFERENCE_SERVER_URL\n  value: http://h\n",
            id="the only model of a client",
        ),
        pytest.param(".env", "EMBEDDING_MODEL=acme/net\nEMBEDDING_API_BASE=http://h/v1\n", id="of a program"),
    ],
)
def test_hosted(path: str, text: str) -> None:
    assert rows(path, text) == [("acme/net", "hosted")]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("base_url: https://openrouter.ai/api/v1\nmodel: acme/net\n", id="another provider's address"),
        pytest.param("provider: openai\nbase_url: http://h\nmodel: acme/net\n", id="another provider"),
    ],
)
def test_nothing(text: str) -> None:
    assert rows("c.yaml", text) == []


@pytest.mark.parametrize(
    ("path", "text"),
    [
        pytest.param(
            "c.yaml",
            "models:\n  embedding: {model: a/net-1}\n  reranker: {model: b/net-2}\n  llm: {model: c/net-3}\n",
            id="named after what they do",
        ),
        pytest.param("models.yaml", "models:\n  - model: a/net-1\n  - model: b/net-2\n", id="two"),
        pytest.param(
            "docker-compose.yaml",
            "services:\n  net-1: {command: x, model: a/net-1}\n  net-2: {model: b/net-2}\n  net-3: {model: c/net-3}\n",
            id="services that all run",
        ),
    ],
)
def test_records_that_are_all_taken(path: str, text: str) -> None:
    assert {usage for _, usage in rows(path, text)} == {"use"}


@pytest.mark.parametrize(
    ("path", "text"),
    [
        pytest.param(
            "models.yaml",
            "models:\n  a: {model: a/x}\n  b: {model: b/y}\n  c: {model: c/z}\n",
            id="a file that is called so",
        ),
        pytest.param(
            "c.yaml",
            "served:\n  - {name: small-1, model: a/net-small-1}\n  - {name: small-2, model: b/net-small-2}\n  - {name: small-3, model: c/net-small-3}\n",
            id="a list whose names spell them",
        ),
        pytest.param(
            "c.yaml",
            "tuned:\n  small_1:\n    x: {model: a/small-1}\n  small_2:\n    x: {model: b/small-2}\n  small_3:\n    y: {model: c/small-3}\n",
            id="keys around them that spell them",
        ),
        pytest.param(
            "registry.json",
            '{"m": {"a": {"url": "https://huggingface.co/a/x/resolve/main/m.onnx"}, "b": {"url":'
            ' "https://huggingface.co/b/y/resolve/main/m.onnx"}, "c": {"url":'
            ' "https://huggingface.co/c/z/resolve/main/m.onnx"}}}',
            id="addresses of files",
        ),
    ],
)
def test_records_on_offer(path: str, text: str) -> None:
    found = rows(path, text)
    assert len(found) == 3 and {usage for _, usage in found} == {"selectable"}


@pytest.mark.parametrize(
    ("path", "text", "usage"),
    [
        pytest.param("c.yaml", "model: acme/net\nprompt: a cat\n", "use", id="settings of a model of one's own"),
        pytest.param("c.json", '{"model": "acme/net", "prompt": "a", "max_tokens": 5}', "hosted", id="a request"),
        pytest.param("c.json", '[{"model": "acme/net", "prompt": "a"}]', "hosted", id="a list of requests"),
    ],
)
def test_requests(path: str, text: str, usage: str) -> None:
    assert [found for _, found in rows(path, text)] == [usage]


@pytest.mark.parametrize("key", ["tiers", "llm_profiles", "presets", "variants"])
@pytest.mark.parametrize(
    "records",
    [
        pytest.param("- {id: 8, model: acme/net}\n- {id: 16, model: acme/other}\n", id="list"),
        pytest.param("- {id: 8, model: {repo_id: acme/net}}\n- {id: 16, model: {repo_id: acme/other}}\n", id="nested"),
        pytest.param("  small: {model: acme/net}\n  large: {model: acme/other}\n", id="mapping"),
    ],
)
def test_records_of_which_a_program_takes_one(key: str, records: str) -> None:
    found = rows("c.yaml", f"{key}:\n{records}")
    assert {usage for _, usage in found} == {"selectable"}
    assert {name for name, _ in found} == {"acme/net", "acme/other"}


def test_one_record_alone_is_taken() -> None:
    """Two addresses of one record are no two records."""
    assert ("acme/net", "use") in rows("c.yaml", "profiles:\n  small:\n    model: acme/net\n    page: docs/net\n")


LABELLED = "models:\n  Net-3 0.6B: acme/Net-3-0.6B-ONNX\n  Tiny-Net 1B: acme/tiny-net-1b\n  Best (4B): acme/great-net\n"


LOADING = (
    "import { pipeline } from '@huggingface/transformers';\nawait pipeline('text-generation', pick(config.models));\n"
)


def labelled(text: str) -> list[tuple[str | None, str]]:
    files = [SourceFile(name, "0" * 40, data.encode()) for name, data in (("c.yaml", text), ("m.js", LOADING))]
    found = map_repository("owner/repo", None, None, ["c.yaml", "m.js"], files, load_signatures()).rows
    return [(row["model_name"], row["usage"]) for row in found if row["path"] == "c.yaml"]


def test_labels_to_choose_by() -> None:
    found = ["acme/Net-3-0.6B-ONNX", "acme/tiny-net-1b", "acme/great-net"]
    assert labelled(LABELLED) == [(name, "selectable") for name in found]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(LABELLED.replace("models", "datasets"), id="not of models"),
        pytest.param("models:\n  Tiny-Net 1B: acme/tiny-net-1b\n", id="one"),
        pytest.param("models:\n  a: acme/net-a\n  b: acme/net-b\n  c: acme/net-c\n", id="labels that say nothing"),
        pytest.param(LABELLED + "  Large-Net 9B: large\n", id="a value of another form"),
    ],
)
def test_other_rows(text: str) -> None:
    assert not labelled(text)


def test_a_provider_s_own_key_names_what_it_serves() -> None:
    code = (
        "import yaml\nfrom transformers import AutoModel\nc = yaml.safe_load(open('c.yaml'))\n"
        "for one in c['registry']:\n    for kind, name in one.items():\n        AutoModel.from_pretrained(name)\n"
    )
    text = "registry:\n- openrouter: acme/served\n- deepinfra: acme/other\n- local: acme/net\n"
    files = [SourceFile(name, "0" * 40, data.encode()) for name, data in (("c.yaml", text), ("m.py", code))]
    found = map_repository("owner/repo", None, None, ["c.yaml", "m.py"], files, load_signatures()).rows
    assert [(row["model_name"], row["usage"]) for row in found if row["path"] == "c.yaml"] == [("acme/net", "use")]
