"""Files of weights in folders and under git: the same rows, no more than a piece in memory, nothing lost."""

import hashlib
import os
import shutil
from collections import defaultdict
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from builder.mapping.weights import WeightsFile
from builder.reference.signatures import load_signatures
from builder.repository.origins import Origin
from builder.repository.trees import open_tree
from builder.scan.repository import scan_tree, weights_files

SIGNATURES = load_signatures()
GGUF = b"GGUF" + bytes(3_000_000)  # several pieces
SHA256 = hashlib.sha256(b"weights").hexdigest()
FILES: dict[str, str | bytes] = {
    "firmware.bin": b"\x7fELF" + bytes(100),
    "m/net.gguf": GGUF,
    "m/net.safetensors": f"version https://git-lfs.github.com/spec/v1\noid sha256:{SHA256}\nsize 7\n",
    "readme.txt": "nothing",
}


@pytest.fixture
def folder(tmp_path: Path, commit_files: Callable[[Path, Mapping[str, str | bytes]], str]) -> Path:
    commit_files(tmp_path / "here", FILES)
    return tmp_path / "here"


def files(location: Path, unread: dict[str, list[str]], limit: int = 1 << 30) -> list[WeightsFile]:
    tree = open_tree(str(location))
    return weights_files(tree, tree.entries(), SIGNATURES, unread, limit)


def test_a_folder_and_git_tell_the_same(folder: Path, tmp_path: Path) -> None:
    shutil.copytree(folder, tmp_path / "plain", ignore=shutil.ignore_patterns(".git"))
    unread = defaultdict(list)
    found = files(folder, unread)
    assert [(file.path, file.form, file.size, file.sha256) for file in found] == [
        ("m/net.gguf", "gguf", len(GGUF), hashlib.sha256(GGUF).hexdigest()),
        ("m/net.safetensors", "safetensors", 7, SHA256),
    ]
    assert files(tmp_path / "plain", unread) == found
    assert not unread


def test_of_a_large_file_only_the_size_is_told(folder: Path) -> None:
    large, pointer = files(folder, defaultdict(list), limit=1000)
    assert (large.size, large.sha256) == (len(GGUF), None)
    assert pointer.sha256 == SHA256


def test_an_object_that_a_clone_lacks_is_a_place_and_missing(folder: Path) -> None:
    git = open_tree(str(folder))
    for entry in git.entries():
        if entry.path in ("m/net.gguf", "firmware.bin"):
            (folder / ".git/objects" / entry.blob[:2] / entry.blob[2:]).unlink()
    unread = defaultdict(list)
    found = files(folder, unread)
    assert [(file.path, file.size, file.sha256) for file in found] == [
        ("m/net.gguf", None, None),
        ("m/net.safetensors", 7, SHA256),
    ]
    assert unread == {"missing": ["firmware.bin", "m/net.gguf"]}


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_a_file_that_nobody_may_read_is_missing(tmp_path: Path) -> None:
    (tmp_path / "a.gguf").write_bytes(GGUF)
    (tmp_path / "a.gguf").chmod(0)
    unread = defaultdict(list)
    (found,) = files(tmp_path, unread)
    assert (found.size, found.sha256, unread) == (len(GGUF), None, {"missing": ["a.gguf"]})


def test_a_scan_has_them_among_its_rows(folder: Path) -> None:
    found = scan_tree(open_tree(str(folder)), Origin("owner/repo", None, None), SIGNATURES)
    assert [(row["path"], row["call"], row["usage"]) for row in found.rows] == [
        ("m/net.gguf", None, "unresolved"),
        ("m/net.safetensors", None, "unresolved"),
    ]
    assert found.files_scanned == 3
