import json

import pytest

from builder.mapping.repository import map_repository
from builder.reference.signatures import load_signatures
from builder.repository.trees import SourceFile

URL = 'URL = "https://huggingface.co/acme/a/resolve/main/a.ckpt"'


def found(*cells: str) -> list[tuple[int, int, str, str]]:
    """Cell, line, name and usage of the places in a notebook."""
    made = [{"cell_type": "code", "source": cell} for cell in cells]
    text = json.dumps({"cells": made, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})
    files = [SourceFile("a.ipynb", "0" * 40, text.encode())]
    rows = map_repository("owner/repo", None, None, ["a.ipynb"], files, load_signatures()).rows
    return [(row["cell"], row["line"], row["model_name"], row["usage"]) for row in rows if row["model_name"]]


@pytest.mark.parametrize(
    "cells",
    [
        pytest.param([URL], id="never fetched"),
        pytest.param([URL, "!echo {URL}"], id="printed"),
        pytest.param(["!wget {URL}", URL], id="assigned behind it"),
        pytest.param([URL, "URL = ask()", "!wget {URL}"], id="assigned anew"),
        pytest.param([URL.replace("huggingface.co", "example.org"), "!wget $URL"], id="another host"),
        pytest.param(['A = f"https://huggingface.co/{B}/resolve/main/a.ckpt"', "!wget $A"], id="part not known"),
        pytest.param([URL, "%%bash\nURL=https://example.org/x\nwget $URL"], id="variable of a shell's own cell"),
        pytest.param([URL.replace("resolve/main/a.ckpt", "blob/main/a.md"), "!wget {URL}"], id="page"),
        pytest.param([URL, '!curl "{{URL}}" -O'], id="doubled braces"),
    ],
)
def test_nothing(cells: list[str]) -> None:
    assert found(*cells) == []


@pytest.mark.parametrize(
    ("cells", "places"),
    [
        pytest.param([URL, "!wget {URL}"], [(1, 1)], id="braces"),
        pytest.param([URL + "\n!cd x && wget -q $URL"], [(0, 2)], id="dollar"),
        pytest.param([URL, '!aria2c -x 4 "{URL}" -d x', "!curl -L ${URL} -o x"], [(1, 1), (2, 1)], id="other programs"),
        pytest.param([URL.replace("resolve", "blob"), "!wget {URL}"], [(1, 1)], id="page of a file of weights"),
        pytest.param(
            ['O = "acme"\nR = f"{O}/a"\nB = "https://huggingface.co"', 'U = f"{B}/{R}/resolve/main/a.ckpt"\n!wget {U}'],
            [(1, 2)],
            id="of several constants",
        ),
        pytest.param([URL.replace("huggingface.co", "example.org"), "!wget $URL", URL, "!wget $URL"], [(3, 1)], id="of two"),
        pytest.param(['M = "acme/a"', "!vllm serve {M}"], [(1, 1)], id="name"),
    ],
)  # fmt: skip
def test_use(cells: list[str], places: list[tuple[int, int]]) -> None:
    assert found(*cells) == [(*place, "acme/a", "use") for place in places]


def test_code_is_shown_as_written() -> None:
    files = [SourceFile("a.ipynb", "0" * 40, json.dumps({"cells": [
        {"cell_type": "code", "source": f'{URL}\n!wget "{{URL}}"'}], "metadata": {}, "nbformat": 4}).encode())]  # fmt: skip
    (row,) = map_repository("owner/repo", None, None, ["a.ipynb"], files, load_signatures()).rows
    assert ("__notebook" not in row["code"], row["defined_at"]) == (True, "a.ipynb:cell0:1")
