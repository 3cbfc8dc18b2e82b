"""When a repository's files began, changed and ended their uses of models: by what each version of a file says alone.

A version is read without the files beside it, so that a name which another file gives is not seen here.
"""

from collections.abc import Callable, Iterable
from itertools import groupby
from operator import attrgetter
from typing import Any, NamedTuple, TypeAlias

from builder.column_values import NAMED
from builder.mapping import repository
from builder.redaction.privacy import mask
from builder.reference.signatures import Signatures
from builder.repository.git import Change
from builder.repository.trees import SourceFile, escaped


class Use(NamedTuple):
    """Whose model a file names, and at which revisions it pins it."""

    hub: str | None
    pins: tuple[str, ...] = ()


Uses: TypeAlias = dict[tuple[str, str], Use]  # by library and the model's name


def uses(path: str, blob: str, data: bytes, signatures: Signatures) -> Uses:
    """The models that one file names by itself."""
    found: dict[tuple[str, str], list[dict[str, Any]]] = {}
    if len(data) <= repository.MAX_BYTES:
        scan = repository.map_repository("", None, None, [path], [SourceFile(path, blob, data)], signatures)
        for row in scan.rows:
            if row["usage"] in NAMED and row["model_name"] and row["call"]:
                found.setdefault((row["library"], row["model_name"]), []).append(row)
    return {key: _use(rows) for key, rows in sorted(found.items())}


def _use(rows: list[dict[str, Any]]) -> Use:
    hubs, pins = ({row[column] for row in rows} - {None} for column in ("hub", "revision"))
    return Use(min(hubs, default=None), tuple(sorted(pins)))


def events(changes: Iterable[Change], uses_of: Callable[[Change], Uses | None]) -> list[dict[str, Any]]:
    """Rows of `mapping_events` without repository and model_id; `changes` in the order of time, commits together.

    `uses_of` tells what a file names since a change, None where that cannot be read: it is taken to be as before. A use
    that leaves one file and stands in another since the same commit is 'renamed'.
    """
    now: dict[bytes, Uses] = {}
    made: list[dict[str, Any]] = []
    for _, group in groupby(changes, attrgetter("commit")):
        begun: dict[tuple[str, str], list[dict[str, Any]]] = {}
        ended: dict[tuple[str, str], list[dict[str, Any]]] = {}
        for change in group:
            before = now.pop(change.path, {})
            since = before if (found := uses_of(change)) is None else found
            if since:
                now[change.path] = since
            for key in sorted(before.keys() | since.keys()):
                row = _row(change, key, before.get(key), since.get(key))
                if key not in before:
                    begun.setdefault(key, []).append(row | {"event": "added"})
                elif key not in since:
                    ended.setdefault(key, []).append(row | {"event": "removed"})
                elif before[key].pins != since[key].pins:
                    made.append(row | {"event": "repinned", "before": ", ".join(before[key].pins) or None})
        made += _paired(begun, ended)
    return made


def _paired(
    begun: dict[tuple[str, str], list[dict[str, Any]]], ended: dict[tuple[str, str], list[dict[str, Any]]]
) -> Iterable[dict[str, Any]]:
    """What one commit began and ended; of both the one is the other's new place."""
    for key in sorted(begun.keys() | ended.keys()):
        new, old = begun.get(key, []), ended.get(key, [])
        moved = min(len(new), len(old))
        for since, before in zip(new[:moved], old[:moved], strict=True):
            yield since | {"event": "renamed", "before": before["path"]}
        yield from (*new[moved:], *old[moved:])


def _row(change: Change, key: tuple[str, str], before: Use | None, since: Use | None) -> dict[str, Any]:
    library, name = key
    known = {"path": mask(escaped(change.path)), "library": library, "model_name": name}
    hub = (since or before or Use(None)).hub
    pinned = ", ".join(since.pins) if since and since.pins else None
    return {**known, "hub": hub, "commit": change.commit, "date": change.date, "revision": pinned, "before": None}
