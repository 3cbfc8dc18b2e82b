"""A release goes to the Hub: one commit on the head that was read, read back, tagged; never half, never twice.

A commit POST is not repeated blindly: its answer may be lost although it was applied. After any fault the head is read
again, and what stands there decides.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from huggingface_hub import CommitOperationAdd, CommitOperationDelete, HfApi, get_token
from huggingface_hub.errors import HFValidationError, LocalTokenNotFoundError
from huggingface_hub.utils._validators import validate_repo_id  # public, but not by its type hints

from builder import schemas
from builder.dataset.manifest import NAME
from builder.dataset.staging import scratch_beside
from builder.engine.durable import sha256
from builder.errors import PeatmossError, PublishError
from builder.hub import client as hub
from builder.hub import reach
from builder.release.publishable import Allowed, next_tag
from builder.release.stage import CHANGELOG, Previous, stage
from builder.release.target import Target
from builder.wording import counted

PAUSES_S = (0.5, 1, 2, 4, 8, 16)  # between tries of the commit itself
UNSETTLED = {409, 412}  # another commit was there first, or is under way: the head tells
HUBS_OWN = {".gitattributes"}  # made by the Hub in every repository
SHOWN = 5  # files named in an error


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


def publish(built: Path, repo_id: str, allowed: Allowed, *, dry_run: bool, say: Callable[[str], None]) -> Published:
    """Publishes a built dataset as a release; PublishError, with the Hub as it was, where something forbids it."""
    tag = allowed.tag
    _check_name(repo_id)
    target = Target(HfApi(), repo_id)
    reach.require()
    with told(repo_id), scratch_beside(built, "publish") as scratch:
        if not dry_run:
            hub.patiently(target.api.whoami)  # a token that is no good is told before the release is written
        target.look()
        there = target.manifest(scratch / "head", target.head)
        _refuse_foreign(target, there, scratch / "head")
        folder = scratch / "release"
        folder.mkdir()
        say("writing the release")
        previous = _previous(target, there, allowed, scratch / "before")
        made = _staged(built, folder, repo_id, allowed, previous)
        difference = _difference(target, there, folder, made)
        tags = target.tags()
        if tag in tags and (difference or tags[tag] != target.head):
            free = next_tag(tag, tags)
            raise PublishError(f"{tag} of {repo_id} is published and never changes: give another, --tag {free}")
        if dry_run:
            return Published(difference, None, tag)
        if difference:
            commit = send(target, folder, difference, tag, say)
            _read_back(target, folder, made)
        else:
            commit = str(target.head)
            say("nothing has changed: no commit")
        if tag not in tags:
            tag_release(target, tag, commit)
        return Published(difference, commit, tag)


def require_token() -> None:
    """PublishError where there is no token to publish with."""
    if not get_token():
        raise PublishError("no token: run `hf auth login`, or set HF_TOKEN to a token that may write")


@contextmanager
def told(repo_id: str) -> Iterator[None]:
    """The errors of the Hub's client as one line that says what to do."""
    try:
        yield
    except LocalTokenNotFoundError as error:
        raise PublishError("no token: run `hf auth login`, or set HF_TOKEN to a token that may write") from error
    except Exception as error:
        fault = hub.fault(error)
        if isinstance(error, PublishError) or fault is None:
            raise
        match hub.status(fault):
            case None:
                line = f"the Hub cannot be reached ({_line(fault)}): run it again, nothing is sent twice"
            case 401:
                line = f"the Hub does not know the token, or {repo_id} is private: run `hf auth login`"
            case 403:
                line = f"the token may not write to {repo_id}: take one with write access to it"
            case 400 | 413 | 422:
                line = f"the Hub refuses {repo_id}: {_line(fault)}"
            case _:
                line = f"the Hub fails ({_line(fault)}): run the same command again, what is sent is not sent twice"
        raise PublishError(line) from error


def _line(error: BaseException) -> str:
    return " ".join(str(error).split())[:300] or type(error).__name__


def _check_name(repo_id: str) -> None:
    try:
        validate_repo_id(repo_id)
    except HFValidationError as error:
        raise PublishError(f"'{repo_id}' is not the name of a dataset: give OWNER/NAME ({_line(error)})") from error
    if "/" not in repo_id:
        raise PublishError(f"'{repo_id}' names no owner: give OWNER/NAME")


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
    found = [f"{name} is not ours" for name in strange] + [f"{name} was changed" for name in changed]
    if found:
        more = f", and {len(found) - SHOWN} more" if len(found) > SHOWN else ""
        shown = ", ".join(found[:SHOWN]) + more
        raise PublishError(f"main of {target.repo_id} was changed by somebody else ({shown}): fix it there first")


