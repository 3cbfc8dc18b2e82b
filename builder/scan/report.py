"""`scan`: one repository read, its models with what is known of them. What the command prints, as a record.

from builder.scan.report import scan
for model in scan("path/to/repository", models="peatmoss").models:
    print(model.name, model.usage, model.places[0]["path"])
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from builder.errors import InputError
from builder.licences.interface import Use
from builder.repository.origins import Origin, origin_of
from builder.repository.trees import OneFile, Tree, open_files
from builder.scan import models as scan_models
from builder.scan.entries import Entry, Facts, entries
from builder.scan.scanned import Scanned

UNRECOGNISED = "unrecognised"  # a licence's file that no rule knows


@dataclass(frozen=True)
class Report:
    """What a scan found. `models`: one entry per model; `rows`: every place, with the columns of `mappings`.

    `license`: the repository's own, as given or as its files say: SPDX, 'proprietary', 'unrecognised', None for none or
    where it was not asked for. `looked_up`: whether names were looked up in a table of models or on the Hub. `unread`:
    by reason the files that should have been read.
    """

    repository_id: str
    commit: str | None
    license: str | None
    looked_up: bool
    models: tuple[Entry, ...]
    rows: tuple[dict[str, Any], ...]
    files_scanned: int
    unread: dict[str, list[str]]


def scan(
    path: str,
    revision: str | None = None,
    *,
    models: str | None = None,
    online: bool = False,
    license: str | None = None,  # noqa: A002 - the word of the option
    use: Use | None = None,
    mentions: bool = False,
    cache: bool = True,
) -> Report:
    """Which models the repository at `path` (a folder, a file, a git directory) uses. Nothing in it is run.

    `models`: a workspace, dataset or table of models that tells ids, licences and base models; `online`: the Hub tells
    them, which is asked anonymously for the names that were found. `license`: SPDX, or
    'proprietary'. With `mentions` models that are only named are among them. InputError for what cannot be read,
    ApiError where the Hub gives no answer.
    """
    table = scan_models.relation(models) if models else None
    snapshots = scan_models.snapshots(models) if models else None
    tree, origin, found = read(path, revision, cache=cache)
    rows = scan_models.identified(found.rows, table, snapshots)
    known: dict[str, Facts] = {}
    if table is not None:
        from builder.scan.facts import facts

        known = facts(table, {row["model_id"] for row in rows if row["model_id"]})
    elif online:
        from builder.scan.online import looked_up

        rows, known = looked_up(rows)
    if table is not None or online:
        license = license or licence_of(tree)  # noqa: A001
    made = entries(rows, known, license, use, mentions=mentions)
    return Report(
        repository_id=origin.repository_id,
        commit=tree.commit,
        license=license,
        looked_up=table is not None or online,
        models=tuple(made),
        rows=tuple(rows),
        files_scanned=found.files_scanned,
        unread=found.unread_files,
    )


def read(path: str, revision: str | None = None, *, cache: bool = True) -> tuple[Tree, Origin, Scanned]:
    """The files of a repository, where it comes from, and what it uses before names are looked up."""
    if "://" in path:
        raise InputError(f"{path} is an address: git clone it first, then scan the folder")
    tree = open_files(path, revision)
    single = isinstance(tree, OneFile)
    origin = origin_of(Path(path).parent if single else Path(path))
    found = _scanned(tree, origin, cache)
    if single and not found.files_scanned and not found.unread:
        raise InputError(f"{path}: no kind of file that a scan reads; give code, settings, a document or a folder")
    return tree, origin, found


def licence_of(tree: Tree) -> str | None:
    """What a repository's files say of its licence; None where it has no licence's file."""
    from builder.repository.license_files import declared, license_files

    files = license_files(tree)
    return (declared(tree, files) or UNRECOGNISED) if files else None


def _scanned(tree: Tree, origin: Origin, cache: bool) -> Scanned:
    """What a tree uses; without files nothing, for which no rules need be read."""
    if not tree.entries():
        return Scanned([], 0, {}, {})
    from builder.reference.signatures import load_signatures

    if not cache:
        from builder.scan.repository import scan_tree

        return scan_tree(tree, origin, load_signatures())
    from builder.scan.cache import scanned

    return scanned(tree, origin, load_signatures())
