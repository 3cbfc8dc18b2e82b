import ast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder.mapping.outside import marimo
from builder.mapping.repository import map_repository
from builder.reference.signatures import load_signatures
from builder.repository.trees import SourceFile

HEAD = "import marimo\n\napp = marimo.App()\n\n\n"
USE = "@app.cell\ndef _(AutoModel, name):\n    net = AutoModel.from_pretrained(name)\n    return (net,)\n\n\n"
IMPORT = "@app.cell\ndef _():\n    from transformers import AutoModel\n    return (AutoModel,)\n\n\n"
NAME = '@app.cell(hide_code=True)\nasync def _(\n    a,\n):\n    name = "acme/net"\n    return (\n        name,\n    )\n\n\n'


def found(text: str) -> list[tuple[int, str | None, str | None]]:
    files = [SourceFile("app.py", "b", text.encode())]
    rows = map_repository("o/n", None, None, ["app.py"], files, load_signatures()).rows
    return [(row["line"], row["model_name"], row["defined_at"]) for row in rows]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("x = 1\n", id="no marimo"),
        pytest.param("import marimo\n# marimo.App(\n", id="no cells"),
    ],
)
def test_other_python_is_no_notebook(text: str) -> None:
    assert marimo.module(text.encode()) is None


@pytest.mark.parametrize(
    ("text", "places"),
    [
        pytest.param(HEAD + IMPORT + NAME + USE, [(24, "acme/net", "app.py:16")], id="in order"),
        pytest.param(HEAD + USE + NAME + IMPORT, [(8, "acme/net", "app.py:16")], id="in another order"),
        pytest.param(
            HEAD + "with app.setup:\n    from transformers import AutoModel\n\n\n" + NAME + USE,
            [(22, "acme/net", "app.py:14")],
            id="setup cell",
        ),
        pytest.param(
            HEAD + IMPORT + '@app.function\ndef load(name="acme/net"):\n    return AutoModel.from_pretrained(name)\n',
            [(14, "acme/net", "app.py:13")],
            id="function of its own",
        ),
        pytest.param(
            HEAD
            + IMPORT
            + '@app.cell\ndef _(AutoModel):\n    """\nreturn\n"""\n    AutoModel.from_pretrained("acme/net")\n',
            [(17, "acme/net", None)],
            id="text at the first column",
        ),
    ],
)
def test_cells(text: str, places: list[tuple[int, str | None, str | None]]) -> None:
    assert found(text) == places


def test_cells_that_ask_for_each_other_all_stand_in_the_module() -> None:
    first = "@app.cell\ndef _(b):\n    a = b\n    return (a,)\n"
    second = "@app.cell\ndef _(a):\n    b = a\n    return (b,)\n"
    module = marimo.module((HEAD + first + second).encode())
    assert module is not None and sorted(module.lines) == list(range(1, module.source.count(b"\n") + 2))
    ast.parse(module.source)


@given(st.lists(st.sampled_from([*"abc(){}[]\n\t '\"", "@app.cell\n", "def _(a):\n", "    return a\n", "    "])))
def test_every_line_is_kept(pieces: list[str]) -> None:
    module = marimo.module((HEAD + "# .cell\n" + "".join(pieces)).encode())
    assert module is not None
    assert sorted(module.lines) == list(range(1, module.source.count(b"\n") + 2))
