"""A repository and facts about its models -> the changes that pin them, tried by another scan before they are given."""

import os
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from builder.errors import InputError
from builder.mapping.pinning.files import Outcome, outcomes
from builder.mapping.pinning.interface import Edit, Unpinnable, applied, text_of
from builder.reference.pin_rules import load_pin_rules
from builder.repository.origins import Origin, origin_of
from builder.repository.trees import FolderTree, OneFile, Tree, escaped
from builder.scan import settings_file
from builder.scan.entries import Row, place
from builder.scan.pin import lock
from builder.scan.pin.check import differing, parses, rescanned
from builder.scan.pin.patch import Change, spans
from builder.scan.pin.plan import Floating, plan
from builder.scan.report import chosen, opened, scan

ROUNDS = 4  # scans in which edits are dropped one by one before all of a file's are
CHANGED = "the edit would change what a scan finds"
Pinned = dict[str, tuple[Floating, tuple[Edit, ...]]]  # by mapping_id


@dataclass(frozen=True)
class Pins:
    """What a repository's models need to be pinned.

    `changes`: files, models.lock among them. `pinned`: rows that the changes pin; `locked`: what the lock holds;
    `unknown`: names of models whose commit is not known; `left`: places in documents and vendored code.
    """

    changes: tuple[Change, ...]
    pinned: tuple[Row, ...]
    locked: tuple[lock.Locked, ...]
    unknown: tuple[str, ...]
    left: int


@dataclass
class _Work:
    """The edits that are still to be made, and why the others are not."""

    before: dict[str, bytes]
    pinned: Pinned = field(default_factory=dict)
    refused: dict[str, tuple[Floating, str]] = field(default_factory=dict)

    def contents(self) -> dict[str, bytes]:
        """The files as the edits leave them; edits that overlap, and files that no longer parse, are refused."""
        made = {}
        for path, ids in self._by_path().items():
            try:
                text, encoding = text_of(self.before[path])
                after = applied(text, self.edits(ids)).encode(encoding)
            except Unpinnable as error:
                self.drop(ids, str(error))
                continue
            if parses(path, self.before[path], after):
                made[path] = after
            else:
                self.drop(ids, "the file would not parse any more")
        return made

    def edits(self, ids: Iterable[str]) -> list[Edit]:
        """All edits of some rows, each once."""
        return sorted({edit for key in ids for edit in self.pinned[key][1]})

    def drop(self, ids: Iterable[str], why: str) -> None:
        """Takes edits back."""
        for key in list(ids):
            if key in self.pinned:
                self.refused[key] = (self.pinned.pop(key)[0], why)

    def _by_path(self) -> dict[str, list[str]]:
        found: defaultdict[str, list[str]] = defaultdict(list)
        for key, (floating, _) in self.pinned.items():
            found[floating.row["path"]].append(key)
        return found

    def of_files(self, rows: Iterable[Row]) -> list[str]:
        """The edits in the files of some rows."""
        paths = {row["path"] for row in rows}
        return [key for path, ids in self._by_path().items() if path in paths for key in ids]

    def commits(self) -> dict[str, str]:
        """The commits that are written, by mapping_id."""
        return {key: one.spot.commit for key, (one, _) in self.pinned.items() if one.spot is not None}


def pin(path: str, *, models: str | None = None, online: bool = False, cache: bool = True, config: bool = True) -> Pins:
    """What pins the models of the repository at `path`; nothing is written. The options are those of `scan`.

    InputError for what cannot be read, and where neither tells the commits.
    """
    if not models and not online:
        raise InputError("the commits of the models are not known: give a table of models, --models TABLE, or --online")
    report = scan(path, models=models, online=online, cache=cache, config=config, against_baseline=False)
    whole = opened(path)
    single = isinstance(whole, OneFile)
    tree = whole if single else chosen(whole, settings_file.found(whole) if config else None)
    origin = origin_of(Path(path).parent if single else Path(path))
    planned = plan(report.models, report.rows)
    kept = lock.read(None if single else _content(whole, lock.NAME))
    work = _edits(tree, planned.places)
    after = _tried(work, tree, origin, {row["mapping_id"]: row for row in report.rows if row["call"] is not None})
    locked = _locked(work, after, kept)
    return Pins(
        changes=(*_changes(work, whole), *_lock_change(whole, locked)),
        pinned=tuple(after[key] for key in work.pinned),
        locked=locked,
        unknown=planned.unknown,
        left=planned.left,
    )


