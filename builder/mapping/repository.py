"""The files of one repository -> its rows of `mappings`, and an account of the files."""

import gc
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from builder.mapping import built_here, places, weights
from builder.mapping import files as candidates
from builder.mapping.context import context, copied_libraries
from builder.mapping.files import MAX_BYTES
from builder.mapping.found import Found
from builder.mapping.kinds import installed, is_candidate
from builder.mapping.rows import SCANNER, Place, rows
from builder.mapping.weights import WeightsFile
from builder.redaction.privacy import mask
from builder.reference.signatures import Signatures
from builder.repository.scanned import Scanned
from builder.repository.trees import SourceFile

__all__ = ["MAX_BYTES", "SCANNER", "installed", "is_candidate", "map_repository"]


def map_repository(
    repository_id: str,
    commit: str | None,
    permalink: str | None,
    paths: Iterable[str],
    files: Iterable[SourceFile],
    signatures: Signatures,
    copied: Iterable[WeightsFile] = (),
) -> Scanned:
    """Where a repository's files use models; rows lack what the merge fills (model_id, identity, *_seen).

    `paths` are those of all its files (they tell vendored copies), `files` its candidates as read, `copied` the files
    of weights among them, each a place of its own. `permalink` is the
    address below which the commit's files stand ('https://github.com/o/r/blob/<sha>'); without it rows have no url.
    """
    with _uncollected():
        return _mapped(repository_id, commit, permalink, paths, files, signatures, weights.by_path(copied))


@contextmanager
def _uncollected() -> Iterator[None]:
    """No collection within: values are made by the million, and what refers to itself is parted by `resolve`."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


def _mapped(
    repository_id: str,
    commit: str | None,
    permalink: str | None,
    paths: Iterable[str],
    files: Iterable[SourceFile],
    signatures: Signatures,
    copied: dict[str, tuple[str, Found]],
) -> Scanned:
    read = candidates.read(files)
    paths = list(paths)
    found = built_here.told(places.of(read, signatures, paths), read)
    copies = copied_libraries(repository_id, paths, signatures)
    folders = {"/".join(path.split("/", 2)[:2]) for path in paths if path.count("/") > 1}
    made: list[dict[str, Any]] = []
    trails: dict[str, tuple[str, ...]] = {}
    fails: dict[str, str] = {}
    for path in sorted({*found, *copied}):
        blob, own = copied[path] if path in copied else (read.blob(path), None)
        named = [one for one in found.get(path, ()) if one.name not in folders]  # its own folder is no model
        named = [_of_copy(one, copies) for one in named] if path.startswith(copies) else named
        named += [own] if own is not None else []
        named.sort(key=lambda one: (one.cell or 0, one.line, one.column))
        shown = mask(path)
        link = permalink if shown == path else None
        place = Place(repository_id, commit, link, shown, blob, context(path, copies))
        own_rows = rows(place, named, signatures.confident)
        placed = [(row["mapping_id"], one) for row, one in zip(own_rows, named, strict=True)]
        trails.update((name, one.trail) for name, one in placed if one.trail)
        fails.update((name, one.fails) for name, one in placed if one.fails)
        made += own_rows
    unread = {reason: sorted(map(mask, paths)) for reason, paths in sorted(read.skipped.items())}
    return Scanned(made, len(read) + len(copied), unread, trails, fails)


def _of_copy(place: Found, copies: tuple[str, ...]) -> Found:
    """A place in a copied library; what its own code names is on offer to the repository's, which may never ask."""
    own = place.defined_at is None or place.defined_at.startswith(copies)
    return replace(place, usage="selectable") if place.usage == "use" and own else place
