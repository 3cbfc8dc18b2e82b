import pytest

from builder.mapping.python.program.importers import Importers, imports
from builder.mapping.python.program.modules import Modules

PATHS = (
    "app.py",
    "tools/run.py",
    "tools/names.py",
    "src/pkg/__init__.py",
    "src/pkg/names.py",
    "src/pkg/inner/__init__.py",
    "src/pkg/inner/names.py",
    "space/one.py",
    "a/common.py",
    "b/common.py",
    "transformers.py",
    "torch/hub.py",
)


@pytest.mark.parametrize(
    ("module", "origin", "path"),
    [
        pytest.param("os", "app.py", None, id="of another library"),
        pytest.param("app", "app.py", None, id="itself"),
        pytest.param("common", "app.py", None, id="one of two"),
        pytest.param("transformers", "app.py", None, id="library, though a file has its name"),
        pytest.param("torch.hub", "app.py", None, id="library, though a folder has its name"),
        pytest.param("..names", "app.py", None, id="above the top"),
        pytest.param(".nothing", "tools/run.py", None, id="not there"),
        pytest.param("", "app.py", None, id="no name"),
        pytest.param("names", "tools/run.py", "tools/names.py", id="beside it"),
        pytest.param("tools.names", "app.py", "tools/names.py", id="from the top"),
        pytest.param("tools.names", "tools/run.py", "tools/names.py", id="from the top, within"),
        pytest.param("pkg", "app.py", "src/pkg/__init__.py", id="package below src"),
        pytest.param("pkg.names", "tools/run.py", "src/pkg/names.py", id="module of a package below src"),
        pytest.param(".names", "src/pkg/inner/__init__.py", "src/pkg/inner/names.py", id="relative"),
        pytest.param("..names", "src/pkg/inner/names.py", "src/pkg/names.py", id="relative to the package above"),
        pytest.param(".", "src/pkg/names.py", "src/pkg/__init__.py", id="the package itself"),
        pytest.param("space", "app.py", "space/", id="folder without __init__.py"),
        pytest.param("common", "b/other.py", "b/common.py", id="the one beside it"),
    ],
)
def test_what_a_module_means(module: str, origin: str, path: str | None) -> None:
    assert Modules(PATHS, {"transformers", "torch"}).find(module, origin) == path


@pytest.mark.parametrize(
    ("path", "name"),
    [
        pytest.param("src/pkg/inner/names.py", "pkg.inner.names", id="module"),
        pytest.param("src/pkg/__init__.py", "pkg", id="package"),
        pytest.param("tools/run.py", "run", id="script"),
    ],
)
def test_name_below_the_outermost_package(path: str, name: str) -> None:
    assert Modules(PATHS).name(path) == name


def test_lines_that_import() -> None:
    source = b"""
import os, a.b as c
from x import (y as z,
    w)  # v
    from .. import m
from .n import *
# import q
text = 'import r'
important = 1
"""
    assert list(imports(source)) == [
        ("os", ()),
        ("a.b", ()),
        ("x", ("y", "as", "z", "w")),
        ("..", ("m",)),
        (".n", ("*",)),
    ]


def test_who_sees_a_file() -> None:
    files = {
        "pkg/__init__.py": b"from .load import load\n",
        "pkg/load.py": b"def load(): ...\n",
        "pkg/other.py": b"from . import load as it\n",
        "app.py": b"from pkg import load\n",
        "run.py": b"import pkg\n",
        "far.py": b"from elsewhere import load\n",
    }
    importers = Importers(Modules(files), files)
    assert importers.of_name("pkg/load.py", "load") == [
        "pkg/load.py",
        "app.py",
        "pkg/__init__.py",
        "pkg/other.py",
        "run.py",
    ]
    assert importers.imported("app.py") == ["pkg/__init__.py", "pkg/load.py"]
