"""One repository's use of models: its files read, mapped, and its names found in a table of models.

The one place that puts trees and mapping together: for `peatmoss scan` and for the build.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from typing import Any

from builder.column_values import LISTED
from builder.errors import InputError
from builder.mapping import repository, weights
from builder.mapping.identity import copied, identify
from builder.mapping.weights import HEAD, WeightsFile
from builder.reference.signatures import Signatures
from builder.repository.origins import Origin
from builder.repository.trees import Entry, SourceFile, Tree

MAX_BYTES = 2 << 30  # of a larger file of weights only the size is reported: hashing takes about a second for each GB
PERMALINKS = {"github.com": "{url}/blob/{commit}", "gitlab.com": "{url}/-/blob/{commit}"}


@dataclass(frozen=True)
class Scanned:
    """Rows of `mappings` in the order of their places, files read, and files that should have been, by reason.

    `trails` as in builder.mapping.repository.Scan.
    """

    rows: list[dict[str, Any]]
    files_scanned: int
    unread: dict[str, int]
    trails: dict[str, tuple[str, ...]]


def is_read(entry: Entry) -> bool:
    """Whether a scan reads this file, were it small enough."""
    return entry.kind == "file" and repository.is_candidate(entry.path, entry.size)


def scan_tree(tree: Tree, origin: Origin, signatures: Signatures) -> Scanned:
    """What a tree uses; rows lack model_id, identity, first_seen and last_seen."""
    entries = [entry for entry in tree.entries() if entry.kind == "file"]
    wanted = [entry for entry in entries if repository.is_candidate(entry.path, entry.size)]
    unread = Counter("too large" for entry in wanted if entry.size > repository.MAX_BYTES)
    copies = weights_files(tree, entries, signatures, unread)

    def files() -> Iterator[SourceFile]:
        for entry, data in tree.read(entry for entry in wanted if entry.size <= repository.MAX_BYTES):
            if data is None:
                unread["missing"] += 1
            else:
                yield SourceFile(entry.path, entry.blob, data)

    pattern = PERMALINKS.get(origin.host or "")
    link = pattern.format(url=origin.url, commit=tree.commit) if pattern and tree.commit and origin.url else None
    paths = [entry.path for entry in entries]
    found = repository.map_repository(origin.repository_id, tree.commit, link, paths, files(), signatures, copies)
    unread.update(found.files_skipped)
    return Scanned(found.rows, found.files_scanned, dict(sorted(unread.items())), found.trails)


def weights_files(
    tree: Tree, entries: Iterable[Entry], signatures: Signatures, unread: Counter[str], limit: int = MAX_BYTES
) -> list[WeightsFile]:
    """The files of weights among a tree's entries; `unread` counts those whose content is missing.

    They are read in pieces, named by their SHA-256, never held in memory and never loaded.
    """
    found = []
    for entry in entries:
        known = weights.formats(entry.path, signatures)
        if not known:
            continue
        try:
            file = _weights_file(tree, entry, signatures, limit)
        except OSError:
            unread["missing"] += 1
            sure = any(one.sure for one in known)
            form, size = weights.named(entry.path, signatures), entry.size or None
            file = WeightsFile(entry.path, entry.blob, form, size, None) if sure else None
        if file is not None:
            found.append(file)
    return found


def _weights_file(tree: Tree, entry: Entry, signatures: Signatures, limit: int) -> WeightsFile | None:
    """None for a file that is called like weights and is none; OSError where its content cannot be had."""
    with closing(tree.pieces(entry)) as pieces:
        first = next(pieces, b"")
        pointer = weights.pointer(entry.path, entry.blob, first, signatures) if entry.size <= HEAD else None
        if pointer is not None:
            return pointer
        form = weights.sniffed(entry.path, first[:HEAD], entry.size, signatures)
        if form is None:
            return None
        if entry.size > limit:
            return WeightsFile(entry.path, entry.blob, form, entry.size, None)
        digest = hashlib.sha256(first)
        for piece in pieces:
            digest.update(piece)
    return WeightsFile(entry.path, entry.blob, form, entry.size, digest.hexdigest())


def identified(
    rows: list[dict[str, Any]], models: str | None, signatures: Signatures, snapshots: str | None = None
) -> list[dict[str, Any]]:
    """The rows with `model_id` and `identity`: as the relation `models` (DuckDB's words) has it; null without one.

    A file of weights is the model whose files in the relation `snapshots` hold it.
    """
    known: dict[tuple[str, str], tuple[str, str]] = {}
    copies: dict[str, tuple[str, str, str]] = {}
    if models is not None:
        import duckdb

        names = sorted({(row["library"], row["model_name"]) for row in rows if row["model_name"] is not None})
        codes = sorted({row["code"] for row in rows if row["call"] is None and row["code"] is not None})
        with duckdb.connect(config={"memory_limit": "100MB", "threads": "1"}) as connection:
            try:
                known = identify(connection, names, models, signatures)
                copies = copied(connection, codes, snapshots) if codes and snapshots is not None else {}
            except duckdb.Error as error:
                raise InputError(
                    f"the table of models cannot be read: {models} ({str(error).splitlines()[0]})"
                ) from error
    made = []
    for row in rows:
        listed = row["hub"] in (None, *LISTED)
        model_id, identity = known.get((row["library"], row["model_name"]), (None, None)) if listed else (None, None)
        copy = _copy(row, copies) if row["call"] is None else {}
        made.append({**row, "model_id": model_id, "identity": identity, **copy})
    return made


def _copy(row: dict[str, Any], copies: dict[str, tuple[str, str, str]]) -> dict[str, Any]:
    """What is known of a file of weights that is a model's."""
    if row["code"] not in copies:
        return {}
    model_id, revision, hub = copies[row["code"]]
    exact = {"model_id": model_id, "revision": revision, "hub": hub}
    return {**exact, "identity": "file_hash", "usage": "use", "weights": "requested"}
