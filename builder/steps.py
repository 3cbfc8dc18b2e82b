"""The four steps over items: what each plans (SQL over committed files), how it runs one item, what it depends on."""

import functools
import os
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

import pyarrow as pa

from builder import schemas
from builder.engine.durable import digest
from builder.engine.sql import quoted
from builder.engine.step import Limits, Result, Step
from builder.engine.workspace import Workspace
from builder.errors import SkipItem
from builder.extraction import card
from builder.mapping import repository as mapping
from builder.origins import Origin
from builder.scan import scan_tree
from builder.settings import Settings
from builder.signatures import Signatures
from builder.snapshots import live as live_models
from builder.snapshots import models, repositories
from builder.snapshots.archive import Archive
from builder.snapshots.live import Access
from builder.sources.hub_records import RECORDS
from builder.sources.local import RECORDS as REPOSITORY_RECORDS
from builder.tables.records import Listing, Part, of_source, of_step, records, relation
from builder.trees import Tree, open_tree

# beside the table's columns, what the extraction needs of the model's record
SNAPSHOT_ROWS = pa.schema(
    [*schemas.SNAPSHOTS.schema]
    + [("record_tags", pa.list_(pa.string())), ("record_task", pa.string()), ("record_library", pa.string())]
    + [("more_files", schemas.SNAPSHOTS.schema.field("files").type)]  # beyond those that are published
)


@dataclass(frozen=True)
class Context:
    """What every step may need to know of the build; `workers` overrides the settings."""

    workspace: Workspace
    settings: Settings
    listings: list[Listing]
    repositories: list[str]  # names of the sources of repositories
    signatures: Signatures
    as_of: datetime
    workers: int | None
    retry: frozenset[str] = frozenset()  # reasons for which skipped items are run again
    given: tuple[str, ...] = ()  # sources whose snapshots are taken as they give them
    live: dict[str, Access] = field(default_factory=dict)  # by source: the Hub that it lists

    def step(self, name: str, fingerprint: str, schema: pa.Schema, run: Callable[[dict[str, Any]], Result]) -> Step:
        """A step under the limits of the settings."""
        chosen = self.settings.limits(name)
        limits = Limits(self.workers or chosen.workers or os.cpu_count() or 1, chosen.timeout_s, chosen.memory_mb)
        return Step(name, fingerprint, schema, run, limits, self.retry)


@dataclass(frozen=True)
class Planned:
    """A step with the query of its items, the digest of all that the query reads, and a look at that for damages."""

    step: Step
    query: str
    inputs: str
    check: Callable[[], object]


def snapshots(context: Context) -> Planned:
    """Every record above the downloads that make a snapshot; of two of the same revision a live Hub's, or with a card.

    A live Hub's model is captured once per revision: that its counts have changed is no reason to ask again.
    """
    live, wanted = context.live, context.settings.snapshots
    archive = Archive(wanted.archive, wanted.archive_url or "")
    fingerprint = digest(models.VERSION, live_models.VERSION, SNAPSHOT_ROWS.to_string(), archive.what)
    run = functools.partial(_snapshot, live=live, archive=archive)
    step = context.step("snapshots", fingerprint, SNAPSHOT_ROWS, run)
    if live:  # an item may wait for the Hub as long as the Hub is given
        patience = max(access.patience_s for access in live.values())
        step = replace(step, limits=replace(step.limits, timeout_s=step.limits.timeout_s + patience))
    columns = "model_id, hub, revision, downloads, files, config, card, card_sha256, tags, task, library, collected_at"
    columns += ", gated, disabled, source, told"
    is_live = f"source IN ({', '.join(map(quoted, ['', *live]))})"
    query = f"""
WITH records AS ({records(context.workspace, context.listings, RECORDS, columns)}), seen AS (
  SELECT model_id, max_by(downloads, ordinal) AS downloads FROM records WHERE told = 'seen' GROUP BY model_id
), chosen AS (
  SELECT max_by(ordinal, ({is_live}, card_sha256 IS NOT NULL, ordinal)) AS ordinal
  FROM records LEFT JOIN seen USING (model_id)
  WHERE told = 'record' AND source NOT IN ({", ".join(map(quoted, ["", *context.given]))})
  AND (greatest(coalesce(records.downloads, 0), coalesce(seen.downloads, 0)) > {wanted.min_downloads}
    OR hub = 'pytorch' AND card_sha256 IS NOT NULL)
  GROUP BY model_id, revision
)
SELECT model_id || '@' || coalesce(revision, '') AS item,
  CASE WHEN {is_live} THEN {sealed("source", "gated", "disabled")}
  ELSE {sealed("downloads", "files", "config", "card_sha256", "tags", "task", "library")} END AS digest,
  {columns}
FROM records SEMI JOIN chosen USING (ordinal)"""
    sources = [of.name for of in context.listings]
    return Planned(step, query, *_of_sources(context, sources))


