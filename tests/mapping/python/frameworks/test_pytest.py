"""Cases and fixtures of pytest: files in, model -> usage out."""

import pytest

from builder.mapping.repository import is_candidate, map_repository
from builder.reference.signatures import load_signatures
from builder.repository.trees import SourceFile

HEAD = "from transformers import AutoModel, AutoTokenizer, pipeline\n"
CASES = HEAD + "import pytest, unittest\n"


def used(files: dict[str, str]) -> dict[str, str]:
    """The names that a repository uses or offers, each with the usage that says most."""
    sources = [SourceFile(path, "0" * 40, text.encode()) for path, text in files.items() if is_candidate(path)]
    rows = map_repository("owner/repo", None, None, list(files), sources, load_signatures()).rows
    found = {(row["model_name"], row["usage"]) for row in rows if row["model_name"] and row["usage"] != "mention"}
    return {
        name: usage
        for usage in ("hosted", "selectable", "component", "use")
        for name, of in sorted(found)
        if of == usage
    }


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        pytest.param(
            {
                "tests/test_app.py": CASES
                + """
@pytest.mark.parametrize("name", ["acme/a", "acme/b"])
def test_x(name): AutoModel.from_pretrained(name)
"""
            },
            {"acme/a": "use", "acme/b": "use"},
            id="plain",
        ),
        pytest.param(
            {
                "tests/test_app.py": CASES
                + """
@pytest.mark.parametrize("name", [pytest.param("acme/a", id="a"), pytest.param("acme/b", marks=pytest.mark.slow)])
def test_x(name): AutoModel.from_pretrained(name)
"""
            },
            {"acme/a": "use", "acme/b": "use"},
            id="param",
        ),
        pytest.param(
            {
                "tests/test_app.py": CASES
                + """
@pytest.mark.parametrize("name,n", [pytest.param("acme/a", 1), pytest.param("acme/b", 2, id="b")])
def test_x(name, n): AutoModel.from_pretrained(name)
"""
            },
            {"acme/a": "use", "acme/b": "use"},
            id="param two",
        ),
        pytest.param(
            {
                "tests/test_app.py": CASES
                + """
from pytest import param, mark
@mark.parametrize(["name", "n"], [param("acme/a", 1), param("acme/b", 2, id="b")])
def test_x(name, n): AutoModel.from_pretrained(name)
"""
            },
            {"acme/a": "use", "acme/b": "use"},
            id="param from import",
        ),
        pytest.param(
            {
                "tests/test_app.py": CASES
                + """
@pytest.mark.parametrize(argnames=("name", "n"), argvalues=[("acme/a", 1), ("acme/b", 2)], ids=["a", "b"])
def test_x(name, n): AutoModel.from_pretrained(name)
"""
            },
            {"acme/a": "use", "acme/b": "use"},
            id="kw",
        ),
        pytest.param(
            {
                "tests/test_app.py": CASES
                + """
@pytest.mark.parametrize("name", ["acme/a", "acme/b"])
class TestX:
    def test_x(self, name): AutoModel.from_pretrained(name)
"""
            },
            {"acme/a": "use", "acme/b": "use"},
            id="class",
        ),
        pytest.param(
            {
                "tests/test_app.py": CASES
                + """
pytestmark = pytest.mark.parametrize("name", ["acme/a", "acme/b"])
def test_x(name): AutoModel.from_pretrained(name)
"""
            },
            {"acme/a": "use", "acme/b": "use"},
            id="module mark",
        ),
        pytest.param(
            {
                "tests/test_app.py": CASES
                + """
pytestmark = [pytest.mark.slow, pytest.mark.parametrize("name", ["acme/a", "acme/b"])]
class TestX:
    def test_x(self, name): AutoModel.from_pretrained(name)
"""
            },
            {"acme/a": "use", "acme/b": "use"},
            id="module marks list",
        ),
        pytest.param(
            {
                "tests/test_app.py": CASES
                + """
class TestX:
    pytestmark = [pytest.mark.parametrize("name", ["acme/a", "acme/b"])]
    def test_x(self, name): AutoModel.from_pretrained(name)
"""
            },
            {"acme/a": "use", "acme/b": "use"},
            id="class pytestmark",
        ),
        pytest.param(
            {
                "tests/test_app.py": CASES
                + """
models = pytest.mark.parametrize("name", ["acme/a", "acme/b"])
@models
def test_x(name): AutoModel.from_pretrained(name)
"""
            },
            {"acme/a": "use", "acme/b": "use"},
            id="mark kept in name",
        ),
        pytest.param(
            {
                "tests/test_app.py": CASES
                + """
@pytest.fixture
def model(request): return AutoModel.from_pretrained(request.param)
@pytest.mark.parametrize("model", ["acme/a", "acme/b"], indirect=True)
def test_x(model): pass
"""
            },
            {"acme/a": "use", "acme/b": "use"},
            id="indirect",
        ),
        pytest.param(
            {
                "tests/test_app.py": CASES
                + """
@pytest.fixture
def model(request): return AutoModel.from_pretrained(request.param)
@pytest.mark.parametrize("model, n", [("acme/a", 1), pytest.param("acme/b", 2)], indirect=["model"])
def test_x(model, n): pass
"""
            },
            {"acme/a": "use", "acme/b": "use"},
            id="indirect list",
        ),
        pytest.param(
            {
                "tests/test_app.py": CASES
                + """
@pytest.fixture
def model(request): return AutoModel.from_pretrained(request.param["name"])
@pytest.mark.parametrize("model", [{"name": "acme/a"}, {"name": "acme/b"}], indirect=True)
def test_x(model): pass
"""
            },
            {"acme/a": "use", "acme/b": "use"},
            id="indirect dict",
        ),
        pytest.param(
            {
                "tests/test_app.py": CASES
                + """
@pytest.fixture(params=["acme/a", pytest.param("acme/b", marks=pytest.mark.slow)], ids=["a","b"])
def model(request): return AutoModel.from_pretrained(request.param)
"""
            },
            {"acme/a": "use", "acme/b": "use"},
            id="fixture params",
        ),
        pytest.param(
            {
                "tests/test_app.py": CASES
                + """
@pytest.fixture(scope="module", params=[("acme/a", 1), ("acme/b", 2)])
def model(request):
    name, n = request.param
    return AutoModel.from_pretrained(name)
"""
            },
            {"acme/a": "use", "acme/b": "use"},
            id="fixture params tuple",
        ),
        pytest.param(
            {
                "tests/test_app.py": CASES
                + """
@pytest.fixture(params=["acme/a", "acme/b"])
def name(request): return request.param
def test_x(name): AutoModel.from_pretrained(name)
"""
            },
            {"acme/a": "use", "acme/b": "use"},
            id="fixture name",
        ),
        pytest.param(
            {
                "tests/test_app.py": CASES
                + """
@pytest.fixture(name="name")
def _name(): return "acme/a"
def test_x(name): AutoModel.from_pretrained(name)
"""
            },
            {"acme/a": "use"},
            id="fixture alias",
        ),
        pytest.param(
            {
                "tests/test_app.py": CASES
                + """
@pytest.fixture
def name(): yield "acme/a"
def test_x(name): AutoModel.from_pretrained(name)
"""
            },
            {"acme/a": "use"},
            id="fixture yield",
        ),
        pytest.param(
            {
                "tests/test_app.py": CASES
                + """
class TestX:
    @pytest.fixture
    def name(self): return "acme/a"
    def test_x(self, name): AutoModel.from_pretrained(name)
"""
            },
            {"acme/a": "use"},
            id="fixture in class",
        ),
        pytest.param(
            {
                "tests/test_app.py": CASES
                + """
class TestX:
    @pytest.fixture(autouse=True)
    def setup(self): self.name = "acme/a"
    def test_x(self): AutoModel.from_pretrained(self.name)
"""
            },
            {"acme/a": "use"},
            id="fixture setup self",
        ),
        pytest.param(
            {
                "tests/test_app.py": CASES
                + """
@pytest.fixture
def name(): return "acme/a"
def test_x(request): AutoModel.from_pretrained(request.getfixturevalue("name"))
"""
            },
            {"acme/a": "use"},
            id="getfixturevalue",
        ),
        pytest.param(
            {
                "tests/conftest.py": """
import pytest
@pytest.fixture(scope="session", params=["acme/a","acme/b"])
def name(request): return request.param
""",
                "tests/sub/test_x.py": HEAD
                + """
def test_x(name):
    AutoModel.from_pretrained(name)
""",
            },
            {"acme/a": "use", "acme/b": "use"},
            id="conftest",
        ),
        pytest.param(
            {
                "tests/conftest.py": """
def pytest_generate_tests(metafunc):
    if "name" in metafunc.fixturenames:
        metafunc.parametrize("name", ["acme/a", "acme/b"])
""",
                "tests/test_x.py": HEAD
                + """
def test_x(name):
    AutoModel.from_pretrained(name)
""",
            },
            {"acme/a": "use", "acme/b": "use"},
            id="conftest pytest_generate",
        ),
        pytest.param(
            {
                "tests/conftest.py": """
import pytest
def pytest_addoption(parser):
    parser.addoption("--model", default="acme/a")
@pytest.fixture
def name(request): return request.config.getoption("--model")
""",
                "tests/test_x.py": HEAD
                + """
def test_x(name):
    AutoModel.from_pretrained(name)
""",
            },
            {"acme/a": "use"},
            id="conftest option",
        ),
        pytest.param(
            {
                "tests/test_app.py": CASES
                + """
@pytest.fixture
def base(): return "acme"
@pytest.fixture
def name(base): return f"{base}/a"
def test_x(name): AutoModel.from_pretrained(name)
"""
            },
            {"acme/a": "use"},
            id="usefixtures dep",
        ),
        pytest.param(
            {
                "tests/test_app.py": CASES
                + """
from dataclasses import dataclass
@dataclass
class Case:
    name: str
    n: int = 0
@pytest.mark.parametrize("case", [Case("acme/a"), pytest.param(Case(name="acme/b", n=1), id="b")])
def test_x(case): AutoModel.from_pretrained(case.name)
"""
            },
            {"acme/a": "use", "acme/b": "use"},
            id="parametrize dataclass",
        ),
        pytest.param(
            {
                "tests/test_app.py": CASES
                + """
M = {"a": "acme/a", "b": "acme/b"}
@pytest.mark.parametrize("k,name", M.items())
def test_x(k, name): AutoModel.from_pretrained(name)
"""
            },
            {"acme/a": "use", "acme/b": "use"},
            id="parametrize dict items",
        ),
        pytest.param(
            {
                "tests/test_app.py": CASES
                + """
@pytest.mark.parametrize("n", [1, 2])
@pytest.mark.parametrize("name", ("acme/a", "acme/b"))
def test_x(name, n): AutoModel.from_pretrained(name)
"""
            },
            {"acme/a": "use", "acme/b": "use"},
            id="stacked",
        ),
        pytest.param(
            {
                "tests/test_app.py": CASES
                + """
@pytest.mark.parametrize("name", [pytest.param(m, id=m) for m in ["acme/a", "acme/b"]])
def test_x(name): AutoModel.from_pretrained(name)
"""
            },
            {"acme/a": "use", "acme/b": "use"},
            id="comprehension",
        ),
    ],
)
def test_models_of(files: dict[str, str], expected: dict[str, str]) -> None:
    assert used(files) == expected
