"""A call in a handler is made only where the one before it has failed: what it names is on offer."""

import pytest

from builder.mapping.repository import map_repository
from builder.reference.signatures import load_signatures
from builder.repository.trees import SourceFile

HEAD = "import spacy\nfrom transformers import AutoModel\n"


def usages(source: str) -> list[tuple[str | None, str]]:
    made = [SourceFile("a.py", "0" * 40, (HEAD + source).encode())]
    rows = map_repository("owner/repo", None, None, ["a.py"], made, load_signatures()).rows
    return [(row["model_name"], row["usage"]) for row in rows]


@pytest.mark.parametrize(
    "handler", ["except:", "except OSError:", "except (OSError, ValueError) as error:", "except* OSError:"]
)
@pytest.mark.parametrize(
    "again",
    [
        pytest.param("    m = AutoModel.from_pretrained('acme/b')\n", id="at once"),
        pytest.param("    m = AutoModel.from_pretrained('acme/b', local_files_only=False)\n", id="with an option"),
        pytest.param("    if x:\n        m = AutoModel.from_pretrained('acme/b').eval()\n", id="deeper"),
    ],
)
def test_retry(handler: str, again: str) -> None:
    source = f"try:\n    m = AutoModel.from_pretrained('acme/a', local_files_only=LOCAL).cuda()\n{handler}\n{again}"
    assert usages(source) == [("acme/a", "use"), ("acme/b", "selectable")]


@pytest.mark.parametrize(
    ("source", "names"),
    [
        pytest.param(
            "try:\n    m = AutoModel.from_pretrained('acme/a', local_files_only=True)\nexcept OSError:\n"
            "    m = AutoModel.from_pretrained('acme/a')\n",
            ["acme/a", "acme/a"],
            id="the first looks on this machine alone",
        ),
        pytest.param(
            "try:\n    m = spacy.load('en_core_web_sm')\nexcept OSError:\n    spacy.cli.download('en_core_web_sm')\n"
            "    m = spacy.load('en_core_web_sm')\n",
            ["en_core_web_sm"] * 3,
            id="downloaded in between",
        ),
        pytest.param(
            "try:\n    import x\nexcept ImportError:\n    m = AutoModel.from_pretrained('acme/a')\n",
            ["acme/a"],
            id="another call was tried",
        ),
        pytest.param(
            "try:\n    m = AutoModel.from_pretrained('acme/a')\nfinally:\n    n = AutoModel.from_pretrained('acme/b')\n",
            ["acme/a", "acme/b"],
            id="no handler",
        ),
        pytest.param(
            "try:\n    m = AutoModel.from_pretrained('acme/a')\nexcept OSError:\n    def f():\n"
            "        return AutoModel.from_pretrained('acme/b')\n    f()\n",
            ["acme/a", "acme/b"],
            id="a function of its own",
        ),
    ],
)
def test_uses(source: str, names: list[str]) -> None:
    assert usages(source) == [(name, "use") for name in names]
