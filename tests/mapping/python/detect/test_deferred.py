"""Rows of tables that are called later: each is on offer, but for the one that the code takes."""

import pytest

from builder.mapping.repository import map_repository
from builder.reference.signatures import load_signatures
from builder.repository.trees import SourceFile

NET = "from transformers import AutoModel\nclass Net:\n    def __init__(self, name):\n        self.m = AutoModel.from_pretrained(name)\n"
HEAD = "import sys\nfrom functools import partial\nfrom transformers import AutoModel\n"
LOADS = "lambda: AutoModel.from_pretrained"


def usages(source: str, **others: str) -> dict[str | None, str]:
    files = {"a.py": HEAD + source, **{f"{name}.py": text for name, text in others.items()}}
    made = [SourceFile(path, "0" * 40, text.encode()) for path, text in files.items()]
    rows = map_repository("owner/repo", None, None, [*files], made, load_signatures()).rows
    return {row["model_name"]: row["usage"] for row in rows if row["model_name"] is not None}


@pytest.mark.parametrize(
    "source",
    [
        pytest.param(f"T = {{'a': {LOADS}('acme/a')}}\n", id="a table of one"),
        pytest.param("T = {'a': AutoModel.from_pretrained('acme/a'), 'b': 1}\n", id="called at once"),
        pytest.param(f"x = sorted(y, key={LOADS}('acme/a'))\n", id="no table"),
        pytest.param(f"T = {{'a': {LOADS}('acme/a'), 'b': None}}\nT['a']()\n", id="taken by its key"),
        pytest.param(f"T = {{'a': {LOADS}('acme/a'), 'b': None}}\nKEY = 'a'\nT.get(KEY)()\n", id="by a constant"),
        pytest.param(
            f"import argparse\nT = {{'a': {LOADS}('acme/a'), 'b': None}}\np = argparse.ArgumentParser()\n"
            "p.add_argument('--net', default='a')\nT[p.parse_args().net]()\n",
            id="by an option's default",
        ),
    ],
)
def test_uses(source: str) -> None:
    assert usages(source) == {"acme/a": "use"}


@pytest.mark.parametrize(
    "source",
    [
        pytest.param(f"T = {{'a': {LOADS}('acme/a'), 'b': {LOADS}('acme/b')}}\nT[sys.argv[1]]()\n", id="lambda"),
        pytest.param(f"T = {{'a': ({LOADS}('acme/a'), 1), 'b': ({LOADS}('acme/b'), 2)}}\n", id="within a tuple"),
        pytest.param(
            f"T = {{'a': {{'f': {LOADS}('acme/a')}}, 'b': {{'f': {LOADS}('acme/b')}}}}\n", id="within a table"
        ),
        pytest.param(
            "from nets import Net\nT = {'a': partial(Net, 'acme/a'), 'b': partial(Net, 'acme/b')}\n", id="partial"
        ),
        pytest.param(
            "from nets import Net\nT = {'a': lambda: Net('acme/a'), 'b': lambda: Net('acme/b')}\n", id="own class"
        ),
    ],
)
def test_choices(source: str) -> None:
    assert {name: one for name, one in usages(source, nets=NET).items() if name} == {
        "acme/a": "selectable",
        "acme/b": "selectable",
    }


def test_the_row_that_is_taken_is_a_use() -> None:
    source = "from nets import Net\nT = {'a': partial(Net, 'acme/a'), 'b': partial(Net, 'acme/b')}\n"
    taken = "from a import T\nT['b']()\n"
    assert usages(source, nets=NET, run=taken) == {"acme/a": "selectable", "acme/b": "use"}


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("import pkg\nx = pkg.Net('acme/net')\n", id="through a package"),
        pytest.param("import pkg as p\nx = partial(p.Net, 'acme/net')\n", id="under another name"),
        pytest.param("from pkg import nets\nx = nets.Net('acme/net')\n", id="through its module"),
    ],
)
def test_names_reached_through_a_package(source: str) -> None:
    files = {"a.py": HEAD + source, "pkg/__init__.py": "from .nets import Net\n", "pkg/nets.py": NET}
    made = [SourceFile(path, "0" * 40, text.encode()) for path, text in files.items()]
    rows = map_repository("owner/repo", None, None, [*files], made, load_signatures()).rows
    assert [(row["path"], row["model_name"], row["usage"]) for row in rows] == [("a.py", "acme/net", "use")]


