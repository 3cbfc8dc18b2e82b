"""benchmarks/signatures.py: a wheel's definitions against the rules of its library."""

import sys
import zipfile
from pathlib import Path

import pytest

from builder.reference.signatures import load_signatures

ROOT = Path(__file__).parents[1]
RULES = """
[names]
pattern = ".+"

[[libraries]]
name = "acme"
hub = "huggingface"
roots = ["acme"]

[[libraries.calls]]
calls = ["**.Wren", "load", "**.Lark.from_pretrained"]
model = { position = 0, names = ["model_id"] }
loads = "model"
"""
GOOD = "class Wren:\n    def __init__(self, model_id): ...\ndef load(model_id): ...\n"
LARK = "class Lark:\n    @classmethod\n    def from_pretrained(cls, model_id): ...\n"


@pytest.fixture(name="differences")
def made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):  # type: ignore[no-untyped-def]
    monkeypatch.syspath_prepend(str(ROOT / "benchmarks"))
    import signatures  # lies beside the checkout, not in the package

    rules = tmp_path / "rules.toml"
    rules.write_text(RULES)
    loaded = load_signatures(rules)

    def compare(source: str) -> list[tuple[str, str, str]]:
        wheel = tmp_path / "acme-1.0-py3-none-any.whl"
        with zipfile.ZipFile(wheel, "w") as archive:
            archive.writestr("acme/__init__.py", source)
            archive.writestr("other/__init__.py", "def load(model_id): ...")
        return [
            tuple(one)
            for one in signatures.compared(signatures.definitions(wheel, ("acme",)), loaded.libraries[0], loaded)
        ]

    yield compare
    sys.modules.pop("signatures", None)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        pytest.param(GOOD + LARK, [], id="as the rules say"),
        pytest.param(GOOD + LARK + "def push_it(model_id): ...", [], id="what writes"),
        pytest.param(GOOD + LARK + "def _inner(model_id): ...", [], id="a private one"),
        pytest.param(GOOD + LARK.replace("model_id", "**kwargs"), [], id="any argument"),
        pytest.param(
            GOOD + LARK.replace("cls, model_id", "cls, kind, model_id"),
            [("moved", "acme.Lark.from_pretrained", "0 -> 1: (kind, model_id)")],
            id="moved",
        ),
        pytest.param(
            GOOD + LARK.replace("model_id", "name"),
            [("went", "acme.Lark.from_pretrained", "model_id: (name)")],
            id="renamed",
        ),
        pytest.param(GOOD, [("gone", "**.Lark.from_pretrained", "no definition")], id="gone"),
        pytest.param(
            GOOD + LARK + "def fetch(repo_id): ...", [("no rule", "acme.fetch", "repo_id")], id="new function"
        ),
        pytest.param(
            GOOD + LARK + "class Owl(Base):\n    model_name_or_path: str",
            [("no rule", "acme.Owl", "model_name_or_path")],
            id="new record",
        ),
        pytest.param(
            GOOD.replace("class Wren:", "class Base:").replace("def load", "class Wren(Base): ...\ndef load") + LARK,
            [("no rule", "acme.Base", "model_id")],
            id="a constructor that is inherited",
        ),
        pytest.param(
            "def broken(:",
            [("gone", call, "no definition") for call in ("**.Lark.from_pretrained", "**.Wren", "load")],
            id="no Python",
        ),
    ],
)
def test_differences(differences, source: str, expected: list[tuple[str, str, str]]) -> None:  # type: ignore[no-untyped-def]
    assert differences(source) == expected
