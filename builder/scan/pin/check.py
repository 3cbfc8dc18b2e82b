"""Scans a tree as a patch would leave it: files that do not parse any more, or name other models, lose their edits."""

import ast
import json
import warnings
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress

from builder.records import dataclass
from builder.reference.signatures import load_signatures
from builder.repository.exclusions import Wrapped
from builder.repository.origins import Origin
from builder.repository.trees import Entry, Tree
from builder.scan.entries import Row
from builder.scan.repository import scan_tree


@dataclass(frozen=True)
class Patched(Wrapped):
    """A tree with other contents for some of its files, by path; files of weights are the tree's."""

    contents: Mapping[str, bytes]

    @property
    def digest(self) -> str:
        """None that could be kept: what is scanned here is scanned once."""
        return ""

    def read(self, entries: Iterable[Entry]) -> Iterator[tuple[Entry, bytes | None]]:
        """Contents, those of the patch where it has them."""
        for entry, data in self.tree.read(entries):
            yield entry, self.contents.get(entry.path, data)


def rescanned(tree: Tree, origin: Origin, contents: Mapping[str, bytes]) -> dict[str, Row]:
    """The rows of the tree with these contents, by mapping_id; those of files of weights aside."""
    rows = scan_tree(Patched(tree, contents), origin, load_signatures()).rows
    return {row["mapping_id"]: row for row in rows if row["call"] is not None}


def parses(path: str, before: bytes, after: bytes) -> bool:
    """Whether a file parses as it did before; true of one that did not, and of kinds that no parser here is for."""
    if path.endswith((".py", ".pyw")):
        return _is_python(after) or not _is_python(before)
    if path.endswith((".json", ".ipynb")):
        return _is_json(after) or not _is_json(before)
    return True


def differing(before: Mapping[str, Row], after: Mapping[str, Row], commits: Mapping[str, str]) -> set[str]:
    """The mapping_ids of rows that came, went, or changed more than `commits` (by mapping_id) say, places aside."""
    changed = before.keys() ^ after.keys()
    pinned = {(before[key]["model_name"], commit) for key, commit in commits.items()}
    for key in before.keys() & after.keys():
        old, new = before[key], after[key]
        wanted = commits.get(key)
        allowed = new["revision"] == old["revision"] or (new["model_name"], new["revision"]) in pinned
        if old["usage"] != new["usage"] or not (new["revision"] == wanted if wanted is not None else allowed):
            changed.add(key)
    return changed


def _is_python(data: bytes) -> bool:
    with suppress(SyntaxError, ValueError, RecursionError, MemoryError), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        ast.parse(data)
        return True
    return False


def _is_json(data: bytes) -> bool:
    with suppress(ValueError, RecursionError):
        json.loads(data)
        return True
    return False
