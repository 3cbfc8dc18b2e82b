"""Programs that cannot start: which module of the repository's own is missing."""

import pytest

from builder.mapping.python.program.facts import Facts
from builder.mapping.python.program.modules import Modules
from builder.mapping.python.program.starting import Starting
from builder.mapping.repository import map_repository
from builder.reference.signatures import load_signatures
from builder.repository.trees import SourceFile

LOADS = "from transformers import AutoModel\nAutoModel.from_pretrained('acme/net')\n"


def lack(files: dict[str, str], path: str = "run.py", others: tuple[str, ...] = ()) -> str | None:
    facts = {one: Facts(text.encode()) for one, text in files.items()}
    return Starting(facts, Modules(facts, frozenset({"transformers"})), [*files, *others]).lack(path)


@pytest.mark.parametrize(
    ("files", "others"),
    [
        pytest.param({"run.py": "import torch\nfrom transformers.models import x\n"}, (), id="libraries"),
        pytest.param(
            {"run.py": "from pkg.a import f\n", "pkg/__init__.py": "", "pkg/a.py": "def f(): ..."}, (), id="there"
        ),
        pytest.param({"run.py": "from pkg import a\n", "pkg/__init__.py": "", "pkg/a.py": ""}, (), id="a module of it"),
        pytest.param(
            {"run.py": "from pkg import f\n", "pkg/__init__.py": "from .a import *", "pkg/a.py": "f = 1"}, (), id="all"
        ),
        pytest.param(
            {"run.py": "from pkg import f\n", "pkg/__init__.py": "def __getattr__(n): ..."}, (), id="any name"
        ),
        pytest.param(
            {"run.py": "try:\n    from pkg import a\nexcept ImportError: pass\n", "pkg/__init__.py": ""}, (), id="tried"
        ),
        pytest.param({"run.py": "'''\nfrom pkg.gone import f\n'''\n", "pkg/__init__.py": ""}, (), id="text"),
        pytest.param({"run.py": "from pkg.fast import f\n", "pkg/__init__.py": ""}, ("pkg/fast.pyx",), id="Cython"),
        pytest.param({"run.py": "from pkg._version import v\n", "pkg/__init__.py": ""}, (), id="written by a build"),
        pytest.param({"run.py": "from pkg.a_pb2 import M\n", "pkg/__init__.py": ""}, (), id="protobuf"),
        pytest.param(
            {"run.py": "from pkg.config import KEY\n", "pkg/__init__.py": ""}, ("pkg/config_example.py",), id="a sample"
        ),
        pytest.param({"run.py": "from docker.errors import E\n", "docker/build.py": ""}, (), id="a folder called so"),
        pytest.param(
            {"x/run.py": "from util import f\n", "a/util.py": "", "b/util.py": ""}, (), id="several of a name"
        ),
    ],
)
def test_what_starts_as_far_as_is_known(files: dict[str, str], others: tuple[str, ...]) -> None:
    assert lack(files, next(iter(files)), others) is None


@pytest.mark.parametrize(
    ("files", "missing"),
    [
        pytest.param({"run.py": "from pkg.gone import f\n", "pkg/__init__.py": ""}, "pkg.gone", id="a module"),
        pytest.param({"run.py": "import pkg.gone\n", "pkg/__init__.py": ""}, "pkg.gone", id="a whole module"),
        pytest.param(
            {"run.py": "from pkg.a import (\n  f,\n  g as h,\n)\n", "pkg/__init__.py": "", "pkg/a.py": "f = 1"},
            "pkg.a.g",
            id="a name",
        ),
        pytest.param(
            {"run.py": "from pkg import b\n", "pkg/__init__.py": "from .gone import b"}, "pkg.gone", id="by its package"
        ),
        pytest.param(
            {"run.py": "from pkg.a import f\n", "pkg/__init__.py": "", "pkg/a.py": "from .gone import b\nf = 1"},
            "pkg.gone",
            id="by what it imports",
        ),
        pytest.param(
            {"run.py": "import a\n", "a.py": "import b\n", "b.py": "import a\nfrom .gone import c\n"},
            "gone",
            id="in a circle",
        ),
    ],
)
def test_what_cannot_start(files: dict[str, str], missing: str) -> None:
    assert lack(files) == missing


@pytest.mark.parametrize(
    ("package", "usage", "weights"),
    [
        pytest.param({"pkg/__init__.py": "", "pkg/data.py": ""}, "use", "requested", id="starts"),
        pytest.param({"pkg/__init__.py": ""}, "selectable", "unknown", id="lacks a module"),
        pytest.param({"pkg/__init__.py": "", "other.py": LOADS}, "mention", "unknown", id="another asks for it, too"),
    ],
)
def test_what_a_program_that_cannot_start_loads_is_named(package: dict[str, str], usage: str, weights: str) -> None:
    files = {"run.py": f"import pkg.data\n{LOADS}", **package}
    given = [SourceFile(path, path, text.encode()) for path, text in files.items()]
    rows = map_repository("o/r", None, None, files, given, load_signatures()).rows
    row = next(row for row in rows if row["path"] == "run.py")
    assert (row["model_name"], row["usage"], row["weights"]) == ("acme/net", usage, weights)
