from dataclasses import replace
from typing import Any

import pyarrow as pa
import pytest

from builder.mapping.repository import SCANNER, is_candidate, map_repository
from builder.reference.confidence import Confidence
from builder.reference.signatures import load_signatures
from builder.repository.scanned import Scanned
from builder.repository.trees import SourceFile
from builder.schemas import MAPPINGS

PERMALINK = "https://github.com/owner/repo/blob/0123abc"
LOAD = b'from transformers import AutoModel\nAutoModel.from_pretrained("gpt2")\n'


def scan(files: dict[str, bytes], permalink: str | None = PERMALINK) -> Scanned:
    sources = [SourceFile(path, "0" * 40, data) for path, data in files.items() if is_candidate(path)]
    return map_repository("owner/repo", "0123abc", permalink, list(files), sources, load_signatures())


def row(source: str) -> dict[str, Any]:
    (found,) = scan({"app.py": source.encode()}).rows
    return found


def test_row_holds_every_column_but_those_of_the_merge() -> None:
    found = row(LOAD.decode())
    assert found.keys() == {column.name for column in MAPPINGS.columns} - {
        "model_id",
        "identity",
        "first_seen",
        "last_seen",
    }
    assert pa.Table.from_pylist([found], schema=MAPPINGS.schema).num_rows == 1


def test_row_of_a_literal() -> None:
    shown = load_signatures().confident("use", "literal", "source")
    assert shown is not None
    found = row('import transformers as t\n\nm = t.AutoModel.from_pretrained(\n  "gpt2", revision="v1")\n')
    assert found == {
        "mapping_id": "329897e0b6399e13d67d6f1916984163",
        "repository_id": "owner/repo",
        "commit": "0123abc",
        "path": "app.py",
        "line": 3,
        "column": 5,
        "argument_line": 4,
        "cell": None,
        "url": f"{PERMALINK}/app.py#L3",
        "code": 't.AutoModel.from_pretrained(\n  "gpt2", revision="v1")',
        "library": "transformers",
        "call": "transformers.AutoModel.from_pretrained",
        "loads": "model",
        "expression": '"gpt2"',
        "model_name": "gpt2",
        "hub": "huggingface",
        "revision": "v1",
        "resolution": "literal",
        "hops": 0,
        "defined_at": None,
        "usage": "use",
        "weights": "requested",
        "trust_remote_code": None,
        "context": "source",
        "confidence": shown.share,
        "blob": "0" * 40,
        "scanner": SCANNER,
    }


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        pytest.param(
            "transformers.AutoModel.from_pretrained(name)",
            {"usage": "unresolved", "resolution": "dynamic", "model_name": None, "expression": "name", "hops": None},
            id="name that is not resolved",
        ),
        pytest.param(
            "transformers.AutoModel.from_pretrained()",
            {"usage": "unresolved", "resolution": "dynamic", "model_name": None, "expression": None},
            id="model left out",
        ),
        pytest.param(
            'transformers.AutoTokenizer.from_pretrained("gpt2")',
            {"usage": "component", "loads": "tokenizer", "weights": None},
            id="component, which has no weights",
        ),
        pytest.param(
            'timm.create_model("resnet50")',
            {"usage": "mention", "weights": "random", "model_name": "resnet50"},
            id="architecture only",
        ),
        pytest.param(
            'torch.hub.load("o/r:main", "entry", trust_repo=True)',
            {"usage": "use", "hub": "pytorch", "model_name": "o/r#entry", "revision": "main", "weights": "unknown"},
            id="PyTorch Hub",
        ),
        pytest.param(
            'transformers.AutoModel.from_pretrained("o/n", trust_remote_code=True)',
            {"usage": "use", "trust_remote_code": True},
            id="code of the model's own",
        ),
    ],
)
def test_meaning_of_a_call(call: str, expected: dict[str, Any]) -> None:
    found = row(f"import timm, torch, transformers\n{call}")
    assert {column: found[column] for column in expected} == expected


def test_only_python_is_read_and_what_cannot_be_read_is_counted() -> None:
    deep = "".join(f"{' ' * level}if x:\n" for level in range(600)) + " " * 600 + '"a"'
    result = scan(
        {
            "notes.txt": LOAD,
            "a.py": b"",
            "b.py": LOAD,
            "binary.py": LOAD + b"\0",
            "utf-16.py": LOAD.decode().encode("utf-16"),
            "large.py": LOAD + b"#" * 5_000_000,
            "deep.py": LOAD + deep.encode(),
            "tabs.py": LOAD + deep.replace("        ", "\t").encode(),
            "continued.py": LOAD + deep.replace(" " * 8, " " * 8 + "\\\n").encode(),
        }
    )
    assert [found["path"] for found in result.rows] == ["b.py", "utf-16.py"]
    assert result.files_scanned == 3
    assert result.unread == {"binary": 1, "nested too deep": 3, "too large": 1}


