"""A name that is given to one class is not loaded by a class beside it that has the same base."""

from textwrap import dedent

import pytest

from builder.mapping.repository import map_repository
from builder.reference.signatures import load_signatures
from builder.repository.trees import SourceFile

HEAD = """
from transformers import AutoModel
class Base:
    def __init__(self, name=None):
        self.name = name
class Local(Base):
    def load(self):
        return AutoModel.from_pretrained(self.name)
class Eager(Base):
    def __init__(self, name):
        super().__init__(name=name)
        self.net = AutoModel.from_pretrained(self.name)
class Remote(Base):
    def __init__(self, name):
        super().__init__(name=name)
class Plain(Base):
    pass
class Deep(Local):
    def __init__(self, name):
        super().__init__(name)
"""


def used(source: str) -> bool:
    files = [SourceFile("app.py", "0" * 40, (HEAD + dedent(source)).encode())]
    found = map_repository("owner/repo", None, None, ["app.py"], files, load_signatures()).rows
    return any(row["model_name"] == "acme/net" and row["usage"] == "use" for row in found)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        pytest.param('Remote("acme/net")', False, id="a sibling with a constructor"),
        pytest.param('Plain("acme/net")', False, id="a sibling without one"),
        pytest.param('class A(Remote):\n    pass\nA("acme/net")', False, id="below a sibling"),
        pytest.param('Local("acme/net")', True, id="the class itself"),
        pytest.param('Eager("acme/net")', True, id="a class that loads at once"),
        pytest.param('Deep("acme/net")', True, id="a class below it"),
        pytest.param('class A(Local, Plain):\n    pass\nA("acme/net")', True, id="below both"),
        pytest.param('kind = Local if x else Remote\nkind("acme/net")', True, id="one of two"),
    ],
)
def test_siblings(source: str, expected: bool) -> None:
    assert used(source) == expected
