"""Files and commits with the ids that git gives them, so that equal content has equal ids on every run."""

import hashlib
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from itertools import accumulate

FIRST_DATE = datetime(2024, 1, 1, tzinfo=UTC)


def git_id(kind: str, data: bytes) -> str:
    """The sha1 that git gives a blob, tree or commit."""
    return hashlib.sha1(f"{kind} {len(data)}\0".encode() + data, usedforsecurity=False).hexdigest()


def date(number: int) -> str:
    """When the commit number `number` of a history was made: one a minute, whatever the clock says."""
    return f"{FIRST_DATE + timedelta(minutes=number):%Y-%m-%dT%H:%M:%S}.000Z"


@dataclass(frozen=True)
class File:
    """A file at one commit; `sha256` only for LFS files, whose `oid` is that of the pointer."""

    oid: str
    size: int
    sha256: str | None = None

    @property
    def etag(self) -> str:
        """What the Hub's client compares: the sha256 of an LFS file, else the blob's id."""
        return self.sha256 or self.oid


def pointer(sha256: str, size: int) -> bytes:
    """The small file that git keeps for an LFS file."""
    return f"version https://git-lfs.github.com/spec/v1\noid sha256:{sha256}\nsize {size}\n".encode()


def large_file(sha256: str, size: int) -> File:
    """The file of an LFS object."""
    return File(git_id("blob", pointer(sha256, size)), size, sha256)


def parents(path: str) -> list[str]:
    """The folders that hold a path, outermost first, without the root."""
    return list(accumulate(path.split("/")[:-1], "{}/{}".format))


def tree_ids(files: Mapping[str, File]) -> dict[str, str]:
    """Folder ('' is the root) to the id of its tree."""
    children: defaultdict[str, list[tuple[str, str, str]]] = defaultdict(list)
    for path, file in files.items():
        folder, _, name = path.rpartition("/")
        children[folder].append((name, "100644", file.oid))
    folders = {folder for path in files for folder in parents(path)}
    ids: dict[str, str] = {}
    for folder in sorted(folders, key=lambda name: name.count("/"), reverse=True) + [""]:
        ids[folder] = _tree_id(children[folder])
        if folder:
            above, _, name = folder.rpartition("/")
            children[above].append((name, "40000", ids[folder]))
    return ids


def _tree_id(children: list[tuple[str, str, str]]) -> str:
    ordered = sorted(children, key=lambda child: child[0] + "/" * (child[1] == "40000"))
    return git_id("tree", b"".join(f"{mode} {name}\0".encode() + bytes.fromhex(oid) for name, mode, oid in ordered))


@dataclass(frozen=True)
class Commit:
    """One state of a repository: all its files, and where they came from; `number` counts from 0 in its history."""

    parent: str | None
    number: int
    author: str
    title: str
    message: str
    files: Mapping[str, File]

    @property
    def date(self) -> str:
        """When it was made, as the Hub writes dates."""
        return date(self.number)

    @cached_property
    def folders(self) -> dict[str, str]:
        """Folder ('' is the root) to the id of its tree."""
        return tree_ids(self.files)

    @cached_property
    def paths(self) -> list[str]:
        """Files and folders (without the root), sorted."""
        return sorted({*self.files, *self.folders} - {""})

    @cached_property
    def id(self) -> str:
        """Its git id: a function of everything else in it."""
        who = f"{self.author} <{self.author}@invalid> {int(FIRST_DATE.timestamp()) + 60 * self.number} +0000"
        above = f"parent {self.parent}\n" if self.parent else ""
        text = "\n\n".join(filter(None, (self.title, self.message)))
        head = f"tree {self.folders['']}\n{above}author {who}\ncommitter {who}\n\n{text}\n"
        return git_id("commit", head.encode())

    def entry(self, path: str) -> str | None:
        """The id of the file or folder at the path, None if there is none."""
        return self.files[path].oid if path in self.files else self.folders.get(path)
