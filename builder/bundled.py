"""Finds the project's own data folders, in a checkout and in an installed wheel alike."""

from pathlib import Path

PACKAGE = Path(__file__).resolve().parent
PREFIX = "bundled:"


def bundled(folder: str) -> Path:
    """Path of one of the project's data folders ('configs', 'sample'); KeyError if there is none of that name.

    In the wheel these folders lie inside the package (pyproject.toml moves them), in a checkout beside it.
    """
    for place in (PACKAGE / folder, PACKAGE.parent / folder):
        if place.is_dir():
            return place
    raise KeyError(folder)


def resolve(path: str, base: Path) -> str:
    """A path as settings write it, made whole: 'bundled:sample/...', a URL, or relative to the folder `base`."""
    if path.startswith(PREFIX):
        folder, _, rest = path.removeprefix(PREFIX).partition("/")
        return str(bundled(folder) / rest)
    if "://" in path:
        return path
    return str((base / Path(path).expanduser()).absolute())
