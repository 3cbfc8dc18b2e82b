"""The four steps over items: what each plans (SQL over committed files), how it runs one item, what it depends on."""

import functools
import os
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pyarrow as pa

from builder import schemas
from builder.engine.durable import digest
from builder.engine.step import Limits, Result, Step
from builder.engine.workspace import Workspace
from builder.errors import SkipItem
from builder.extraction import card
from builder.mapping import repository as mapping
from builder.settings import Settings
from builder.signatures import Signatures
from builder.snapshots import models, repositories
from builder.sources.hub_records import RECORDS
from builder.sources.local import RECORDS as REPOSITORY_RECORDS
from builder.tables.records import Listing, of_source, of_step, records, relation
from builder.trees import Tree, open_tree

# beside the table's columns, what the extraction needs of the model's record
SNAPSHOT_ROWS = pa.schema(
    [*schemas.SNAPSHOTS.schema]
    + [("record_tags", pa.list_(pa.string())), ("record_task", pa.string()), ("record_library", pa.string())]
)
ITEM_OF_RECORD = "model_id || '@' || coalesce(revision, '')"


@dataclass(frozen=True)
class Planned:
    """A step with the query of its items and the digest of all that the query reads."""

    step: Step
    query: str
    inputs: str


def snapshots(workspace: Workspace, settings: Settings, listings: list[Listing], workers: int | None) -> Planned:
    """Every record above the downloads that make a snapshot; of two of the same revision the one with a card."""
    step = Step(
        "snapshots",
        digest(models.VERSION, SNAPSHOT_ROWS.to_string()),
        SNAPSHOT_ROWS,
        models.capture,
        _limits(settings, "snapshots", workers),
    )
    wanted = f"downloads > {settings.snapshots.min_downloads}"
    columns = "model_id, hub, revision, downloads, files, config, card, card_sha256, tags, task, library, collected_at"
    query = f"""
WITH records AS ({records(workspace, listings, RECORDS, columns)}), chosen AS (
  SELECT max_by(ordinal, (card_sha256 IS NOT NULL, ordinal)) AS ordinal
  FROM records WHERE {wanted} GROUP BY model_id, revision
)
SELECT {ITEM_OF_RECORD} AS item,
  md5(concat_ws(chr(31), downloads, files::VARCHAR, config, card_sha256, tags::VARCHAR, task, library)) AS digest,
  {columns}
FROM records SEMI JOIN chosen USING (ordinal)"""
    return Planned(step, query, digest([of_source(workspace, listing.name).digest for listing in listings]))


def capture_repositories(workspace: Workspace, settings: Settings, sources: list[str], workers: int | None, as_of: datetime) -> Planned:
    """Every repository that the sources name: its licence, languages and dependencies."""
    step = Step(
        "repositories",
        digest(repositories.VERSION, schemas.REPOSITORIES.schema.to_string()),
        schemas.REPOSITORIES.schema,
        functools.partial(_capture, as_of=as_of),
        _limits(settings, "repositories", workers),
    )
    return Planned(step, *_repository_items(workspace, sources))


def mappings(
    workspace: Workspace, settings: Settings, sources: list[str], workers: int | None, as_of: datetime, signatures: Signatures
) -> Planned:
    """Every repository again: the places where it uses a model."""
    step = Step(
        "mappings",
        digest(mapping.SCANNER, signatures.sha256, schemas.MAPPINGS.schema.to_string()),
        schemas.MAPPINGS.schema,
        functools.partial(_map, as_of=as_of),
        _limits(settings, "mappings", workers),
    )
    return Planned(step, *_repository_items(workspace, sources))


def extraction(workspace: Workspace, settings: Settings, workers: int | None, as_of: datetime) -> Planned:
    """Every card that a snapshot holds."""
    step = Step(
        "extraction",
        digest(card.VERSION, schemas.EXTRACTED_METADATA.schema.to_string()),
        schemas.EXTRACTED_METADATA.schema,
        functools.partial(_extract, as_of=as_of),
        _limits(settings, "extraction", workers),
    )
    taken = of_step(workspace, "snapshots")
    query = f"""
SELECT item, md5(concat_ws(chr(31), card_sha256, record_tags::VARCHAR, record_task, record_library, config)) AS digest,
  model_id, revision, card, card_sha256, config,
  record_tags AS tags, record_task AS task, record_library AS library
FROM {relation(taken, step.stored if not taken.paths else SNAPSHOT_ROWS)} WHERE card IS NOT NULL"""
    return Planned(step, query, taken.digest)


def _limits(settings: Settings, step: str, workers: int | None) -> Limits:
    chosen = settings.limits(step)
    return Limits(workers or chosen.workers or os.cpu_count() or 1, chosen.timeout_s, chosen.memory_mb)


def _repository_items(workspace: Workspace, sources: list[str]) -> tuple[str, str]:
    """A repository that two sources name is taken as the later one of the settings gives it."""
    parts = [of_source(workspace, source) for source in sources]
    every = " UNION ALL ".join(
        f"SELECT *, {rank} AS rank FROM {relation(part, REPOSITORY_RECORDS)}" for rank, part in enumerate(parts)
    ) or f"SELECT *, 0 AS rank FROM {relation(of_source(workspace, ''), REPOSITORY_RECORDS)}"
    query = f"""
SELECT repository_id AS item, md5(concat_ws(chr(31), digest, host, url)) AS digest,
  repository_id, location, revision, digest AS tree, host, url, source
FROM ({every}) QUALIFY row_number() OVER (PARTITION BY repository_id ORDER BY rank DESC) = 1"""
    return query, digest([part.digest for part in parts])


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


def _map(item: dict[str, Any], as_of: datetime) -> Result:
    ...


def _extract(item: dict[str, Any], as_of: datetime) -> Result:
    return Result([{**card.extract(item), "extracted_at": as_of}])
