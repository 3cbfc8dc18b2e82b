"""The step `history`, on request: the commits at which uses of models began, changed and ended.

The versions of the files that a scan would read are fetched at once and read one by one; what each said is kept by its
blob, so that the next build reads what is new alone.
"""

import functools
import gzip
import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Any

from builder import schemas
from builder.engine.durable import digest, replacing
from builder.engine.step import Result
from builder.errors import InputError, SkipItem
from builder.mapping.repository import is_candidate
from builder.mapping.rows import SCANNER
from builder.pipeline.context import Context, Planned, of_sources
from builder.pipeline.mappings import found_items, store_of
from builder.reference.signatures import Signatures
from builder.repository import git
from builder.repository.git import Change
from builder.repository.remote import FetchError
from builder.repository.store import Store
from builder.repository.trees import escaped
from builder.scan import history
from builder.scan.history import Use, Uses

VERSION = 1
MOST_COMMITS = 50_000
MOST_VERSIONS = 20_000  # contents of files that are read of one repository
SHALLOW = "shallow"  # file of a git directory whose history is cut off


@dataclass(frozen=True)
class Reader:
    """What reads versions, and the folder in which it keeps what each said."""

    signatures: Signatures
    kept: Path

    @property
    def version(self) -> str:
        """What is kept is of use only for the same rules."""
        return digest(VERSION, SCANNER, self.signatures.sha256)


def plan(context: Context) -> Planned:
    """Every repository with commits."""
    fingerprint = digest(VERSION, SCANNER, context.signatures.sha256, schemas.MAPPING_EVENTS.schema.to_string())
    store = store_of(context)
    reader = Reader(context.signatures, context.workspace.root / "versions")
    run = functools.partial(_events, reader=reader, store=store)
    step = context.step("history", fingerprint, schemas.MAPPING_EVENTS.schema, run)
    more = context.settings.repositories.fetch_s if context.settings.repositories.fetch else 0
    step = replace(step, limits=replace(step.limits, timeout_s=step.limits.timeout_s + more))
    return Planned(step, found_items(context), *of_sources(context, context.repository_sources))


def _events(item: dict[str, Any], reader: Reader, store: Store) -> Result:
    """The events of one repository. SkipItem 'no_history' (a folder), 'not_fetched', 'too_many_versions', 'damaged'."""
    try:
        with _opened(item, store) as (git_dir, revision, bring):
            commit = git.resolve(git_dir, revision)
            changes = [one for one in git.changes(git_dir, commit, MOST_COMMITS) if is_candidate(escaped(one.path), 0)]
            known = _Versions(reader, item["item"])
            lacking = known.lacking(changes)
            if len(lacking) > MOST_VERSIONS:
                raise SkipItem("too_many_versions", f"{len(lacking):,} contents of files, more than {MOST_VERSIONS:,}")
            bring([one.blob for one in lacking if one.blob])
            known.read(git_dir, lacking)
    except FetchError as error:
        raise SkipItem("not_fetched", f"{item['url']}: {error}") from error
    except InputError as error:
        raise SkipItem("damaged", str(error)) from error
    rows = history.events(changes, known.of)
    return Result([{"repository_id": item["repository_id"], **row} for row in rows], {"versions": known.count})


@contextmanager
def _opened(item: dict[str, Any], store: Store) -> Iterator[tuple[Path, str | None, Callable[[Sequence[str]], None]]]:
    """A git directory with the repository's history, the revision in it, and what brings contents that it lacks."""
    git_dir = git.find_git_dir(Path(item["location"])) if item["location"] else None
    if git_dir is not None and not (git_dir / SHALLOW).exists():
        yield git_dir, item["revision"], lambda blobs: None
        return
    if not item["url"]:
        raise SkipItem("no_history", "a folder without commits, or with the newest alone")
    with store.history(item["repository_id"], item["url"]) as (clone, bring):
        yield clone, None, bring


class _Versions:
    """What versions of one repository's files name, kept by blob and file name: a name tells how a file is read."""

    def __init__(self, reader: Reader, item: str) -> None:
        self.reader = reader
        name = hashlib.sha256(item.encode()).hexdigest()
        self.file = reader.kept / name[:2] / f"{name}.json.gz"
        self.found: dict[str, Uses | None] = {}
        try:
            value = json.loads(gzip.decompress(self.file.read_bytes()))
            if value["version"] == reader.version:
                uses = value["uses"].items()
                self.found = {
                    key: {(library, name): Use(hub, tuple(pins)) for library, name, hub, pins in listed}
                    for key, listed in uses
                }
        except (OSError, EOFError, ValueError, KeyError, TypeError, IndexError):
            pass  # nothing is kept, or nothing that can be read: all is read again

    @property
    def count(self) -> int:
        """How many are known."""
        return len(self.found)

    def lacking(self, changes: Sequence[Change]) -> list[Change]:
        """One change for each version that is not known."""
        return list({key: one for one in changes if one.blob and (key := _key(one)) not in self.found}.values())

    def read(self, git_dir: Path, lacking: Sequence[Change]) -> None:
        """Reads them, and keeps what they name; those whose content is not there stay unknown."""
        contents = git.read_blobs(git_dir, [one.blob or "" for one in lacking])
        for one, data in zip(lacking, contents, strict=True):
            path = escaped(one.path)
            read = None if data is None else history.uses(path, one.blob or "", data, self.reader.signatures)
            self.found[_key(one)] = read
        if lacking:
            self._keep()

    def of(self, change: Change) -> Uses | None:
        """What a file names since a change."""
        return self.found[_key(change)] if change.blob else {}

    def _keep(self) -> None:
        kept = {
            key: [[*names, use.hub, list(use.pins)] for names, use in uses.items()]
            for key, uses in self.found.items()
            if uses is not None
        }
        value = json.dumps({"version": self.reader.version, "uses": kept})
        self.file.parent.mkdir(parents=True, exist_ok=True)
        with replacing(self.file) as path:
            path.write_bytes(gzip.compress(value.encode(), 1, mtime=0))


def _key(change: Change) -> str:
    return f"{change.blob} {PurePosixPath(escaped(change.path)).name}"
