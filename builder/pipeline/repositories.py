"""The step `repositories`: licence, languages and dependencies of every repository that the sources name."""

import functools
from datetime import datetime
from typing import Any

from builder import schemas
from builder.engine.durable import digest
from builder.engine.step import Result
from builder.errors import SkipItem
from builder.pipeline.context import Context, Planned, item_digest, of_sources
from builder.repository.trees import Tree, open_tree
from builder.snapshots import repositories
from builder.sources.local import RECORDS
from builder.tables.records import Part, of_source, relation


def plan(context: Context) -> Planned:
    """Every repository that the sources name: its licence, languages and dependencies."""
    fingerprint = digest(repositories.VERSION, schemas.REPOSITORIES.schema.to_string())
    run = functools.partial(_capture, as_of=context.as_of)
    step = context.step("repositories", fingerprint, schemas.REPOSITORIES.schema, run)
    return Planned(step, repository_items(context), *of_sources(context, context.repositories))


def repository_items(context: Context) -> str:
    """A repository that two sources name is taken as the later one of the settings gives it."""
    parts = [of_source(context.workspace, source) for source in context.repositories]
    ranked = " UNION ALL ".join(
        f"SELECT *, {rank} AS rank FROM {relation(part, RECORDS)}" for rank, part in enumerate(parts or [Part((), "")])
    )
    return f"""
SELECT repository_id AS item, {item_digest("digest", "host", "url")} AS digest,
  repository_id, location, revision, digest AS tree, host, url, source
FROM ({ranked}) QUALIFY row_number() OVER (PARTITION BY repository_id ORDER BY rank DESC) = 1"""


def opened(item: dict[str, Any]) -> Tree:
    """The repository as it was when it was collected; SkipItem 'changed' where it is another by now."""
    tree = open_tree(item["location"], item["revision"])
    if tree.digest != item["tree"]:
        raise SkipItem("changed", "its files changed while the build ran: build again")
    return tree


def _capture(item: dict[str, Any], as_of: datetime) -> Result:
    facts = {name: item[name] for name in ("repository_id", "host", "url", "source")}
    row = repositories.capture(opened(item), **facts)
    return Result([{**row, "captured_at": as_of}])
