"""DuckDB queries of what was found and read of repositories: `repositories`, and the questions that found them."""

import json

import pyarrow as pa

from builder import schemas
from builder.engine.sql import names, quoted
from builder.redaction.exclusions import Exclusions
from builder.tables.discussion_queries import COUNTED
from builder.tables.queries import not_excluded, select

LICENSES = pa.schema([("repository_id", pa.string()), ("license_spdx", pa.string())])  # ScanCode's word on the texts
OF_FILES = (  # columns that the files tell, see snapshots/repositories.py
    *("commit", "committed_at", "default_branch", "languages", "size_kb", "license_spdx", "license_files"),
    *("dependencies", "fingerprint"),
)


def repositories(exclusions: Exclusions) -> str:
    """Query of `repositories`: the captured rows with what the scan says of each.

    The files of a repository that was found were read by the scan alone: what they say stands in its summary.
    """
    columns = zip(OF_FILES, names(OF_FILES), strict=True)
    captured = {column: f"coalesce(repository_rows.{known}, scan.captured.{known})" for column, known in columns}
    by_rules = captured["license_spdx"]
    computed = captured | {
        "license_spdx": f"CASE WHEN said.repository_id IS NULL THEN {by_rules} ELSE said.license_spdx END",
        "status": "coalesce(repository_rows.status, CASE WHEN scan.captured IS NOT NULL THEN 'present' END)",
        "captured_at": "coalesce(repository_rows.captured_at, CASE WHEN scan.captured IS NOT NULL"
        " THEN (scan.summary ->> '$.scanned_at')::TIMESTAMP END)",
        "scan_status": "CASE WHEN scan.reason = 'not_fetched' THEN scan.reason"
        " WHEN scan.reason IS NOT NULL THEN 'failed'"
        " ELSE coalesce(scan.summary ->> '$.scan_status', repository_rows.scan_status) END",
        "files_scanned": "(scan.summary ->> '$.files_scanned')::BIGINT",
        "files_skipped": "(scan.summary ->> '$.files_skipped')::BIGINT",
        "model_issue_count": "CASE WHEN talk.issues_read THEN talk.issues END",
        "model_pull_request_count": "CASE WHEN talk.pull_requests_read THEN talk.pull_requests END",
        "scanned_at": "(scan.summary ->> '$.scanned_at')::TIMESTAMP",
    }
    shape = json.dumps({column: _json_type(schemas.REPOSITORIES.schema.field(column).type) for column in OF_FILES})
    return f"""
{select(schemas.REPOSITORIES, "repository_rows", "", computed)}
FROM repository_rows LEFT JOIN (
  SELECT *, from_json(summary -> '$.captured', {quoted(shape)}) AS captured FROM mapping_items
) scan ON scan.item = repository_rows.repository_id
LEFT JOIN license_rows said ON said.repository_id = repository_rows.repository_id
LEFT JOIN ({COUNTED}) talk ON talk.repository_id = repository_rows.repository_id
{not_excluded(exclusions, "repository_rows.repository_id")}
"""


# What each query came to when it was last asked
QUERIES = """
SELECT source, query, slice, arg_max(total, position) AS total, arg_max(complete, position) AS complete, asked_at
FROM (FROM finds WHERE event = 'query' QUALIFY asked_at = max(asked_at) OVER (PARTITION BY source, query))
GROUP BY source, query, slice, asked_at
"""


def _json_type(kind: pa.DataType) -> object:
    """The form of `from_json` for an Arrow type."""
    if pa.types.is_list(kind):
        return [_json_type(kind.value_type)]
    if pa.types.is_struct(kind):
        return {field.name: _json_type(field.type) for field in kind}
    return "TIMESTAMP" if pa.types.is_timestamp(kind) else "BIGINT" if pa.types.is_integer(kind) else "VARCHAR"
