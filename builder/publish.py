"""A release goes to the Hub: one commit on the head that was read, read back, tagged; never half, never twice.

A commit POST is not repeated blindly: its answer may be lost although it was applied. After any fault the head is read
again, and what stands there decides.
"""

import hashlib
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx2
from huggingface_hub import CommitOperationAdd, CommitOperationDelete, HfApi
from huggingface_hub.errors import (
    EntryNotFoundError,
    HfHubHTTPError,
    HFValidationError,
    LocalTokenNotFoundError,
    RepositoryNotFoundError,
)
from huggingface_hub.hf_api import RepoFile

from builder import hub, schemas
from builder.engine.durable import sha256
from builder.errors import PublishError
from builder.publishable import Allowed
from builder.release import CHANGELOG, Previous, stage
from builder.staging import scratch_beside
from builder.tables import manifest
from builder.tables.manifest import NAME

BRANCH = "main"
PAUSES_S = (0.5, 1, 2, 4, 8, 16)  # between tries of the commit itself
UNSETTLED = {409, 412}  # another commit was there first, or is under way: the head tells
HUBS_OWN = {".gitattributes"}  # made by the Hub in every repository


@dataclass(frozen=True)
class Difference:
    """What a commit would change on the Hub: files to send (with their bytes), files to remove."""

    send: dict[str, int]
    remove: list[str]

    def __bool__(self) -> bool:
        return bool(self.send or self.remove)


@dataclass(frozen=True)
class Published:
    """What came of a publication: the difference, and the commit that holds the release (None for a dry run)."""

    difference: Difference
    commit: str | None
    release: str


@dataclass
class Target:
    """A dataset repository on the Hub, as it was when it was last looked at; no head where it does not exist."""

    api: HfApi
    repo_id: str
    head: str | None = None
    tree: dict[str, RepoFile] = field(default_factory=dict)

    def look(self) -> None:
        """Reads head and files."""
        try:
            self.head = hub.patiently(self.api.dataset_info, self.repo_id, revision=BRANCH).sha
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
        """The release's manifest at a revision, None where none was published."""
        if revision is None:
            return None
        try:
            self.fetch(folder, revision, [NAME])
        except EntryNotFoundError:
            return None
        return manifest.read(folder)

    def tags(self) -> dict[str, str]:
        """Commit of every tag."""
        if self.head is None:
            return {}
        refs = hub.patiently(self.api.list_repo_refs, self.repo_id, repo_type="dataset")
        return {tag.name: tag.target_commit for tag in refs.tags}

    def holds(self, name: str, path: Path) -> bool:
        """Whether the Hub has this very file under this name."""
        entry = self.tree.get(name)
        if entry is None or entry.size != path.stat().st_size:
            return False
        if entry.lfs is not None:
            return bool(entry.lfs.sha256 == sha256(path))
        data = path.read_bytes()
        return bool(entry.blob_id == hashlib.sha1(b"blob %d\0" % len(data) + data).hexdigest())  # noqa: S324 - git's


def publish(built: Path, repo_id: str, allowed: Allowed, *, dry_run: bool, say: Callable[[str], None]) -> Published:
    """Publishes a built dataset as a release; PublishError, with the Hub as it was, where something forbids it."""
    tag, form = allowed.tag, allowed.form
    target = Target(HfApi(), repo_id)
    with told(repo_id), scratch_beside(built, "publish") as scratch:
        if not dry_run:
            hub.patiently(target.api.whoami)  # a token that is no good is told before the release is written
        target.look()
        there = target.manifest(scratch / "head", target.head)
        _refuse_foreign(target, there, scratch / "head")
        folder = scratch / "release"
        folder.mkdir()
        say("writing the release")
        previous = _previous(target, there, tag, scratch / "before")
        made = stage(built, folder, repo_id, tag, form, previous, allowed.problems)
        difference = _difference(target, there, folder, made)
        tags = target.tags()
        if tag in tags and (difference or tags[tag] != target.head):
            raise PublishError(f"{tag} of {repo_id} is published and never changes: give another --tag")
        if dry_run:
            return Published(difference, None, tag)
        if difference:
            commit = _commit(target, folder, difference, tag, say)
            _read_back(target, folder, made)
        else:
            commit = str(target.head)
            say("nothing has changed: no commit")
        if tag not in tags:
            hub.patiently(target.api.create_tag, repo_id, tag=tag, revision=commit, repo_type="dataset", exist_ok=True)
        return Published(difference, commit, tag)


