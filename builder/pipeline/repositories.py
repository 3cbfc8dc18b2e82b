"""The step `repositories`: licence, languages and dependencies of every repository that the sources name."""

import functools
import json
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from builder import schemas
from builder.engine.durable import digest
from builder.engine.step import Result
from builder.errors import SkipItem
from builder.pipeline import licenses
from builder.pipeline.context import Context, Planned, item_digest, of_sources
from builder.repository.license_files import license_files
from builder.repository.trees import Tree, open_tree
from builder.snapshots import repositories
from builder.snapshots.license_texts import keep
from builder.sources.finds import FINDS
from builder.sources.github_facts import COLUMNS, FACTS
from builder.sources.local import RECORDS
from builder.tables.records import Part, of_source, relation

# `hits` and `asked` are of the newest round in which a query found a repository, or was asked
ITEMS = """
WITH held AS (
  FROM ({held}) QUALIFY row_number() OVER (PARTITION BY repository_id ORDER BY rank DESC) = 1
), facts AS (
  FROM ({facts}) QUALIFY row_number() OVER (PARTITION BY host, lower(asked) ORDER BY position DESC) = 1
), known AS (
  SELECT lower(name) AS name, host, arg_max(facts, facts.position) AS facts, max(facts.pushed_at) AS pushed_at
  FROM (SELECT facts, unnest([asked, repository_id]) AS name, host FROM facts) GROUP BY ALL
), found AS (
  SELECT each.* REPLACE (
      coalesce(facts.repository_id, each.repository_id) AS repository_id, coalesce(facts.url, each.url) AS url),
    CASE WHEN lower(facts.repository_id) <> lower(each.repository_id) THEN each.repository_id END AS former
  FROM ({found}) each LEFT JOIN facts ON facts.host = each.host AND lower(asked) = lower(each.repository_id)
),
hits AS (
  FROM found WHERE event = 'repository'
  QUALIFY asked_at = max(asked_at) OVER (PARTITION BY source, host, lower(repository_id), query)
  AND row_number() OVER (PARTITION BY source, host, lower(repository_id), query, slice ORDER BY position DESC) = 1
), asked AS (
  SELECT source, query, slice, asked_at, arg_max(total, position) AS total, arg_max(complete, position) AS complete
  FROM found WHERE event = 'query' GROUP BY ALL
), named AS (
  SELECT min(repository_id) AS name, host, arg_min(url, repository_id) AS page, min(hits.source) AS first_source,
    max(asked_at) AS asked_at, list_sort(list(DISTINCT former) FILTER (former IS NOT NULL)) AS former_ids,
    arg_max(models_declared, asked_at) AS models_declared,
    list({{source: hits.source, query: query, slice: slice, total: asked.total,
      complete: coalesce(asked.complete, false)}} ORDER BY hits.source, query, slice) AS found_by
  FROM hits LEFT JOIN asked USING (source, query, slice, asked_at) GROUP BY host, lower(repository_id)
), ranked AS (
  SELECT *, row_number() OVER (PARTITION BY lower(name) ORDER BY host <> 'github.com', host) AS nth FROM named
), joined AS (
  SELECT coalesce(repository_id, name) AS id, location, revision, digest AS tree, url, page, models_declared,
    asked_at, former_ids,
    coalesce(held.host, ranked.host) AS host, coalesce(ranked.host, held.host) AS known_host,
    coalesce(source, first_source) AS source,
    list_concat(CASE WHEN source IS NULL THEN [] ELSE
      [{{source: source, query: NULL, slice: NULL, total: NULL, complete: true}}] END, found_by) AS found_by
  FROM held FULL JOIN ranked ON lower(repository_id) = lower(name)
    AND (held.host = ranked.host OR (held.host = 'local' AND nth = 1))
), numbered AS (
  SELECT *, row_number() OVER (
    PARTITION BY lower(id) ORDER BY location IS NULL, host <> 'github.com', host, id) > 1 AND location IS NULL AS second
  FROM joined
)
SELECT CASE WHEN second THEN numbered.host || '/' || id ELSE id END AS item, item AS repository_id, location, revision,
  tree, numbered.host, known_host, CASE WHEN location IS NULL THEN page ELSE url END AS url, source,
  to_json(found_by)::VARCHAR AS found_by,
  to_json(models_declared)::VARCHAR AS models_declared, to_json(former_ids)::VARCHAR AS former_ids,
  to_json(known.facts)::VARCHAR AS facts, known.facts.status AS status,
  coalesce(pushed_at, asked_at) AS changed_at
FROM numbered LEFT JOIN known ON known.name = lower(id) AND known.host = known_host"""


