"""Imports go one way, heavy libraries stay behind their fences, and scanning needs the base install alone."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import builder

ROOT = Path(builder.__file__).parent

# What stands further down may import what stands further up. Within a line modules may import one another.
LAYERS = (
    "errors bundled schemas",
    "source_settings setting_faults settings call_forms signature_rules signatures licenses domains privacy exclusions"
    " git trees origins hub engine",
    "sources snapshots mapping extraction",
    "tables",
    "answering",
    "peatmoss viewer scan scan_cache scan_models",
    "card card_rules",
    "staging remote output verify status release target",
    "publishable publish removal",
    "doctor",
    "steps estimate drift inputs",
    "build",
    "cli __main__",
)
APART = {"sources", "snapshots", "mapping", "extraction"}  # meet in rows and committed files only

# Library -> the only modules that may import it; none for what must not be imported at all.
FENCES = {
    "datasets": {"peatmoss", "card", "output", "removal"},
    "huggingface_hub": {"card", "hub", "publish", "target", "removal"},
    "jinja2": {"card", "extraction.prompts"},
    "tree_sitter": {"mapping"},
    "tree_sitter_javascript": {"mapping"},
    "tree_sitter_python": {"mapping"},
    "tree_sitter_rust": {"mapping"},
    "tree_sitter_typescript": {"mapping"},
    "sqlite3": {"sources.release", "sources.release_file"},
    "ray": {"engine.ray", "engine.cluster"},
    "aiohttp": {"extraction", "answering"},
    "markdown_it": {"extraction", "card_rules"},
    "vllm": set(),
}

# What `peatmoss scan` is made of: the base install has none of the other libraries.
BASE = {"errors", "bundled", "call_forms", "signatures", "licenses", "domains", "privacy", "git", "trees", "mapping"}
BASE |= {"cli", "origins", "scan", "scan_cache", "scan_models", "signature_rules"}
BASE_LIBRARIES = {"duckdb", "license_expression", "pydantic", "rich", "typer"}
BASE_LIBRARIES |= {"tree_sitter", *(f"tree_sitter_{name}" for name in ("javascript", "python", "rust", "typescript"))}
INSIDE = {"cli"}  # commands import what they need when they run

RANK = {name: rank for rank, names in enumerate(LAYERS) for name in names.split()}
MODULES = {
    ".".join(path.relative_to(ROOT).with_suffix("").parts): path.read_text(encoding="utf-8")
    for path in sorted(ROOT.rglob("*.py"))
    if path != ROOT / "__init__.py" and "sample" not in path.relative_to(ROOT).parts
}


def statements(tree: ast.AST, inside: bool) -> Iterator[ast.AST]:
    """Every node of a module; unless `inside`, only what runs when it is imported."""
    for node in ast.iter_child_nodes(tree):
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
    """Which of builder's modules and packages a module imports: 'engine', 'card'; its version is none."""
    names = {name.split(".")[1] for name in imported(code, inside) if name.startswith("builder.")}
    return names - {"__version__"}


def libraries(code: str, inside: bool = True) -> set[str]:
    """Libraries that a module imports, neither Python's own nor ours."""
    names = {name.partition(".")[0] for name in imported(code, inside)}
    return names - sys.stdlib_module_names - {"builder"} | names & {"sqlite3"}


def faults(module: str, code: str) -> list[str]:
    """What a module imports and must not, a sentence each."""
    part = module.partition(".")[0]
    found = []
    for other in sorted(parts_of_ours(code) - {part}):
        if RANK[other] > RANK[part] or {part, other} <= APART:
            found.append(f"{module} imports {other}, which stands below or beside it")
    for library in sorted(libraries(code)):
        allowed = FENCES.get(library)
        if allowed is not None and not {part, module} & allowed:
            found.append(f"{module} imports {library}, which is for {sorted(allowed) or 'nobody'}")
    if part in BASE:
        when_imported = part not in INSIDE
        for library in sorted(libraries(code, inside=when_imported) - BASE_LIBRARIES):
            found.append(f"{module} imports {library}, which the base install lacks")
        for other in sorted(parts_of_ours(code, inside=when_imported) - BASE):
            found.append(f"{module} imports {other}, which is not of the base install")
    return found


@pytest.mark.parametrize("module", MODULES)
def test_a_module_has_its_layer(module):
    assert module.partition(".")[0] in RANK, "give it its place in LAYERS (DESIGN: imports go one way)"


def test_every_layer_is_there():
    assert RANK.keys() == {module.partition(".")[0] for module in MODULES}


@pytest.mark.parametrize("module", MODULES)
def test_a_module_imports_what_it_may(module):
    assert faults(module, MODULES[module]) == []


@pytest.mark.parametrize(
    ("module", "code", "expected"),
    [
        pytest.param("errors", "import builder.engine.run", "errors imports engine, which", id="downwards"),
        pytest.param("engine.run", "from builder import tables", "engine.run imports tables", id="of a package"),
        pytest.param(
            "tables.merge", "def f():\n from builder.dataset.card import render", "imports card", id="in a function"
        ),
        pytest.param("mapping.rows", "from builder.sources import raw", "which stands below or beside", id="beside it"),
        pytest.param("tables.merge", "import datasets", "which is for ['card', 'output', 'peatmoss'", id="fenced"),
        pytest.param("sources.local", "from tree_sitter import Parser", "which is for ['mapping']", id="another's"),
        pytest.param("engine.run", "def f():\n import vllm", "which is for nobody", id="for nobody"),
        pytest.param("privacy", "import pyarrow.compute as pc", "which the base install lacks", id="heavy"),
        pytest.param("git", "def f():\n import yaml", "which the base install lacks", id="heavy in a function"),
        pytest.param("mapping.rows", "from builder import schemas", "not of the base install", id="heavy by another"),
        pytest.param("cli.scan", "try:\n import fsspec\nexcept ImportError: pass", "base install lacks", id="tried"),
        pytest.param("cli.scan", "class A:\n from builder.build import Build", "not of the base", id="in a class"),
    ],
)
def test_what_it_must_not_is_told(module, code, expected):
    (told, *_) = faults(module, code)
    assert expected in told


@pytest.mark.parametrize(
    ("module", "code"),
    [
        pytest.param("cli.build", "def command():\n from builder.build import Build", id="a command, when it runs"),
        pytest.param("tables.merge", "from builder import __version__", id="the version"),
        pytest.param("engine.run", "from builder.redaction.privacy import mask", id="a neighbour"),
        pytest.param("mapping.rows", "import json, os.path\nfrom tree_sitter import Node", id="Python's own"),
    ],
)
def test_what_it_may_is_not(module, code):
    assert faults(module, code) == []


def test_the_base_install_is_enough_to_import_what_scanning_needs():
    """What `ast` cannot see: the libraries behind the libraries. Each that the base install lacks is made to fail."""
    own = [name.removesuffix(".__init__") for name in MODULES if name.partition(".")[0] in BASE]
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
