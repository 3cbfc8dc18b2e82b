"""Whether those who are asked for repositories still answer as they are read: one request per endpoint."""

from collections.abc import Callable, Iterator

from builder.errors import ApiError, HubError
from builder.hub import client as hub
from builder.hub import reach
from builder.pipeline.doctor import Check
from builder.pipeline.drift import fields
from builder.pipeline.facts import GRAPHQL
from builder.pipeline.found import finder, github_api
from builder.redaction.exclusions import Exclusions
from builder.settings import sources as settings
from builder.sources import ecosystems, github, github_facts, sourcegraph, spaces
from builder.web.client import Api, Refused

REPOSITORY = {"full_name": str, "private": bool, "html_url": str}
DEPENDENT = {"id": int, "html_url": str}
SPACE = {"id": str, "models": list}
PATIENCE_S = 8.0


def live(wanted: tuple[settings.Source, ...]) -> Iterator[Check]:
    """A check for each endpoint of each source that finds repositories; one alone of a server that does not answer."""
    asked = [(address, source) for source in wanted if (address := _address(source))]
    silent = reach.silent(address for address, _ in asked)
    for address, source in asked:
        if address not in silent:
            yield from _checks(source)
        elif silent[address]:
            yield Check(address, [silent[address]])
            silent[address] = ""  # told once


def _address(source: settings.Source) -> str | None:
    """Whom a source asks for repositories; None where it asks nobody."""
    match source:
        case settings.GitHub(api=address) | settings.GitHubFacts(api=address) | settings.Ecosystems(api=address):
            return address
        case settings.Sourcegraph(endpoint=address):
            return address
        case settings.Spaces(endpoint=address):
            return reach.address_of(address)
    return None


def _checks(source: settings.Source) -> Iterator[Check]:
    soon = source.model_copy(update={"patience_s": PATIENCE_S, "timeout_s": PATIENCE_S})
    if isinstance(soon, settings.GitHubFacts):
        yield _facts(soon)
    elif isinstance(soon, settings.FINDING):
        yield from _of(finder(soon, Exclusions()))


def _of(source: object) -> Iterator[Check]:
    match source:
        case github.GitHub(api=api, authorized=authorized):
            yield _check(
                f"{api.base} search of repositories", lambda: _search(api, "repositories", "topic:transformers")
            )
            if authorized:
                yield _check("search of code", lambda: _search(api, "code", '"from_pretrained"'))
            else:
                yield Check("search of code", ["there is no token: set GITHUB_TOKEN or run `gh auth login`"])
        case ecosystems.Ecosystems(api=api):
            yield _check(f"{api.base} usage of a package", lambda: _usage(api))
            yield _check("its dependents", lambda: _dependents(api))
        case sourcegraph.Sourcegraph(api=api):
            yield _check(f"{api.base} stream", lambda: _stream(api))
        case spaces.Spaces(hub=asked):
            yield _check(f"{asked.endpoint} list of Spaces", lambda: _spaces(asked))


def _facts(source: settings.GitHubFacts) -> Check:
    api, authorized = github_api(source)
    what = f"{api.base} GraphQL"
    if not authorized:
        return Check(what, ["there is no token: set GITHUB_TOKEN or run `gh auth login`"])
    return _check(what, lambda: _answered(api))


def _answered(api: Api) -> list[str]:
    """Faults of the answer about one repository; a field that GitHub no longer knows is an error of its own."""
    asked = {"query": github_facts.query(1), "variables": github_facts.variables(["huggingface/transformers"])}
    value = api.post(GRAPHQL, asked).value
    errors = [str(error.get("message")) for error in value.get("errors") or []]
    return errors or fields((value.get("data") or {}).get("r0"), {"nameWithOwner": str, "databaseId": int})


def _search(api: Api, kind: str, query: str) -> list[str]:
    value = api.json(f"/search/{kind}", [("q", query), ("per_page", "1")], github.ACCEPT).value
    faults = fields(value, {"total_count": int, "incomplete_results": bool, "items": list})
    if faults or not value["items"]:
        return faults or ["it finds nothing"]
    item = value["items"][0]
    return fields(item["repository"] if kind == "code" and isinstance(item, dict) else item, REPOSITORY)


def _usage(api: Api) -> list[str]:
    return fields(api.json("/usage/pypi/transformers").value, {"dependents_count": int})


def _dependents(api: Api) -> list[str]:
    asked = [("per_page", "1"), ("sort", "id"), ("order", "asc")]
    value = api.json("/usage/pypi/transformers/dependent_repositories", asked).value
    return fields(value[0], DEPENDENT) if isinstance(value, list) and value else ["no list of repositories"]


def _stream(api: Api) -> list[str]:
    asked = [("q", "transformers select:repo count:1"), ("v", "V3")]
    found = dict(sourcegraph.events(api.lines("/.api/search/stream", asked, {"Accept": "text/event-stream"})))
    return [f"no event '{name}'" for name in ("matches", "progress", "done") if name not in found]


def _spaces(asked: hub.Hub) -> list[str]:
    shown = [("expand[]", name) for name in spaces.SHOWN]
    values, following, _ = asked.page("/api/spaces", [("limit", "2"), ("sort", "likes"), ("direction", "-1"), *shown])
    if not isinstance(values, list) or not values:
        return ["no list of Spaces"]
    return fields(values[0], SPACE) + ([] if following else ["no next page"])


def _check(what: str, look: Callable[[], list[str]]) -> Check:
    try:
        return Check(what, look())
    except (Refused, hub.Refused) as refused:
        return Check(what, [f"it is refused: {refused}"])
    except (ApiError, HubError) as error:
        return Check(what, [str(error)])
    except (TypeError, AttributeError, KeyError, IndexError) as error:
        return Check(what, [f"an answer of another form: {error}"])
