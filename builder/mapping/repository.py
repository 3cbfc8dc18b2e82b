"""The files of one repository -> its rows of `mappings`, and an account of the files."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from builder.mapping.context import context, copied_libraries
from builder.mapping.python import Call, read_calls
from builder.mapping.rows import SCANNER, Place, rows
from builder.privacy import mask
from builder.signatures import Signatures
from builder.trees import SourceFile

__all__ = ["MAX_BYTES", "SCANNER", "Scan", "is_candidate", "map_repository"]

SUFFIXES = (".py", ".pyw")
MAX_BYTES = 5_000_000  # larger files are generated, and their syntax tree takes a hundred times their size
BINARY_LOOK = 8000  # bytes in which git, too, looks for a NUL before it calls a file binary; UTF-16 has one at once
BYTE_ORDER_MARK = b"\xef\xbb\xbf"

# tree-sitter-python 0.25 writes past a buffer, which ends the process, when a string opens below about 400 levels of
# indentation (tree-sitter-python issue 350). Python itself takes 100. Levels are at most the different indentations;
# one step of an indentation is at most a tab's 8 columns, and 8,192 tabs overflow the count of columns.
MAX_LEVELS = 300
MAX_INDENT = 8000
INDENTS = re.compile(rb"\n((?:[ \t\r\f]|\\\r?\n)+)")
DEEP_INDENT = re.compile(rb"\n(?:[ \t\r\f]|\\\r?\n){%d}" % (MAX_LEVELS // 8))


@dataclass(frozen=True)
class Scan:
    """Rows in the order of path, line and column; `files_skipped` counts unread Python files by reason."""

    rows: list[dict[str, Any]]
    files_scanned: int
    files_skipped: dict[str, int]


def is_candidate(path: str) -> bool:
    """Whether the scanner reads a file of this name."""
    return path.endswith(SUFFIXES)


def map_repository(
    repository_id: str,
    commit: str | None,
    permalink: str | None,
    paths: Iterable[str],
    files: Iterable[SourceFile],
    signatures: Signatures,
) -> Scan:
    """Where a repository's files use models; rows lack what the merge fills (model_id, identity, *_seen).

    `paths` are those of all its files (they tell vendored copies), `files` its candidates as read. `permalink` is the
    address below which the commit's files stand ('https://github.com/o/r/blob/<sha>'); without it rows have no url.
    """
    skipped = Counter[str]()
    found: list[tuple[str, str, list[Call]]] = []
    scanned = 0
    for file in files:
        reason = unreadable(file.data)
        if reason is not None:
            skipped[reason] += 1
            continue
        scanned += 1
        calls = read_calls(file.data.removeprefix(BYTE_ORDER_MARK), signatures)
        if calls:
            found.append((file.path, file.blob, calls))
    copies = copied_libraries(repository_id, paths, signatures)
    made: list[dict[str, Any]] = []
    for path, blob, calls in sorted(found, key=itemgetter(0)):
        shown = mask(path)
        link = permalink if shown == path else None
        made += rows(Place(repository_id, commit, link, shown, blob, context(path, copies)), calls)
    return Scan(made, scanned, dict(sorted(skipped.items())))


def unreadable(data: bytes) -> str | None:
    """Why a Python file is not read: 'too large', 'binary' (UTF-16 is, to Python too) or 'nested too deep'; or None."""
    if len(data) > MAX_BYTES:
        return "too large"
    if b"\0" in data[:BINARY_LOOK]:
        return "binary"
    return "nested too deep" if DEEP_INDENT.search(data) and _too_deep(data) else None


def _too_deep(data: bytes) -> bool:
    indents = set(INDENTS.findall(data))
    return len(indents) > MAX_LEVELS or max(map(len, indents)) > MAX_INDENT
