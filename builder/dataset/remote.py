"""The built dataset at an fsspec URL (s3://, gs://, memory:// ...): a copy of the folder, its manifest last."""

import json
from pathlib import Path
from typing import Any

import fsspec

from builder.dataset import manifest
from builder.dataset.manifest import NAME
from builder.errors import OutputError


def claim(url: str) -> None:
    """OutputError unless there is nothing at `url`, or a dataset of ours and no more."""
    system, root = _system(url)
    known = _manifest(system, root, url)
    named = {NAME, *known["files"]}
    for path in _files(system, root):
        if path not in named:
            raise OutputError(f"{url} holds {path}, which peatmoss did not write: move it away, or give another --out")


def put(folder: Path, url: str) -> None:
    """Sends what differs, then the manifest, then removes what the manifest before it named and this one does not.

    There is no renaming of whole folders on a remote store: until the new manifest is there, the old one tells that
    the files beside it are not all its own.
    """
    system, root = _system(url)
    before = _manifest(system, root, url)["files"]
    now = (manifest.read(folder) or {"files": {}})["files"]
    there = set(_files(system, root))
    try:
        for name, facts in now.items():
            if name not in there or before.get(name, {}).get("sha256") != facts["sha256"]:
                system.makedirs(f"{root}/{name}".rpartition("/")[0], exist_ok=True)
                system.put_file(str(folder / name), f"{root}/{name}")
        system.put_file(str(folder / NAME), f"{root}/{NAME}")
        for name in sorted((before.keys() - now.keys()) & there):
            system.rm_file(f"{root}/{name}")
    except Exception as error:  # every store has errors of its own
        raise OutputError(f"{url} cannot be written ({error}): give another --out") from error


def _system(url: str) -> tuple[Any, str]:
    try:
        system, root = fsspec.core.url_to_fs(url)
    except (ImportError, ValueError, OSError) as error:
        raise OutputError(f"{url} cannot be used ({error}): give another --out") from error
    return system, root.rstrip("/")


def _manifest(system: Any, root: str, url: str) -> dict[str, Any]:  # noqa: ANN401 - a file system of any kind
    try:
        value = json.loads(system.cat_file(f"{root}/{NAME}"))
    except FileNotFoundError:
        return {"files": {}}
    except ValueError as error:
        raise OutputError(f"{url}/{NAME} is not JSON: give another --out") from error
    except Exception as error:  # every store has errors of its own
        raise OutputError(f"{url} cannot be read ({error}): give another --out") from error
    return manifest.ours(value, f"{url}/{NAME}")


def _files(system: Any, root: str) -> list[str]:  # noqa: ANN401 - a file system of any kind
    if not system.exists(root):
        return []
    return [path.removeprefix(root).lstrip("/") for path in system.find(root)]
