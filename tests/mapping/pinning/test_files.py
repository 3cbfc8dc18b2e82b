"""A file before and after it is pinned, by the scanner's own rows; and the places that take no commit, with the reason."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder.mapping.pinning.files import outcomes
from builder.mapping.pinning.interface import Spot, applied, text_of
from builder.mapping.repository import map_repository
from builder.reference.signatures import load_signatures
from builder.repository.trees import SourceFile

COMMIT = "c0ffee" * 6 + "c0de"
CALLED = "from transformers import AutoModel\n"


def spots(path: str, data: bytes) -> list[Spot]:
    """What the scanner finds in one file, each model at COMMIT."""
    rows = map_repository("o/r", None, None, [path], [SourceFile(path, "", data)], load_signatures()).rows
    keys = ("line", "column", "cell", "call", "model_name", "revision")
    return [Spot(*(row[key] for key in keys), COMMIT) for row in rows if row["usage"] in ("use", "component")]


def pinned(path: str, text: str | bytes) -> str:
    """The file with its edits, or the reason why there is none; it is found to be pinned by another scan."""
    data = text.encode() if isinstance(text, str) else text
    found = spots(path, data)
    assert found
    made = outcomes(path, data, found)
    if not any(one.edits for one in made):
        return "; ".join(sorted({one.reason for one in made}))
    before, encoding = text_of(data)
    after = applied(before, sorted({edit for one in made for edit in one.edits})).encode(encoding)
    again = spots(path, after)
    assert [one.name for one in again] == [one.name for one in found]
    assert [one.revision for one, done in zip(again, made, strict=True) if done.edits] == [
        COMMIT for done in made if done.edits
    ]
    return after.decode(encoding)


@pytest.mark.parametrize(
    ("call", "reason"),
    [
        pytest.param(
            'AutoModel.from_pretrained("a/b", *rest)', "not written in it", id="positional arguments handed on"
        ),
        pytest.param('AutoModel.from_pretrained("a/b", **options)', "not written in it", id="keywords handed on"),
        pytest.param(
            'k = {"revision": "x"}\nAutoModel.from_pretrained("a/b", **k)',
            "given elsewhere",
            id="one of them a revision",
        ),
        pytest.param(
            'k = {}\nfill(k)\nAutoModel.from_pretrained("a/b", **k)', "not written in it", id="filled by a function"
        ),
        pytest.param('AutoModel.from_pretrained("a/b", revision="v1.0")', "revision v1.0", id="a tag"),
        pytest.param(
            'AutoModel.from_pretrained("a/b", revision=given())', "by a variable", id="a revision that is computed"
        ),
        pytest.param(
            'def load(name):\n    return AutoModel.from_pretrained(name)\nload("a/b")', "a function of", id="a wrapper"
        ),
        pytest.param(
            'import timm\ntimm.create_model("resnet50", pretrained=True)',
            "does not stand in the call",
            id="a name without owner",
        ),
        pytest.param("import spacy\nspacy.load('en_core_web_sm')", "takes no commit", id="a library without revisions"),
    ],
)
def test_calls_that_take_no_commit(call: str, reason: str) -> None:
    assert reason in pinned("a.py", CALLED + call + "\n")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param('f("a/b")', 'f("a/b", revision="{}")', id="one argument"),
        pytest.param("f('a/b', use_fast=True)", "f('a/b', use_fast=True, revision='{}')", id="its quotes"),
        pytest.param('f("a/b",)', 'f("a/b", revision="{}",)', id="a trailing comma"),
        pytest.param('f("a/b", revision="main")', 'f("a/b", revision="{}")', id="a branch"),
        pytest.param('f("a/b", revision=None)', 'f("a/b", revision="{}")', id="none given"),
        pytest.param('f("a/b").to("cpu")', 'f("a/b", revision="{}").to("cpu")', id="a call on its result"),
        pytest.param('f("a/b", x={"y": 1})', 'f("a/b", x={"y": 1}, revision="{}")', id="a table behind it"),
        pytest.param('k = {"x": 1}\nf("a/b", **k)', 'k = {"x": 1}\nf("a/b", **k, revision="{}")', id="a known table"),
        pytest.param('k = dict(x=1)\nf("a/b", **k)', 'k = dict(x=1)\nf("a/b", **k, revision="{}")', id="of keywords"),
        pytest.param('f("a/b", **{"x": 1})', 'f("a/b", **{"x": 1}, revision="{}")', id="a table handed on"),
        pytest.param('s = "ü"; f("a/b")', 's = "ü"; f("a/b", revision="{}")', id="behind other letters"),
        pytest.param('N = "a/b"\nf(N)', 'N = "a/b"\nf(N, revision="{}")', id="a constant"),
        pytest.param('f(\n    "a/b",\n)', 'f(\n    "a/b",\n    revision="{}",\n)', id="lines"),
        pytest.param('f(\n    "a/b"\n)', 'f(\n    "a/b",\n    revision="{}"\n)', id="lines without a last comma"),
        pytest.param(
            'f(\n\t"a/b",  # why, and (how)\n)',
            'f(\n\t"a/b",  # why, and (how)\n\trevision="{}",\n)',
            id="a comment and tabs",
        ),
        pytest.param(
            'f(\n    "a/b"  # why, how\n)', 'f(\n    "a/b",  # why, how\n    revision="{}"\n)', id="a comment, no comma"
        ),
        pytest.param(
            'f(\n    "a/b", x=1,\n    y=g(\n        2\n    )\n)',
            'f(\n    "a/b", x=1,\n    y=g(\n        2\n    ),\n    revision="{}"\n)',
            id="an argument of lines",
        ),
        pytest.param('f("a/b",\n  x=1)', 'f("a/b",\n  x=1, revision="{}")', id="a bracket behind the last"),
        pytest.param('f(\r\n    "a/b",\r\n)', 'f(\r\n    "a/b",\r\n    revision="{}",\r\n)', id="lines of Windows"),
    ],
)
def test_calls(before: str, after: str) -> None:
    found = pinned("a.py", CALLED + before.replace("f(", "AutoModel.from_pretrained(") + "\n")
    wanted = after.replace("f(", "AutoModel.from_pretrained(").replace("{}", COMMIT)
    assert found == CALLED + wanted + "\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(
            'import transformers as t\nt.AutoModel.from_pretrained("a/b")\n',
            f'import transformers as t\nt.AutoModel.from_pretrained("a/b", revision="{COMMIT}")\n',
            id="a module under another name",
        ),
        pytest.param(
            'import torch\ntorch.hub.load("a/b", "big")\n',
            f'import torch\ntorch.hub.load("a/b:{COMMIT}", "big", skip_validation=True)\n',
            id="torch.hub, which takes other commits than the newest only unchecked",
        ),
        pytest.param(
            'import torch\ntorch.hub.load("a/b:main", "big", skip_validation=True)\n',
            f'import torch\ntorch.hub.load("a/b:{COMMIT}", "big", skip_validation=True)\n',
            id="torch.hub at a branch",
        ),
        pytest.param(
            'import timm\ntimm.create_model("hf_hub:a/b", pretrained=True)\n',
            f'import timm\ntimm.create_model("hf_hub:a/b@{COMMIT}", pretrained=True)\n',
            id="timm",
        ),
        pytest.param(
            'from vllm import LLM\nLLM(model="a/b")\n',
            f'from vllm import LLM\nLLM(model="a/b", revision="{COMMIT}")\n',
            id="a keyword",
        ),
        pytest.param(
            'import torch\ntorch.hub.load_state_dict_from_url("https://huggingface.co/a/b/resolve/main/m.pt")\n',
            f'import torch\ntorch.hub.load_state_dict_from_url("https://huggingface.co/a/b/resolve/{COMMIT}/m.pt")\n',
            id="an address",
        ),
        pytest.param(
            'import subprocess\nsubprocess.run(["hf", "download", "a/b"])\n',
            f'import subprocess\nsubprocess.run(["hf", "download", "a/b", "--revision", "{COMMIT}"])\n',
            id="a command",
        ),
        pytest.param(
            'from diffusers import DiffusionPipeline\np = DiffusionPipeline.from_pretrained("c/d", revision="0" * 40)\n'
            'p.load_lora_weights("a/b")\n',
            'from diffusers import DiffusionPipeline\np = DiffusionPipeline.from_pretrained("c/d", revision="0" * 40)\n'
            f'p.load_lora_weights("a/b", revision="{COMMIT}")\n',
            id="a method",
        ),
        pytest.param(
            'import os\nos.system("hf download a/b --local-dir a/b/c")\n',
            f'import os\nos.system("hf download a/b --revision {COMMIT} --local-dir a/b/c")\n',
            id="a command's text",
        ),
    ],
)
def test_other_calls_of_python(before: str, after: str) -> None:
    assert pinned("a.py", before) == after


def test_a_file_in_another_encoding_keeps_it() -> None:
    before = '# coding: latin-1\nfrom transformers import AutoModel\nx = "é"; AutoModel.from_pretrained("a/b")\n'
    data = before.encode("latin-1")
    (made,) = outcomes("a.py", data, spots("a.py", data))
    text, encoding = text_of(data)
    after = applied(text, list(made.edits)).encode(encoding)
    assert after == before.replace('"a/b"', f'"a/b", revision="{COMMIT}"').encode("latin-1")


def test_a_file_that_names_two_libraries_alike_is_left() -> None:
    text = "try:\n    from optimum.x import AutoModel\nexcept ImportError:\n    from transformers import AutoModel\n"
    assert "library's own" in pinned("a.py", text + 'AutoModel.from_pretrained("a/b")\n')


@pytest.mark.parametrize(
    ("path", "before", "after"),
    [
        pytest.param("a.sh", "hf download a/b\n", "hf download a/b --revision {}\n", id="a download"),
        pytest.param("a.sh", "hf download a/b", "hf download a/b --revision {}", id="no line end"),
        pytest.param(
            "a.sh",
            "hf download a/b \\\n  --local-dir x\n",
            "hf download a/b --revision {} \\\n  --local-dir x\n",
            id="lines",
        ),
        pytest.param("a.sh", "hf download 'a/b' && ls\n", "hf download 'a/b' --revision {} && ls\n", id="quotes"),
        pytest.param("a.sh", "hf download a/b --revision main\n", "hf download a/b --revision {}\n", id="a branch"),
        pytest.param(
            "a.sh", "hf download --revision=main \\\n a/b\n", "hf download --revision={} \\\n a/b\n", id="a line before"
        ),
        pytest.param("a.sh", "hf download a/b # a/b\n", "hf download a/b --revision {} # a/b\n", id="a comment"),
        pytest.param("a.sh", 'bash -c "hf download a/b"\n', 'bash -c "hf download a/b --revision {}"\n', id="nested"),
        pytest.param(
            "a.sh",
            "text-generation-launcher --model-id=a/b\n",
            "text-generation-launcher --model-id=a/b --revision {}\n",
            id="an option",
        ),
        pytest.param("a.sh", "hf download a/b\r\nls\r\n", "hf download a/b --revision {}\r\nls\r\n", id="of Windows"),
        pytest.param(
            "a.sh",
            "wget https://huggingface.co/a/b/resolve/main/x.bin\n",
            "wget https://huggingface.co/a/b/resolve/{}/x.bin\n",
            id="an address",
        ),
        pytest.param(
            "Dockerfile",
            "FROM x\nRUN hf download a/b\n",
            "FROM x\nRUN hf download a/b --revision {}\n",
            id="a container",
        ),
        pytest.param(
            "Dockerfile",
            'FROM x\nCMD ["vllm", "serve", "a/b"]\n',
            'FROM x\nCMD ["vllm", "serve", "a/b", "--revision", "{}"]\n',
            id="words of a container",
        ),
        pytest.param(
            "compose.yaml",
            "services:\n  v:\n    image: vllm/vllm-openai\n    command: --model a/b --port 1\n",
            "services:\n  v:\n    image: vllm/vllm-openai\n    command: --model a/b --revision {} --port 1\n",
            id="a service",
        ),
        pytest.param(
            "compose.yaml",
            "services:\n  v:\n    image: vllm/vllm-openai\n    command:\n      - --model\n      - a/b  # it\n      - --x\n",
            "services:\n  v:\n    image: vllm/vllm-openai\n    command:\n      - --model\n      - a/b  # it\n"
            "      - --revision\n      - {}\n      - --x\n",
            id="items",
        ),
        pytest.param(
            "compose.yaml",
            'services:\n  v:\n    image: vllm/vllm-openai\n    command:\n      - "--model=a/b"\n',
            'services:\n  v:\n    image: vllm/vllm-openai\n    command:\n      - "--model=a/b"\n      - "--revision={}"\n',
            id="an item with its value",
        ),
        pytest.param(
            "compose.yaml",
            'services:\n  v:\n    image: vllm/vllm-openai\n    command: ["--model", "a/b", "--revision", "main"]\n',
            'services:\n  v:\n    image: vllm/vllm-openai\n    command: ["--model", "a/b", "--revision", "{}"]\n',
            id="a branch among words",
        ),
        pytest.param(
            "train.yaml",
            "model_name_or_path: a/b\nmodel_revision: main  # the newest\n",
            'model_name_or_path: a/b\nmodel_revision: "{}"  # the newest\n',
            id="a key beside it",
        ),
        pytest.param(
            "train.json",
            '{"model_name_or_path": "a/b",\t"revision": null}',
            '{"model_name_or_path": "a/b",\t"revision": "{}"}',
            id="JSON",
        ),
        pytest.param(
            "a.mjs",
            "import { pipeline } from '@huggingface/transformers';\nawait pipeline('t', 'a/b');\n",
            "import { pipeline } from '@huggingface/transformers';\nawait pipeline('t', 'a/b', { revision: '{}' });\n",
            id="JavaScript",
        ),
        pytest.param(
            "a.ts",
            'import { AutoModel } from "@huggingface/transformers";\nAutoModel.from_pretrained("a/b", {\n  dtype,\n});\n',
            'import { AutoModel } from "@huggingface/transformers";\n'
            'AutoModel.from_pretrained("a/b", {\n  dtype,\n  revision: "{}",\n});\n',
            id="options in lines",
        ),
        pytest.param(
            "a.mjs",
            "import { pipeline } from '@xenova/transformers';\npipeline('t', 'a/b', { revision: 'main' });\n",
            "import { pipeline } from '@xenova/transformers';\npipeline('t', 'a/b', { revision: '{}' });\n",
            id="options with a branch",
        ),
    ],
)
def test_commands_settings_and_scripts(path: str, before: str, after: str) -> None:
    assert pinned(path, before) == after.replace("{}", COMMIT)


@pytest.mark.parametrize(
    ("path", "text", "reason"),
    [
        pytest.param("a.sh", "M=a/b\nhf download $M\n", "does not stand in the command", id="a variable"),
        pytest.param("a.sh", "hf download a/b --revision $R\n", "a variable", id="a revision in a variable"),
        pytest.param("a.sh", "hf download a/b --revision v2\n", "revision v2", id="a tag"),
        pytest.param("a.sh", "git clone https://huggingface.co/a/b\n", "takes no commit", id="a clone"),
        pytest.param("train.yaml", "model_name_or_path: a/b\n", "takes no commit", id="no key beside it"),
        pytest.param("train.yaml", "model_name_or_path: a/b\nrevision: v2\n", "revision v2", id="a tag beside it"),
        pytest.param(
            "a.mjs",
            "import { pipeline } from '@xenova/transformers';\npipeline('t', 'a/b', options);\n",
            "options are not written",
            id="options in a variable",
        ),
        pytest.param(
            "a.mjs",
            "import { pipeline } from '@xenova/transformers';\npipeline('t', 'a/b', { ...options });\n",
            "not all written",
            id="options of others",
        ),
    ],
)
def test_other_places_that_take_no_commit(path: str, text: str, reason: str) -> None:
    assert reason in pinned(path, text)


def notebook(*lines: str, ending: str = "\n") -> str:
    shown = ",\n".join(f'    "{line}"' for line in lines)
    text = (
        f'{{\n "cells": [\n  {{\n   "cell_type": "code",\n   "source": [\n{shown}\n   ],\n   "ü": 1.50\n  }}\n ]\n}}\n'
    )
    return text.replace("\n", ending)


IMPORT = r"from transformers import AutoModel\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(
            (r"AutoModel.from_pretrained('a/b')",), (r"AutoModel.from_pretrained('a/b', revision='{}')",), id="a line"
        ),
        pytest.param(
            (r"AutoModel.from_pretrained(\"a/b\") # \u00e9\n", "x"),
            (r"AutoModel.from_pretrained(\"a/b\", revision=\"{}\") # \u00e9\n", "x"),
            id="escapes",
        ),
        pytest.param(
            (r"x = '\ud83d\ude00\t'; AutoModel.from_pretrained('a/b')",),
            (r"x = '\ud83d\ude00\t'; AutoModel.from_pretrained('a/b', revision='{}')",),
            id="a pair of surrogates before it",
        ),
        pytest.param(
            (r"AutoModel.from_pretrained(\n", r"    'a/b',\n", ")"),
            (r"AutoModel.from_pretrained(\n", r"    'a/b',\n", r"    revision='{}',\n", ")"),
            id="lines",
        ),
        pytest.param(
            (r"!hf download a/b\n", "x = 1"), (r"!hf download a/b --revision {}\n", "x = 1"), id="a shell's line"
        ),
    ],
)
@pytest.mark.parametrize("ending", ["\n", "\r\n"], ids=["unix", "windows"])
def test_notebooks_change_in_nothing_else(before: tuple[str, ...], after: tuple[str, ...], ending: str) -> None:
    wanted = [line.replace("{}", COMMIT) for line in after]
    assert pinned("a.ipynb", notebook(IMPORT, *before, ending=ending)) == notebook(IMPORT, *wanted, ending=ending)


def test_a_cell_of_one_string() -> None:
    source = IMPORT + r"AutoModel.from_pretrained(\n  'a/b'\n)"
    before = f'{{"cells": [{{"cell_type": "code", "source": "{source}"}}]}}'
    after = before.replace("'a/b'\\n", f"'a/b',\\n  revision='{COMMIT}'\\n")
    assert pinned("a.ipynb", before) == after


PIECES = st.sampled_from(
    [
        "# why, (how)",
        "\n    ",
        '"x"',
        "x=1",
        ", ",
        ",",
        " ",
        'y="a,b"',
        "z=[1, 2]",
        "\n",
        "\t",
        "q=g(1)",
        "# ü\n",
        "é='é'",
    ]
)


@given(st.lists(PIECES, max_size=8), st.sampled_from(["\n", "\r\n"]))
def test_whatever_stands_in_a_call_its_edits_keep_it_parsing(pieces: list[str], ending: str) -> None:
    import ast

    text = CALLED + 'AutoModel.from_pretrained("a/b", ' + "".join(pieces) + "\n)\n"
    try:
        ast.parse(text)
    except SyntaxError:
        return
    data = text.replace("\n", ending).encode()
    for one in outcomes("a.py", data, spots("a.py", data)):
        if one.edits:
            after = applied(text_of(data)[0], list(one.edits))
            call = ast.parse(after).body[-1].value  # type: ignore[attr-defined] # an expression
            assert [k.value.value for k in call.keywords if k.arg == "revision"] == [COMMIT]
            assert len(call.args) + len(call.keywords) == 1 + _arguments(text)


def _arguments(text: str) -> int:
    import ast

    call = ast.parse(text).body[-1].value  # type: ignore[attr-defined]
    return len(call.args) + len(call.keywords)
