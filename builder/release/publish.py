"""A release goes to the Hub: written, sent as one commit, read back, tagged; never half, never twice."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from huggingface_hub import HfApi

from builder import schemas
from builder.dataset.manifest import NAME
from builder.dataset.staging import scratch_beside
from builder.errors import PeatmossError, PublishError
from builder.hub import client as hub
from builder.hub import reach
from builder.release.commit import (
    Difference,
    Say,
    check_name,
    difference,
    friendly_errors,
    read_back,
    refuse_foreign,
    send,
    tag_release,
)
from builder.release.publishable import Allowed, next_tag
from builder.release.space import Placed, Space
from builder.release.stage import CHANGELOG, Previous, stage
from builder.release.target import Target


@dataclass(frozen=True)
class Published:
    """What came of a publication: the difference, the commit that holds the release (None for a dry run), the page."""

    difference: Difference
    commit: str | None
    release: str
    page: Placed | None = None


def publish(
    built: Path, repo_id: str, allowed: Allowed, *, dry_run: bool, say: Say, space: str | None = None
) -> Published:
    """Publishes a built dataset as a release, and its page in a `space`.

    PublishError, with the Hub as it was, where something forbids it. A fault on the way to the Space leaves the
    release published: the same command goes on from there.
    """
    tag = allowed.tag
    check_name(repo_id)
    if space is not None:
        check_name(space, "Space")
    target = Target(HfApi(), repo_id)
    reach.require()
    with friendly_errors(repo_id), scratch_beside(built, "publish") as scratch:
        if not dry_run:
            hub.patiently(target.api.whoami)  # a bad token is reported before the release is written
        target.look()
        there = target.manifest(scratch / "head", target.head)
        refuse_foreign(target, there, scratch / "head")
        place = Space.look(space, scratch / "space-before") if space else None
        folder = scratch / "release"
        folder.mkdir()
        say("writing the release")
        previous = _previous(target, there, allowed, scratch / "before")
        made = _staged(built, folder, repo_id, allowed, previous)
        changes = difference(
            target, folder, [*made["files"], NAME], there["files"].keys() - made["files"] if there else ()
        )
        tags = target.tags()
        if tag in tags and (changes or tags[tag] != target.head):
            free = next_tag(tag, tags)
            raise PublishError(f"{tag} of {repo_id} is published and never changes: give another, --tag {free}")
        commit = None if dry_run else _sent(target, folder, changes, made, tag, tags, say)
        page = place.put_page(folder, repo_id, scratch / "space", say, dry_run=dry_run) if place else None
        return Published(changes, commit, tag, page)


def _sent(
    target: Target,
    folder: Path,
    changes: Difference,
    made: dict[str, Any],
    tag: str,
    tags: dict[str, str],
    say: Say,
) -> str:
    """The commit that holds the release, tagged: a new one, or the head where nothing has changed."""
    if changes:
        commit = send(target, folder, changes, tag, say)
        read_back(target, folder, made)
    else:
        commit = str(target.head)
        say("nothing has changed: no commit")
    if tag not in tags:
        tag_release(target, tag, commit)
    return commit


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
