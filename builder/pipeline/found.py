"""From settings to the sources that find repositories: what each is asked, as whom."""

from urllib.parse import urlsplit

from builder.redaction.exclusions import Exclusions
from builder.reference.discovery import load_discovery
from builder.reference.signatures import load_signatures
from builder.settings import sources as settings
from builder.sources import github, repository_list
from builder.sources.searches import searches
from builder.web.client import Api
from builder.web.tokens import github_token

Finder = github.GitHub | repository_list.RepositoryList


def finder(given: settings.Finding, exclusions: Exclusions) -> Finder:
    """The source that the settings mean."""
    match given:
        case settings.GitHub():
            return _github(given, exclusions)
        case settings.RepositoryList(name=name, path=path):
            return repository_list.RepositoryList(name, path, given.web, given.taken_at, exclusions)


def _github(given: settings.GitHub, exclusions: Exclusions) -> github.GitHub:
    token = github_token(urlsplit(given.web).hostname or "")
    remedy = "set GITHUB_TOKEN to a new one, or run `gh auth login`"
    api = Api(given.api, f"Bearer {token}" if token else None, given.patience_s, given.timeout_s, remedy)
    return github.GitHub(given.name, api, given.web, github_queries(given), _split_by(), bool(token), exclusions)


def github_queries(given: settings.GitHub) -> tuple[github.Query, ...]:
    """Searches of code, then of repositories: those of the settings, else those of the signatures."""
    discovery = load_discovery()
    if given.queries is None:
        code = [github.code_query(search) for search in searches(load_signatures(), discovery)]
    else:
        code = [github.Query("code", text) for text in given.queries]
    topics = discovery.topics if given.topics is None else given.topics
    return (*code, *(github.Query("repositories", f"topic:{topic}") for topic in topics))


def _split_by() -> tuple[str, ...]:
    return tuple(f"{key}:{word}" for key, words in load_discovery().split.items() for word in words)