def _previous(target: Target, there: dict[str, Any] | None, allowed: Allowed, folder: Path) -> Previous | None:
    """The release before: what main holds, or where that is this very release, what it followed."""
    revision = target.head
    known = there
    if known and known["release"] == allowed.tag:
        revision = known["previous"]
        known = target.manifest(folder, revision)
    if known is None or revision is None:
        return None
    previous = Previous(known["release"], known, folder)
    tables = {table.name for table in schemas.TABLES}
    names = [name for name in known["files"] if name.partition("/")[0] in tables]
    names += [name for name in previous.history if not name.endswith(f".{allowed.form}")]  # those are written anew
    target.fetch(folder, revision, [NAME, CHANGELOG, *names])
    return previous


def _staged(built: Path, folder: Path, repo_id: str, allowed: Allowed, previous: Previous | None) -> dict[str, Any]:
    """The release's manifest; PublishError where a build with faults, published by force, cannot even be read."""
    try:
        return stage(built, folder, repo_id, allowed.tag, allowed.form, previous, allowed.problems)
    except Exception as error:
        if not allowed.problems or isinstance(error, PeatmossError | OSError):
            raise
        raise PublishError(f"{built} cannot be read ({allowed.problems[0]}): build it again") from error


def _difference(target: Target, there: dict[str, Any] | None, folder: Path, made: dict[str, Any]) -> Difference:
    send = {}
    for name in [*made["files"], NAME]:
        path = folder / name
        if path.is_file() and not target.holds(name, path):  # earlier history stays where it is
            send[name] = path.stat().st_size
    gone = (there or {"files": {}})["files"].keys() - made["files"].keys()
    return Difference(send, sorted(gone & target.tree.keys()))


def send(target: Target, folder: Path, difference: Difference, tag: str, say: Callable[[str], None]) -> str:
    """One commit with the difference, on the head that was read; its id, and `target` as it is at that commit."""
    if target.head is None:
        hub.patiently(target.api.create_repo, target.repo_id, repo_type="dataset", exist_ok=True)
        target.look()
        _refuse_foreign(target, None, folder)
    adds = [CommitOperationAdd(name, str(folder / name)) for name in sorted(difference.send)]
    say(f"sending {counted(len(adds), 'file')}, {counted(sum(difference.send.values()), 'byte')}")
    hub.patiently(
        target.api.preupload_lfs_files,
        target.repo_id,
        adds,
        repo_type="dataset",
        revision=target.branch,
        free_memory=False,
    )
    operations: list[Any] = [*adds, *(CommitOperationDelete(name) for name in difference.remove)]
    before, pauses = str(target.head), iter(PAUSES_S)
    while True:
        try:
            done = target.api.create_commit(
                target.repo_id,
                operations,
                commit_message=tag,
                repo_type="dataset",
                revision=target.branch,
                parent_commit=before,
            )
            target.look(done.oid)
            return str(done.oid)
        except Exception as error:
            if hub.fault(error) is None:
                raise
            target.look()
            if target.head != before:
                return _applied(target, folder, difference, before, error)
            asked, pause = hub.passing(error), next(pauses, None)
            if pause is None or (asked is False and hub.status(error) not in UNSETTLED):
                raise
            time.sleep(pause if isinstance(asked, bool) else asked)


def _applied(target: Target, folder: Path, difference: Difference, before: str, error: Exception) -> str:
    """The commit that came after `before` if it is ours, only its answer being lost; else PublishError."""
    history = hub.patiently(target.api.list_repo_commits, target.repo_id, repo_type="dataset", revision=target.head)
    names = [one.commit_id for one in history]
    if before in names[1:]:
        target.look(names[names.index(before) - 1])
        if all(target.holds(name, folder / name) for name in difference.send):
            return str(target.head)
    raise PublishError(f"main of {target.repo_id} was changed meanwhile: run the same command again") from error


def _read_back(target: Target, folder: Path, made: dict[str, Any]) -> None:
    """PublishError where the commit holds anything but the release."""
    missing = [
        name for name in [*made["files"], NAME] if (folder / name).is_file() and not target.holds(name, folder / name)
    ]
    missing += sorted(made["files"].keys() - target.tree.keys() - set(missing))
    strange = sorted(target.tree.keys() - made["files"].keys() - HUBS_OWN - {NAME})
    if missing or strange:
        named = ", ".join([*missing, *strange][:SHOWN])
        raise PublishError(f"main of {target.repo_id} is not what was sent ({named}): fix it there first")


def tag_release(target: Target, tag: str, commit: str) -> None:
    """Tags the commit; PublishError where somebody gave the name to another one meanwhile."""
    hub.patiently(target.api.create_tag, target.repo_id, tag=tag, revision=commit, repo_type="dataset", exist_ok=True)
    if target.tags().get(tag) != commit:
        raise PublishError(f"{tag} of {target.repo_id} was given to another commit meanwhile: give another --tag")
