"""One DuckDB query per table: newest record per key, what is gone and renamed, the identity join.

The relations that the queries read (records, newest, snapshot_rows ...) are made by merge.py.
"""

from builder import schemas
from builder.engine.sql import name, quoted
from builder.mapping.identity import IDENTIFIED
from builder.redaction.exclusions import Exclusions
from builder.schemas import Table

# `newest`: the records that count, one per model, by number alone (a table of ids would fill DuckDB's memory).
# `seen` is the last that told of its counts alone, `withdrawn` the last that told that it is gone.
NEWEST = """
CREATE OR REPLACE TEMP TABLE newest AS
SELECT ordinal, seen, withdrawn,
  greatest(ordinal, seen) < greatest(CASE WHEN hub = 'huggingface' THEN {complete} ELSE 0 END, withdrawn) AS gone
FROM (
  SELECT max(hub) AS hub, max(ordinal) FILTER (told = 'record') AS ordinal,
    coalesce(max(ordinal) FILTER (told = 'seen'), -1) AS seen,
    coalesce(max(ordinal) FILTER (told = 'gone'), -1) AS withdrawn
  FROM records GROUP BY model_id
) WHERE ordinal IS NOT NULL
"""
# `renamed`: models that are gone, and the model that has their hub_id now
RENAMED = """
CREATE OR REPLACE TEMP TABLE renamed AS
WITH left_over AS (
  SELECT model_id, hub_id FROM records SEMI JOIN (FROM newest WHERE gone) last USING (ordinal) WHERE hub_id IS NOT NULL
  UNION
  SELECT model_id, hub_id FROM records WHERE hub_id IS NOT NULL
  AND ordinal IN (SELECT withdrawn FROM newest WHERE gone)
)
SELECT left_over.model_id AS old_id, min(records.model_id) AS new_id
FROM records JOIN left_over USING (hub_id) SEMI JOIN (FROM newest WHERE NOT gone) last USING (ordinal)
GROUP BY left_over.model_id
"""
COUNTS = ("downloads", "downloads_all_time", "likes", "gated", "disabled")  # change without a change of the model
# Ids and former ones, also of models that `models` leaves out: what is excluded is so under its older names, too.
KNOWN = """(
  SELECT model_id, former_ids, status FROM models UNION ALL SELECT new_id, [old_id], 'present' FROM renamed
)"""


def select(table: Table, row: str, gone: str, computed: dict[str, str]) -> str:
    """The columns of a table from relation `row`; where `gone` holds only those that outlive the model."""
    columns = []
    for column in table.columns:
        value = computed.get(column.name, f"{row}.{name(column.name)}")
        if not column.kept and gone:
            value = f"CASE WHEN {gone} THEN NULL ELSE {value} END"
        columns.append(f"{value} AS {name(column.name)}")
    return "SELECT " + ", ".join(columns)


def not_excluded(exclusions: Exclusions, *columns: str) -> str:
    """WHERE that leaves out rows whose ids, or their owners, are excluded."""
    if not exclusions.hashes:
        return "WHERE true"
    listed = ", ".join(quoted(value) for value in sorted(exclusions.hashes))
    tests = [
        f"coalesce(sha256(lower({part})) IN ({listed}), false)"
        for column in columns
        for part in (column, f"split_part({column}, '/', 1)", f"split_part({column}, '#', 1)")
    ]
    return f"WHERE NOT ({' OR '.join(tests)})"


