"""The DuckDB queries of `mappings` and `mapping_events`: names that repositories use, joined with models."""

from builder import schemas
from builder.column_values import LISTED
from builder.engine.sql import names, strings
from builder.mapping.identity import COPIED, IDENTIFIED
from builder.redaction.exclusions import Exclusions
from builder.tables.queries import KNOWN, not_excluded, select


def mapping_events(exclusions: Exclusions) -> str:
    """Query of `mapping_events`: names joined with models as those of `mappings` are."""
    listed = f"coalesce(event_rows.hub IN ({strings(LISTED)}), true)"
    return f"""
WITH identified AS ({IDENTIFIED.format(models=KNOWN)})
{select(schemas.MAPPING_EVENTS, "event_rows", "", {"model_id": "identified.model_id"})}
FROM event_rows SEMI JOIN repositories USING (repository_id)
ANTI JOIN hidden ON lower(hidden.model_id) = lower(event_rows.model_name)
LEFT JOIN identified ON identified.library = event_rows.library
  AND identified.model_name = event_rows.model_name AND {listed}
{not_excluded(exclusions, "event_rows.repository_id", "event_rows.model_name", "identified.model_id")}
QUALIFY row_number() OVER (PARTITION BY {", ".join(f"event_rows.{name}" for name in names(schemas.MAPPING_EVENTS.key))}
  ORDER BY event_rows.hub, event_rows.revision, event_rows.before) = 1
"""


def mappings(exclusions: Exclusions) -> str:
    """Query of `mappings`: names joined with models, present and former; candidates in their order of preference.

    A file of weights has no name: its SHA-256 is joined with the files of `snapshots`.
    """
    computed = {
        # a name that was taken over means the older model where one of its revisions is pinned, and to a commit from
        # before the newer one was made
        "model_id": "coalesce((SELECT coalesce(min(new_id), min(id))"
        " FROM revisions LEFT JOIN renamed ON old_id = id"
        " WHERE name = identified.model_id AND revisions.revision = mapping_rows.revision),"
        " (SELECT min_by(coalesce(new_id, id), until)"
        " FROM replaced LEFT JOIN renamed ON old_id = id"
        " WHERE name = identified.model_id AND until > repositories.committed_at),"
        " identified.model_id, copied.model_id)",
        "identity": "CASE WHEN copied.model_id IS NULL THEN identified.identity ELSE 'file_hash' END",
        "hub": "coalesce(mapping_rows.hub, copied.hub)",
        "revision": "coalesce(mapping_rows.revision, copied.revision)",
        "usage": "CASE WHEN copied.model_id IS NULL THEN mapping_rows.usage ELSE 'use' END",
        "weights": "CASE WHEN copied.model_id IS NULL THEN mapping_rows.weights ELSE 'requested' END",
        "first_seen": "NULL",
        "last_seen": "NULL",
    }
    codes = "SELECT code FROM mapping_rows WHERE call IS NULL AND code IS NOT NULL"
    return f"""
WITH identified AS ({IDENTIFIED.format(models=KNOWN)}),
copied AS ({COPIED.format(snapshots="snapshots", codes=codes)})
{select(schemas.MAPPINGS, "mapping_rows", "", computed)}
FROM mapping_rows
JOIN repositories ON repositories.repository_id = mapping_rows.repository_id
ANTI JOIN hidden ON lower(hidden.model_id) = lower(mapping_rows.model_name)
LEFT JOIN identified ON identified.library IS NOT DISTINCT FROM mapping_rows.library
  AND identified.model_name = mapping_rows.model_name
  AND coalesce(mapping_rows.hub IN ({strings(LISTED)}), true)
LEFT JOIN copied ON copied.code = mapping_rows.code AND mapping_rows.call IS NULL
{not_excluded(exclusions, "mapping_rows.model_name", "identified.model_id")}
"""
