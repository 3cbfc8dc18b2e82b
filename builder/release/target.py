"""A repository on the Hub as it stands: its head, its files with their digests, its tags, its last release."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from huggingface_hub import HfApi
from huggingface_hub.errors import RemoteEntryNotFoundError, RepositoryNotFoundError
from huggingface_hub.hf_api import RepoFile

from builder.dataset import manifest
from builder.dataset.manifest import NAME
from builder.engine.durable import sha256
from builder.errors import OutputError, PublishError
from builder.hub import client as hub
from builder.repository.git import blob_id

HUBS_OWN = {".gitattributes"}  # made by the Hub in every repository
TEMPLATE = {"README.md", "index.html", "style.css"}  # made by the Hub in a Space that nobody has changed yet


@dataclass
class Target:
    """A branch of a dataset's repository, or of a Space, as it was when it was last looked at; no head without one."""

    api: HfApi
    repo_id: str
    branch: str = "main"
    head: str | None = None
    tree: dict[str, RepoFile] = field(default_factory=dict)
    repo_type: Literal["dataset", "space"] = "dataset"
    fresh: bool = False  # a Space with its first commit alone

    def look(self, revision: str | None = None) -> None:
        """Reads the head of the branch (or another revision) and its files."""
        try:
            known = hub.patiently(self.api.repo_info, revision=revision or self.branch, **self.named)
        except RepositoryNotFoundError:
            self.head, self.tree, self.fresh = None, {}, False
            return
        self.head = known.sha
        self.tree = hub.patiently(self._files)
        self.fresh = self.repo_type == "space" and len(self.history()) == 1

    @property
    def named(self) -> dict[str, Any]:
        """How the Hub's client is told which repository it is."""
        return {"repo_id": self.repo_id, "repo_type": self.repo_type}

    def history(self) -> list[str]:
        """Ids of the commits up to the head, the newest first."""
        found = hub.patiently(self.api.list_repo_commits, revision=self.head, **self.named)
        return [str(one.commit_id) for one in found]

    def template(self) -> set[str]:
        """Files that the Hub put into a Space and that nobody has changed yet."""
        return TEMPLATE & self.tree.keys() if self.fresh else set()

    def _files(self) -> dict[str, RepoFile]:
        found = self.api.list_repo_tree(recursive=True, revision=self.head, **self.named)
        return {entry.path: entry for entry in found if isinstance(entry, RepoFile)}

    def fetch(self, folder: Path, revision: str, names: list[str]) -> None:
        """Brings files of a revision into a folder."""
        for name in names:
            hub.patiently(
                self.api.hf_hub_download,
                self.repo_id,
                name,
                revision=revision,
                repo_type=self.repo_type,
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
        refs = hub.patiently(self.api.list_repo_refs, **self.named)
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
