"""The files of signatures as TOML, and how their faults say where they are."""

import hashlib
import json
from pathlib import Path
from typing import Any, TypeVar

import tomli

from builder.errors import SettingsError

Kind = TypeVar("Kind")


def read_parts(path: Path) -> dict[str, Any]:
    """The data of a file and of those in the folder of its name beside it, with the digest of all as `sha256`.

    SettingsError where they do not fit.
    """
    data = _united([path, *sorted(path.with_suffix("").glob("*.toml"))])
    data["names"] = {**data.get("names", {}), "moved": data.pop("moved", {})}
    if "hubs" in data:
        data["names"]["hubs"] = data.pop("hubs")
    tables = data.pop("tables", {})
    data["libraries"] = [{**library, **tables.pop(library.get("name"), {})} for library in data.get("libraries", [])]
    if tables:
        raise SettingsError(f"{path}: tables.{min(tables)}: no library has this name; name it as in [[libraries]]")
    return {**data, "sha256": hashlib.sha256(json.dumps(data, sort_keys=True, default=str).encode()).hexdigest()}


def _united(paths: list[Path]) -> dict[str, Any]:
    """The tables of all files; their libraries one behind the other."""
    data: dict[str, Any] = {}
    for path in paths:
        part = _read(path)
        libraries = [*data.get("libraries", []), *part.pop("libraries", [])]
        data |= {**part, "libraries": libraries}
    return data


def checked(kind: type[Kind], data: dict[str, Any], path: Path) -> Kind:
    """The data of a file as a dataclass says it is; SettingsError names every fault with its place."""
    from pydantic import TypeAdapter, ValidationError  # a fifth of the start-up time

    try:
        return TypeAdapter(kind).validate_python(data)
    except ValidationError as error:
        faults = [f"{place_of(fault['loc'])}: {fault['msg']}" for fault in error.errors()]
        raise SettingsError(f"{path}: " + "; ".join(faults)) from error


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomli.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise SettingsError(f"{path} cannot be read: {error.strerror}") from error
    except (tomli.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path} is not TOML: {error}") from error


def place_of(loc: tuple[int | str, ...]) -> str:
    """('libraries', 0, 'calls') -> 'libraries[0].calls'."""
    parts = (f"[{part}]" if isinstance(part, int) else f".{part}" for part in loc)
    return "".join(parts).removeprefix(".")
