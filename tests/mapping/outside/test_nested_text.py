"""Text within text: settings, scripts and code that scalars hold."""

import pytest

from builder.mapping.repository import is_candidate, map_repository
from builder.reference.signatures import load_signatures
from builder.repository.trees import SourceFile

PYTHON = "from transformers import AutoModel\n    AutoModel.from_pretrained('o/n')"


def named(path: str, text: str) -> list[tuple[str | None, int]]:
    sources = [SourceFile(path, "0" * 40, text.encode())] if is_candidate(path) else []
    rows = map_repository("owner/repo", None, None, [path], sources, load_signatures()).rows
    return [(row["model_name"], row["line"]) for row in rows if row["usage"] == "use"]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        pytest.param("a.yaml", "text: |\n  The base model: o/n is good.\n  It runs.\n  We like it.", id="prose"),
        pytest.param("a.yaml", 'note: \'{"x": "o/n"}\'', id="JSON with another key"),
        pytest.param("a.yaml", "env:\n  A: --dataset o/n", id="options of data"),
    ],
)
def test_nothing(path: str, text: str) -> None:
    assert named(path, text) == []


@pytest.mark.parametrize(
    ("path", "text", "line"),
    [
        pytest.param("a.yaml", "data:\n  config.yaml: |\n    x: 1\n    base_model: o/n", 4, id="a file of a ConfigMap"),
        pytest.param("a.yaml", 'data:\n  config.json: |\n    {\n    "base_model": "o/n"}', 4, id="JSON"),
        pytest.param("a.yaml", "data:\n  run.sh: |\n    set -e\n    vllm serve o/n", 4, id="a script"),
        pytest.param("a.yaml", f"data:\n  app.py: |\n    {PYTHON}", 4, id="Python"),
        pytest.param("a.yaml", "data:\n  app.env: |\n    A=1\n    BASE_MODEL=o/n", 4, id="variables"),
        pytest.param("a.yaml", "config: |\n  - name: x\n    base_model: o/n", 3, id="YAML in a block"),
        pytest.param("a.yaml", "run: |\n  #!/bin/bash\n  vllm serve o/n", 3, id="a script in a block"),
        pytest.param("a.yaml", "boot: |\n  #!/bin/bash\n  vllm serve o/n", 3, id="a script under any key"),
        pytest.param("a.yaml", 'env:\n- name: A\n  value: \'{"base_model": "o/n"}\'', 3, id="JSON in a variable"),
        pytest.param("a.yaml", 'env:\n  A: \'[{"base_model": "o/n"}]\'', 2, id="a list in a variable"),
        pytest.param("a.env", 'A=\'{"base_model": "o/n"}\'', 1, id="in a file of variables"),
        pytest.param("a.tf", 'a = {\n b = "{\\"base_model\\": \\"o/n\\"}"\n}', 2, id="escaped in Terraform"),
        pytest.param("a.json", '{"a": "{\\"base_model\\": \\"o/n\\"}"}', 1, id="JSON in JSON"),
        pytest.param("a.toml", 'a = """\nbase_model: o/n\nx: 1\n"""', 2, id="YAML in TOML"),
        pytest.param("a.yaml", "env:\n  A: vllm serve o/n --port 1", 2, id="a command in a variable"),
        pytest.param("a.yaml", "env:\n  A: --base_model o/n", 2, id="options in a variable"),
        pytest.param("a.yaml", 'entrypoint: ["sh", "-c", "sleep 1 && vllm serve o/n"]', 1, id="a script in a list"),
        pytest.param("a.sh", "cat > a.yaml <<E\nbase_model: o/n\nE", 2, id="a file that a script writes"),
        pytest.param("a.sh", "kubectl apply -f - <<E\nspec:\n  base_model: o/n\nE", 3, id="given to a program"),
        pytest.param("a.sh", 'tee c.json <<\'E\'\n{"base_model": "o/n"}\nE', 2, id="tee"),
    ],
)
def test_read(path: str, text: str, line: int) -> None:
    assert named(path, text) == [("o/n", line)]
