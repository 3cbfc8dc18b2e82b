import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builder.mapping.formats.entries import Place
from builder.mapping.formats.words import Document
from builder.mapping.outside.embedded import undented
from builder.mapping.repository import is_candidate, map_repository
from builder.reference.signatures import load_signatures
from builder.repository.trees import SourceFile

HEAD = "from transformers import AutoModel\n"
LOAD = 'AutoModel.from_pretrained("acme/net")\n'
ONE_LINE = f'python -c "{HEAD.strip()}; {LOAD.strip().replace(chr(34), chr(39))}"'


def rows(files: dict[str, str]) -> list[dict[str, Any]]:
    sources = [SourceFile(path, "0" * 40, text.encode()) for path, text in files.items() if is_candidate(path)]
    return map_repository("owner/repo", None, None, list(files), sources, load_signatures()).rows


def notebook(*cells: str) -> str:
    return json.dumps({"cells": [{"cell_type": "code", "source": cell} for cell in cells]})


@pytest.mark.parametrize(
    ("files", "place"),
    [
        pytest.param({"a.sh": f"python - <<E\n{HEAD}{LOAD}E\n"}, ("a.sh", None, 3, 1, None), id="here-document"),
        pytest.param(
            {"a.sh": f"python - <<-E\n\t{HEAD}\t{LOAD}\tE\n"}, ("a.sh", None, 3, 2, None), id="indented by tabs"
        ),
        pytest.param({"a.sh": ONE_LINE}, ("a.sh", None, 1, 48, None), id="argument"),
        pytest.param({"a.sh": f"python -c '\n{HEAD}{LOAD}'"}, ("a.sh", None, 3, 1, None), id="argument of lines"),
        pytest.param(
            {"a.sh": f"python - <<E\n{HEAD}N = 'acme/net'\nAutoModel.from_pretrained(N)\nE"},
            ("a.sh", None, 4, 1, "a.sh:3"),
            id="constant",
        ),
        pytest.param(
            {"a.sh": f"python - <<E\n{HEAD}from n import N\nAutoModel.from_pretrained(N)\nE", "n.py": "N = 'acme/net'"},
            ("a.sh", None, 4, 1, "n.py:1"),
            id="constant of a module",
        ),
        pytest.param(
            {"a.yml": f"run: |\n  python - <<E\n  {HEAD}  {LOAD}  E\n"},
            ("a.yml", None, 4, 3, None),
            id="step of a workflow",
        ),
        pytest.param(
            {"Dockerfile": f"FROM a\nCOPY <<E \\\n  /x.py\n{HEAD}{LOAD}E\n"},
            ("Dockerfile", None, 5, 1, None),
            id="copied",
        ),
        pytest.param(
            {"a.ipynb": notebook("1", f"%%file x.py\n{HEAD}{LOAD}")}, ("a.ipynb", 1, 3, 1, None), id="cell's file"
        ),
        pytest.param(
            {
                "a.ipynb": notebook(
                    "%%writefile n.py\n\nN = 'acme/net'", f"{HEAD}from n import N\nAutoModel.from_pretrained(N)"
                )
            },
            ("a.ipynb", 1, 3, 1, "a.ipynb:cell0:3"),
            id="constant of a cell's file",
        ),
        pytest.param(
            {"a.ipynb": notebook(f"%%bash\nls\npython - <<E\n{HEAD}{LOAD}E\n")},
            ("a.ipynb", 0, 5, 1, None),
            id="cell's shell",
        ),
        pytest.param({"a.md": f"# A\n- b\n  ```sh\n  {ONE_LINE}\n  ```"}, ("a.md", None, 4, 50, None), id="documented"),
        pytest.param(
            {"a.md": f"```py\n{HEAD}```\ntext\n```py\n{LOAD}```"}, ("a.md", None, 6, 1, None), id="blocks of a page"
        ),
        pytest.param({"a.md": f"```py\n>>> {HEAD}>>> {LOAD}```"}, ("a.md", None, 3, 5, None), id="session"),
        pytest.param(
            {"a.md": f"```py\n!pip install x\n{HEAD}{LOAD}```"}, ("a.md", None, 4, 1, None), id="notebook's page"
        ),
        pytest.param({"a.rst": f".. code:: python\n\n   {HEAD}   {LOAD}"}, ("a.rst", None, 4, 4, None), id="directive"),
    ],
)
def test_places(files: dict[str, str], place: tuple[str, int | None, int, int, str | None]) -> None:
    (row,) = (row for row in rows(files) if row["model_name"] == "acme/net")
    assert (row["path"], row["cell"], row["line"], row["column"], row["defined_at"]) == place


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        pytest.param(f"```py\n{HEAD}{LOAD}```", ("mention", "documented", None), id="shown"),
        pytest.param(f"```\n{ONE_LINE}\n```", ("use", "documented", "requested"), id="told to run"),
    ],
)
def test_python_of_a_document_is_no_use_unless_a_reader_is_told_to_run_it(text: str, meaning: tuple[str, ...]) -> None:
    (row,) = rows({"README.md": text})
    assert (row["usage"], row["resolution"], row["weights"], row["context"]) == (*meaning, "docs")


def test_what_a_document_shows_calls_nothing_of_the_repository() -> None:
    code = f"{HEAD}def load(name):\n    AutoModel.from_pretrained(name)\n"
    shown = {"app.py": code, "README.md": '```py\nfrom app import load\nload("acme/net")\n```'}
    run = {"app.py": code, "run.sh": 'python - <<E\nfrom app import load\nload("acme/net")\nE'}
    assert [row["model_name"] for row in rows(shown)] == [None]
    assert [row["model_name"] for row in rows(run)] == ["acme/net"]


def test_what_a_here_document_reads_says_nothing_of_other_files() -> None:
    reading = (
        f"FROM a\nENV NET=acme/net\nRUN python - <<E\nimport os\n{HEAD}AutoModel.from_pretrained(os.environ['NET'])\nE"
    )
    found = rows({"Dockerfile": reading, "other/a.sh": "export NET=acme/other"})
    assert [(row["line"], row["model_name"]) for row in found] == [(2, "acme/net"), (6, None)]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        pytest.param("cat > x.yaml <<E\na: 1\nbase_model: acme/net\nE", (3, 13, None), id="literal"),
        pytest.param("N=acme/net\ncat > x.yaml <<E\nbase_model: $N\nE", (3, 13, "a.sh:1"), id="variable around it"),
        pytest.param(
            "ls\ncat > x.yaml <<E\nn: acme/net\nbase_model: ${n}\nE", (4, 13, "a.sh:3"), id="reference within it"
        ),
        pytest.param(
            'cat > "$DIR/x.toml" <<E\n[a]\nbase_model = "acme/net"\nE', (3, 15, None), id="folder of a variable"
        ),
    ],
)
def test_settings_that_a_here_document_writes(text: str, place: tuple[int, int, str | None]) -> None:
    ((line, column, defined),) = ((row["line"], row["column"], row["defined_at"]) for row in rows({"a.sh": text}))
    assert (line, column, defined) == place


LINES = st.lists(st.sampled_from(["", " ", "a", "  a", "\ta", "    b", "\r"])).map("\n".join)


@settings(deadline=None)
@given(LINES, st.integers(1, 9), st.integers(1, 9))
def test_every_line_of_a_text_has_a_place_in_its_file(text: str, line: int, more: int) -> None:
    kept, places = undented(Document(text, line, (), (Place(line, 3),)), line + more)
    assert len(places) == kept.count("\n") + 1
    assert all(line <= place.line <= line + more for place in places)
