"""The built dataset at an fsspec URL (s3://, gs://, memory:// ...): a copy of the folder, its manifest last."""

import json
import os
import secrets
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import fsspec
from fsspec.implementations.local import LocalFileSystem

from builder.dataset import manifest, staging
from builder.dataset.manifest import NAME
from builder.engine import lease
from builder.errors import OutputError

LOCK = ".peatmoss-lock.json"


@contextmanager
def claimed(url: str, owner: str) -> Iterator[None]:
    """Holds `url` for one build, `owner` being its workspace; OutputError naming who has it where another one does.

    OutputError unless there is nothing, or a dataset of ours and no more. A store has no locks: a file there tells who
    holds it, which is as good as the store's order of writing. On a file system it is the kernel's lock.
    """
    system, root = _system(url)
    if isinstance(system, LocalFileSystem):
        place = Path(root)
        place.parent.mkdir(parents=True, exist_ok=True)
        with staging.exclusive(staging.lock_of(place), url, owner):
            _refuse_foreign(system, root, url)
            yield
        return
    _refuse_foreign(system, root, url)
    me = {"pid": os.getpid(), "host": socket.gethostname(), "work": owner, "token": secrets.token_hex(8)}
    _take(system, root, url, me)
    try:
        yield
    finally:
        with suppress(Exception):  # every store has errors of its own
            if _holder(system, root) == me:
                system.rm_file(f"{root}/{LOCK}")


def _take(system: Any, root: str, url: str, me: dict[str, Any]) -> None:  # noqa: ANN401 - a file system of any kind
    """Writes who holds `url`; OutputError where it is held, or was taken by another at this moment."""
    try:
        other = _holder(system, root)
        if other and _lives(other, me):
            raise OutputError(_held(url, other))
        system.makedirs(root, exist_ok=True)
        system.pipe_file(f"{root}/{LOCK}", json.dumps(me, sort_keys=True).encode())
        other = _holder(system, root)
    except OutputError:
        raise
    except Exception as error:  # every store has errors of its own
        raise OutputError(f"{url} cannot be written ({error}): give another --out") from error
    if other is not None and other != me:
        raise OutputError(_held(url, other))


def _held(url: str, other: dict[str, Any]) -> str:
    named = f"process {other.get('pid')} on {other.get('host')} (--work {other.get('work')})"
    return f"{url} is held by {named}: wait for it to end, or remove {LOCK} there if it was killed"


def _holder(system: Any, root: str) -> dict[str, Any] | None:  # noqa: ANN401 - a file system of any kind
    """Who holds the place; {} where the file does not tell."""
    try:
        value = json.loads(system.cat_file(f"{root}/{LOCK}"))
    except FileNotFoundError:
        return None
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}


def _lives(other: dict[str, Any], me: dict[str, Any]) -> bool:
    """Whether the holder may still be at work: of this machine that is known, and a workspace has one build only."""
    if other.get("host") != me["host"]:
        return True
    pid = other.get("pid")
    return other.get("work") != me["work"] and isinstance(pid, int) and lease.runs(pid)


def _refuse_foreign(system: Any, root: str, url: str) -> None:  # noqa: ANN401 - a file system of any kind
    known = _manifest(system, root, url)
    named = {NAME, LOCK, *known["files"]}
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
        data = system.cat_file(f"{root}/{NAME}")
    except FileNotFoundError:
        return {"files": {}}
    except Exception as error:  # every store has errors of its own
        raise OutputError(f"{url} cannot be read ({error}): give another --out") from error
    return manifest.parse(data, f"{url}/{NAME}")


def _files(system: Any, root: str) -> list[str]:  # noqa: ANN401 - a file system of any kind
    if not system.exists(root):
        return []
    return [path.removeprefix(root).lstrip("/") for path in system.find(root)]
