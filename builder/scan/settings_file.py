"""Finds `.peatmoss.toml` in what is scanned: beside the files, or in the commit that is read."""

import stat
from pathlib import Path
from typing import TYPE_CHECKING

from builder.errors import SettingsError
from builder.repository.trees import FolderTree, Tree

if TYPE_CHECKING:
    from builder.scan.policy import Policy

NAME = ".peatmoss.toml"
MOST_BYTES = 16 << 20


def found(tree: Tree) -> "Policy | None":
    """The policy of a tree; None where it has none. SettingsError for one that cannot be used, in one line."""
    data = content(tree, NAME)
    if data is None:
        return None
    from builder.scan.policy import parse  # pydantic, which a scan without the file need not wait for

    return parse(data, NAME)


def content(tree: Tree, name: str) -> bytes | None:
    """A file of a tree, also one that git ignores; None where there is none. SettingsError for what is no file."""
    data = _of_folder(tree.folder / name) if isinstance(tree, FolderTree) else _of_commit(tree, name)
    if data is not None and len(data) > MOST_BYTES:
        raise SettingsError(f"{name} is larger than {MOST_BYTES >> 20} MB: keep settings and findings alone in it")
    return data


def _of_folder(path: Path) -> bytes | None:
    try:
        mode = path.lstat().st_mode
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise SettingsError(f"{path} cannot be read ({error.strerror})") from error
    if not stat.S_ISREG(mode):
        raise SettingsError(f"{path} is no file: settings are read from a file, never through a link")
    try:
        with path.open("rb") as file:
            return file.read(MOST_BYTES + 1)
    except OSError as error:
        raise SettingsError(f"{path} cannot be read ({error.strerror}): make it readable") from error


def _of_commit(tree: Tree, name: str) -> bytes | None:
    entry = next((one for one in tree.entries() if one.path == name), None)
    if entry is None:
        return None
    if entry.kind != "file":
        raise SettingsError(f"{name} is no file: settings are read from a file, never through a link")
    data = next((data for _, data in tree.read([entry])), None)
    if data is None:
        raise SettingsError(f"{name} is missing in this git directory: fetch it, or give --no-config")
    return data