def test_a_wide_table_is_not_nested() -> None:
    table = "".join(f"{' ' * (level % 90)}{level},\n" for level in range(600))
    assert len(scan({"table.py": b"x = [\n" + table.encode() + b"]\n" + LOAD}).rows) == 1


def test_rows_stand_in_the_order_of_their_place() -> None:
    two = LOAD + b'AutoModel.from_pretrained("o/a"); AutoModel.from_pretrained("o/b")\n'
    rows = scan({"b.py": two, "a/c.py": LOAD, "B.py": LOAD, "a.py": LOAD}).rows
    assert [(found["path"], found["line"], found["column"]) for found in rows] == [
        ("B.py", 2, 1),
        ("a.py", 2, 1),
        ("a/c.py", 2, 1),
        ("b.py", 2, 1),
        ("b.py", 3, 1),
        ("b.py", 3, 35),
    ]


def test_byte_order_mark_takes_no_column() -> None:
    (found,) = scan({"a.py": b"\xef\xbb\xbfimport timm; timm.create_model('a')"}).rows
    assert found["column"] == 14


def test_ids_survive_a_shift_and_tell_equal_calls_apart() -> None:
    before = scan({"a.py": LOAD + b'AutoModel.from_pretrained("gpt2")\n'}).rows
    after = scan({"a.py": b"# moved\n" + LOAD + b'x = 1\nm = AutoModel.from_pretrained("gpt2")\n'}).rows
    assert [found["mapping_id"] for found in before] == [found["mapping_id"] for found in after]
    assert len({found["mapping_id"] for found in before}) == 2


def test_url_is_quoted_and_left_out_where_there_is_no_permalink() -> None:
    assert [found["url"] for found in scan({"a b#c.py": LOAD}).rows] == [f"{PERMALINK}/a%20b%23c.py#L2"]
    assert [found["url"] for found in scan({"a.py": LOAD}, permalink=None).rows] == [None]


def test_secrets_are_masked_before_text_is_cut() -> None:
    token = "hf_" + "a" * 34
    found = row(f'import timm\ntimm.create_model(name({"x" * 170!r}, "{token}"), pretrained=True)')
    assert len(found["code"]) == 200
    assert "<token>" in found["expression"]
    assert "aaa" not in found["code"] + found["expression"]


def test_path_with_an_address_is_masked_and_has_no_url() -> None:
    (found,) = scan({"users/jo@example.com/a.py": LOAD}).rows
    assert (found["path"], found["url"]) == ("users/<email>/a.py", None)


def test_copied_library_is_marked() -> None:
    rows = scan({"lib/transformers/modeling_utils.py": b"", "lib/transformers/auto.py": LOAD, "lib/a.py": LOAD}).rows
    assert [(found["path"], found["context"]) for found in rows] == [
        ("lib/a.py", "source"),
        ("lib/transformers/auto.py", "vendored"),
    ]


def test_empty_repository() -> None:
    assert scan({}) == Scanned([], 0, {}, {})


def usages(files: dict[str, str]) -> dict[str, str]:
    found = scan({path: text.encode() for path, text in files.items()})
    return {row["model_name"]: row["usage"] for row in found.rows if row["model_name"]}