def _edits(tree: Tree, places: Iterable[Floating]) -> _Work:
    """The edits of every place, by file; nothing is tried yet."""
    by_path: defaultdict[str, list[Floating]] = defaultdict(list)
    work = _Work({})
    for one in places:
        if one.spot is None:
            work.refused[one.row["mapping_id"]] = (one, one.why)
        else:
            by_path[one.row["path"]].append(one)
    wanted = [entry for entry in tree.entries() if entry.path in by_path and entry.kind == "file"]
    for entry, data in tree.read(wanted):
        if data is not None:
            work.before[entry.path] = data
    defined = _defined(tree) if any(_is_method(one) for found in by_path.values() for one in found) else frozenset()
    for path, found in by_path.items():
        spots = [one.spot for one in found if one.spot is not None]
        data = work.before.get(path)
        made = (
            outcomes(path, data, spots, defined)
            if data is not None
            else [Outcome(s, (), "not read again") for s in spots]
        )
        for one, outcome in zip(found, made, strict=True):
            if outcome.edits:
                work.pinned[one.row["mapping_id"]] = (one, outcome.edits)
            else:
                work.refused[one.row["mapping_id"]] = (one, outcome.reason)
    return work


def _is_method(floating: Floating) -> bool:
    return floating.row["call"].rpartition(".")[2] in load_pin_rules().methods


def _defined(tree: Tree) -> frozenset[str]:
    """Which of the methods that are edited on any object the repository's own code defines."""
    names = b"|".join(name.encode() for name in load_pin_rules().methods)
    definition = re.compile(rb"\bdef[ \t]+(%b)\b" % names)
    code = (entry for entry in tree.entries() if entry.kind == "file" and entry.path.endswith((".py", ".ipynb")))
    return frozenset(
        match[1].decode() for _, data in tree.read(code) if data is not None for match in definition.finditer(data)
    )


def _tried(work: _Work, tree: Tree, origin: Origin, before: Mapping[str, Row]) -> Mapping[str, Row]:
    """Drops the edits after which a scan finds more changed than revisions; the rows of the last scan."""
    for attempt in range(ROUNDS + 2):
        contents = work.contents()
        if not contents:
            return before
        after = rescanned(tree, origin, contents)
        changed = differing(before, after, work.commits())
        if not changed:
            return after
        own = [key for key in changed if key in work.pinned]
        if not own or attempt >= ROUNDS:
            own = work.of_files((before.get(key) or after[key]) for key in changed)
        work.drop(own or list(work.pinned), CHANGED)
    work.drop(list(work.pinned), CHANGED)
    return before


def _changes(work: _Work, tree: Tree) -> Iterable[Change]:
    """The files that the edits change."""
    for path, after in work.contents().items():
        ids = [key for key, (one, _) in work.pinned.items() if one.row["path"] == path]
        text, _ = text_of(work.before[path])
        places = [(edit.start, edit.end, edit.text) for edit in work.edits(ids)]
        yield Change(_bytes(tree, path), work.before[path], after, spans(text, places))


def _locked(work: _Work, after: Mapping[str, Row], kept: Mapping[tuple[str, str], str]) -> tuple[lock.Locked, ...]:
    """The models that have places which take no commit; a commit that was locked before stays."""
    found: defaultdict[tuple[str, str], list[tuple[Floating, str, str]]] = defaultdict(list)
    for key, (one, why) in work.refused.items():
        name = one.facts.model_id
        found[one.row["hub"] or "huggingface", name].append((one, place(after.get(key, one.row)), why))
    made = []
    for (hub, name), places in sorted(found.items()):
        facts = places[0][0].facts
        commit = kept.get((hub, name)) or (facts.revision or "").lower()
        made.append(lock.Locked(name, hub, commit, facts.license, tuple((where, why) for _, where, why in places)))
    return tuple(made)


def _lock_change(tree: Tree, locked: tuple[lock.Locked, ...]) -> Iterable[Change]:
    if isinstance(tree, OneFile):  # the lock is a repository's
        return
    before, after = _content(tree, lock.NAME), lock.written(locked)
    if before != after:
        yield Change(lock.NAME.encode(), before, after)


def _content(tree: Tree, path: str) -> bytes | None:
    """A file's bytes; None where the tree has none of that path. Git may be told to leave a lock out of the list."""
    if isinstance(tree, FolderTree):
        file = tree.folder / path
        return file.read_bytes() if file.is_file() else None
    entries = [entry for entry in tree.entries() if entry.path == path and entry.kind == "file"]
    return next((data for _, data in tree.read(entries)), None)


def _bytes(tree: Tree, path: str) -> bytes:
    """A path as the file system has it: a byte that is no UTF-8 stands as \\xNN in a tree."""
    if "\\" in path and isinstance(tree, FolderTree):
        names = map(os.fsencode, tree.names())
        return next((name for name in names if escaped(name) == path), path.encode())
    return path.encode()
