"""The DuckDB query of `discussions`: what hubs tell of models, and hosts of repositories, in one flat table."""

from builder.redaction.exclusions import Exclusions
from builder.schemas import DISCUSSIONS
from builder.tables.queries import not_excluded, owned

ALIKE = {column.name: column.name for column in DISCUSSIONS.columns}
OF_MODELS = {
    **{name: f"one.{name}" for name in ("num", "title", "is_pull_request", "created_at", "closed_at", "comments")},
    **{"subject": "'model'", "subject_id": "model_id", "state": "one.status", "author_role": "one.author_role"},
    **{"labels": "NULL::VARCHAR[]", "models": "[model_id]", "libraries": "NULL::VARCHAR[]"},
}
OF_REPOSITORIES = {"subject": "'repository'", "subject_id": "told.repository_id", "models": "coalesce(models, [])"}
OF_REPOSITORIES |= {"num": "told.num"}
# What the last look at a repository gave: nothing of a discussion that was deleted, or names no model any more.
NEWEST = "(FROM talks QUALIFY asked_at = max(asked_at) OVER (PARTITION BY repository_id))"
COUNTED = f"""
SELECT repository_id,
  count(num) FILTER (NOT is_pull_request) AS issues, count(num) FILTER (is_pull_request) AS pull_requests,
  bool_or(event = 'list' AND NOT is_pull_request) AS issues_read,
  bool_or(event = 'list' AND is_pull_request) AS pull_requests_read
FROM {NEWEST} GROUP BY repository_id"""


def discussions(exclusions: Exclusions) -> str:
    """Query of `discussions`, of models and repositories that are in their tables.

    Of a model those of its newest snapshot count; none where it is gone.
    """
    of_models, of_repositories = (
        ", ".join(f"{value} AS {column}" for column, value in (ALIKE | row).items())
        for row in (OF_MODELS, OF_REPOSITORIES)
    )
    return f"""
WITH held AS NOT MATERIALIZED (
  SELECT model_id, item, captured_at, revision, discussions FROM ({owned("snapshot_rows")})
  SEMI JOIN (FROM models WHERE status = 'present') present USING (model_id) WHERE len(discussions) > 0
), newest AS (
  SELECT max_by(item, (captured_at, revision)) AS item FROM held GROUP BY model_id
), talk AS (
  SELECT model_id, unnest(discussions) AS one FROM held SEMI JOIN newest USING (item)
), called AS (
  SELECT repository_id, model_name, coalesce(min(model_id), model_name) AS model
  FROM mappings WHERE model_name IS NOT NULL GROUP BY repository_id, model_name
), told AS (FROM {NEWEST} WHERE event = 'discussion'), named AS (
  SELECT repository_id, num, list_sort(list(DISTINCT model)) AS models
  FROM (SELECT repository_id, num, unnest(names) AS model_name FROM told)
  JOIN called USING (repository_id, model_name) GROUP BY ALL
), every AS (
  SELECT {of_models} FROM talk
  UNION ALL
  SELECT {of_repositories} FROM told SEMI JOIN repositories USING (repository_id)
  LEFT JOIN named USING (repository_id, num)
)
FROM every {not_excluded(exclusions, "subject_id")} AND num IS NOT NULL
QUALIFY row_number() OVER (PARTITION BY subject, subject_id, num ORDER BY created_at, title) = 1
"""
