"""The step `snapshots`: models above the downloads that make a snapshot, each at its revision."""

import functools
from dataclasses import replace
from typing import Any

import pyarrow as pa

from builder import schemas
from builder.engine.durable import digest
from builder.engine.sql import strings
from builder.engine.step import Result
from builder.hub.eval_results import EVAL_RESULTS
from builder.pipeline.context import Context, Planned, item_digest, of_sources
from builder.snapshots import live as live_models
from builder.snapshots import models
from builder.snapshots.archive import Archive
from builder.snapshots.live import EVAL_FILES, Access
from builder.sources.hub_records import RECORDS
from builder.tables.records import Part, of_step, records, relation

# what the extraction needs of the model's record beside the snapshot
RECORD = pa.struct(
    [("tags", pa.list_(pa.string())), ("task", pa.string()), ("library", pa.string())]
    + [("parameters", pa.int64()), ("parameters_source", pa.string())]
    + [("languages", pa.list_(pa.string())), ("base_models", pa.list_(pa.string())), ("eval_results", EVAL_RESULTS)]
)
SNAPSHOT_ROWS = pa.schema(
    [*schemas.SNAPSHOTS.schema, schemas.TALK]
    + [("more_files", schemas.SNAPSHOTS.schema.field("files").type)]  # beyond those that are published
    + [("record", RECORD), ("eval_files", EVAL_FILES)]
)
CARD = "model_id, revision, card, card_sha256, config, eval_files, unnest(record)"  # what the steps over cards read
CARD_DIGEST = ("card_sha256", "config", "eval_files", "record")
RECORDED = (
    *("downloads", "files", "config", "card_sha256", "tags", "task", "library", "parameters"),
    *("languages", "base_models", "eval_results"),
)


def plan(context: Context) -> Planned:
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
    columns = "model_id, hub, revision, downloads, files, config, card, card_sha256, tags, task, library"
    columns += ", parameters, parameters_source, collected_at, gated, disabled, source, told"
    columns += ", languages, base_models, eval_results"
    is_live = f"source IN ({strings(['', *live])})"
    query = f"""
WITH records AS ({records(context.workspace, context.listings, RECORDS, columns)}), seen AS (
  SELECT model_id, max_by(downloads, ordinal) AS downloads FROM records WHERE told = 'seen' GROUP BY model_id
), chosen AS (
  SELECT max_by(ordinal, ({is_live}, card_sha256 IS NOT NULL, ordinal)) AS ordinal
  FROM records LEFT JOIN seen USING (model_id)
  WHERE told = 'record' AND source NOT IN ({strings(["", *context.given])})
  AND (greatest(coalesce(records.downloads, 0), coalesce(seen.downloads, 0)) > {wanted.min_downloads}
    OR hub = 'pytorch' AND card_sha256 IS NOT NULL)
  GROUP BY model_id, revision
)
SELECT model_id || '@' || coalesce(revision, '') AS item,
  CASE WHEN {is_live} THEN {item_digest("source", "gated", "disabled")}
  ELSE {item_digest(*RECORDED)} END AS digest,
  {columns}
FROM records SEMI JOIN chosen USING (ordinal)"""
    sources = [of.name for of in context.listings]
    return Planned(step, query, *of_sources(context, sources))


def _snapshot(item: dict[str, Any], live: dict[str, Access], archive: Archive) -> Result:
    access = live.get(item["source"])
    return live_models.capture(item, access, archive) if access else models.capture(item)


def card_rows(context: Context) -> tuple[str, Part]:
    """SQL of the committed rows of snapshots, and the files that it reads."""
    taken = of_step(context.workspace, "snapshots")
    return relation(taken, pa.schema([("item", pa.string()), *SNAPSHOT_ROWS])), taken
