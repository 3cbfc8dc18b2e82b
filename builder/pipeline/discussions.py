"""The step `discussions`: issues and pull requests that name what a repository maps. One account asks, page by page."""

from collections.abc import Iterator
from functools import partial
from urllib.parse import urlsplit

import pyarrow as pa

from builder import schemas
from builder.column_values import NAMED
from builder.engine import workspace
from builder.engine.sql import quoted, strings
from builder.engine.step import ITEM
from builder.pipeline.context import Context
from builder.pipeline.facts import GRAPHQL
from builder.pipeline.found import github_api
from builder.pipeline.repositories import repository_items
from builder.redaction.exclusions import Exclusions
from builder.reference.discovery import load_discovery
from builder.settings.sources import GitHubFacts
from builder.sources.discussions import Asked, Discussions
from builder.sources.naming import Names
from builder.tables.records import of_step, relation

WANTED = """
WITH used AS (
  SELECT item, list(DISTINCT model_name) FILTER (model_name IS NOT NULL) AS models,
    list(DISTINCT library) FILTER (call IS NOT NULL AND library NOT IN ({common})) AS libraries
  FROM {rows} WHERE usage IN ({named}) GROUP BY item
)
SELECT item, coalesce(models, []), coalesce(libraries, []),
  (facts ->> '$.issue_count')::BIGINT, (facts ->> '$.pull_request_count')::BIGINT
FROM ({items}) JOIN used USING (item)
WHERE known_host = {host} AND coalesce(status, 'present') = 'present' ORDER BY item"""


def journal_of(given: GitHubFacts) -> str:
    """Name of the journal of what a source tells of discussions: no source can be called so."""
    return f"{given.name} discussions"


def sources(context: Context, exclusions: Exclusions) -> Iterator[Discussions]:
    """One for each source of the settings that is to ask for them."""
    for given in context.settings.sources:
        if isinstance(given, GitHubFacts) and given.discussions:
            api, authorized = github_api(given)
            wanted = partial(_wanted, context, urlsplit(given.web).hostname or "")
            yield Discussions(journal_of(given), api, GRAPHQL, authorized, wanted, exclusions)


def _wanted(context: Context, host: str) -> list[Asked]:
    """Repositories of a host in which models were found, with what they are called there, by their ids in order."""
    rows = relation(of_step(context.workspace, "mappings"), pa.schema([ITEM, *schemas.MAPPINGS.schema]))
    known = {"rows": rows, "items": repository_items(context), "named": strings(NAMED), "host": quoted(host)}
    query = WANTED.format(common=strings(sorted(load_discovery().common)), **known)
    with workspace.connect(context.workspace, context.settings.memory_mb) as connection:
        found = connection.sql(query).fetchall()
    return [Asked(item, Names(tuple(models), tuple(libraries)), *counts) for item, models, libraries, *counts in found]
