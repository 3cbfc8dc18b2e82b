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
    facts = {one: Facts(text.encode()) for one, text in files.items() if one.endswith(".py")}
    texts = {one: text.encode() for one, text in files.items() if one not in facts}
    found = Starting(facts, Modules(facts, frozenset({"transformers"})), [*files, *others], texts).lack(path)
    return found.name if found is not None else None


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
        pytest.param(
            {"pkg/a.py": "if __name__ == '__main__': print()\n", "pkg/__init__.py": "from .gone import f\n"},
            (),
            id="a script in a package that cannot start",
        ),
        pytest.param({"run.py": "from pkg.settings import KEY\n", "pkg/__init__.py": ""}, (), id="everybody's own"),
        pytest.param({"run.py": "from pkg.baml_client import b\n", "pkg/__init__.py": ""}, (), id="written by BAML"),
        pytest.param({"run.py": "from pkg.sub import f\n", "pkg/__init__.py": ""}, ("pkg/sub",), id="a submodule"),
        pytest.param(
            {"run.py": "from pkg.a import f\n", "pkg/__init__.py": ""}, ("pkg/a.py",), id="not read, or a link"
        ),
        pytest.param(
            {"run.py": "from pkg.net import f\n", "pkg/__init__.py": "", "README.md": "git clone URL pkg/net\n"},
            (),
            id="a document tells what to put there",
        ),
        pytest.param(
            {
                "pkg/types/field.py": "from pydantic import Field\n",
                "pkg/__init__.py": "",
                "pkg/types/__init__.py": "",
                "pkg/types/pydantic.py": "",
            },
            (),
            id="a module of a package is called as a library",
        ),
        pytest.param(
            {
                "pkg/jira/client.py": "from jira.resources import Issue\n",
                "pkg/__init__.py": "",
                "pkg/jira/__init__.py": "",
            },
            (),
            id="an inner package is called as a library",
        ),
        pytest.param(
            {
                "tests/unit/pkg/test_a.py": "from pkg.a import f\n",
                "tests/unit/__init__.py": "",
                "tests/unit/pkg/__init__.py": "",
                "pkg/__init__.py": "",
                "pkg/a.py": "f = 1\n",
            },
            (),
            id="tests that stand as what they test",
        ),
        pytest.param(
            {"jobs/celery/base.py": "from celery.exceptions import E\n", "jobs/celery/tasks.py": ""},
            (),
            id="a folder without __init__ is called as a library",
        ),
        pytest.param(
            {"a/run.py": "from transformers.gone import f\n", "transformers/__init__.py": ""},
            (),
            id="a library, and its copy elsewhere",
        ),
        pytest.param(
            {
                "pkg/run.py": "from transformers.gone import f\n",
                "pkg/__init__.py": "",
                "pkg/transformers/__init__.py": "",
            },
            (),
            id="a library, and a package beside a module of a package",
        ),
        pytest.param(
            {"a/run.py": "from metrics import f\n", "b/metrics.py": "def f(): ...\n"}, (), id="PYTHONPATH may hold it"
        ),
        pytest.param(
            {
                "a/run.py": "from metrics import other\n",
                "b/__init__.py": "",
                "b/metrics.py": "from .x import y\ndef f(): ...\n",
                "b/x.py": "y = 1\n",
            },
            (),
            id="a library's module of this name",
        ),
        pytest.param(
            {"run.py": "from old.net import Net\n", "new/net.py": "class Net: ...\n", "README.md": "pip install old\n"},
            (),
            id="a document names the package",
        ),
        pytest.param(
            {
                "run.py": "from old_lab.net import Net\n",
                "new/net.py": "class Net: ...\n",
                "requirements.txt": "old-lab\n",
            },
            (),
            id="what is installed has the name",
        ),
        pytest.param(
            {
                "run.py": "from old.net import Net\n",
                "new/net.py": "class Net: ...\n",
                "b.py": "from old.far import x\n",
            },
            (),
            id="more is taken of it",
        ),
        pytest.param(
            {
                "run.py": "import sys\nsys.path.append('..')\nfrom old.net import Net\n",
                "new/net.py": "class Net: ...\n",
            },
            (),
            id="Python's path is set",
        ),
        pytest.param(
            {"run.py": "from repo.net import Net\n", "net.py": "class Net: ...\n", "__init__.py": ""},
            (),
            id="the repository is a package",
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
        pytest.param(
            {"run.py": "from transformers.gone import f\n", "transformers/__init__.py": "", "transformers/run.py": ""},
            "transformers.gone",
            id="a package beside the script is called as a library",
        ),
        pytest.param(
            {"run.py": "from pkg.gone import f\n", "pkg/__init__.py": "", "pkg/net/pkg.py": ""},
            "pkg.gone",
            id="a module elsewhere is called as the package",
        ),
        pytest.param(
            {"pkg/a.py": "f = 1\n", "pkg/__init__.py": "from .gone import f\n"},
            "pkg.gone",
            id="its package cannot start",
        ),
        pytest.param(
            {"run.py": "from nets.ft import f\n", "nets/FT/main.py": "f = 1\n"}, "nets.ft", id="other capitals"
        ),
        pytest.param(
            {"run.py": "from old.net import Net\n", "new/net.py": "class Net(Module): ...\n"},
            "old.net",
            id="a package has another name",
        ),
        pytest.param(
            {
                "run.py": "from old.net import Net\n",
                "new/net.py": "class Net: ...\nSIZE = 1\n",
                "b.py": "if True:\n    from old.net import SIZE\n",
            },
            "old.net",
            id="two files take from a package's old name",
        ),
        pytest.param(
            {
                "a/run.py": "from metrics import f\n",
                "b/__init__.py": "",
                "b/metrics.py": "from .x import y\ndef f(): ...\n",
                "b/x.py": "y = 1\n",
            },
            "metrics",
            id="a module that only its package can import",
        ),
    ],
)
def test_what_cannot_start(files: dict[str, str], missing: str) -> None:
    assert lack(files, next(iter(files))) == missing


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