TRAIN = (
    "import argparse, timm\np = argparse.ArgumentParser()\np.add_argument('--model', default='resnet50')\n"
    "p.add_argument('--pretrained', action='store_true')\na = p.parse_args()\n"
    "timm.create_model(a.model, pretrained=a.pretrained)\n"
)
TAKES = "import transformers, sys\ndef f(cfg):\n    transformers.AutoModel.from_pretrained(cfg.model)\n"
MEASURED = '{"accuracy": 0.5, "total_time": 7.1, "base_model": "acme/a"}'
ROUTE = "apiVersion: x/v1\nkind: %s\nspec:\n  modelName: acme/a\n"
CURL = """check 'http://h/v1' '{"model": "acme/a", %s}'\n"""


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        pytest.param(
            {"a.py": "from huggingface_hub import InferenceClient\nInferenceClient('acme/a').text_generation('x')"},
            {"acme/a": "hosted"},
            id="hosted",
        ),
        pytest.param(
            {"a.py": "from langchain_huggingface import HuggingFaceEndpoint\nHuggingFaceEndpoint(repo_id='acme/a')"},
            {"acme/a": "hosted"},
            id="hosted, a wrapper",
        ),
        pytest.param(
            {"a.py": "from langchain_huggingface import HuggingFaceEmbeddings\nHuggingFaceEmbeddings(model='acme/a')"},
            {"acme/a": "use"},
            id="not hosted",
        ),
        pytest.param(
            {"a.js": "import { x } from '@huggingface/inference';\nc.textGeneration({ model: 'acme/a' })"},
            {"acme/a": "hosted"},
            id="hosted, JavaScript",
        ),
        pytest.param({"train.py": TRAIN}, {"resnet50": "mention"}, id="switch that is off by default"),
        pytest.param(
            {"train.py": TRAIN.replace("store_true", "store_false")}, {"resnet50": "use"}, id="switch that is on"
        ),
        pytest.param(
            {"train.py": TRAIN, "a.sh": "python train.py --model vgg16"},
            {"resnet50": "mention", "vgg16": "mention"},
            id="command without the switch",
        ),
        pytest.param(
            {"train.py": TRAIN, "a.sh": "python train.py --model vgg16 --pretrained"},
            {"resnet50": "mention", "vgg16": "use"},
            id="command with the switch",
        ),
        pytest.param(
            {"train.py": TRAIN, "run.sh": 'torchrun train.py "$@"', "a.sh": "./run.sh --model vgg16"},
            {"resnet50": "mention", "vgg16": "mention"},
            id="command of a script that hands its arguments on",
        ),
        pytest.param(
            {"a.py": "import timm\ndef f(pretrained=False):\n    timm.create_model('resnet50', pretrained=pretrained)"},
            {"resnet50": "mention"},
            id="default that no caller changes",
        ),
        pytest.param(
            {
                "a.py": "import timm\ndef f(pretrained=False):\n"
                "    timm.create_model('resnet50', pretrained=pretrained)\nf(True)"
            },
            {"resnet50": "use"},
            id="default that a caller changes",
        ),
        pytest.param(
            {"a.py": TAKES, "c.json": '{"model": "acme/a", "model_pretrained": false}'},
            {"acme/a": "mention"},
            id="setting beside it that says no",
        ),
        pytest.param(
            {"a.py": TAKES, "c.json": '{"model": "acme/a", "other_pretrained": false}'},
            {"acme/a": "use"},
            id="setting beside it of something else",
        ),
        pytest.param({"a.py": TAKES, "results/a.json": MEASURED}, {"acme/a": "mention"}, id="record of a run"),
        pytest.param({"a.py": TAKES, "settings/a.json": MEASURED}, {"acme/a": "use"}, id="no folder of records"),
        pytest.param(
            {"a.py": TAKES, "results/a.json": '{"base_model": "acme/a"}'}, {"acme/a": "use"}, id="nothing measured"
        ),
        pytest.param({"a.py": TAKES, "a.yaml": ROUTE % "InferenceModel"}, {}, id="route to what others serve"),
        pytest.param({"a.py": TAKES, "a.yaml": ROUTE % "Deployment"}, {"acme/a": "use"}, id="another resource"),
        pytest.param(
            {"a.py": TAKES, "a.sh": CURL % '"messages": [{"role": "user"}]'},
            {"acme/a": "hosted"},
            id="request to a server",
        ),
        pytest.param({"a.py": TAKES, "a.sh": CURL % '"seed": 3'}, {"acme/a": "use"}, id="no request"),
        pytest.param(
            {"a.py": TAKES, "a.sh": "M=acme/a\nrouter --static-models $M --static-backends http://h"},
            {},
            id="variable that only a router is given",
        ),
        pytest.param(
            {"a.py": TAKES, "a.sh": "M=acme/a\na.py --model $M"}, {"acme/a": "use"}, id="variable that is run"
        ),
        pytest.param(
            {"a.py": TAKES, "own/__init__.py": "", "a.sh": "python -m own.gone --model acme/a"},
            {"acme/a": "mention"},
            id="module that the package lacks",
        ),
        pytest.param(
            {"a.py": TAKES, "own/there.py": "", "a.sh": "python -m own.there --model acme/a"},
            {"acme/a": "use"},
            id="module that the package has",
        ),
        pytest.param(
            {"a.py": TAKES.replace("cfg.model", "cfg.m"), "a.sh": "python -m pip install x"}, {}, id="option of Python"
        ),
        pytest.param(
            {"a.py": "import timm\ntimm.models.safe_model_name('hf-hub:acme/a')"}, {}, id="function that loads nothing"
        ),
        pytest.param(
            {"a.py": "import timm\ntimm.create_model('hf-hub:acme/a', pretrained=True)"},
            {"acme/a": "use"},
            id="function that loads",
        ),
        pytest.param(
            {"a.py": "import torch\nclass A(torch.nn.Module): ...\nA.from_pretrained('acme/a')"},
            {},
            id="class that has no such method",
        ),
        pytest.param(
            {"a.py": "import own_models\nclass A(own_models.Base): ...\nA.from_pretrained('acme/a')"},
            {"acme/a": "use"},
            id="class of which nothing is known",
        ),
        pytest.param(
            {
                "a.py": "from infinity_emb import EngineArgs, InferenceEngine as E\nEngineArgs(model_name_or_path='acme/a', engine=E.debugengine)"
            },
            {},
            id="engine that loads nothing",
        ),
        pytest.param(
            {
                "a.py": "from infinity_emb import EngineArgs, InferenceEngine as E\nEngineArgs(model_name_or_path='acme/a', engine=E.torch)"
            },
            {"acme/a": "use"},
            id="engine that loads",
        ),
        pytest.param(
            {"a.py": "from vllm import LLM\nLLM('acme/a', load_format='dummy')"},
            {"acme/a": "mention"},
            id="dummy weights",
        ),
    ],
)
def test_whether_weights_are_loaded(files: dict[str, str], expected: dict[str, str]) -> None:
    assert usages(files) == expected


