"""`usage`, in the words of `column_values.USAGES`: files in, model -> usage of each place out."""

from textwrap import dedent

import pytest

from builder.mapping.repository import is_candidate, map_repository
from builder.reference.signatures import load_signatures
from builder.repository.trees import SourceFile

HEAD = "from transformers import AutoModel, AutoTokenizer\n"
TABLE = 'MODELS = {"small": "acme/small", "large": "acme/large"}\n'
OPTION = "import argparse\np = argparse.ArgumentParser()\n"
USE, OFFER = "use", "selectable"


def usages(source: str, path: str = "app.py") -> set[tuple[str | None, str]]:
    """The names with the usage of each of their places."""
    text = (HEAD if path.endswith(".py") else "") + dedent(source)
    files = [SourceFile(path, "0" * 40, text.encode())] if is_candidate(path) else []
    rows = map_repository("owner/repo", None, None, [path], files, load_signatures()).rows
    return {(row["model_name"], row["usage"]) for row in rows}


# A key that is one text takes one row of a table, whatever else is in it

ONE = {("acme/small", USE)}
BOTH = {("acme/small", USE), ("acme/large", USE)}
DEFAULT = {("acme/small", USE), ("acme/large", OFFER)}
OPEN = {("acme/small", OFFER), ("acme/large", OFFER)}


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        pytest.param(TABLE + 'AutoModel.from_pretrained(MODELS["small"])', ONE, id="known key"),
        pytest.param(TABLE + 'K = "small"\nAutoModel.from_pretrained(MODELS[K])', ONE, id="constant key"),
        pytest.param(TABLE + 'AutoModel.from_pretrained(MODELS.get("small"))', ONE, id="get with a known key"),
        pytest.param(
            TABLE + 'def load(key):\n    AutoModel.from_pretrained(MODELS[key])\nload("small")',
            ONE,
            id="key of the caller",
        ),
        pytest.param(
            TABLE + "for n in MODELS.values():\n    AutoModel.from_pretrained(n)", BOTH, id="every one in turn"
        ),
        pytest.param(TABLE + "[AutoModel.from_pretrained(MODELS[k]) for k in MODELS]", BOTH, id="every key in turn"),
        pytest.param(
            TABLE + 'def load(key="small"):\n    AutoModel.from_pretrained(MODELS[key])',
            DEFAULT,
            id="default of a function",
        ),
        pytest.param(
            TABLE
            + f'{OPTION}p.add_argument("--key", default="small")\nAutoModel.from_pretrained(MODELS[p.parse_args().key])',
            DEFAULT,
            id="default of an option",
        ),
        pytest.param(
            TABLE
            + f'{OPTION}p.add_argument("--key", default="small", choices=list(MODELS))\n'
            + "AutoModel.from_pretrained(MODELS[p.parse_args().key])",
            DEFAULT,
            id="default among choices",
        ),
        pytest.param(
            TABLE + 'import os\nAutoModel.from_pretrained(MODELS[os.getenv("KEY", "small")])',
            DEFAULT,
            id="default of the environment",
        ),
        pytest.param(
            TABLE
            + "from dataclasses import dataclass\n@dataclass\nclass C:\n    key: str = 'small'\n"
            + "def load(c: C):\n    AutoModel.from_pretrained(MODELS[c.key])\nload(C())",
            DEFAULT,
            id="default of a field",
        ),
        pytest.param(TABLE + "def load(key):\n    AutoModel.from_pretrained(MODELS[key])", OPEN, id="open key"),
        pytest.param(
            TABLE + "def load(key):\n    AutoModel.from_pretrained(MODELS.get(key))", OPEN, id="get of an open key"
        ),
        pytest.param(
            TABLE + f'{OPTION}p.add_argument("--key", choices=["small", "large"])\n'
            "AutoModel.from_pretrained(MODELS[p.parse_args().key])",
            OPEN,
            id="choices without a default",
        ),
        pytest.param(
            f'{OPTION}p.add_argument("--m", choices=["acme/small", "acme/large"], default="acme/small")\n'
            "AutoModel.from_pretrained(p.parse_args().m)",
            DEFAULT,
            id="choices of names with a default",
        ),
        pytest.param(
            'T = {"s": {"m": "acme/small"}, "l": {"m": "acme/large"}}\n'
            'def load(key):\n    AutoModel.from_pretrained(T[key]["m"])',
            OPEN,
            id="table of tables",
        ),
        pytest.param(
            'T = {"s": ["acme/small", 1], "l": ["acme/large", 2]}\ndef load(key):\n    AutoModel.from_pretrained(T[key][0])',
            OPEN,
            id="table of lists",
        ),
        pytest.param(
            'T = ["acme/small", "acme/large"]\ndef load(number):\n    AutoModel.from_pretrained(T[number])',
            OPEN,
            id="list with an open place",
        ),
        pytest.param(
            "from dataclasses import dataclass\n@dataclass\nclass C:\n    name: str\n"
            'T = {"s": C("acme/small"), "l": C("acme/large")}\n'
            "def load(key):\n    AutoModel.from_pretrained(T[key].name)",
            OPEN,
            id="table of records",
        ),
    ],
)
def test_tables(source: str, expected: set[tuple[str, str]]) -> None:
    assert usages(source) == expected


def test_a_component_of_a_table_is_selectable_too() -> None:
    source = TABLE + "def load(key):\n    AutoTokenizer.from_pretrained(MODELS[key])"
    assert usages(source) == OPEN


def test_a_call_without_a_name_is_unresolved() -> None:
    assert usages("AutoModel.from_pretrained(input())") == {(None, "unresolved")}