LOAD = "AutoModel.from_pretrained('acme/a')"


@pytest.mark.parametrize(
    ("source", "usage"),
    [
        pytest.param(f"USE = True\nif USE:\n    {LOAD}\n", "use", id="true"),
        pytest.param(f"use = False\nif use:\n    {LOAD}\n", "use", id="a variable"),
        pytest.param(f"USE = False\nUSE = bool(x)\nif USE:\n    {LOAD}\n", "use", id="set again"),
        pytest.param(f"def f(USE=False):\n    if USE:\n        {LOAD}\n", "use", id="a parameter"),
        pytest.param(f"USE = False\nif USE:\n    {LOAD}\n", "selectable", id="false"),
        pytest.param(f"USE = False\ndef f():\n    if USE:\n        return {LOAD}\n", "selectable", id="in a function"),
        pytest.param(f"USE = False\nif USE and x:\n    {LOAD}\n", "selectable", id="and more"),
        pytest.param(f"if False:\n    {LOAD}\n", "selectable", id="a literal"),
        pytest.param(f"if TYPE_CHECKING:\n    {LOAD}\n", "selectable", id="for checkers alone"),
    ],
)
def test_what_a_constant_switches_off(source: str, usage: str) -> None:
    assert usages(source) == {"acme/a": usage}


FUNCTIONS = "".join(f"def {one}():\n    return AutoModel.from_pretrained('acme/{one}')\n" for one in "ab")
CLASSES = "".join(
    f"class {one.upper()}:\n    def load(self):\n        return AutoModel.from_pretrained('acme/{one}')\n"
    for one in "ab"
)


@pytest.mark.parametrize(
    "source",
    [
        pytest.param(FUNCTIONS + "T = {'a': a, 'b': b}\nT[sys.argv[1]]()\n", id="functions"),
        pytest.param(FUNCTIONS + "{'a': a, 'b': b}[sys.argv[1]]()\n", id="a table without a name"),
        pytest.param(CLASSES + "T = {'a': A, 'b': B}\nT[sys.argv[1]]().load()\n", id="classes"),
        pytest.param(CLASSES + "T = {'a': (A, 1), 'b': (B, 2)}\nT[sys.argv[1]][0]().load()\n", id="within a tuple"),
    ],
)
def test_functions_that_tables_alone_name_are_choices(source: str) -> None:
    assert usages(source) == {"acme/a": "selectable", "acme/b": "selectable"}


@pytest.mark.parametrize(
    ("source", "used"),
    [
        pytest.param(FUNCTIONS + "T = {'a': a, 'b': b}\nT['a']()\n", {"acme/a"}, id="one is taken"),
        pytest.param(
            FUNCTIONS + "T = {'a': a, 'b': b}\nfor f in T.values():\n    f()\n", {"acme/a", "acme/b"}, id="all are"
        ),
        pytest.param(
            FUNCTIONS + "T = {'a': a, 'b': b}\nfor k, f in T.items():\n    f()\n",
            {"acme/a", "acme/b"},
            id="pair by pair",
        ),
        pytest.param(FUNCTIONS + "T = {'a': a, 'b': b}\nb()\n", {"acme/b"}, id="one is called besides"),
        pytest.param(FUNCTIONS, {"acme/a", "acme/b"}, id="no table names them"),
    ],
)
def test_functions_that_are_called_are_uses(source: str, used: set[str]) -> None:
    assert {name for name, usage in usages(source).items() if usage == "use"} == used


def test_functions_that_another_file_may_call_are_uses() -> None:
    found = usages(FUNCTIONS + "T = {'a': a, 'b': b}\n", other="from a import a\na()\n")
    assert found == {"acme/a": "use", "acme/b": "selectable"}
