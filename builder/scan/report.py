"""`scan`: one repository read, its models with what is known of them. What the command prints, as a record.

from builder.scan.report import scan
for model in scan("path/to/repository", models="peatmoss").models:
    print(model.name, model.usage, model.places[0]["path"])
"""

import os
from collections.abc import Iterable
from dataclasses import field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from builder.errors import InputError
from builder.licences.interface import Use
from builder.records import dataclass
from builder.repository.exclusions import idle, without
from builder.repository.origins import Origin, origin_of
from builder.repository.scanned import Scanned
from builder.repository.trees import FolderTree, OneFile, Tree, open_files
from builder.scan import baseline as baselines
from builder.scan import models as scan_models
from builder.scan import settings_file
from builder.scan.entries import Entry, Facts, Row, entries
from builder.scan.findings import COUNTING, findings
from builder.scan.review import Review, review

if TYPE_CHECKING:
    from builder.scan.findings import Found
    from builder.scan.models import Relation
    from builder.scan.policy import Policy

UNRECOGNISED = "unrecognised"  # a licence's file that no rule knows


@dataclass(frozen=True)
class Report:
    """What a scan found. `models`: one entry per model; `rows`: every place, with the columns of `mappings`.

    `license`: the repository's own, as given or as its files say: SPDX, 'proprietary', 'unrecognised', None for none or
    where it was not asked for. `looked_up`: whether names were looked up in a table of models or on the Hub. `unread`:
    by reason the files that should have been read. `review`: what needs attention, and what that comes to.
    """

    repository_id: str
    commit: str | None
    license: str | None
    looked_up: bool
    models: tuple[Entry, ...]
    rows: tuple[dict[str, Any], ...]
    files_scanned: int
    unread: dict[str, list[str]]
    review: Review = field(default_factory=Review)


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
    fail_on: Iterable[str] = (),
    baseline: str | None = None,
    new_only: bool = False,
    against_baseline: bool = True,
    config: bool = True,
) -> Report:
    """Which models the repository at `path` (a folder, a file, a git directory) uses. Nothing in it is run.

    `models`: a workspace, dataset or table of models that tells ids, licences and base models; `online`: the Hub tells
    them, which is asked anonymously for the names that were found. `license`: SPDX, or
    'proprietary'. With `mentions` models that are only named are among them. `fail_on`: kinds of findings
    (builder.scan.findings.KINDS) that `review.code` is about; `baseline`: a file of known findings, of which `new_only`
    leaves out those; without `against_baseline` none is read. Without `config` the scanned folder's .peatmoss.toml is
    not read; what is given here goes before it. InputError for what cannot be read, ApiError where the Hub gives no
    answer.
    """
    table = scan_models.relation(models) if models else None
    snapshots = scan_models.snapshots(models) if models else None
    whole = opened(path, revision)
    policy = settings_file.found(whole) if config else None
    known_before = _known_before(whole, baseline, policy) if against_baseline else None
    if new_only and known_before is None:
        raise InputError("--new-only needs a baseline: give --baseline FILE as well")
    tree = whole if isinstance(whole, OneFile) else chosen(whole, policy, baseline)
    origin, found = mapped(path, tree, cache=cache)
    rows = scan_models.identified(found.rows, table, snapshots)
    rows, known = _looked_up(rows, table, online)
    license = license or (policy.license if policy else None)  # noqa: A001
    if table is not None or online:
        license = license or licence_of(whole)  # noqa: A001
    use = use or (Use(policy.use) if policy and policy.use else None)
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
        review=_reviewed(findings(made, rows, found.unread_files), fail_on, policy, known_before, new_only, whole),
    )


def _looked_up(rows: list[Row], table: "Relation | None", online: bool) -> tuple[list[Row], dict[str, Facts]]:
    """The rows with the ids that the Hub gives, and what a table or the Hub knows of their models."""
    if table is not None:
        from builder.scan.facts import facts

        return rows, facts(table, {row["model_id"] for row in rows if row["model_id"]})
    if online:
        from builder.scan.online import looked_up

        return looked_up(rows)
    return rows, {}


def _reviewed(
    found: "Found",
    fail_on: Iterable[str],
    policy: "Policy | None",
    known_before: dict[str, str] | None,
    new_only: bool,
    whole: Tree,
) -> Review:
    """What the findings come to, by what is asked for here and what the settings of the folder say."""
    return review(
        found,
        asked=tuple(fail_on) or (policy.fail_on if policy else ()),
        contexts=policy.contexts if policy else COUNTING,
        accepted=policy.accepted if policy else (),
        baseline=known_before,
        new_only=known_before is not None and (new_only or (policy is not None and policy.new_only)),
        complete=not isinstance(whole, OneFile),
        today=datetime.now(UTC).date(),
        notes=_notes(whole, policy),
    )


def opened(path: str, revision: str | None = None) -> Tree:
    """The files of a repository; InputError for what is none."""
    if "://" in path:
        raise InputError(f"{path} is a URL: git clone it first, then scan the folder")
    return open_files(path, revision)


def mapped(path: str, tree: Tree, *, cache: bool = True) -> tuple[Origin, Scanned]:
    """Where a repository comes from, and what its files use before names are looked up."""
    single = isinstance(tree, OneFile)
    origin = origin_of(Path(path).parent if single else Path(path))
    found = _scanned(tree, origin, cache)
    if single and "missing" in found.unread:
        raise InputError(f"{path}: cannot be read; make it readable")
    if single and not found.files_scanned and not found.unread:
        raise InputError(f"{path}: a scan does not read this kind of file; give code, settings, a document or a folder")
    return origin, found


def _known_before(tree: Tree, given: str | None, policy: "Policy | None") -> dict[str, str] | None:
    """The known findings: of the file that is given, else of the one that the settings name beside them."""
    if given is not None:
        return baselines.read(Path(given))
    if policy is None or policy.baseline is None:
        return None
    return baselines.parse(settings_file.content(tree, policy.baseline), policy.baseline)


def chosen(tree: Tree, policy: "Policy | None", baseline: str | None = None) -> Tree:
    """The files without those that the settings leave out, and without the settings and the known findings."""
    paths = {settings_file.NAME, baselines.NAME}
    if policy is not None and policy.baseline is not None:
        paths.add(policy.baseline)
    if baseline is not None and isinstance(tree, FolderTree):
        paths.add(os.path.relpath(Path(baseline).resolve(), tree.folder.resolve()).replace(os.sep, "/"))
    return without(tree, policy.exclude if policy else (), paths)


def _notes(tree: Tree, policy: "Policy | None") -> list[str]:
    """What is to be told of the settings: they lie with the files, and may be somebody else's."""
    if policy is None:
        return []
    said = [f"settings: {settings_file.NAME} ({', '.join(sorted(_said(policy)))}); --no-config leaves it out"]
    if policy.exclude and not isinstance(tree, OneFile):
        said += [f"exclude: {one} matches no file; remove it" for one in idle(tree, policy.exclude)]
    return said


def _said(policy: "Policy") -> set[str]:
    """The keys that a file has."""
    return {type(policy).model_fields[name].alias or name for name in policy.model_fields_set}


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