def plan(context: Context) -> Planned:
    """Every repository that the sources name: its licence, languages and dependencies."""
    texts = licenses.kept(context)
    fingerprint = digest(repositories.VERSION, schemas.REPOSITORIES.schema.to_string(), texts is not None)
    run = functools.partial(_capture, as_of=context.as_of, texts=texts)
    step = context.step("repositories", fingerprint, schemas.REPOSITORIES.schema, run)
    known = item_digest("tree", "host", "url", "found_by", "models_declared", "former_ids", "facts")
    query = f"SELECT *, {known} AS digest FROM ({repository_items(context)})"
    return Planned(step, query, *of_sources(context, context.repository_sources))


def repository_items(context: Context) -> str:
    """SQL of every repository once, as `item`: those of this machine (RECORDS of sources/local.py) and what was found.

    `location`, `revision` and `tree` (the digest of its files) are null of one that was found and is not here.
    `found_by` and `models_declared` are JSON. A repository that two sources hold is taken as the later one of the
    settings gives it. Names are one whatever their case; where two hosts have one, the second is 'host/owner/name'.
    """
    held = " UNION ALL ".join(
        f"SELECT *, {rank} AS rank FROM {relation(part, RECORDS)}"
        for rank, part in enumerate(_parts(context, context.repositories))
    )
    found = " UNION ALL ".join(f"FROM {relation(part, FINDS)}" for part in _parts(context, context.finds))
    facts = " UNION ALL ".join(f"FROM {relation(part, FACTS)}" for part in _parts(context, context.facts))
    return ITEMS.format(held=held, found=found, facts=facts)


def _parts(context: Context, sources: Sequence[str]) -> list[Part]:
    return [of_source(context.workspace, source) for source in sources] or [Part((), "")]


def opened(item: dict[str, Any]) -> Tree:
    """The repository as it was when it was collected; SkipItem 'changed' where it is another by now."""
    tree = open_tree(item["location"], item["revision"])
    if tree.digest != item["tree"]:
        raise SkipItem("changed", "its files changed while the build ran: build again")
    return tree


def license_texts(tree: Tree, folder: Path | None) -> dict[str, Any]:
    """What a repository says of its licence, as the step `licenses` reads it out of an item's summary."""
    return {"license_texts": keep(tree, license_files(tree), folder)} if folder else {}


def _capture(item: dict[str, Any], as_of: datetime, texts: Path | None) -> Result:
    facts = _of_host(item["facts"]) | {name: item[name] for name in ("repository_id", "host", "url")}
    listed = ("found_by", "models_declared", "former_ids")
    facts |= {name: json.loads(item[name]) if item[name] else None for name in listed}
    if item["location"] is None:
        return Result([repositories.not_fetched(facts)])
    tree = opened(item)
    return Result([{**repositories.capture(tree, facts), "captured_at": as_of}], license_texts(tree, texts))


def _of_host(text: str | None) -> dict[str, Any]:
    """What the host says of a repository, out of a row of FACTS as JSON: columns of `repositories`."""
    row = json.loads(text) if text else {}
    return {
        name: datetime.fromisoformat(row[name]) if isinstance(row[name], str) and name.endswith("_at") else row[name]
        for name in COLUMNS
        if row.get(name) is not None
    }
