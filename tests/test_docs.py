"""The pages in docs/ are true: what they show runs, what they name is there."""

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import get_args

import pytest

from builder.column_values import MEANING_OF_RESOLUTION
from builder.dataset import method
from builder.mapping.found import Usage
from builder.reference.signatures import load_signatures

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"


def test_the_step_in_twenty_lines_runs(tmp_path: Path) -> None:
    (code,) = re.findall(r"```python\n(.*?)```", (DOCS / "steps.md").read_text(), re.DOTALL)
    (tmp_path / "count.py").write_text(code)
    said = [
        subprocess.run(
            [sys.executable, "count.py"], cwd=tmp_path, capture_output=True, text=True, timeout=1000, check=True
        )
        for _ in range(2)
    ]
    assert [one.stdout for one in said] == ["(2, 2)\n", "(0, 2)\n"]
    body = re.search(r"^def count.*?run_step.*?$", code, re.DOTALL | re.MULTILINE)
    assert body is not None
    assert len([line for line in body[0].splitlines() if line.strip()]) <= 20


def architecture() -> str:
    return (DOCS / "architecture.md").read_text()


def defined(path: Path) -> set[str]:
    """Names of a module's functions and classes, and of methods as Class.method."""
    found = set()
    for one in ast.parse(path.read_text()).body:
        if isinstance(one, ast.FunctionDef | ast.ClassDef):
            found.add(one.name)
        if isinstance(one, ast.ClassDef):
            found |= {f"{one.name}.{inner.name}" for inner in one.body if isinstance(inner, ast.FunctionDef)}
    return found


NAMED = sorted(set(re.findall(r"`(builder/[\w/]+\.py)::([\w.]+)`", architecture())))


@pytest.mark.parametrize(("path", "name"), NAMED, ids=[f"{path}::{name}" for path, name in NAMED])
def test_functions_of_the_walks_exist(path: str, name: str) -> None:
    assert name in defined(ROOT / path)


@pytest.mark.parametrize("title", ["One card to its row", "One repository to its mappings", "One release to the Hub"])
def test_every_walk_has_its_stations(title: str) -> None:
    walk = re.search(rf"^### {title}\n(.*?)(?=^#|\Z)", architecture(), re.DOTALL | re.MULTILINE)
    assert walk
    assert len(re.findall(r"\.py::", walk[1])) >= 6


def test_every_folder_has_its_contract_module() -> None:
    rows = re.findall(r"^\| `(\w+)/` \|.*\| `(builder/[\w/]+\.py)` \|$", architecture(), re.MULTILINE)
    packages = {path.parent.name for path in (ROOT / "builder").glob("*/__init__.py")}
    assert {folder for folder, _ in rows} == packages
    assert [path for _, path in rows if not (ROOT / path).is_file()] == []


def test_the_import_order_is_the_one_that_is_checked() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    (layers,) = [one["layers"] for one in contracts if one["type"] == "layers"]
    (told,) = re.findall(r"```text\n(.*?)```", architecture(), re.DOTALL)
    assert told.split("\n")[:-1] == layers


def test_the_number_of_known_libraries_is_so() -> None:
    assert "More than two hundred libraries are known." in (DOCS / "scanning.md").read_text()
    assert 200 < len(load_signatures().libraries) <= 300


def test_every_way_to_find_a_name_is_explained() -> None:
    table = (DOCS / "scanning.md").read_text().partition("| how |")[2].partition("\n\n")[0]
    assert set(re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE)) == MEANING_OF_RESOLUTION.keys() - {"release"}


def test_every_kind_of_file_and_every_usage_is_explained() -> None:
    text = " ".join((DOCS / "scanning.md").read_text().lower().split())
    assert [name for name in method.FILES.values() if name.lower() not in text] == []
    assert [usage for usage in get_args(Usage) if f"*{usage}*" not in text] == []
