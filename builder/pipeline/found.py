"""From settings to the sources that find repositories: what each is asked, as whom."""

import os
from urllib.parse import urlsplit

from builder.hub.client import Hub
from builder.redaction.exclusions import Exclusions
from builder.reference.discovery import load_discovery
from builder.reference.signatures import load_signatures
from builder.settings import sources as settings
from builder.sources import ecosystems, github, repository_list, sourcegraph, spaces
from builder.sources.searches import searches
from builder.web.client import Api
from builder.web.tokens import github_token

CRAWLS = (ecosystems.Ecosystems, github.GitHub, sourcegraph.Sourcegraph, spaces.Spaces)
Crawl = ecosystems.Ecosystems | github.GitHub | sourcegraph.Sourcegraph | spaces.Spaces
Finder = Crawl | repository_list.RepositoryList


def finder(given: settings.Finding, exclusions: Exclusions) -> Finder:
    """The source that the settings mean."""
    match given:
        case settings.GitHub():
            api, authorized = github_api(given)
            queries = github_queries(given) if authorized or not given.needs_token else ()
            return github.GitHub(given.name, api, given.web, queries, _split_by(), authorized, exclusions)
        case settings.Ecosystems(name=name):
            api = Api(given.api, None, given.patience_s, given.timeout_s)
            return ecosystems.Ecosystems(name, api, packages(given), exclusions)
        case settings.Sourcegraph(name=name):
            token = os.environ.get("SRC_ACCESS_TOKEN", "").strip()
            held = f"token {token}" if token else None
            api = Api(given.endpoint, held, given.patience_s, given.timeout_s, "set SRC_ACCESS_TOKEN")
            return sourcegraph.Sourcegraph(name, api, sourcegraph_queries(given), exclusions)
        case settings.Spaces(name=name):
            hub = Hub(given.endpoint, given.authorized, given.patience_s, given.timeout_s)
            return spaces.Spaces(name, hub, given.limit, given.sdk, exclusions)
        case settings.RepositoryList(name=name, path=path):
            return repository_list.RepositoryList(name, path, given.web, given.taken_at, exclusions)


def github_api(given: settings.GitHub | settings.GitHubFacts) -> tuple[Api, bool]:
    """GitHub's API as the settings mean it, and whether there is a token for it."""
    token = github_token(urlsplit(given.web).hostname or "")
    remedy = "set GITHUB_TOKEN to a new one, or run `gh auth login`"
    api = Api(given.api, f"Bearer {token}" if token else None, given.patience_s, given.timeout_s, remedy)
    return api, bool(token)


def github_queries(given: settings.GitHub) -> tuple[github.Query, ...]:
    """Searches of code, then of repositories: those of the settings, else those of the signatures."""
    discovery = load_discovery()
    if given.queries is None:
        code = [github.code_query(search) for search in searches(load_signatures(), discovery)]
    else:
        code = [github.Query("code", text) for text in given.queries]
    topics = discovery.topics if given.topics is None else given.topics
    return (*code, *(github.Query("repositories", f"topic:{topic}") for topic in topics))


def sourcegraph_queries(given: settings.Sourcegraph) -> tuple[str, ...]:
    """The queries of the settings, else those of the signatures."""
    if given.queries is not None:
        return given.queries
    return tuple(sourcegraph.query_of(search) for search in searches(load_signatures(), load_discovery()))


def packages(given: settings.Ecosystems) -> tuple[str, ...]:
    """The packages of the settings, else those of configs/discovery.toml."""
    return load_discovery().packages if given.packages is None else given.packages


def _split_by() -> tuple[str, ...]:
    return tuple(f"{key}:{word}" for key, words in load_discovery().split.items() for word in words)