def test_confidence_is_that_of_the_narrowest_kind_that_was_read() -> None:
    read = (
        Confidence("use", "literal", "source", 0.5, 20),
        Confidence("use", "literal", "*", 0.75, 50),
        Confidence("use", "*", "*", 0.625, 90),
        Confidence("mention", "literal", "tests", 1.0, 30),
    )
    signatures = replace(load_signatures(), confidence=read)
    assert signatures.confident("use", "constant", "source") == read[2]
    assert signatures.confident("hosted", "literal", "source") is None
    files = {path: SourceFile(path, "0" * 40, LOAD) for path in ("a.py", "docs/a.py", "tests/a.py")}
    found = map_repository("owner/repo", None, None, list(files), files.values(), signatures).rows
    assert [row["confidence"] for row in found] == [0.5, 0.75, 0.75]


def test_python_that_several_documents_show_stands_in_each_of_them() -> None:
    """It is read once; line and definition are those of each document."""
    code = 'from transformers import AutoModel\nname = "gpt2"\nAutoModel.from_pretrained(name)\n'
    page = f"```python\n{code}```\n"
    rows = scan(
        {"v1/use.md": page.encode(), "v2/use.md": f"# Use\n\n{page}".encode(), "v2/other.md": page.encode()}
    ).rows
    assert [(row["path"], row["line"], row["defined_at"]) for row in rows] == [
        ("v1/use.md", 4, "v1/use.md:3"),
        ("v2/other.md", 4, "v2/other.md:3"),
        ("v2/use.md", 6, "v2/use.md:5"),
    ]


TOOL = """#!/usr/bin/env python3
import yaml
from transformers import AutoModel

config = yaml.safe_load(open("config.yaml"))
AutoModel.from_pretrained(config["encoder"]["weights"])
"""


def test_a_program_without_a_suffix_asks_for_settings_as_any_file_of_python() -> None:
    texts = {"bin/tool": TOOL, "config.yaml": "encoder:\n  weights: moss/base\n", "README.md": "text\n"}
    files = [SourceFile(path, "0" * 40, text.encode()) for path, text in texts.items()]
    rows = map_repository("owner/repo", None, None, list(texts), files, load_signatures()).rows
    assert [(row["path"], row["model_name"]) for row in rows if row["usage"] == "use"] == [("config.yaml", "moss/base")]


@pytest.mark.parametrize(
    ("path", "usages"),
    [("lib/transformers/auto.py", ["selectable", "use"]), ("third_party/auto.py", ["use", "use"])],
)
def test_what_a_copied_library_names_itself_is_on_offer(path: str, usages: list[str]) -> None:
    module = path.removesuffix(".py").replace("/", ".")
    code = (
        "from transformers import AutoModel\ndef default():\n    return AutoModel.from_pretrained('acme/net')\n"
        "def load(name):\n    return AutoModel.from_pretrained(name)\n"
    )
    files = {path: code, "app.py": f"from {module} import load\nload('acme/other')\n"}
    read = [SourceFile(name, "0" * 40, text.encode()) for name, text in files.items()]
    paths = [*files, "lib/transformers/modeling_utils.py"]
    found = map_repository("owner/app", None, None, paths, read, load_signatures()).rows
    assert {row["model_name"]: row["usage"] for row in found} == dict(
        zip(("acme/net", "acme/other"), usages, strict=True)
    )
