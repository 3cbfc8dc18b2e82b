"""One repository's use of models: its files read and mapped.

The one place that puts trees and mapping together: for `peatmoss scan` and for the build.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import closing

from builder.mapping import repository, weights
from builder.mapping.weights import HEAD, WeightsFile
from builder.redaction.privacy import mask
from builder.reference.signatures import Signatures
from builder.repository.exclusions import everything
from builder.repository.origins import Origin
from builder.repository.scanned import Scanned
from builder.repository.trees import Entry, OneFile, SourceFile, Tree

MAX_BYTES = 2 << 30  # of a larger file of weights only the size is reported: hashing takes about a second for each GB
PERMALINKS = {
    "bitbucket.org": "{url}/src/{commit}",
    "codeberg.org": "{url}/src/commit/{commit}",
    "gitee.com": "{url}/blob/{commit}",
    "github.com": "{url}/blob/{commit}",
    "gitlab.com": "{url}/-/blob/{commit}",
    "huggingface.co": "{url}/blob/{commit}",
}


def is_read(entry: Entry) -> bool:
    """Whether a scan reads this file, were it small enough."""
    return entry.kind == "file" and repository.is_candidate(entry.path, entry.size)


def scan_tree(tree: Tree, origin: Origin, signatures: Signatures) -> Scanned:
    """What a tree uses; rows lack model_id, identity, first_seen and last_seen."""
    present = [entry for entry in tree.entries() if entry.kind == "file"]
    folders = {repository.installed(entry.path) for entry in present} - {""}
    entries = [entry for entry in present if not repository.installed(entry.path)]
    wanted = [entry for entry in entries if repository.is_candidate(entry.path, entry.size)]
    unread: defaultdict[str, list[str]] = defaultdict(list)
    unread["too large"] += [entry.path for entry in wanted if entry.size > repository.MAX_BYTES]
    unread["with installed packages"] += [folder.rstrip("/") for folder in folders]
    copies = weights_files(tree, entries, signatures, unread)

    def files() -> Iterator[SourceFile]:
        for entry, data in tree.read(entry for entry in wanted if entry.size <= repository.MAX_BYTES):
            if data is None:
                unread["missing"].append(entry.path)
            else:
                yield SourceFile(entry.path, entry.blob, data)

    pattern = PERMALINKS.get(origin.host or "")
    link = pattern.format(url=origin.url, commit=tree.commit) if pattern and tree.commit and origin.url else None
    paths = [] if isinstance(tree, OneFile) else [entry.path for entry in everything(tree)]
    found = repository.map_repository(origin.repository_id, tree.commit, link, paths, files(), signatures, copies)
    for reason, skipped in found.unread_files.items():
        unread[reason] += skipped
    shown = {reason: sorted(map(mask, paths)) for reason, paths in sorted(unread.items()) if paths}
    return Scanned(found.rows, found.files_scanned, shown, found.trails, found.fails)


def weights_files(
    tree: Tree, entries: Iterable[Entry], signatures: Signatures, unread: dict[str, list[str]], limit: int = MAX_BYTES
) -> list[WeightsFile]:
    """The files of weights among a tree's entries; `unread` gets those whose content is missing.

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
            unread["missing"].append(entry.path)
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
