"""The step `mappings`: the places where every repository uses a model."""

import functools
from datetime import datetime
from typing import Any

from builder import schemas
from builder.engine.durable import digest
from builder.engine.step import Result
from builder.mapping.rows import SCANNER
from builder.pipeline.context import Context, Planned, item_digest, of_sources
from builder.pipeline.repositories import opened, repository_items
from builder.reference.signatures import Signatures
from builder.repository.origins import Origin
from builder.scan.repository import scan_tree


def plan(context: Context) -> Planned:
    """Every repository whose files are here, again: the places where it uses a model."""
    fingerprint = digest(SCANNER, context.signatures.sha256, schemas.MAPPINGS.schema.to_string())
    run = functools.partial(_map, as_of=context.as_of, signatures=context.signatures)
    step = context.step("mappings", fingerprint, schemas.MAPPINGS.schema, run)
    query = f"""
SELECT item, repository_id, location, revision, tree, host, url, {item_digest("tree", "host", "url")} AS digest
FROM ({repository_items(context)}) WHERE location IS NOT NULL"""
    return Planned(step, query, *of_sources(context, [*context.repositories, *context.finds]))


def _map(item: dict[str, Any], as_of: datetime, signatures: Signatures) -> Result:
    """One repository's rows; the summary says how much of it was read, for its row of `repositories`."""
    found = scan_tree(opened(item), Origin(item["repository_id"], item["host"], item["url"]), signatures)
    summary = {
        "scan_status": "partial" if found.unread else "scanned",
        "files_scanned": found.files_scanned,
        "files_skipped": sum(found.unread.values()),
        "unread": found.unread,
        "scanned_at": as_of.isoformat(),
    }
    return Result(found.rows, summary)