@contextmanager
def told(repo_id: str) -> Iterator[None]:
    """The errors of the Hub's client as one line that says what to do."""
    try:
        yield
    except LocalTokenNotFoundError as error:
        raise PublishError("no token: run `hf auth login`, or set HF_TOKEN to a token that may write") from error
    except HFValidationError as error:
        raise PublishError(f"'{repo_id}' is no name of a dataset: give OWNER/NAME ({_line(error)})") from error
    except HfHubHTTPError as error:
        match hub.status(error):
            case 401:
                line = f"the Hub does not know the token, or {repo_id} is private: run `hf auth login`"
            case 403:
                line = f"the token may not write to {repo_id}: take one with write access to it"
            case 400 | 413 | 422:
                line = f"the Hub refuses {repo_id}: {_line(error)}"
            case _:
                line = f"the Hub fails ({_line(error)}): run the same command again, what is sent is not sent twice"
        raise PublishError(line) from error
    except httpx2.TransportError as error:
        line = f"the Hub cannot be reached ({_line(error)}): run the same command again, what is sent is not sent twice"
        raise PublishError(line) from error


def _line(error: BaseException) -> str:
    return " ".join(str(error).split())[:300]


def _refuse_foreign(target: Target, there: dict[str, Any] | None, folder: Path) -> None:
    """PublishError where main holds anything but what its manifest names, byte for byte."""
    if target.head is None:
        return
    files = (there or {"files": {}})["files"]
    strange = sorted(target.tree.keys() - files.keys() - HUBS_OWN - ({NAME} if there else set()))
    changed = []
    for name, facts in files.items():
        entry = target.tree.get(name)
        if entry is None:
            changed.append(name)
        elif entry.lfs is not None:
            changed += [name] if entry.lfs.sha256 != facts["sha256"] else []
        else:
            target.fetch(folder, str(target.head), [name])
            changed += [name] if sha256(folder / name) != facts["sha256"] else []
    if strange or changed:
        shown = ", ".join([f"{name} is not ours" for name in strange] + [f"{name} was changed" for name in changed][:5])
        raise PublishError(f"main of {target.repo_id} was changed by somebody else ({shown}): mend it there first")


def _previous(target: Target, there: dict[str, Any] | None, tag: str, folder: Path) -> Previous | None:
    """The release before `tag`: what main holds, or where that is `tag` itself, what it followed."""
    revision = target.head
    known = there
    if known and known["release"] == tag:
        revision = known["previous"]
        known = target.manifest(folder, revision)
    if known is None or revision is None:
        return None
    tables = {table.name for table in schemas.TABLES}
    names = [name for name in known["files"] if name.partition("/")[0] in tables]
    target.fetch(folder, revision, [NAME, CHANGELOG, *names])
    return Previous(known["release"], known, folder)


def _difference(target: Target, there: dict[str, Any] | None, folder: Path, made: dict[str, Any]) -> Difference:
    send = {}
    for name in [*made["files"], NAME]:
        path = folder / name
        if path.is_file() and not target.holds(name, path):  # earlier history stays where it is
            send[name] = path.stat().st_size
    gone = (there or {"files": {}})["files"].keys() - made["files"].keys()
    return Difference(send, sorted(gone & target.tree.keys()))


def _commit(target: Target, folder: Path, difference: Difference, tag: str, say: Callable[[str], None]) -> str:
    """One commit with the difference, on the head that was read; its id, and `target` looked at anew."""
    if target.head is None:
        hub.patiently(target.api.create_repo, target.repo_id, repo_type="dataset", exist_ok=True)
        target.look()
    adds = [CommitOperationAdd(name, str(folder / name)) for name in sorted(difference.send)]
    say(f"sending {len(adds)} files, {sum(difference.send.values()):,} bytes")
    fault: Exception | None = None
    for pause in PAUSES_S:
        before = target.head
        fault = None
        try:
            hub.patiently(target.api.preupload_lfs_files, target.repo_id, adds, repo_type="dataset", free_memory=False)
            operations: list[Any] = [*adds, *(CommitOperationDelete(name) for name in difference.remove)]
            target.api.create_commit(
                target.repo_id, operations, commit_message=tag, repo_type="dataset", parent_commit=before
            )
        except (HfHubHTTPError, httpx2.TransportError) as error:
            fault = error
        target.look()
        if all(target.holds(name, folder / name) for name in difference.send):
            return str(target.head)  # applied, whatever became of the answer
        if target.head != before:
            raise PublishError(f"main of {target.repo_id} was changed meanwhile: run the same command again") from fault
        if fault is not None and not (hub.passing(fault) or hub.status(fault) in UNSETTLED):
            raise fault
        time.sleep(pause)
    raise PublishError(f"the Hub took no commit ({_line(fault) if fault else 'no reason'}): try again later") from fault


def _read_back(target: Target, folder: Path, made: dict[str, Any]) -> None:
    """PublishError where main holds anything but the release."""
    missing = [
        name for name in [*made["files"], NAME] if (folder / name).is_file() and not target.holds(name, folder / name)
    ]
    strange = target.tree.keys() - made["files"].keys() - HUBS_OWN - {NAME}
    if missing or strange:
        named = ", ".join([*missing, *strange][:5])
        raise PublishError(f"main of {target.repo_id} is not what was sent ({named}): run the same command again")
