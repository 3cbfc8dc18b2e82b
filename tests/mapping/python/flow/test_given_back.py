"""Functions that other functions and fixtures give back: files in, the line of the call that names a model out."""

import pytest

from builder.mapping.python.program.facts import Facts
from builder.mapping.python.resolve import resolve
from builder.reference.signatures import load_signatures

HEAD = "import pytest\nfrom transformers import AutoModel\n"
MAKE = f"{HEAD}def make(kind):\n    def load(name):\n        return AutoModel.from_pretrained(name)\n    return load\n"
FIXTURE = f"{HEAD}@pytest.fixture\ndef loader():\n    def load(name):\n        return AutoModel.from_pretrained(name)\n"


def lines(files: dict[str, str]) -> dict[str | None, tuple[str, int]]:
    made = resolve({path: Facts(text.encode()) for path, text in files.items()}, load_signatures()).found
    return {one.name: (path, one.line) for path, places in made.items() for one in places if one.name is not None}


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        pytest.param({"a.py": f"{MAKE}other = make2('x')\nother('acme/a')"}, {}, id="another factory"),
        pytest.param({"a.py": f"{MAKE}load2 = make('x')\nother('acme/a')"}, {}, id="another name"),
        pytest.param({"a.py": f"{MAKE}run = make('x')\nrun('acme/a')"}, {"acme/a": ("a.py", 8)}, id="a variable"),
        pytest.param({"a.py": f"{MAKE}make('x')('acme/a')"}, {"acme/a": ("a.py", 7)}, id="at once"),
        pytest.param(
            {
                "a.py": f"{MAKE}class A:\n    def __init__(self):\n        self.run = make('x')\n"
                "    def go(self):\n        self.run('acme/a')"
            },
            {"acme/a": ("a.py", 11)},
            id="an attribute",
        ),
        pytest.param(
            {"a.py": MAKE, "b.py": "from a import make\nrun = make('x')\nrun('acme/a')"},
            {"acme/a": ("b.py", 3)},
            id="in another file",
        ),
        pytest.param(
            {"test_a.py": f"{FIXTURE}    return load\ndef test_it(loader):\n    loader('acme/a')"},
            {"acme/a": ("test_a.py", 9)},
            id="fixture",
        ),
        pytest.param(
            {
                "test_a.py": f"{FIXTURE}    yield load\nclass TestIt:\n    def test_it(self, loader):\n        loader('acme/a')"
            },
            {"acme/a": ("test_a.py", 10)},
            id="fixture that yields",
        ),
        pytest.param(
            {
                "t/conftest.py": FIXTURE.replace("fixture\n", "fixture(name='net')\n") + "    return load\n",
                "t/test_a.py": "def test_it(net):\n    net('acme/a')",
                "test_b.py": "def test_it(net):\n    net('acme/b')",
            },
            {"acme/a": ("t/test_a.py", 2)},
            id="fixture of another name, for the files below it",
        ),
        pytest.param(
            {
                "test_a.py": FIXTURE.replace("    def load", "    @contextmanager\n    def load").replace(
                    "return Auto", "yield Auto"
                )
                + "    yield load\ndef test_it(loader):\n    for n in ('acme/a',):\n        with loader(n) as net:\n"
                "            net"
            },
            {"acme/a": ("test_a.py", 11)},
            id="a context manager",
        ),
    ],
)
def test_given_back(files: dict[str, str], expected: dict[str | None, tuple[str, int]]) -> None:
    assert lines(files) == expected
