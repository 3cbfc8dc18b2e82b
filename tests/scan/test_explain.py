"""`--explain`: files in, the lines about one place out."""

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from builder.errors import InputError
from builder.reference.signatures import load_signatures
from builder.repository.origins import Origin
from builder.repository.trees import open_files
from builder.scan.explain import explained
from builder.scan.repository import scan_tree

FILES = {
    "names.py": 'BASE = "acme/base"\n',
    "app.py": """\
import sys
from transformers import AutoModel, AutoTokenizer
from names import BASE

AutoModel.from_pretrained("acme/net", revision="0123456789abcdef0123456789abcdef01234567")
AutoTokenizer.from_pretrained(BASE)
AutoModel.from_pretrained(sys.argv[1])
AutoModel.from_pretrained(
    "acme/below",
)
""",
    "run.sh": "vllm serve acme/served\n",
    "notes.txt": "acme/net\n",
    "a.ipynb": json.dumps(
        {
            "nbformat": 4,
            "nbformat_minor": 5,
            "metadata": {},
            "cells": [
                {"cell_type": "code", "source": ["from transformers import AutoModel\n", 'N = "acme/cell"\n']},
                {"cell_type": "code", "source": ["AutoModel.from_pretrained(N)\n"]},
            ],
        }
    ),
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    written(tmp_path, FILES)
    return tmp_path


def written(folder: Path, files: Mapping[str, str]) -> None:
    for name, text in files.items():
        (folder / name).write_text(text)


def lines(folder: Path, place: str) -> list[str]:
    tree = open_files(str(folder))
    found = scan_tree(tree, Origin("owner/repo"), load_signatures())
    made = explained(place, tree, found, load_signatures())
    return [line for line in made if "confidence" not in line]


@pytest.mark.parametrize(
    ("place", "sentence"),
    [
        pytest.param("app.py", "app.py: not a place in a file; give PATH:LINE", id="no line"),
        pytest.param("app.py:seven", "not a place in a file", id="no number"),
        pytest.param("app.py:1", "nothing here names a model; see app.py:5, app.py:6, app.py:7", id="another line"),
        pytest.param(
            "notes.txt:1", "nothing in this file names a model, or a scan does not read this kind of file", id="no kind"
        ),
        pytest.param("gone.py:1", "no such file; give its path below the scanned folder", id="no file"),
    ],
)
def test_nothing_to_explain(folder: Path, place: str, sentence: str) -> None:
    with pytest.raises(InputError, match=sentence):
        lines(folder, place)


def test_a_literal(folder: Path) -> None:
    sha = "0123456789abcdef0123456789abcdef01234567"
    assert lines(folder, "app.py:5") == [
        f'app.py:5: AutoModel.from_pretrained("acme/net", revision="{sha}")',
        "  call: transformers.AutoModel.from_pretrained of transformers, which loads: model",
        '  argument: "acme/net"',
        f"  model: acme/net at revision {sha}: it is written in the call itself",
        "  usage: use: this place requests the model's weights",
    ]


@pytest.mark.parametrize("place", ["app.py:6", "./app.py:6", "names.py:1"])
def test_a_constant_by_its_call_and_by_its_string(folder: Path, place: str) -> None:
    first, call, argument, through, string, model, usage = lines(folder, place)
    assert first == "app.py:6: AutoTokenizer.from_pretrained(BASE)"
    assert call.endswith("of transformers, which loads: tokenizer")
    assert argument == "  argument: BASE"
    assert through == "  through app.py:3: from names import BASE"
    assert string.startswith("  the string is at names.py:1")
    assert string.endswith('away: BASE = "acme/base"')
    assert model == "  model: acme/base: it is a constant in the code"
    assert usage.startswith("  usage: component: only a tokenizer")


def test_a_name_that_is_lost(folder: Path) -> None:
    found = lines(folder, "app.py:7")
    assert "  argument: sys.argv[1]" in found
    assert any(line.startswith("  the name is lost here") for line in found)
    assert found[-1] == "  usage: unresolved: a model is loaded, but its name was not found"


@pytest.mark.parametrize("place", ["app.py:8", "app.py:9"])
def test_an_argument_on_a_line_of_its_own(folder: Path, place: str) -> None:
    found = lines(folder, place)
    assert found[0] == 'app.py:8: AutoModel.from_pretrained( "acme/below", )'
    assert "  the model is named on line 9" in found


def test_a_command(folder: Path) -> None:
    assert "  model: acme/served: it is given on a command line" in lines(folder, "run.sh:1")


@pytest.mark.parametrize("place", ["a.ipynb[1]:1", "a.ipynb:cell1:1", "a.ipynb[0]:2"])
def test_a_cell(folder: Path, place: str) -> None:
    found = lines(folder, place)
    assert found[0] == "a.ipynb[1]:1: AutoModel.from_pretrained(N)"
    assert any(line.startswith("  the string is at a.ipynb:cell0:2") for line in found)


PYTHON = """\
from transformers import AutoModel
NAME = "acme/net"
OTHER = NAME


def load(name):
    chosen = name
    return AutoModel.from_pretrained(chosen)


load(OTHER)
"""


@pytest.mark.parametrize(
    ("file", "text", "line", "way"),
    [
        pytest.param(
            "a.py",
            PYTHON,
            11,
            ["a.py:7: chosen = name", "a.py:6: def load(name):", "a.py:3: OTHER = NAME"],
            id="Python",
        ),
        pytest.param("a.sh", "A=acme/net\nB=$A\nvllm serve $B\n", 3, ["a.sh:2: B=$A"], id="variables of a shell"),
        pytest.param("a.sh", "for A in acme/net; do\nB=$A\nvllm serve $B\ndone\n", 3, ["a.sh:2: B=$A"], id="loop"),
        pytest.param(
            "a.yaml", "env:\n  A: acme/net\n  B: ${A}\nrun: vllm serve ${B}\n", 4, ["a.yaml:3: B: ${A}"], id="settings"
        ),
        pytest.param("b.yaml", "a: acme/net\nb: ${a}\nbase_model: ${b}\n", 3, ["b.yaml:2: b: ${a}"], id="references"),
        pytest.param("a.sh", "A=acme/net\nvllm serve $A\n", 2, [], id="one step"),
    ],
)
def test_every_step_between_the_call_and_the_string(
    tmp_path: Path, file: str, text: str, line: int, way: list[str]
) -> None:
    written(tmp_path, {file: text})
    found = lines(tmp_path, f"{file}:{line}")
    assert [one.removeprefix("  through ") for one in found if one.startswith("  through ")] == way


def test_variables_of_another_file_are_steps_with_its_name(tmp_path: Path) -> None:
    written(tmp_path, {"a.env": "A=acme/net\n", "run.sh": "source a.env\nB=$A\nvllm serve $B\n"})
    found = lines(tmp_path, "run.sh:3")
    assert "  through run.sh:2: B=$A" in found
    assert any(one.startswith("  the string is at a.env:1, ") for one in found)


def test_a_way_that_ends_in_no_name(tmp_path: Path) -> None:
    text = "import sys\nfrom transformers import AutoModel\n\nAutoModel.from_pretrained(sys.argv[1])\n"
    written(tmp_path, {"a.py": text})
    assert not any(one.startswith("  through") for one in lines(tmp_path, "a.py:4"))


LOAD = "AutoModel.from_pretrained('acme/net')\n"


@pytest.mark.parametrize(
    ("files", "why"),
    [
        pytest.param(
            {
                "run.py": f"from parts import net\nfrom transformers import AutoModel\n{LOAD}",
                "parts.py": "from .gone import net\n",
            },
            "parts.py imports gone, which is not in the repository",
            id="a module is missing",
        ),
        pytest.param(
            {
                "run.py": f"from transformers import AutoModel\ndef _left():\n    {LOAD}",
            },
            "nothing in the repository names the function that it stands in",
            id="nothing comes to it",
        ),
    ],
)
def test_what_keeps_a_call_from_being_made(tmp_path: Path, files: dict[str, str], why: str) -> None:
    written(tmp_path, files)
    assert lines(tmp_path, "run.py:3")[-2:] == [
        f"  usage: selectable: the model is named, but nothing that runs loads it here: {why}",
        "  weights: unknown",
    ]
