"""Repositories on this machine: one folder or git directory, or every 'owner/name' folder below a root."""

import os
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from urllib.parse import urlsplit

import pyarrow as pa

from builder.engine.durable import digest
from builder.engine.journal import Page
from builder.engine.step import SKIPPED_SCHEMA
from builder.errors import InputError
from builder.redaction.controls import has_unseen
from builder.redaction.exclusions import Exclusions
from builder.redaction.privacy import mask
from builder.repository import git
from builder.repository.origins import LOCAL, local_id, origin_of
from builder.repository.trees import escaped, open_tree

VERSION = 1

RECORDS = pa.schema(
    [(name, pa.string()) for name in ("repository_id", "location", "revision", "host", "url", "digest", "source")]
)


@dataclass(frozen=True)
class LocalRepository:
    """A repository of this machine: `digest` of its tree at `revision` (a commit; None for a plain folder).

    `host` and `url` tell where its origin is, 'local' and None where that is nowhere public. With an `error` the
    rest is what is known without reading it.
    """

    repository_id: str
    location: str
    revision: str | None
    host: str
    url: str | None
    digest: str | None
    error: str | None = None


def find(path: str, root: bool, repository_id: str | None, revision: str | None) -> Iterator[LocalRepository]:
    """The repository at `path`, or with `root` those in its 'owner/name' folders, in the order of their names.

    InputError where the one that is named cannot be read; below a root that is the record's `error`.
    """
    if not root:
        yield read(Path(path), repository_id, revision)
        return
    top, seen = Path(path), set[str]()
    for folder, name in _below(top):
        try:
            yield _inner(top, folder, name, name in seen, revision)
        except InputError as error:
            yield LocalRepository(name, escaped(os.fsencode(folder)), None, LOCAL, None, None, str(error))
        seen.add(name)


def _inner(top: Path, folder: Path, name: str, again: bool, revision: str | None) -> LocalRepository:
    """The repository in a folder below `top`; InputError where it is in the wrong place or cannot be read."""
    if folder.parent == top:
        raise InputError(f"{folder}: a repository where an owner's folder belongs; move it into one")
    if again:
        raise InputError(f"{folder}: there is another folder for {name}; remove one")
    return read(folder, name, revision)


def _below(root: Path) -> Iterator[tuple[Path, str]]:
    """Folder and id of everything that lies as 'owner/name' below a root; InputError if nothing does."""
    if not root.is_dir():
        raise InputError(f"{root}: no such folder; give the folder that holds the owners' folders")
    if git.find_git_dir(root):
        raise InputError(f"{root}: a repository, not a folder of owner/name folders; leave `root` out")
    empty = True
    for owner in _folders(root):
        if git.find_git_dir(owner):
            empty = False
            yield owner, local_id(LOCAL, owner.name)
            continue
        for folder in _folders(owner):
            empty = False
            yield folder, local_id(owner.name, folder.name)
    if empty:
        raise InputError(f"{root}: holds no owner/name folders; leave `root` out if it is a repository itself")


def _folders(folder: Path) -> list[Path]:
    try:
        return sorted(path for path in folder.iterdir() if path.is_dir() and not path.name.startswith("."))
    except OSError as error:
        raise InputError(f"{folder}: cannot list this folder ({error.strerror}); make it readable") from error


def read(folder: Path, repository_id: str | None, revision: str | None) -> LocalRepository:
    """The record of one repository; InputError where it cannot be read."""
    location = str(folder)
    if escaped(os.fsencode(location)) != location:
        raise InputError(f"{escaped(os.fsencode(location))}: the path is not UTF-8; rename it")
    tree = open_tree(location, revision)
    found = origin_of(folder)
    return LocalRepository(
        repository_id or found.repository_id, location, tree.commit, found.host, found.url, tree.digest
    )


@dataclass(frozen=True)
class Local:
    """Source of repositories; what cannot be read, is excluded or has a secret in its name is skipped."""

    name: str
    find: Callable[[], Iterator[LocalRepository]]
    exclusions: Exclusions

    @cached_property
    def _found(self) -> list[tuple[LocalRepository, str | None]]:
        """Every repository, with the reason why it gives no row."""
        return [(one, self._reason(one)) for one in self.find()]

    def _reason(self, one: LocalRepository) -> str | None:
        if mask(one.repository_id) != one.repository_id:
            return "secret_in_id"
        if has_unseen(one.repository_id):
            return "bad_id"
        if self.exclusions.covers(one.repository_id, one.url and urlsplit(one.url).path.strip("/")):
            return "excluded"
        return "unreadable" if one.error else None

    @property
    def inputs(self) -> dict[str, str]:
        """Digest of every repository that is read, by a name that tells nothing of this machine."""
        return {f"{self.name}/{one.repository_id}": one.digest or "" for one, reason in self._found if reason is None}

    def digest(self) -> str:
        """What the page depends on: every repository's place and files, the exclusions, this code's version."""
        found = [asdict(one) for one, _ in self._found]
        return digest(VERSION, self.name, found, sorted(self.exclusions.hashes))

    def pages(self, start: int) -> Iterator[Page]:
        """One page of RECORDS."""
        if start:
            return
        rows = [{**asdict(one), "source": self.name} for one, reason in self._found if reason is None]
        skipped = [
            {"item": one.repository_id, "reason": reason, "detail": mask(one.error or "")}
            if reason == "unreadable"
            else {"item": f"{self.name}#{number}", "reason": reason}  # an id that must not be shown
            for number, (one, reason) in enumerate(self._found)
            if reason
        ]
        yield Page(pa.Table.from_pylist(rows, RECORDS), pa.Table.from_pylist(skipped, SKIPPED_SCHEMA))
