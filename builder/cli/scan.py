"""`peatmoss scan`: which models a repository uses, with the line that proves it."""

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from builder.repository.origins import Origin
    from builder.repository.trees import Tree
    from builder.scan.scanned import Scanned

FORMATS = ("table", "jsonl", "json")


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
Everything = Annotated[
    bool, typer.Option("--all", help="Also list mentions, and calls whose model could not be resolved.")
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
    everything: Everything = False,
    places: Places = False,
    explain: Explain = None,
    no_cache: NoCache = False,
) -> None:
    """List the models that a repository uses, and where. Nothing in it is run or imported."""
    from builder.errors import InputError
    from builder.repository.origins import origin_of
    from builder.repository.trees import OneFile, open_files
    from builder.scan import models as scan_models

    if form not in FORMATS:
        raise typer.BadParameter(f"no format '{form}': {', '.join(FORMATS)}", param_hint="--format")
    if "://" in path:
        raise InputError(f"{path} is an address: git clone it first, then scan the folder")
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
        from builder.scan.formats.table import show

        show(rows, found, everything, every_place=places, noun="model" if table else "name")
        if tree.commit:
            print(f"read at commit {tree.commit}", file=sys.stderr)
        return
    facts = {"repository_id": origin.repository_id, "commit": tree.commit, "files_scanned": found.files_scanned}
    write(rows, {**facts, "unread": found.unread, "unread_files": found.unread_files} if form == "json" else None)


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
