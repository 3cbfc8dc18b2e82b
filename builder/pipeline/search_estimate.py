"""What finding repositories will cost: requests, hours at the limits of those who are asked, disk space."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil

from builder.pipeline.estimate import time_text
from builder.pipeline.found import github_queries, packages, sourcegraph_queries
from builder.settings import sources as settings
from builder.settings.build import Settings
from builder.web.tokens import github_token
from builder.wording import counted

SIZES = (30_000, 1_000_000)  # repositories that are found: the paper's, and what may be there today
# What the figures stand on.
FILES = 12  # results of code searches per repository, all queries together: assumed
SLICED = 1.15  # requests for one that is needed: benchmarks/discovery.py
CODE_PER_HOUR, TOPICS_PER_HOUR, ANONYMOUS_PER_HOUR = 600, 1800, 600  # docs.github.com/rest/search
ECOSYSTEMS_PER_HOUR, DEPENDENTS = 5000, 1000  # and repositories that come with one request
SPACES, SPACES_PER_HOUR, LISTED = 1_000_000, 6000, 1000  # Spaces late in 2026, about
BYTES = 400  # of one find in the journal and the tables
# A question about 100 repositories asks for 300 lists, which are 3 of 5,000 points an hour: docs.github.com/graphql
FACTS_PER_HOUR = 5000 / 3
# 20 lists with a request, and one more for the labels of what names a model: a point or two of 5,000 an hour
LISTS, LISTS_ASKED, TALKS_PER_HOUR = 1.5, 20, 3300  # lists of issues or pull requests of a repository: assumed
FETCH_S = 3  # seconds of one worker for one repository, fetched and scanned: assumed


@dataclass(frozen=True)
class Cost:
    """Of one source for so many repositories: requests, hours, bytes."""

    repositories: int
    requests: int
    hours: float

    @property
    def bytes(self) -> int:
        """Room on the disk."""
        return self.repositories * BYTES


def facts_hours(size: int) -> float:
    """Hours for GraphQL about so many repositories."""
    return (ceil(size / 100) + 1) / FACTS_PER_HOUR


def discussions_hours(size: int) -> float:
    """Hours for their issues and pull requests."""
    return ceil(2 * size * LISTS / LISTS_ASKED) / TALKS_PER_HOUR


def lines(wanted: Settings, given: int | None = None) -> Iterator[str]:
    """A line for each source that asks somebody, and one for each size below it; then what `given` workers take."""
    finds = [one for one in wanted.sources if isinstance(one, settings.FINDING) and not _is_left_out(one)]
    for source in wanted.sources:
        if isinstance(source, settings.GitHubFacts):
            yield f"{source.name}: GraphQL, 100 repositories in a request" + _unless_token()
            for size in SIZES if github_token() else ():
                requests = ceil(size / 100) + 1
                yield f"  {size:>9,} repositories: {counted(requests, 'request')}, {time_text(facts_hours(size))}"
            if source.discussions and github_token():
                yield f"{source.name}: issues and pull requests, {LISTS_ASKED} lists of 100 in a request"
                for size in SIZES:
                    requests = ceil(2 * size * LISTS / LISTS_ASKED)
                    hours = time_text(discussions_hours(size))
                    yield f"  {size:>9,} repositories: {counted(requests, 'request')}, {hours}"
        if isinstance(source, settings.FINDING) and not isinstance(source, settings.RepositoryList):
            yield f"{source.name}: {_asked(source)}"
            for cost in dict.fromkeys(costs(source)):
                yield (
                    f"  {cost.repositories:>9,} repositories: {counted(cost.requests, 'request')},"
                    f" {time_text(cost.hours)}, {max(cost.bytes / 1e6, 1):,.0f} MB"
                )
    chosen = wanted.repositories
    if finds and chosen.fetch:
        workers = given or wanted.mapping.workers or os.cpu_count() or 1
        yield f"fetching and scanning: {counted(workers, 'worker')}, {FETCH_S} s for a repository (assumed)"
        for size in SIZES:
            hours = time_text(size * FETCH_S / workers / 3600)
            yield f"  {size:>9,} repositories: {hours}, at most {chosen.store_mb:,} MB of clones at a time"


def _is_left_out(source: settings.Finding) -> bool:
    return isinstance(source, settings.GitHub) and source.needs_token and github_token() is None


def _unless_token() -> str:
    return "" if github_token() else "; skipped, because there is no token: set GITHUB_TOKEN"


def costs(source: settings.Finding, token: bool | None = None) -> list[Cost]:
    """What a source costs at each size; `token` says whether there is one (None: look)."""
    match source:
        case settings.GitHub(needs_token=True) if _is_left_out(source):
            return []
        case settings.GitHub():
            return [_github(source, size, github_token() is not None if token is None else token) for size in SIZES]
        case settings.Ecosystems():
            asked = [2 * len(packages(source)) + ceil(size / DEPENDENTS) for size in SIZES]
            return [Cost(size, n, n / ECOSYSTEMS_PER_HOUR) for size, n in zip(SIZES, asked, strict=True)]
        case settings.Spaces():
            found = min(source.limit or SPACES, SPACES)
            return [Cost(found, ceil(found / LISTED), ceil(found / LISTED) / SPACES_PER_HOUR)]
        case settings.Sourcegraph():
            queries = len(sourcegraph_queries(source))
            return [Cost(size, queries, queries * 10 / 3600 + size * FILES / 1e7) for size in SIZES]
        case _:
            return []


def _github(source: settings.GitHub, size: int, token: bool) -> Cost:
    queries = github_queries(source)
    code = [query for query in queries if query.kind == "code"]
    topics = len(queries) - len(code)
    if not token:
        return Cost(min(size, topics * 1000), topics * 10, topics * 10 / ANONYMOUS_PER_HOUR)
    asked = max(ceil(size * FILES / 100 * SLICED), len(code)) if code else 0
    return Cost(size, asked + topics * 10, asked / CODE_PER_HOUR + topics * 10 / TOPICS_PER_HOUR)


def _asked(source: settings.Finding) -> str:
    match source:
        case settings.GitHub(needs_token=True) if _is_left_out(source):
            return "skipped, because there is no token: set GITHUB_TOKEN or run `gh auth login`"
        case settings.GitHub():
            queries = github_queries(source)
            code = sum(query.kind == "code" for query in queries)
            if github_token() is None:
                return (
                    f"{counted(len(queries) - code, 'topic')} at 10 requests a minute, since there is no token; the "
                    f"{code:,} searches of code are left out: set GITHUB_TOKEN or run `gh auth login`"
                )
            return f"{code:,} searches of code at 10 requests a minute, {len(queries) - code:,} topics at 30"
        case settings.Ecosystems():
            return f"{len(packages(source)):,} packages at 5,000 requests an hour"
        case settings.Sourcegraph():
            return f"{len(sourcegraph_queries(source)):,} queries, a stream each (10 s assumed)"
        case _:
            return "the Hub's list of Spaces"
