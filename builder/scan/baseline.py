"""A file of the findings that are known already, so that a scan can ask for new ones alone. Ids do not hold lines."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from builder.errors import InputError
from builder.scan.findings import Finding

NAME = ".peatmoss-baseline.json"
VERSION = 1
KEY = "peatmoss_baseline"
WRITE = "write it with peatmoss scan --write-baseline"


def read(path: Path) -> dict[str, str]:
    """The ids of the findings that a baseline holds, each with its kind and model; InputError for any other file."""
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        data = None
    except OSError as error:
        raise InputError(f"{path} cannot be read ({error.strerror}): give a baseline, or {WRITE} {path}") from error
    return parse(data, str(path))


def parse(data: bytes | None, name: str) -> dict[str, str]:
    """As read, of a file's content; None is no file."""
    if data is None:
        raise InputError(f"{name}: no such baseline: {WRITE} {name}")
    made = _loaded(data)
    if made is None:
        raise InputError(f"{name} is damaged or no baseline: remove it, then {WRITE} {name}")
    if made[KEY] != VERSION or isinstance(made[KEY], bool):
        raise InputError(
            f"{name} is a baseline of version {made[KEY]!r}, this peatmoss reads {VERSION}: {WRITE} {name}"
        )
    try:
        return {_text(one["id"]): f"{_text(one['kind'])} of {_text(one['model'])}" for one in made["findings"]}
    except (KeyError, TypeError) as error:
        raise InputError(f"{name} is a damaged baseline: {WRITE} {name}") from error


def write(path: Path, findings: Iterable[Finding]) -> int:
    """Writes a baseline of these findings, their number; InputError for a place that holds something else."""
    if path.exists():
        _ours(path)
    lines = {one.id: {"id": one.id, "kind": one.kind, "model": one.model, "path": one.path} for one in findings}
    made = {KEY: VERSION, "findings": sorted(lines.values(), key=lambda one: (one["kind"], one["path"], one["id"]))}
    try:
        path.write_text(json.dumps(made, indent=1, ensure_ascii=False) + "\n", "utf-8", "backslashreplace")
    except OSError as error:
        raise InputError(f"{path} cannot be written ({error.strerror}): give another place") from error
    return len(lines)


def _ours(path: Path) -> None:
    """InputError where a file is no baseline of any version, and would be lost."""
    try:
        ours = _loaded(path.read_bytes()) is not None
    except OSError:
        ours = False
    if not ours:
        raise InputError(f"{path} holds something else than a baseline, and is left as it is: give another place")


def _loaded(data: bytes) -> dict[str, Any] | None:
    """A baseline of whatever version; None for anything else."""
    try:
        made = json.loads(data)
    except (ValueError, RecursionError):
        return None
    return made if isinstance(made, dict) and KEY in made else None


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(value)
    return value
