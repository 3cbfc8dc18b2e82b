"""What a repository builds under a name of its own is no model of a registry."""

import pytest

from builder.mapping.repository import map_repository
from builder.reference.signatures import load_signatures
from builder.repository.trees import SourceFile


def usages(text: str, path: str = "run.sh") -> list[tuple[str | None, str]]:
    code = "import ollama\nollama.chat(model='helper')\nollama.chat(model='llama3.2:3b')\n"
    files = [SourceFile(name, "0" * 40, data.encode()) for name, data in ((path, text), ("a.py", code))]
    rows = map_repository("owner/repo", None, None, [path, "a.py"], files, load_signatures()).rows
    return [(row["model_name"], row["usage"]) for row in rows if row["path"] == "a.py"]


@pytest.mark.parametrize(
    "text",
    [
        "ollama create helper -f Modelfile\n",
        "ollama create -f ./Modelfile helper\n",
        'ollama create "helper" --file Modelfile\n',
    ],
)
def test_an_own_name(text: str) -> None:
    assert usages(text) == [("helper", "mention"), ("llama3.2:3b", "use")]


@pytest.mark.parametrize("text", ["ollama pull helper\n", "ollama create other -f Modelfile\n", "make create helper\n"])
def test_another_s_name(text: str) -> None:
    assert usages(text) == [("helper", "use"), ("llama3.2:3b", "use")]
