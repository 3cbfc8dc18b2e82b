"""Keeps what a scan found, by the files that were read and by what read them: the same again costs nothing."""

import contextlib
import gzip
import hashlib
import json
import os
import secrets
from dataclasses import asdict, fields
from pathlib import Path

from platformdirs import user_cache_path

from builder.mapping.rows import SCANNER
from builder.reference.signatures import Signatures
from builder.repository.origins import Origin
from builder.repository.scanned import Scanned
from builder.repository.trees import Tree

KEPT = 200  # scans; the oldest go


def scanned(tree: Tree, origin: Origin, signatures: Signatures) -> Scanned:
    """What a tree uses, out of the cache where it was scanned before."""
    folder, name = place(), key(tree, origin, signatures)
    found = load(folder, name)
    if found is None:
        from builder.scan.repository import scan_tree  # a third of the start-up time

        found = scan_tree(tree, origin, signatures)
        store(folder, name, found)
    return found


def place() -> Path:
    """Folder of the cache: PEATMOSS_CACHE, else where the system keeps the user's caches."""
    chosen = os.environ.get("PEATMOSS_CACHE")
    return Path(chosen) if chosen else user_cache_path("peatmoss") / "scans"


def key(tree: Tree, origin: Origin, signatures: Signatures) -> str:
    """Digest of all that the rows before identity depend on."""
    parts = (tree.digest, tree.commit, asdict(origin), SCANNER, signatures.sha256)
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def load(folder: Path, name: str) -> Scanned | None:
    """What is kept under a key; None where nothing is, or nothing that can be read."""
    path = folder / f"{name}.json.gz"
    try:
        value = json.loads(gzip.decompress(path.read_bytes()))
        os.utime(path)
        return Scanned(*(value[one.name] for one in fields(Scanned)))
    except (OSError, EOFError, ValueError, KeyError, TypeError):
        return None


def store(folder: Path, name: str, found: Scanned) -> None:
    """Keeps a scan under its key, if the folder lets it: a cache that cannot be written is none."""
    with contextlib.suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        temporary = folder / f".{secrets.token_hex(4)}"
        try:
            temporary.write_bytes(gzip.compress(json.dumps(asdict(found)).encode(), 1, mtime=0))
            temporary.replace(folder / f"{name}.json.gz")
        finally:
            temporary.unlink(missing_ok=True)
        kept = sorted(folder.glob("*.json.gz"), key=lambda path: path.stat().st_mtime)
        for path in kept[:-KEPT]:
            path.unlink(missing_ok=True)
