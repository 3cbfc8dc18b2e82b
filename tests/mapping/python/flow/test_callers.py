"""What the calls of the repository's own functions say of their parameters: files in, model -> usage out."""

import pytest

from builder.mapping.python.program.facts import Facts
from builder.mapping.python.resolve import resolve
from builder.reference.signatures import load_signatures

CLASS = """
from transformers import AutoModel
class Net:
    def __init__(self, name="acme/default"):
        self.net = AutoModel.from_pretrained(name)
"""
LOOP = """
from transformers import AutoModel
class Engine:
    def __init__(self, models=None):
        self.models = models or [{"name": "acme/default"}]
    def load(self):
        for model in self.models:
            AutoModel.from_pretrained(model["name"])
"""


def named(files: dict[str, str]) -> dict[str | None, str]:
    """The names that a repository's Python says, with the usage of each."""
    facts = {path: Facts(text.encode()) for path, text in files.items()}
    made = resolve(facts, load_signatures()).found
    return {found.name: found.usage for places in made.values() for found in places if found.name is not None}


def method(body: str) -> str:
    return f"{CLASS}    @classmethod\n    def made(cls, config):\n        return {body}\n"


@pytest.mark.parametrize(
    ("files", "usage"),
    [
        pytest.param({"net.py": f"{CLASS}Net('acme/a')"}, "mention", id="a known name"),
        pytest.param({"net.py": f"{CLASS}def build(config):\n    Net(config.name)"}, "mention", id="a script's own"),
        pytest.param(
            {"net.py": CLASS, "a.py": "import net\ndef build(config):\n    net.Net(config['name'])"},
            "mention",
            id="no package exports it",
        ),
        pytest.param(
            {"p/__init__.py": "from .net import Net", "p/net.py": CLASS, "a.py": "from p import Net\nNet('acme/a')"},
            "mention",
            id="exported, and a known name",
        ),
        pytest.param({"net.py": method("cls(config['name'])")}, "use", id="classmethod"),
        pytest.param({"net.py": method("Net(name=config['name'])")}, "use", id="by the class's name"),
        pytest.param({"net.py": method("cls(**config)")}, "use", id="unpacked"),
        pytest.param({"net.py": method("cls('acme/other')")}, "use", id="another name"),
        pytest.param(
            {"p/__init__.py": "from .net import Net", "p/net.py": f"{CLASS}def build(config):\n    Net(config.name)"},
            "use",
            id="exported, and a factory beside it",
        ),
        pytest.param(
            {
                "p/__init__.py": "from p.net import *",
                "p/net.py": CLASS,
                "p/make.py": "from p.net import Net\ndef build(config):\n    return Net(config['name'])",
            },
            "use",
            id="exported with all names, and a factory elsewhere",
        ),
    ],
)
def test_a_default_that_callers_pass_over(files: dict[str, str], usage: str) -> None:
    assert named(files)["acme/default"] == usage


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        pytest.param("Engine()", {"acme/default"}, id="left out"),
        pytest.param("Engine(models=read())", {"acme/default"}, id="not known"),
        pytest.param('Engine(models=[{"name": "acme/a"}])', {"acme/a", "acme/default"}, id="keyword"),
        pytest.param('Engine([{"name": "acme/a"}])', {"acme/a", "acme/default"}, id="by place"),
        pytest.param('M = [{"name": "acme/a"}]\nEngine(M)', {"acme/a", "acme/default"}, id="constant"),
        pytest.param('M = [{"name": "acme/a"}]\nEngine(models=list(M))', {"acme/a", "acme/default"}, id="copied"),
        pytest.param('M = []\nM.append({"name": "acme/a"})\nEngine(M)', {"acme/a", "acme/default"}, id="appended"),
        pytest.param('Engine([{"name": n} for n in ["acme/a"]])', {"acme/a", "acme/default"}, id="comprehension"),
        pytest.param('Engine([dict(name="acme/a")])', {"acme/a", "acme/default"}, id="dict()"),
        pytest.param(
            'from functools import partial\npartial(Engine, models=[{"name": "acme/a"}])()',
            {"acme/a", "acme/default"},
            id="partial",
        ),
        pytest.param('Engine(**{"models": [{"name": "acme/a"}]})', {"acme/a", "acme/default"}, id="unpacked"),
        pytest.param(
            "class Provider:\n    def __init__(self, settings):\n        self.settings = settings\n"
            '    def create(self):\n        return Engine(self.settings["models"])\n'
            'Provider({"models": [{"name": "acme/a"}]}).create()',
            {"acme/a", "acme/default"},
            id="through another object",
        ),
        pytest.param(
            "class Own(Engine):\n    def __init__(self, models):\n        super().__init__(models=models)\n"
            'Own([{"name": "acme/a"}])',
            {"acme/a", "acme/default"},
            id="through a subclass",
        ),
    ],
)
def test_lists_that_callers_pass(call: str, expected: set[str]) -> None:
    assert set(named({"app.py": f"{LOOP}{call}"})) == expected


@pytest.mark.parametrize(
    "loop",
    [
        pytest.param("for n in names:\n        AutoModel.from_pretrained(n)", id="for"),
        pytest.param("return [AutoModel.from_pretrained(n) for n in names]", id="comprehension"),
        pytest.param("return {n: AutoModel.from_pretrained(n) for n in sorted(names)}", id="sorted"),
        pytest.param("for i, n in enumerate(names):\n        AutoModel.from_pretrained(n)", id="enumerate"),
        pytest.param("for n in list(names):\n        AutoModel.from_pretrained(n)", id="list"),
        pytest.param("for n, s in zip(names, [1, 2]):\n        AutoModel.from_pretrained(n)", id="zip"),
    ],
)
def test_loops_over_a_parameter(loop: str) -> None:
    source = f"from transformers import AutoModel\ndef load(names):\n    {loop}\nload(['acme/a', 'acme/b'])"
    assert set(named({"app.py": source})) == {"acme/a", "acme/b"}


def large(calls: int) -> dict[str, str]:
    """A library of 301 files, one of which loads what another one gives it; so many places call it."""
    filler = {f"diffusers/part{number}.py": "" for number in range(300)}
    loader = "from transformers import AutoModel\ndef fetch_it(name):\n    AutoModel.from_pretrained(name)\n"
    giving = "from .loader import fetch_it\n" + "fetch_it('acme/a')\n" * calls
    return {**filler, "diffusers/__init__.py": "", "diffusers/loader.py": loader, "diffusers/use.py": giving}


@pytest.mark.parametrize(
    ("calls", "names"),
    [
        pytest.param(1, {"acme/a": "use"}, id="few places: followed"),
        pytest.param(100, {}, id="many places: left open"),
    ],
)
def test_functions_of_a_large_library_are_followed_where_few_places_call_them(
    calls: int, names: dict[str | None, str]
) -> None:
    assert named(large(calls)) == names
