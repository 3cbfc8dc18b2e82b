"""ecosyste.ms and Sourcegraph on loopback, after their public documentation."""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any

from loopback import Asked, Loopback, Reply, answering

PREFIX = "/api/v1/usage/"
JSON = {"Content-Type": "application/json; charset=utf-8"}


def dependent(number: int, name: str, host: str = "https://github.com") -> dict[str, Any]:
    """A repository as ecosyste.ms has it (the fields that matter and some that do not)."""
    return {
        "id": number,
        "full_name": name,
        "html_url": f"{host}/{name}",
        "owner": name.partition("/")[0],
        "fork": False,
        "archived": False,
        "stargazers_count": number,
        "license": "mit",
        "host": {"name": "GitHub", "url": host, "kind": "github"},
    }


def ecosystems(usage: Mapping[str, Sequence[dict[str, Any]]]) -> AbstractContextManager[Loopback]:
    """`usage` has the dependents of 'ecosystem/package'; pages begin behind `after_id`, in the order of ids."""

    def respond(asked: Asked) -> Reply:
        name = asked.path.removeprefix(PREFIX).removesuffix("/dependent_repositories")
        if not asked.path.startswith(PREFIX) or name not in usage:
            return Reply(404, [b'{"error":"not found"}'], JSON)
        found = usage[name]
        if not asked.path.endswith("/dependent_repositories"):
            told = {"ecosystem": name.partition("/")[0], "name": name.partition("/")[2], "dependents_count": len(found)}
            return Reply(200, [json.dumps(told).encode()], JSON)
        if (asked.query["sort"], asked.query["order"]) != ("id", "asc"):
            return Reply(400, [b'{"error":"bad sort"}'], JSON)
        size = min(int(asked.query.get("per_page", 100)), 1000)
        page = [one for one in found if one["id"] > int(asked.query.get("after_id", 0))][:size]
        return Reply(200, [json.dumps(page).encode()], JSON)

    return answering(respond)


def event(name: str, data: object) -> bytes:
    """A server-sent event."""
    return f"event: {name}\ndata: {json.dumps(data)}\n\n".encode()


def stream(names: Sequence[str], skipped: Sequence[str] = (), done: bool = True) -> Iterator[bytes]:
    """A whole answer of Sourcegraph's for these repositories, the reasons of `skipped` in its progress."""
    told = [{"reason": reason, "title": reason, "message": "", "severity": "info"} for reason in skipped]
    yield event("filters", [{"value": "archived:yes", "label": "", "count": 1, "exhaustive": False, "kind": "utility"}])
    for at in range(0, len(names), 2):
        matches = [{"type": "repo", "repositoryID": 1, "repository": name} for name in names[at : at + 2]]
        yield event("matches", matches)
        yield event("progress", {"done": False, "matchCount": at, "durationMs": 5, "skipped": []})
    yield event("progress", {"done": True, "matchCount": len(names), "durationMs": 9, "skipped": told})
    if done:
        yield event("done", {})


def sourcegraph(found: Mapping[str, Sequence[str]], token: str | None = None) -> AbstractContextManager[Loopback]:
    """`found` has the repositories of a query; with a `token` it answers nobody else."""

    def respond(asked: Asked) -> Reply:
        if asked.path != "/.api/search/stream":
            return Reply(404, [b"not found"])
        if token and asked.headers.get("Authorization") != f"token {token}":
            return Reply(401, [b"Private mode requires authentication."], {"Content-Type": "text/plain"})
        return Reply(200, stream(found.get(asked.query["q"], [])), {"Content-Type": "text/event-stream"})

    return answering(respond)
