import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builder.mapping.found import Demand, Target
from builder.mapping.outside import notebook
from builder.mapping.outside.notebook import CellLine
from builder.mapping.outside.wanted import Wanted
from builder.mapping.repository import map_repository
from builder.reference.signatures import load_signatures
from builder.repository.trees import SourceFile

MODEL = Target("transformers", "transformers.AutoModel.from_pretrained", "model", "huggingface")
WANTED = Wanted(Demand({}, {"--base": MODEL}, {}), load_signatures())


def code(*sources: str) -> bytes:
    cells = [
        {"cell_type": "code", "source": source, "outputs": [{"text": "!vllm serve acme/output"}]} for source in sources
    ]
    return json.dumps({"nbformat": 4, "cells": cells}).encode()


def python(source: str) -> str:
    return notebook.read(code(source)).python.decode()


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        pytest.param(b"", "no notebook", id="empty"),
        pytest.param(b"{", "no notebook", id="cut"),
        pytest.param(b"[]", "no notebook", id="list"),
        pytest.param(b"{}", "no notebook", id="no cells"),
        pytest.param(b'{"cells": 3}', "no notebook", id="cells that are none"),
        pytest.param(b"<<<<<<< HEAD\n{}", "no notebook", id="merge markers"),
        pytest.param(b"[" * 100_000, "no notebook", id="brackets"),
        pytest.param(b"\x00\xff", "no notebook", id="binary"),
        pytest.param(
            b'{"cells": [], "metadata": {"kernelspec": {"language": "R"}}}', "no Python", id="another language"
        ),
        pytest.param(
            b'{"cells": [], "metadata": {"language_info": {"name": "julia"}}}', "no Python", id="another kernel"
        ),
    ],
)
def test_reasons(data: bytes, reason: str) -> None:
    assert notebook.read(data) == notebook.Notebook(reason=reason)


@pytest.mark.parametrize(
    "cell",
    [
        pytest.param({"cell_type": "markdown", "source": "a"}, id="text"),
        pytest.param({"cell_type": "code"}, id="no source"),
        pytest.param({"cell_type": "code", "source": 3}, id="number"),
        pytest.param({"cell_type": "code", "source": "a", "language": "r"}, id="another language"),
        pytest.param("a", id="no cell"),
    ],
)
def test_cells_that_are_passed_over_are_counted(cell: Any) -> None:
    data = json.dumps({"cells": [cell, {"cell_type": "code", "source": ["a\n", "b"]}]}).encode()
    read = notebook.read(data)
    assert (read.python, read.lines) == (b"a\nb", (CellLine(1, 1), CellLine(1, 2)))


def test_version_3_has_sheets_and_inputs() -> None:
    sheet = {"cells": [{"cell_type": "heading"}, {"cell_type": "code", "input": ["a"], "language": "python"}]}
    read = notebook.read(json.dumps({"nbformat": 3, "worksheets": [sheet, sheet]}).encode())
    assert (read.python, read.lines) == (b"a\na", (CellLine(1, 1), CellLine(3, 1)))


@pytest.mark.parametrize(
    ("source", "left"),
    [
        pytest.param("a = b % c", "a = b % c", id="remainder"),
        pytest.param("a = b \\\n  %c", "a = b \\\n  %c", id="remainder on the next line"),
        pytest.param("a = '''\n%s b\n'''", "a = '''\n%s b\n'''", id="within a string"),
        pytest.param("!a", "pass", id="shell"),
        pytest.param("if a:\n    !b", "if a:\n    pass", id="shell in a block"),
        pytest.param("a = !b", "a = None", id="shell's answer"),
        pytest.param("!a \\\n  b\nc", "pass\n\nc", id="shell over lines"),
        pytest.param("%matplotlib inline", "pass", id="magic"),
        pytest.param("%time a = b()", "a = b()", id="magic before python"),
        pytest.param("%timeit -n 10 a()", "a()", id="magic with an option"),
        pytest.param("%%time\na", "\na", id="magic of a cell of python"),
        pytest.param("%%html\n<a>", "\n", id="cell of another language"),
        pytest.param("%%bash\na b", "\n", id="cell of a shell"),
        pytest.param("a?", "pass", id="help"),
        pytest.param("x if y else z", "x if y else z", id="python"),
    ],
)
def test_python(source: str, left: str) -> None:
    assert python(source) == left


