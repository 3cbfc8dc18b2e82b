"""Defaults of records' fields: whether anybody leaves them out."""

import pytest

from builder.mapping.repository import map_repository
from builder.reference.signatures import load_signatures
from builder.repository.trees import SourceFile

RECORD = "from dataclasses import dataclass\n@dataclass\nclass Args:\n    name: str = 'acme/net'\n    size: int = 1\n"
LOADS = (
    "from transformers import AutoModel\nfrom args import Args\nclass Net:\n    def __init__(self, args: Args):\n"
    "        self.args = args\n        self.model = AutoModel.from_pretrained(self.args.name)\n"
)


@pytest.mark.parametrize(
    ("made", "usages"),
    [
        pytest.param("Net(Args())\n", {"use"}, id="left out"),
        pytest.param("Net(Args(name=read()))\nNet(Args(size=2))\n", {"use"}, id="left out by one"),
        pytest.param("from transformers import HfArgumentParser\nNet(Args(name=read()))\n", {"use"}, id="parsed, too"),
        pytest.param("def test(): Net(Args(name=read()))\n", {"use"}, id="given by nobody but what may be a test"),
        pytest.param("Net(Args(name=read(), size=2))\nNet(Args(**given()))\n", set(), id="given by all"),
    ],
)
def test_default_of_a_field(made: str, usages: set[str]) -> None:
    path = "tests/test_net.py" if made.startswith("def test") else "run.py"
    files = {"args.py": RECORD, "net.py": LOADS, path: f"from args import Args\nfrom net import Net\n{made}"}
    given = [SourceFile(name, name, text.encode()) for name, text in files.items()]
    rows = map_repository("o/r", None, None, files, given, load_signatures()).rows
    assert {row["usage"] for row in rows if row["model_name"] == "acme/net"} == usages
