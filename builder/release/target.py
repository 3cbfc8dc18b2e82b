"""A dataset repository on the Hub as it stands: its head, its files with their digests, its tags, its last release."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from huggingface_hub import HfApi
from huggingface_hub.errors import RemoteEntryNotFoundError, RepositoryNotFoundError
from huggingface_hub.hf_api import RepoFile

from builder.dataset import manifest
from builder.dataset.manifest import NAME
from builder.engine.durable import sha256
from builder.errors import OutputError, PublishError
from builder.hub import client as hub
from builder.repository.git import blob_id


@dataclass
class Target:
    """A branch of a dataset repository as it was when it was last looked at; no head where there is none."""

    api: HfApi
    repo_id: str
    branch: str = "main"
    head: str | None = None
    tree: dict[str, RepoFile] = field(default_factory=dict)

    def look(self, revision: str | None = None) -> None:
        """Reads the head of the branch (or another revision) and its files."""
        try:
            self.head = hub.patiently(self.api.dataset_info, self.repo_id, revision=revision or self.branch).sha
        except RepositoryNotFoundError:
            self.head, self.tree = None, {}
            return
        self.tree = hub.patiently(self._files)

    def _files(self) -> dict[str, RepoFile]:
        found = self.api.list_repo_tree(self.repo_id, recursive=True, revision=self.head, repo_type="dataset")
        return {entry.path: entry for entry in found if isinstance(entry, RepoFile)}

    def fetch(self, folder: Path, revision: str, names: list[str]) -> None:
        """Brings files of a revision into a folder."""
        for name in names:
            hub.patiently(
                self.api.hf_hub_download,
                self.repo_id,
                name,
                revision=revision,
                repo_type="dataset",
                local_dir=folder,
            )

    def manifest(self, folder: Path, revision: str | None) -> dict[str, Any] | None:
        """The release's manifest at a revision, None where none was published; PublishError if it is no good."""
        if revision is None:
            return None
        try:
            self.fetch(folder, revision, [NAME])
        except RemoteEntryNotFoundError:
            return None
        try:
            known = manifest.read(folder)
        except OutputError as error:
            raise PublishError(self._unreadable()) from error
        if known is None or "release" not in known:
            return None  # a build that somebody put there is no release
        if not all(isinstance(facts, dict) and "sha256" in facts for facts in known["files"].values()):
            raise PublishError(self._unreadable())
        return known

    def _unreadable(self) -> str:
        return f"{NAME} of {self.repo_id} was not written by this version of peatmoss: fix it there first"

    def tags(self) -> dict[str, str]:
        """Commit of every tag."""
        if self.head is None:
            return {}
        refs = hub.patiently(self.api.list_repo_refs, self.repo_id, repo_type="dataset")
        return {tag.name: tag.target_commit for tag in refs.tags}

    def lacking(self, folder: Path, names: Iterable[str]) -> list[str]:
        """Of the files of a folder with these names those that the Hub has not, or has otherwise."""
        paths = ((name, folder / name) for name in names)
        return [name for name, path in paths if path.is_file() and not self._holds(name, path)]

    def _holds(self, name: str, path: Path) -> bool:
        """Whether the Hub has this very file under this name."""
        entry = self.tree.get(name)
        if entry is None or entry.size != path.stat().st_size:
            return False
        if entry.lfs is not None:
            return bool(entry.lfs.sha256 == sha256(path))
        with path.open("rb") as file:
            return bool(entry.blob_id == blob_id(file, entry.size))
