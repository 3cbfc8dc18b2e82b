"""Commands that Python code runs: source in, (line, name) of what they load out."""

from textwrap import dedent

import pytest

from builder.mapping.repository import map_repository
from builder.reference.signatures import load_signatures
from builder.repository.trees import SourceFile


def names(source: str) -> list[tuple[int, str | None]]:
    text = "import os, subprocess\n" + dedent(source)
    files = [SourceFile("app.py", "0" * 40, text.encode())]
    scan = map_repository("o/r", None, None, ["app.py"], files, load_signatures())
    return [(row["line"], row["model_name"]) for row in scan.rows if row["usage"] == "use"]


@pytest.mark.parametrize(
    "source",
    [
        pytest.param('print(["vllm", "serve", "acme/net"])', id="list that is printed"),
        pytest.param('text = "vllm serve acme/net"', id="text alone"),
        pytest.param('subprocess.run(["git", "clone", "acme/net"])', id="another program"),
        pytest.param('subprocess.run(["vllm", "serve", name])', id="name that is not known"),
        pytest.param('mine.run(["vllm", "serve", "acme/net"])', id="another function of that name"),
        pytest.param('subprocess.run(" ".join([]))', id="nothing"),
    ],
)
def test_nothing(source: str) -> None:
    assert names(source) == []


@pytest.mark.parametrize(
    ("source", "found"),
    [
        pytest.param('subprocess.run(["vllm", "serve", "acme/net"])', [(2, "acme/net")], id="list"),
        pytest.param('os.system("vllm serve acme/net --port 1")', [(2, "acme/net")], id="text"),
        pytest.param('x = "acme/net"\nos.system(f"vllm serve {x} --port {y}")', [(3, "acme/net")], id="f-string"),
        pytest.param(
            'for m in ["acme/a", "acme/b"]:\n    subprocess.Popen(["vllm", "serve", m])',
            [(3, "acme/a"), (3, "acme/b")],
            id="each of several",
        ),
        pytest.param(
            'args = ["tool"]\nargs += ["--base_model", "acme/net"]\nsubprocess.check_call(args)',
            [(4, "acme/net")],
            id="list that grows",
        ),
        pytest.param(
            'def run(words):\n    subprocess.run(words)\nrun(["vllm", "serve", "acme/net"])',
            [(4, "acme/net")],
            id="list for an own function",
        ),
        pytest.param(
            'def run(line):\n    os.system(line)\nrun("vllm serve acme/net")', [(4, "acme/net")], id="own function"
        ),
    ],
)
def test_names(source: str, found: list[tuple[int, str]]) -> None:
    assert names(source) == found


def test_what_a_test_gives_the_sources_own_command_is_no_use_of_the_source() -> None:
    """The words of a list come from any caller; those that tests make up are left out."""
    files = {
        "own.py": "import subprocess\nclass Spec:\n    def __init__(self, name):\n        self.name = name\n"
        "def pull(spec: Spec):\n    subprocess.run(['ollama', 'pull', spec.name])\n",
        "tests/test_own.py": "from own import Spec, pull\ndef test_it():\n    pull(Spec('made-up'))\n",
        "main.py": "from own import Spec, pull\npull(Spec('llama3.2'))\n",
    }
    made = [SourceFile(path, "0" * 40, text.encode()) for path, text in files.items()]
    rows = map_repository("owner/repo", None, None, [*files], made, load_signatures()).rows
    assert {row["model_name"] for row in rows} == {"llama3.2"}
