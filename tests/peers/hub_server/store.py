"""The repositories on disk: one folder each, every change a new file and one that replaces `refs.json`."""

import json
import re
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from threading import RLock
from types import MappingProxyType
from typing import IO

from hub_server.answers import Refusal
from hub_server.large import ATTRIBUTES
from hub_server.objects import Commit, File, git_id


@dataclass
class References:
    """Names to commit ids."""

    branches: dict[str, str] = field(default_factory=dict)
    tags: dict[str, str] = field(default_factory=dict)


class Repository:
    """One repository; hold `lock` from reading its references to writing them."""

    def __init__(self, folder: Path, kind: str, name: str) -> None:
        self.folder, self.kind, self.name = folder, kind, name
        self.lock = RLock()
        self._commits: dict[str, Commit] = {}

    @property
    def url_path(self) -> str:
        """Its page's path: '/datasets/owner/name', '/owner/name' for a model."""
        return f"/{self.name}" if self.kind == "models" else f"/{self.kind}/{self.name}"

    def large_path(self, sha256: str) -> Path:
        """Where an LFS object lies, if it was sent."""
        return self.folder / "lfs" / sha256

    def content(self, file: File) -> Path:
        """Where a file's bytes lie."""
        return self.large_path(file.sha256) if file.sha256 else self.folder / "blobs" / file.oid

    @contextmanager
    def incoming(self) -> Iterator[IO[bytes]]:
        """A temporary file in the repository's folder, gone afterwards unless it was moved."""
        (self.folder / "incoming").mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=self.folder / "incoming", delete=False) as file:
            try:
                yield file
            finally:
                Path(file.name).unlink(missing_ok=True)

    def keep(self, file: IO[bytes], path: Path) -> None:
        """Move a written temporary file to its place."""
        file.flush()
        path.parent.mkdir(parents=True, exist_ok=True)
        Path(file.name).replace(path)

    def write(self, path: Path, data: bytes) -> None:
        """A whole file or none."""
        with self.incoming() as file:
            file.write(data)
            self.keep(file, path)

    def add(self, data: bytes) -> File:
        """A regular file's content."""
        file = File(git_id("blob", data), len(data))
        if not self.content(file).exists():
            self.write(self.content(file), data)
        return file

    @property
    def references(self) -> References:
        """Branches and tags as they are now."""
        return References(**json.loads((self.folder / "refs.json").read_bytes()))

    def refer(self, references: References) -> None:
        """Set branches and tags."""
        self.write(self.folder / "refs.json", json.dumps(asdict(references), indent=1).encode())

    def record(self, parent: Commit | None, author: str, title: str, message: str, files: Mapping[str, File]) -> Commit:
        """A commit more; no branch leads to it yet."""
        number = parent.number + 1 if parent else 0
        commit = Commit(parent.id if parent else None, number, author, title, message, dict(files))
        self.write(self.folder / "commits" / f"{commit.id}.json", json.dumps(asdict(commit)).encode())
        return commit

    def commit(self, commit_id: str) -> Commit:
        """The commit of a full id."""
        if commit_id not in self._commits:
            fields = json.loads((self.folder / "commits" / f"{commit_id}.json").read_bytes())
            fields["files"] = {path: File(**file) for path, file in fields["files"].items()}
            self._commits[commit_id] = Commit(**fields)
        return self._commits[commit_id]

    def history(self, commit: Commit) -> Iterator[Commit]:
        """The commit and those before it, newest first."""
        yield commit
        while commit.parent is not None:
            commit = self.commit(commit.parent)
            yield commit

    def resolve(self, revision: str) -> Commit:
        """The commit of a branch, tag, full id or the first 7 digits or more of one; 404 RevisionNotFound."""
        references = self.references
        name = revision.removeprefix("refs/heads/").removeprefix("refs/tags/")
        known = references.branches.get(name) or references.tags.get(name)
        if known is None and re.fullmatch("[0-9a-f]{7,40}", revision):
            found = [path.stem for path in (self.folder / "commits").glob(f"{revision}*.json")]
            known = found[0] if len(found) == 1 else None
        if known is None:
            raise Refusal(404, f"Invalid rev id: {revision}", "RevisionNotFound")
        return self.commit(known)

    def branch(self, name: str) -> Commit:
        """The head of a branch; 404 RevisionNotFound."""
        head = self.references.branches.get(name.removeprefix("refs/heads/"))
        if head is None:
            raise Refusal(404, f"Invalid rev id: {name}", "RevisionNotFound")
        return self.commit(head)


class Store:
    """All repositories below one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._lock = RLock()
        self._open: dict[tuple[str, str], Repository] = {}

    def _place(self, kind: str, name: str) -> Path:
        # '--' is in no repository's name.
        return self.folder / f"{kind}--{name.replace('/', '--')}"

    def find(self, kind: str, name: str) -> Repository:
        """The repository; 404 RepoNotFound."""
        with self._lock:
            if (kind, name) not in self._open:
                place = self._place(kind, name)
                if "--" in name or not (place / "refs.json").is_file():
                    raise Refusal(404, "Repository not found", "RepoNotFound")
                self._open[kind, name] = Repository(place, kind, name)
            return self._open[kind, name]

    def create(
        self, kind: str, name: str, author: str, more: Mapping[str, bytes] = MappingProxyType({})
    ) -> Repository | None:
        """A new repository with a first commit as the Hub makes it; None if there is one of this name."""
        with self._lock:
            with suppress(Refusal):
                self.find(kind, name)
                return None
            repository = Repository(self._place(kind, name), kind, name)
            files = {path: repository.add(data) for path, data in {".gitattributes": ATTRIBUTES, **more}.items()}
            first = repository.record(None, author, "initial commit", "", files)
            repository.refer(References({"main": first.id}))
            return self.find(kind, name)

    def delete(self, kind: str, name: str) -> None:
        """Forget a repository and all its files; 404 RepoNotFound."""
        with self._lock:
            repository = self.find(kind, name)
            with repository.lock:
                (repository.folder / "refs.json").unlink()
                shutil.rmtree(repository.folder)
                del self._open[kind, name]
