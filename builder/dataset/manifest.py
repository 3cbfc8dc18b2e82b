"""MANIFEST.json: what a built dataset consists of, file by file, and what it was made from."""

import json
import re
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version
from pathlib import Path, PurePosixPath
from typing import Any

from builder import __version__, schemas
from builder.analysis.figures.catalogue import FIGURES
from builder.dataset.derived import PUBLISHED
from builder.engine.durable import digest, parse_json, sha256
from builder.errors import OutputError
from builder.snapshots.license_detection import PACKAGE, installed

NAME = "MANIFEST.json"
FORMAT = 1
TOOLS = ("datasets", "duckdb", "huggingface_hub", "pyarrow")  # those whose version can change the bytes


@dataclass(frozen=True)
class Shards:
    """Shards of one table, in order, with the rows of each."""

    files: dict[str, int]

    @property
    def rows(self) -> int:
        """Rows of the table."""
        return sum(self.files.values())


def compose(
    folder: Path, shards: dict[str, Shards], as_of: datetime, sources: list[dict[str, Any]], inputs: dict[str, str]
) -> dict[str, Any]:
    """The manifest of the files in `folder`; nothing in it depends on where or how fast they were made."""
    rows = {path: count for table in shards.values() for path, count in table.files.items()}
    files = sorted(path for path in folder.rglob("*") if path.is_file() and not path.name.startswith("."))
    return {
        "format": FORMAT,
        "as_of": as_of.isoformat(),
        "peatmoss": __version__,
        "tools": tools(),
        "sources": sources,
        "inputs": inputs,
        "tables": {
            table.name: {"rows": shards[table.name].rows, "schema_sha256": schema_digest(table)}
            for table in schemas.TABLES
        },
        "files": {name: facts(path, rows.get(name)) for path in files if (name := _name(folder, path)) != NAME},
    }


def contents(known: dict[str, Any]) -> dict[str, str]:
    """A digest of each published table's rows, from the SHA-256 of its files in a manifest."""
    shards = {
        table.name: [
            facts["sha256"] for name, facts in sorted(known["files"].items()) if name.startswith(f"{table.name}/")
        ]
        for table in PUBLISHED
    }
    return {name: digest(*hashes) for name, hashes in shards.items()}


def tools() -> dict[str, str]:
    """Versions of what can change the bytes; of ScanCode where it is installed, as it then reads the licences."""
    detector = installed()
    return {tool: version(tool) for tool in TOOLS} | ({PACKAGE: detector} if detector else {})


def schema_digest(table: schemas.Table) -> str:
    """Digest of a table's columns and their types."""
    return digest(table.schema.to_string())


def _name(folder: Path, path: Path) -> str:
    return path.relative_to(folder).as_posix()


def facts(path: Path, rows: int | None = None) -> dict[str, Any]:
    """What a manifest says of a file."""
    known: dict[str, Any] = {"sha256": sha256(path), "bytes": path.stat().st_size}
    return known if rows is None else {**known, "rows": rows}


def read(folder: Path) -> dict[str, Any] | None:
    """The manifest of a built dataset, None where there is none; OutputError if it is damaged, or not one of ours."""
    try:
        return parse((folder / NAME).read_bytes(), str(folder / NAME))
    except FileNotFoundError:
        return None


def parse(data: bytes, place: str) -> dict[str, Any]:
    """The manifest that these bytes are; OutputError naming the place where they are none, or were changed."""
    try:
        value = parse_json(data)
    except json.JSONDecodeError as error:
        raise OutputError(f"{place} is not JSON, or is damaged: build it again, or give another --out") from error
    except ValueError as error:
        raise OutputError(f"{place} is damaged ({error}): build it again") from error
    return ours(value, place)


def ours(value: Any, place: str) -> dict[str, Any]:  # noqa: ANN401 - a JSON value
    """The value as a manifest of this version; OutputError naming the place where it is none."""
    if not isinstance(value, dict) or value.get("format") != FORMAT or not isinstance(value.get("files"), dict):
        raise OutputError(f"{place} was not written by this version of peatmoss: give another place with --out")
    return value


def is_damaged(folder: Path) -> bool:
    """Whether the folder holds a dataset built by peatmoss, and no other file, whose manifest cannot be read."""
    try:
        if read(folder) is None:
            return False
    except OutputError:
        tables = "|".join(table.name for table in schemas.TABLES)
        shard = re.compile(rf"({tables})/peatmoss-train-\d{{5}}-of-\d{{5}}\.arrow")
        files = {_name(folder, path) for path in folder.rglob("*") if not path.is_dir() or path.is_symlink()}
        shards = {name for name in files if shard.fullmatch(name)}
        drawn = {f"figures/{figure.name}.{kind}" for figure in FIGURES for kind in ("svg", "csv")}
        others = files - shards - drawn - {"statistics.json", "report.html"}
        return len(shards) >= len(schemas.TABLES) and others == {NAME, "README.md"}
    return False


def strangers(folder: Path, manifest: dict[str, Any]) -> list[str]:
    """Files in the folder that its manifest does not name, and folders and links that hold none that it does."""
    known = {NAME, *manifest["files"]}
    folders = {str(parent) for name in known for parent in PurePosixPath(name).parents}
    found = []
    for path in folder.rglob("*"):
        name = _name(folder, path)
        if name not in (folders if path.is_dir() and not path.is_symlink() else known):
            found.append(name)
    return sorted(found)


def damages(folder: Path, manifest: dict[str, Any]) -> list[str]:
    """What differs between the folder and its manifest, a sentence each."""
    found = [f"{name} is not in {NAME}" for name in strangers(folder, manifest)]
    for name, recorded in manifest["files"].items():
        path = folder / name
        if not path.is_file():
            found.append(f"{name} is missing")
        elif path.stat().st_size != recorded["bytes"] or sha256(path) != recorded["sha256"]:
            found.append(f"{name} has other bytes than {NAME} says")
    return found


def stands(folder: Path, sealed: str) -> bool:
    """Whether a dataset is there byte for byte as it was made under the manifest with that hash."""
    try:
        made = read(folder)
    except OutputError:  # damaged
        return False
    return made is not None and sha256(folder / NAME) == sealed and not damages(folder, made)


def entry_of(source: Any) -> dict[str, Any]:  # noqa: ANN401 - one of the settings' sources
    """What a manifest says of a source: nothing of this machine."""
    keys = ("name", "kind", "license", "taken_at", "complete")
    entry = {key: getattr(source, key) for key in keys if hasattr(source, key)}
    if getattr(source, "invented", False):
        entry["invented"] = True
    return {key: value.isoformat() if isinstance(value, datetime) else value for key, value in entry.items()}
