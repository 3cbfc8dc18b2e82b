"""What a scan knows of the files that it does not read."""

import subprocess
from functools import partial
from pathlib import Path

import pytest

from builder.reference.signatures import load_signatures
from builder.repository.exclusions import without
from builder.repository.origins import Origin
from builder.repository.trees import Tree, open_files
from builder.scan.repository import scan_tree

MODEL = "from .parts import size\nfrom transformers import AutoModel\nAutoModel.from_pretrained('acme/net')\n"


ENVIRONMENTS = ("env/lib/python3.12/site-packages", "usr/lib/python3/dist-packages", "web/node_modules")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "pkg").mkdir()
    for name, text in {"__init__.py": "", "model.py": MODEL, "parts.py": "size = 1\n"}.items():
        (tmp_path / "pkg" / name).write_text(text)
    return tmp_path


def usages(tree: Tree) -> list[str]:
    return [row["usage"] for row in scan_tree(tree, Origin("owner/repo"), load_signatures()).rows]


def test_what_is_left_out_is_not_missing(folder: Path) -> None:
    assert usages(without(open_files(str(folder)), ("pkg/parts.py",))) == ["use"]


def test_beside_a_single_file_nothing_is_missing(folder: Path) -> None:
    assert usages(open_files(str(folder / "pkg/model.py"))) == ["use"]


def test_a_link_is_not_missing(folder: Path) -> None:
    (folder / "pkg/parts.py").rename(folder / "kept.txt")
    (folder / "pkg/parts.py").symlink_to("../kept.txt")
    assert usages(open_files(str(folder))) == ["use"]


def test_what_is_not_there_is_missing(folder: Path) -> None:
    (folder / "pkg/parts.py").unlink()
    assert usages(open_files(str(folder))) == ["selectable"]


@pytest.mark.parametrize("folder_of_packages", ENVIRONMENTS)
def test_installed_packages_are_named_and_not_read(folder: Path, folder_of_packages: str) -> None:
    git = partial(subprocess.run, cwd=folder, check=True, capture_output=True)
    package = folder / folder_of_packages / "net"
    package.mkdir(parents=True)
    (package / "hub.py").write_text(MODEL.replace("acme/net", "acme/other"))
    (package / "net.safetensors").write_bytes(b"\x02\0\0\0\0\0\0\0{}")
    git(["git", "init", "-q"])
    git(["git", "add", "-f", "."])
    git(["git", "-c", "user.name=a", "-c", "user.email=", "commit", "-qm", "a"])
    found = scan_tree(open_files(str(folder)), Origin("owner/repo"), load_signatures())
    assert [row["model_name"] for row in found.rows] == ["acme/net"]
    assert found.unread_files == {"with installed packages": [folder_of_packages]}
