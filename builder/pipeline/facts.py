"""From settings to the source of facts about repositories that the other sources found."""

from functools import partial
from urllib.parse import urlsplit

import duckdb

from builder.engine.sql import quoted
from builder.engine.workspace import Workspace
from builder.pipeline.found import github_api
from builder.redaction.exclusions import Exclusions
from builder.settings.sources import FINDING, Git, GitHubFacts, Local, Source
from builder.sources import github_facts
from builder.sources.finds import FINDS
from builder.sources.local import RECORDS
from builder.tables.records import of_source, relation

GRAPHQL = "/graphql"  # below the API's address


def facts_of(
    place: Workspace, given: Source, others: tuple[Source, ...], exclusions: Exclusions
) -> github_facts.GitHubFacts | None:
    """The source that the settings mean, of what `others` find; None for a source of anything else."""
    if not isinstance(given, GitHubFacts):
        return None
    host = urlsplit(given.web).hostname or ""
    api, authorized = github_api(given)
    finds = [source.name for source in others if isinstance(source, FINDING)]
    held = [source.name for source in others if isinstance(source, Git | Local)]
    names = partial(names_on, place, host, finds, held)
    return github_facts.GitHubFacts(given.name, api, GRAPHQL, given.web, authorized, names, exclusions)


def names_on(place: Workspace, host: str, finds: list[str], held: list[str]) -> list[str]:
    """Names of all repositories of a host that the sources found, or hold clones of, sorted; each once."""
    parts = [relation(of_source(place, name), FINDS) for name in finds]
    parts += [relation(of_source(place, name), RECORDS) for name in held]
    if not parts:
        return []
    every = " UNION ALL ".join(f"SELECT repository_id, host FROM {part}" for part in parts)
    with duckdb.connect() as connection:
        rows = connection.sql(
            f"SELECT min(repository_id) AS name FROM ({every})"
            f" WHERE host = {quoted(host)} AND repository_id IS NOT NULL GROUP BY lower(repository_id) ORDER BY name"
        ).fetchall()
    return [name for (name,) in rows]
