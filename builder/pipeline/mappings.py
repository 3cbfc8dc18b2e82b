"""The step `mappings`: the places where every repository uses a model.

A repository that was found is fetched here, and its files are read at once for both tables, so that its clone can make
room for others: what `repositories` tells of its files stands in the summary of its item.
"""

import functools
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from builder import schemas
from builder.engine.durable import digest
from builder.engine.step import Result
from builder.errors import SkipItem
from builder.mapping.rows import SCANNER
from builder.pipeline import licenses
from builder.pipeline.context import Context, Planned, item_digest, of_sources
from builder.pipeline.repositories import license_texts, opened, repository_items
from builder.reference.signatures import Signatures
from builder.repository.origins import Origin
from builder.repository.remote import FetchError, Limits
from builder.repository.store import Store
from builder.repository.trees import Tree
from builder.scan.repository import is_read, scan_tree
from builder.snapshots import repositories


def plan(context: Context) -> Planned:
    """Every repository: those of this machine, and, unless the settings say no, those that were found."""
    texts = licenses.kept(context)
    versions = (SCANNER, repositories.VERSION, context.signatures.sha256, texts is not None)
    fingerprint = digest(*versions, schemas.MAPPINGS.schema.to_string())
    store = store_of(context)
    run = functools.partial(_map, as_of=context.as_of, signatures=context.signatures, store=store, texts=texts)
    step = context.step("mappings", fingerprint, schemas.MAPPINGS.schema, run)
    fetched = context.settings.repositories
    if context.finds and fetched.fetch:
        store.recover()
        step = replace(step, limits=replace(step.limits, timeout_s=step.limits.timeout_s + fetched.fetch_s))
    return Planned(step, found_items(context), *of_sources(context, context.repository_sources))


def found_items(context: Context) -> str:
    """SQL of the repositories whose files are here, or can be fetched."""
    known = item_digest("tree", "host", "url", "CASE WHEN location IS NULL THEN changed_at END")
    fetch = str(context.settings.repositories.fetch).lower()
    return f"""
SELECT item, repository_id, location, revision, tree, host, url, {known} AS digest
FROM ({repository_items(context)})
WHERE location IS NOT NULL OR ({fetch} AND coalesce(status, 'present') = 'present')"""


def store_of(context: Context) -> Store:
    """Where clones stand, and how many fetches may be under way at once."""
    chosen = context.settings.repositories
    most, quota = chosen.max_mb * 1_000_000, chosen.store_mb * 1_000_000
    reserve = min(context.limits("mappings").workers * most, quota // 2)
    return Store(context.workspace.root / "fetched", Limits(chosen.fetch_s, most), chosen.max_files, quota, reserve)


@contextmanager
def _tree(item: dict[str, Any], store: Store) -> Iterator[Tree]:
    """The repository's files; SkipItem 'not_fetched' where it is not here and cannot be had."""
    if item["location"]:
        yield opened(item)
        return
    try:
        with store.opened(item["repository_id"], item["url"], is_read) as tree:
            yield tree
    except FetchError as error:
        raise SkipItem("not_fetched", f"{item['url']}: {error}") from error


def _map(item: dict[str, Any], as_of: datetime, signatures: Signatures, store: Store, texts: Path | None) -> Result:
    """One repository's rows; the summary says how much of it was read, for its row of `repositories`."""
    with _tree(item, store) as tree:
        found = scan_tree(tree, Origin(item["repository_id"], item["host"], item["url"]), signatures)
        captured = {} if item["location"] else repositories.of_files(tree)
        said = {} if item["location"] else license_texts(tree, texts)
    summary: dict[str, Any] = {
        "scan_status": "partial" if found.unread else "scanned",
        "files_scanned": found.files_scanned,
        "files_skipped": sum(found.unread.values()),
        "unread": found.unread,
        "scanned_at": as_of.isoformat(),
        **said,
    }
    if captured:
        captured["committed_at"] = captured["committed_at"] and captured["committed_at"].isoformat()
        summary["captured"] = captured
    return Result(found.rows, summary)
