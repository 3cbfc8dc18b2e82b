"""One commit on a repository of the Hub: sent on the head that was read, never twice; its errors as one line.

A commit POST is not repeated blindly: its answer may be lost although it was applied. After any fault the head is read
again, and what stands there decides.
"""

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from huggingface_hub import CommitOperationAdd, CommitOperationDelete, get_token
from huggingface_hub.errors import HFValidationError, LocalTokenNotFoundError
from huggingface_hub.utils._validators import validate_repo_id  # public, but not by its type hints

from builder.dataset.manifest import NAME
from builder.engine.durable import sha256
from builder.errors import PublishError
from builder.hub import client as hub
from builder.release.target import HUBS_OWN, Target
from builder.wording import counted

PAUSES_S = (0.5, 1, 2, 4, 8, 16)  # between tries of the commit itself
UNSETTLED = {409, 412}  # another commit was there first, or is under way: the head tells
SHOWN = 5  # files named in an error
Say = Callable[[str], None]  # tells people what is being done


@dataclass(frozen=True)
class Difference:
    """What a commit would change on the Hub: files to send (with their bytes), files to remove."""

    send: dict[str, int]
    remove: list[str]

    def __bool__(self) -> bool:
        return bool(self.send or self.remove)


def check_name(repo_id: str, kind: str = "dataset") -> None:
    """PublishError where the Hub would refuse the name."""
    try:
        validate_repo_id(repo_id)
    except HFValidationError as error:
        raise PublishError(f"'{repo_id}' is not the name of a {kind}: give OWNER/NAME ({one_line(error)})") from error
    if "/" not in repo_id:
        raise PublishError(f"'{repo_id}' names no owner: give OWNER/NAME")


def difference(target: Target, folder: Path, names: Iterable[str], gone: Iterable[str] = ()) -> Difference:
    """What makes the repository hold these files of a folder, and none of those that are `gone`.

    A name without a file in the folder stays on the Hub as it is: earlier history is not fetched.
    """
    changed = {name: (folder / name).stat().st_size for name in target.lacking(folder, names)}
    return Difference(changed, sorted(set(gone) & target.tree.keys()))


@contextmanager
def friendly_errors(repo_id: str) -> Iterator[None]:
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
                line = f"the Hub cannot be reached ({one_line(fault)}): run it again, nothing is sent twice"
            case 401:
                line = f"the Hub does not know the token, or {repo_id} is private: run `hf auth login`"
            case 403:
                line = f"the token may not write to {repo_id}: take one with write access to it"
            case 400 | 413 | 422:
                line = f"the Hub refuses {repo_id}: {one_line(fault)}"
            case _:
                line = f"the Hub fails ({one_line(fault)}): run the same command again, what is sent is not sent twice"
        raise PublishError(line) from error


def one_line(error: BaseException) -> str:
    """An error's message on one line of at most 300 characters."""
    return " ".join(str(error).split())[:300] or type(error).__name__


def require_token() -> None:
    """PublishError where there is no token to publish with."""
    if not get_token():
        raise PublishError("no token: run `hf auth login`, or set HF_TOKEN to a token that may write")


def refuse_foreign(target: Target, there: dict[str, Any] | None, folder: Path) -> None:
    """PublishError where main holds anything but what its manifest names, byte for byte."""
    if target.head is None:
        return
    files = (there or {"files": {}})["files"]
    strange = sorted(target.tree.keys() - files.keys() - HUBS_OWN - target.template() - ({NAME} if there else set()))
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


def read_back(target: Target, folder: Path, made: dict[str, Any]) -> None:
    """PublishError where the commit holds anything but what the manifest `made` of a folder names."""
    missing = target.lacking(folder, [*made["files"], NAME])
    missing += sorted(made["files"].keys() - target.tree.keys() - set(missing))
    strange = sorted(target.tree.keys() - made["files"].keys() - HUBS_OWN - {NAME})
    if missing or strange:
        named = ", ".join([*missing, *strange][:SHOWN])
        raise PublishError(f"main of {target.repo_id} is not what was sent ({named}): fix it there first")


def send(target: Target, folder: Path, difference: Difference, tag: str, say: Say) -> str:
    """One commit with the difference, on the head that was read; its id, and `target` as it is at that commit."""
    if target.head is None:
        sdk: dict[str, Any] = {"space_sdk": "static"} if target.repo_type == "space" else {}
        hub.patiently(target.api.create_repo, exist_ok=True, **sdk, **target.named)
        target.look()
        refuse_foreign(target, None, folder)
        difference = replace(
            difference, remove=sorted({*difference.remove, *target.template() - difference.send.keys()})
        )
    adds = [CommitOperationAdd(name, str(folder / name)) for name in sorted(difference.send)]
    say(f"sending {counted(len(adds), 'file')}, {counted(sum(difference.send.values()), 'byte')}")
    hub.patiently(
        target.api.preupload_lfs_files,
        additions=adds,
        revision=target.branch,
        free_memory=False,
        **target.named,
    )
    operations: list[Any] = [*adds, *(CommitOperationDelete(name) for name in difference.remove)]
    before, pauses = str(target.head), iter(PAUSES_S)
    while True:
        try:
            done = target.api.create_commit(
                operations=operations,
                commit_message=tag,
                revision=target.branch,
                parent_commit=before,
                **target.named,
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
    names = target.history()
    if before in names[1:]:
        target.look(names[names.index(before) - 1])
        if not target.lacking(folder, difference.send):
            return str(target.head)
    raise PublishError(f"main of {target.repo_id} was changed meanwhile: run the same command again") from error


def tag_release(target: Target, tag: str, commit: str) -> None:
    """Tags the commit; PublishError where somebody gave the name to another one meanwhile."""
    hub.patiently(target.api.create_tag, tag=tag, revision=commit, exist_ok=True, **target.named)
    if target.tags().get(tag) != commit:
        raise PublishError(f"{tag} of {target.repo_id} was given to another commit meanwhile: give another --tag")