@pytest.mark.parametrize(
    ("source", "text", "line", "path"),
    [
        pytest.param("a\n!b c", " b c", 2, None, id="shell"),
        pytest.param("%run a.py --b c", "python a.py --b c", 1, None, id="script"),
        pytest.param("%%bash\na\nb", "a\nb", 2, None, id="cell of a shell"),
        pytest.param("%%script bash\na", "a", 2, None, id="cell of a named shell"),
        pytest.param("%%writefile -a x/y.py\na", "a", 2, "x/y.py", id="file"),
    ],
)
def test_parts(source: str, text: str, line: int, path: str | None) -> None:
    (part,) = notebook.read(code(source)).parts
    assert (part.text.strip(" "), part.at, part.path) == (text.strip(" "), CellLine(0, line), path)


def test_cells_of_a_program_that_is_no_shell_are_no_part() -> None:
    assert notebook.read(code("%%script perl\na", "%%R\nb")).parts == ()


def test_found_in_shell_lines_with_their_cell() -> None:
    data = code("import a", "# x\n!vllm serve acme/net", "%%bash\nNAME=acme/b\n", "!python x.py --base $NAME")
    found = notebook.found(notebook.read(data), WANTED)
    assert [(one.cell, one.line, one.name, one.defined_at) for one in found] == [
        (1, 2, "acme/net", None),
        (3, 1, "acme/b", ":cell2:2"),
    ]


@settings(deadline=None)
@given(
    st.lists(
        st.lists(st.sampled_from(["!", "%", "%%", "time ", "bash", "a", "\n", "'''", "\\\n", "?", "=", " "])).map(
            "".join
        )
    )
)
def test_lines_hold(sources: list[str]) -> None:
    read = notebook.read(code(*sources))
    expected = [CellLine(cell, row + 1) for cell, source in enumerate(sources) for row in range(source.count("\n") + 1)]
    assert list(read.lines) == expected
    assert read.python.decode().count("\n") + bool(sources) == len(expected)


JSON = st.recursive(
    st.none() | st.integers() | st.text(),
    lambda inner: (
        st.lists(inner)
        | st.dictionaries(st.sampled_from(["cells", "source", "cell_type", "metadata", "kernelspec"]), inner)
    ),
)


@settings(deadline=None)
@given(JSON)
def test_no_json_is_refused(content: Any) -> None:
    read = notebook.read(json.dumps(content).encode())
    assert read.reason is None or read.lines == ()


@pytest.mark.parametrize(
    ("text", "line"),
    [
        pytest.param("# %%\nx = 1\n# !hf download o/n\n", None, id="comment"),
        pytest.param('x = """\n!hf download o/n\n"""\n', None, id="text"),
        pytest.param("import os\n!hf download o/n\n", 2, id="shell"),
        pytest.param("import os\n%cd x\n!pip install x && hf download o/n\n", 3, id="two commands"),
        pytest.param("x = 1\nget_ipython().system('hf download o/n')\n", 2, id="call"),
        pytest.param("get_ipython().run_cell_magic('bash', '', 'ls\\nhf download o/n\\n')\n", 2, id="cell"),
        pytest.param("get_ipython().run_line_magic('sx', 'hf download o/n')\n", 1, id="line"),
        pytest.param("get_ipython().run_cell_magic('html', '', 'hf download o/n')\n", None, id="no shell"),
    ],
)
def test_saved_as_python(text: str, line: int | None) -> None:
    sources = [SourceFile("a.py", "0" * 40, text.encode())]
    rows = map_repository("owner/repo", None, None, ["a.py"], sources, load_signatures()).rows
    assert [(row["line"], row["cell"], row["model_name"]) for row in rows] == ([(line, None, "o/n")] if line else [])


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        pytest.param("%%writefile notes.txt\nvllm serve o/n", None, id="text"),
        pytest.param("%%writefile serving.properties\noption.task=o/n", None, id="another key"),
        pytest.param("%%writefile serving.properties\nengine=Python\noption.model_id=o/n", 3, id="settings"),
        pytest.param("\n%%writefile -a x/Dockerfile\nFROM a\nRUN hf download o/n", 4, id="image"),
        pytest.param("%%file serve.sh\nM=o/n\nvllm serve $M", 3, id="script"),
        pytest.param("%%writefile Makefile\na:\n\tvllm serve o/n", 3, id="rule"),
        pytest.param(
            "%%writefile compose.yaml\nservices:\n  a:\n    image: vllm/vllm-openai\n    command: --model o/n",
            5,
            id="Compose",
        ),
    ],
)
def test_files_that_cells_write(cell: str, found: int | None) -> None:
    sources = [SourceFile("a.ipynb", "0" * 40, code("x = 1", cell))]
    rows = map_repository("owner/repo", None, None, ["a.ipynb"], sources, load_signatures()).rows
    made = [(row["cell"], row["line"], row["model_name"]) for row in rows if row["usage"] == "use"]
    assert made == ([(1, found, "o/n")] if found else [])
