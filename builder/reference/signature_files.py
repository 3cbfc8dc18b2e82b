"""The files of signatures as TOML, and how their faults say where they are."""

import tomllib
from pathlib import Path
from typing import Any

from builder.errors import SettingsError


def read_toml(path: Path) -> dict[str, Any]:
    """The data of a file; SettingsError where it cannot be read or is no TOML."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise SettingsError(f"{path} cannot be read: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path} is not TOML: {error}") from error


def place_of(loc: tuple[int | str, ...]) -> str:
    """('libraries', 0, 'calls') -> 'libraries[0].calls'."""
    parts = (f"[{part}]" if isinstance(part, int) else f".{part}" for part in loc)
    return "".join(parts).removeprefix(".")
