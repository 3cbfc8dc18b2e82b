"""The files of weights in a tree: read in pieces, named by their SHA-256, never held in memory and never loaded."""

import hashlib
from collections import Counter
from collections.abc import Iterable
from contextlib import closing

from builder.mapping import weights
from builder.mapping.weights import HEAD, WeightsFile
from builder.reference.signatures import Signatures
from builder.repository.trees import Entry, Tree

MAX_BYTES = 2 << 30  # of a larger file only the size is reported: hashing takes about a second for each GB


def weights_files(
    tree: Tree, entries: Iterable[Entry], signatures: Signatures, unread: Counter[str], limit: int = MAX_BYTES
) -> list[WeightsFile]:
    """The files of weights among a tree's entries; `unread` counts those whose content is missing."""
    found = []
    for entry in entries:
        known = weights.formats(entry.path, signatures)
        if not known:
            continue
        try:
            file = _read(tree, entry, signatures, limit)
        except OSError:
            unread["missing"] += 1
            sure = any(one.sure for one in known)
            form, size = weights.named(entry.path, signatures), entry.size or None
            file = WeightsFile(entry.path, entry.blob, form, size, None) if sure else None
        if file is not None:
            found.append(file)
    return found


def _read(tree: Tree, entry: Entry, signatures: Signatures, limit: int) -> WeightsFile | None:
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