def models(exclusions: Exclusions) -> str:
    """Query of `models`."""
    computed = {
        "status": "CASE WHEN renamed.new_id IS NOT NULL THEN 'renamed' WHEN newest.gone THEN 'gone' ELSE 'present' END",
        "former_ids": "coalesce(former.ids, []::VARCHAR[])",
        "has_snapshot": "coalesce(captured.has_snapshot, false)",
        "has_card": "coalesce(captured.has_card, false)",
    } | {
        count: f"CASE WHEN counts.ordinal > records.ordinal THEN counts.{count} ELSE records.{count} END"
        for count in COUNTS
    }
    return f"""
WITH captured AS (
  SELECT coalesce(new_id, model_id) AS model_id, true AS has_snapshot, bool_or(card_sha256 IS NOT NULL) AS has_card
  FROM snapshot_rows LEFT JOIN renamed ON old_id = model_id GROUP BY 1
), former AS (
  SELECT new_id, list_sort(list(old_id)) AS ids FROM renamed GROUP BY new_id
)
{select(schemas.MODELS, "records", "newest.gone", computed)}
FROM records
JOIN newest USING (ordinal)
LEFT JOIN captured ON captured.model_id = records.model_id
LEFT JOIN (SELECT ordinal, {", ".join(COUNTS)} FROM records WHERE told = 'seen') counts ON counts.ordinal = newest.seen
LEFT JOIN renamed ON renamed.old_id = records.model_id
LEFT JOIN former ON former.new_id = records.model_id
{not_excluded(exclusions, "records.model_id")}
"""


def of_models(table: Table, rows: str) -> str:
    """Query of `snapshots` and `extracted_metadata`: the step's rows, withdrawn where the model is gone.

    Rows of a renamed model go over to its new name, but for a revision that is there under the new name already.
    """
    computed = {}
    if table is schemas.SNAPSHOTS:
        computed["status"] = "CASE WHEN models.status = 'gone' THEN 'gone' ELSE 'captured' END"
    return f"""
WITH owned AS (
  SELECT {rows}.* REPLACE (coalesce(new_id, model_id) AS model_id), old_id
  FROM {rows} LEFT JOIN renamed ON old_id = model_id
), chosen AS (
  SELECT min_by(item, coalesce(old_id, '')) AS item FROM owned GROUP BY model_id, revision
)
{select(table, "owned", "models.status = 'gone'", computed)}
FROM owned SEMI JOIN chosen USING (item) JOIN models ON models.model_id = owned.model_id
"""


def repositories(exclusions: Exclusions) -> str:
    """Query of `repositories`: the captured rows with what the scan tells of each."""
    computed = {
        "scan_status": "CASE WHEN scan.reason IS NOT NULL THEN 'failed'"
        " ELSE coalesce(scan.summary ->> '$.scan_status', repository_rows.scan_status) END",
        "files_scanned": "(scan.summary ->> '$.files_scanned')::BIGINT",
        "files_skipped": "(scan.summary ->> '$.files_skipped')::BIGINT",
        "scanned_at": "(scan.summary ->> '$.scanned_at')::TIMESTAMP",
    }
    return f"""
{select(schemas.REPOSITORIES, "repository_rows", "", computed)}
FROM repository_rows LEFT JOIN mapping_items scan ON scan.item = repository_rows.repository_id
{not_excluded(exclusions, "repository_rows.repository_id")}
"""


def mappings(exclusions: Exclusions) -> str:
    """Query of `mappings`: names joined with models, present and former; candidates in their order of preference."""
    computed = {
        "model_id": "identified.model_id",
        "identity": "identified.identity",
        "first_seen": "NULL",
        "last_seen": "NULL",
    }
    return f"""
WITH identified AS ({IDENTIFIED.format(models=KNOWN)})
{select(schemas.MAPPINGS, "mapping_rows", "", computed)}
FROM mapping_rows
SEMI JOIN repositories ON repositories.repository_id = mapping_rows.repository_id
ANTI JOIN hidden ON lower(hidden.model_id) = lower(mapping_rows.model_name)
LEFT JOIN identified ON identified.library IS NOT DISTINCT FROM mapping_rows.library
  AND identified.model_name = mapping_rows.model_name
  AND coalesce(mapping_rows.hub IN ({", ".join(map(quoted, schemas.LISTED))}), true)
{not_excluded(exclusions, "mapping_rows.model_name", "identified.model_id")}
"""
