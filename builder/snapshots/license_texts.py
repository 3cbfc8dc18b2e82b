"""What a repository says of its licence: texts of licences and notices, and the metadata of its packages.

The texts are kept in the workspace under their hash, so that a detector which takes gigabytes can read each of them
once, in one process, whichever worker saw it first and whether its clone is still there.
"""

import hashlib
import json
import re
import tomllib
from collections.abc import Iterator
from configparser import ConfigParser, Error
from pathlib import Path, PurePosixPath
from typing import Any, Literal, NamedTuple

from builder.engine.durable import replacing
from builder.reference.licenses import license_spdx
from builder.repository.trees import Entry, Tree

MAX_BYTES = 1_000_000  # of a file; what is larger is a list of notices
MOST_FILES = 50  # of one repository
NOTICE = re.compile(r"(?i)notices?(?:\.(?:txt|md|rst))?")
METADATA = frozenset({"pyproject.toml", "setup.cfg", "package.json", "Cargo.toml", "composer.json"})
CLASSIFIER = re.compile(r"License :: OSI Approved :: (.+)")

Role = Literal["license", "notice", "metadata"]


class Text(NamedTuple):
    """A file that says something of the licence: where it stands, as what, and the hash of its bytes.

    Of metadata `said` is the SPDX expression that it declares, and there is no text to be read.
    """

    path: str
    role: Role
    sha256: str
    said: str | None = None


def keep(tree: Tree, licenses: list[Entry], folder: Path) -> list[Text]:
    """The texts of these licence files, of notices and of metadata at the root; written to `folder` where they lack."""
    chosen: dict[str, Role] = {entry.path: "license" for entry in licenses}
    for entry in tree.entries():
        if entry.kind == "file" and "/" not in entry.path and entry.path not in chosen:
            if NOTICE.fullmatch(entry.path):
                chosen[entry.path] = "notice"
            elif entry.path in METADATA:
                chosen[entry.path] = "metadata"
    wanted = [entry for entry in tree.entries() if entry.path in chosen and entry.size <= MAX_BYTES][:MOST_FILES]
    read = [(entry.path, data) for entry, data in tree.read(wanted) if data]
    return [one for path, data in read for one in _kept(path, chosen[path], data, folder)]


def _kept(path: str, role: Role, data: bytes, folder: Path) -> Iterator[Text]:
    sha256 = hashlib.sha256(data).hexdigest()
    if role == "metadata":
        said = declared(path, data)
        if said is not None:
            yield Text(path, role, sha256, said)
        return
    place = where(folder, sha256)
    if not place.is_file():
        with replacing(place) as temporary:
            temporary.write_bytes(data)
    yield Text(path, role, sha256)


def where(folder: Path, sha256: str) -> Path:
    """Where a text stands."""
    return folder / sha256[:2] / sha256


def declared(path: str, data: bytes) -> str | None:
    """The SPDX expression that a package's metadata declares; None where it declares none, or none that is known."""
    text = data.decode("utf-8", "replace")
    try:
        match PurePosixPath(path).name:
            case "pyproject.toml":
                return _of_python(tomllib.loads(text))
            case "Cargo.toml":
                return _named(_table(tomllib.loads(text), "package").get("license"))
            case "setup.cfg":
                parser = ConfigParser(interpolation=None, strict=False)
                parser.read_string(text)
                return _named(parser.get("metadata", "license", fallback=None))
            case _:
                return _of_json(json.loads(text))
    except (ValueError, RecursionError, Error):
        return None


def _of_python(data: dict[str, Any]) -> str | None:
    project, poetry = _table(data, "project"), _table(_table(data, "tool"), "poetry")
    license_ = project.get("license", poetry.get("license"))
    found = _named(license_.get("text") if isinstance(license_, dict) else license_)
    if found is not None:
        return found
    listed = project.get("classifiers")
    matches = [CLASSIFIER.fullmatch(one) for one in listed if isinstance(one, str)] if isinstance(listed, list) else []
    named = {_named(one[1].rpartition(" (")[2].rstrip(")")) or _named(one[1]) for one in matches if one}
    return named.pop() if len(named) == 1 else None


def _of_json(data: Any) -> str | None:  # noqa: ANN401 - anything that JSON can hold
    said = data.get("license") if isinstance(data, dict) else None
    if isinstance(said, list):  # Composer: any of them
        said = " OR ".join(str(one) for one in said)
    return _named(said.get("type") if isinstance(said, dict) else said)


def _table(data: dict[str, Any], key: str) -> dict[str, Any]:
    found = data.get(key)
    return found if isinstance(found, dict) else {}


def _named(said: Any) -> str | None:  # noqa: ANN401 - anything that TOML can hold
    return license_spdx(said) if isinstance(said, str) and len(said) <= 200 else None
