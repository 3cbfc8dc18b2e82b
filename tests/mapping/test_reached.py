"""Functions that nothing in a repository names."""

import pytest

from builder.mapping.reached import Reached
from builder.mapping.repository import map_repository
from builder.reference.signatures import load_signatures
from builder.repository.trees import SourceFile

FUNCTION = (
    "def embed_all():\n    return AutoModel.from_pretrained('acme/net')\nif __name__ == '__main__':\n    print()\n"
)


@pytest.mark.parametrize(
    ("source", "others"),
    [
        pytest.param("x = AutoModel.from_pretrained('acme/net')\n", {}, id="runs as it is imported"),
        pytest.param(FUNCTION + "embed_all()\n", {}, id="called in its file"),
        pytest.param(FUNCTION, {"b.py": "from a import embed_all\n"}, id="imported"),
        pytest.param(FUNCTION, {"README.md": "Call `embed_all`."}, id="documented"),
        pytest.param("@app.get('/')\n" + FUNCTION, {}, id="decorated"),
        pytest.param(FUNCTION.replace("embed_all", "model_fn"), {}, id="called by a server"),
        pytest.param(FUNCTION + "globals()[name]()\n", {}, id="taken by a name that is made"),
        pytest.param(FUNCTION.replace("def embed_all()", "class Embed(Base)"), {}, id="a class"),
        pytest.param(FUNCTION.split("if")[0], {}, id="of a module, for who imports it"),
    ],
)
def test_reached(source: str, others: dict[str, str]) -> None:
    python = {path: text.encode() for path, text in ({"a.py": source} | others).items() if path.endswith(".py")}
    texts = {path: text.encode() for path, text in others.items() if not path.endswith(".py")}
    line = next(number for number, row in enumerate(source.split("\n"), 1) if "from_pretrained" in row)
    assert not Reached(python, texts).is_dead("a.py", line)


@pytest.mark.parametrize(
    ("source", "others"),
    [
        pytest.param(FUNCTION, {}, id="a function"),
        pytest.param(FUNCTION.split("if")[0].replace("embed_all", "_embed"), {}, id="a module's own"),
        pytest.param(FUNCTION, {"b.py": FUNCTION}, id="another of its name"),
    ],
)
def test_dead(source: str, others: dict[str, str]) -> None:
    python = {path: text.encode() for path, text in ({"a.py": source} | others).items()}
    assert Reached(python, {}).is_dead("a.py", 2)


FIXTURE = "@pytest.fixture\ndef loaded():\n    return AutoModel.from_pretrained('acme/net')\n"
OWN = "@pytest.fixture(scope='module')\ndef loaded():\n    return 1\ndef test(loaded): ...\n"


@pytest.mark.parametrize(
    ("fixture", "test"),
    [
        pytest.param(FIXTURE, "def test(loaded): ...\n", id="a test asks for it"),
        pytest.param(FIXTURE, "@pytest.mark.usefixtures('loaded')\ndef test(): ...\n", id="by its name in a text"),
        pytest.param(FIXTURE, OWN.replace("def loaded()", "def loaded(loaded)"), id="a fixture of its name takes it"),
        pytest.param(FIXTURE + "@pytest.fixture\ndef more(loaded): ...\n", OWN, id="another fixture takes it"),
        pytest.param(FIXTURE.replace("fixture", "fixture(autouse=True)"), OWN, id="for all tests"),
        pytest.param(FIXTURE.replace("fixture", "fixture(name='other')"), OWN, id="under another name"),
        pytest.param(FIXTURE.replace("@pytest.fixture\n", ""), OWN, id="no fixture"),
    ],
)
def test_fixtures_that_tests_get(fixture: str, test: str) -> None:
    python = {"tests/conftest.py": fixture.encode(), "tests/test_a.py": test.encode()}
    assert not Reached(python, {}).is_unasked(
        "tests/conftest.py", fixture[: fixture.index("AutoModel")].count("\n") + 1
    )


@pytest.mark.parametrize(
    ("fixture", "test"),
    [
        pytest.param(FIXTURE, OWN, id="the only test has its own"),
        pytest.param(FIXTURE, "def test(): ...\n", id="no test asks"),
        pytest.param(
            FIXTURE.replace("fixture", "fixture(\n    scope='session',\n)"), OWN, id="a decorator of many lines"
        ),
    ],
)
def test_fixtures_that_no_test_gets(fixture: str, test: str) -> None:
    python = {"tests/conftest.py": fixture.encode(), "tests/test_a.py": test.encode()}
    assert Reached(python, {}).is_unasked("tests/conftest.py", fixture[: fixture.index("AutoModel")].count("\n") + 1)


@pytest.mark.parametrize(
    ("other", "usage"),
    [
        pytest.param("", "selectable", id="the only place"),
        pytest.param(
            "from transformers import AutoModel\nAutoModel.from_pretrained('acme/net')\n",
            "mention",
            id="not the only one",
        ),
    ],
)
def test_what_nothing_reaches_is_named(other: str, usage: str) -> None:
    files = {"a.py": "from transformers import AutoModel\n" + FUNCTION, "b.py": other}
    given = [SourceFile(path, path, text.encode()) for path, text in files.items()]
    rows = map_repository("o/r", None, None, files, given, load_signatures()).rows
    assert [row["usage"] for row in rows if row["path"] == "a.py"] == [usage]


def test_fixtures_that_settings_ask_for() -> None:
    settings = {"setup.cfg": b"[tool:pytest]\nusefixtures = loaded\n"}
    assert not Reached({"conftest.py": FIXTURE.encode()}, settings).is_unasked("conftest.py", 3)


TESTS = "class TestNet:\n    def test_it(self):\n        AutoModel.from_pretrained('acme/net')\n"


@pytest.mark.parametrize(
    ("path", "others", "wanted"),
    [
        pytest.param("tests/helpers.py", {}, True, id="a file that is not called as tests are"),
        pytest.param("tests/helpers.py", {"tests/test_a.py": "from helpers import TestNet\n"}, False, id="imported"),
        pytest.param(
            "tests/helpers.py", {"tests/test_a.py": "from helpers import *\n"}, False, id="with all its names"
        ),
        pytest.param("tests/helpers.py", {"Makefile": "pytest tests/helpers.py\n"}, False, id="run by its path"),
        pytest.param("tests/helpers.py", {"pytest.ini": "[pytest]\npython_files = *.py\n"}, False, id="by settings"),
        pytest.param("tests/test_net.py", {}, False, id="a test"),
        pytest.param("tests/net_test.py", {}, False, id="a test by its end"),
        pytest.param("tests/tests.py", {}, False, id="of Django"),
        pytest.param("src/helpers.py", {}, False, id="no test"),
    ],
)
def test_uncollected(path: str, others: dict[str, str], *, wanted: bool) -> None:
    python = {name: text.encode() for name, text in ({path: TESTS} | others).items() if name.endswith(".py")}
    texts = {name: text.encode() for name, text in others.items() if not name.endswith(".py")}
    assert Reached(python, texts).is_uncollected(path, 3) is wanted
