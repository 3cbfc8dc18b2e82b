"""`peatmoss scan`: which models a repository uses, with the line that proves it."""

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from builder.licences.interface import Use
    from builder.repository.origins import Origin
    from builder.repository.trees import Tree
    from builder.scan.scanned import Scanned

FORMATS = ("table", "jsonl", "json")
USES = ("commercial", "research")
UNRECOGNISED = "unrecognised"  # a licence's file that no rule knows
NO_LICENCE = "none found; --license SPDX or --license proprietary says which it is"


Where = Annotated[str, typer.Argument(metavar="PATH", help="A folder, a file or a git directory.")]
Revision = Annotated[
    str | None,
    typer.Option(metavar="REVISION", help="Scan this commit, tag or branch; by default the files in the folder."),
]
Form = Annotated[str, typer.Option("--format", metavar="FORM", help="'table', 'jsonl' (one line per place) or 'json'.")]
Models = Annotated[
    str | None,
    typer.Option(metavar="PATH", help="Look names up in this workspace, dataset or table of models."),
]
Licence = Annotated[
    str | None,
    typer.Option(
        "--license",
        metavar="SPDX",
        help="Licence of the repository: an SPDX expression or 'proprietary'; by default what its files say.",
    ),
]
Purpose = Annotated[
    str | None, typer.Option("--use", metavar="USE", help="What the models are used for: 'commercial' or 'research'.")
]
Everything = Annotated[
    bool,
    typer.Option(
        "--all",
        help="Also list models of tests, examples and documents, mentions, and calls whose model was not resolved.",
    ),
]
Places = Annotated[bool, typer.Option("--places", help="List every place of a model, one per line.")]
Explain = Annotated[
    str | None,
    typer.Option(metavar="PLACE", help="Explain this place (PATH:LINE): the way from the call to the model's name."),
]
NoCache = Annotated[bool, typer.Option("--no-cache", help="Do not use or write the cache of earlier scans.")]


def command(
    path: Where = ".",
    revision: Revision = None,
    form: Form = "table",
    models: Models = None,
    license_: Licence = None,
    use: Purpose = None,
    everything: Everything = False,
    places: Places = False,
    explain: Explain = None,
    no_cache: NoCache = False,
) -> None:
    """List the models that a repository uses, and where. Nothing in it is run or imported."""
    from builder.errors import InputError
    from builder.redaction.controls import visible
    from builder.repository.origins import origin_of
    from builder.repository.trees import OneFile, open_files
    from builder.scan import models as scan_models

    if form not in FORMATS:
        raise typer.BadParameter(f"no format '{form}': {', '.join(FORMATS)}", param_hint="--format")
    if "://" in path:
        raise InputError(f"{path} is an address: git clone it first, then scan the folder")
    licence, purpose = _terms(license_, use)
    table = scan_models.relation(models) if models else None
    snapshots = scan_models.snapshots(models) if models else None
    tree = open_files(path, revision)
    single = isinstance(tree, OneFile)
    origin = origin_of(Path(path).parent if single else Path(path))
    found = _scanned(tree, origin, no_cache)
    if single and not found.files_scanned and not found.unread:
        raise InputError(f"{path}: no kind of file that a scan reads; give code, settings, a document or a folder")
    if explain is not None:
        from builder.reference.signatures import load_signatures
        from builder.scan.explain import explained

        print("\n".join(explained(found.rows, explain, tree, found.trails, load_signatures())))
        return
    rows = scan_models.identified(found.rows, table, snapshots)
    if form == "table":
        from builder.scan.entries import entries
        from builder.scan.formats.table import show

        known, repository = {}, licence
        if table is not None:
            from builder.scan.facts import facts

            known = facts(table, {row["model_id"] for row in rows if row["model_id"]})
            repository = licence or _licence(tree)
        made = entries(rows, known, repository, purpose, mentions=everything)
        show(made, rows, found, everything, every_place=places, looked_up=table is not None)
        if table is not None:
            print(f"licence of the repository: {visible(repository or NO_LICENCE)}", file=sys.stderr)
        if tree.commit:
            print(f"read at commit {tree.commit}", file=sys.stderr)
        return
    account = {"repository_id": origin.repository_id, "commit": tree.commit, "files_scanned": found.files_scanned}
    write(rows, {**account, "unread": found.unread, "unread_files": found.unread_files} if form == "json" else None)


def _terms(licence: str | None, use: str | None) -> tuple[str | None, "Use | None"]:
    """The licence as SPDX ('proprietary' stays) and the use; BadParameter for words that are none."""
    from builder.licences.interface import Use

    if use is not None and use not in USES:
        raise typer.BadParameter(f"no use '{use}': {', '.join(USES)}", param_hint="--use")
    spdx = licence
    if licence is not None and licence.lower() != "proprietary":
        from builder.reference.licenses import license_spdx

        spdx = license_spdx(licence)
        if spdx is None:
            raise typer.BadParameter(
                f"'{licence}' is no SPDX expression: MIT, Apache-2.0, ..., or 'proprietary'", param_hint="--license"
            )
    return spdx, Use(use) if use else None


def _licence(tree: "Tree") -> str | None:
    """What the repository's files say of its licence; None where it has no licence's file."""
    from builder.repository.license_files import declared, license_files

    files = license_files(tree)
    return (declared(tree, files) or UNRECOGNISED) if files else None


def _scanned(tree: "Tree", origin: "Origin", no_cache: bool) -> "Scanned":
    """What a tree uses; without files nothing, for which no rules need be read."""
    from builder.scan.scanned import Scanned

    if not tree.entries():
        return Scanned([], 0, {}, {})
    from builder.reference.signatures import load_signatures

    if no_cache:
        from builder.scan.repository import scan_tree

        return scan_tree(tree, origin, load_signatures())
    from builder.scan.cache import scanned

    return scanned(tree, origin, load_signatures())


def write(rows: list[dict[str, Any]], facts: dict[str, Any] | None) -> None:
    """One JSON object a line, or all of them in one object beside the facts of the scan."""
    escaped = not (sys.stdout.encoding or "").lower().startswith("utf")
    if facts is None:
        sys.stdout.writelines(json.dumps(row, ensure_ascii=escaped) + "\n" for row in rows)
    else:
        typer.echo(json.dumps({**facts, "mappings": rows}, ensure_ascii=escaped, indent=1))
