"""How far the ways to one call are followed."""

import pytest

from builder.mapping.python.detect import chains
from builder.mapping.repository import map_repository
from builder.reference.signatures import load_signatures
from builder.repository.trees import SourceFile

CODE = """
from transformers import AutoModel

def load(name):
    return AutoModel.from_pretrained(name)

load("o/first")
load("o/second")
"""


def named() -> list[str]:
    file = SourceFile("a.py", "0" * 40, CODE.encode())
    rows = map_repository("owner/repo", None, None, ["a.py"], [file], load_signatures()).rows
    return [row["model_name"] for row in rows if row["usage"] == "use"]


def test_no_way_is_followed_where_all_is_spent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chains, "MAX_SPENT", 1)
    assert named() == []


def test_all_ways_are_followed() -> None:
    assert named() == ["o/first", "o/second"]