def _snapshot(item: dict[str, Any], live: dict[str, Access], archive: Archive) -> Result:
    access = live.get(item["source"])
    return live_models.capture(item, access, archive) if access else models.capture(item)


def capture_repositories(context: Context) -> Planned:
    """Every repository that the sources name: its licence, languages and dependencies."""
    fingerprint = digest(repositories.VERSION, schemas.REPOSITORIES.schema.to_string())
    run = functools.partial(_capture, as_of=context.as_of)
    step = context.step("repositories", fingerprint, schemas.REPOSITORIES.schema, run)
    return Planned(step, _repository_items(context), *_of_sources(context, context.repositories))


def mappings(context: Context) -> Planned:
    """Every repository again: the places where it uses a model."""
    fingerprint = digest(mapping.SCANNER, context.signatures.sha256, schemas.MAPPINGS.schema.to_string())
    run = functools.partial(_map, as_of=context.as_of, signatures=context.signatures)
    step = context.step("mappings", fingerprint, schemas.MAPPINGS.schema, run)
    return Planned(step, _repository_items(context), *_of_sources(context, context.repositories))


def extraction(context: Context) -> Planned:
    """Every card that a snapshot holds."""
    fingerprint = digest(card.VERSION, schemas.EXTRACTED_METADATA.schema.to_string())
    run = functools.partial(_extract, as_of=context.as_of)
    step = context.step("extraction", fingerprint, schemas.EXTRACTED_METADATA.schema, run)
    taken = of_step(context.workspace, "snapshots")
    query = f"""
SELECT item, {sealed("card_sha256", "record_tags", "record_task", "record_library", "config")} AS digest,
  model_id, revision, card, card_sha256, config,
  record_tags AS tags, record_task AS task, record_library AS library
FROM {relation(taken, pa.schema([("item", pa.string()), *SNAPSHOT_ROWS]))} WHERE card IS NOT NULL"""
    return Planned(step, query, taken.digest, functools.partial(of_step, context.workspace, "snapshots", check=True))


def sealed(*columns: str) -> str:
    """SQL of an item's digest: all that its rows depend on; a null is unlike any value, and keeps its place."""
    return f"md5(concat_ws(chr(31), {', '.join(f'coalesce({column}::VARCHAR, chr(30))' for column in columns)}))"


def _of_sources(context: Context, names: list[str]) -> tuple[str, Callable[[], object]]:
    """Digest of what the sources gave, and a look at every byte of it."""

    def check() -> None:
        for name in names:
            of_source(context.workspace, name, check=True)

    return digest([of_source(context.workspace, name).digest for name in names]), check


def _repository_items(context: Context) -> str:
    """A repository that two sources name is taken as the later one of the settings gives it."""
    parts = [of_source(context.workspace, source) for source in context.repositories]
    ranked = " UNION ALL ".join(
        f"SELECT *, {rank} AS rank FROM {relation(part, REPOSITORY_RECORDS)}"
        for rank, part in enumerate(parts or [Part((), "")])
    )
    return f"""
SELECT repository_id AS item, {sealed("digest", "host", "url")} AS digest,
  repository_id, location, revision, digest AS tree, host, url, source
FROM ({ranked}) QUALIFY row_number() OVER (PARTITION BY repository_id ORDER BY rank DESC) = 1"""


def _opened(item: dict[str, Any]) -> Tree:
    """The repository as it was when it was collected; SkipItem 'changed' where it is another by now."""
    tree = open_tree(item["location"], item["revision"])
    if tree.digest != item["tree"]:
        raise SkipItem("changed", "its files changed while the build ran: build again")
    return tree


def _capture(item: dict[str, Any], as_of: datetime) -> Result:
    facts = {name: item[name] for name in ("repository_id", "host", "url", "source")}
    row = repositories.capture(_opened(item), **facts)
    return Result([{**row, "captured_at": as_of}])


def _map(item: dict[str, Any], as_of: datetime, signatures: Signatures) -> Result:
    """One repository's rows; the summary says how much of it was read, for its row of `repositories`."""
    found = scan_tree(_opened(item), Origin(item["repository_id"], item["host"], item["url"]), signatures)
    summary = {
        "scan_status": "partial" if found.unread else "scanned",
        "files_scanned": found.files_scanned,
        "files_skipped": sum(found.unread.values()),
        "unread": found.unread,
        "scanned_at": as_of.isoformat(),
    }
    return Result(found.rows, summary)


def _extract(item: dict[str, Any], as_of: datetime) -> Result:
    return Result([{**card.extract(item), "extracted_at": as_of}])
