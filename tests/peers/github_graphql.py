"""GitHub's GraphQL API on loopback: an executable schema answers, so that a wrong question is refused as there.

`github_graphql.graphqls` beside it has the types that are asked for, written after GitHub's documentation;
PEATMOSS_GITHUB_SCHEMA names GitHub's own, whole schema in its place.
"""

import json
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from graphql import GraphQLError, GraphQLSchema, build_schema, graphql_sync

TOKEN = "loopback-token"


def schema() -> GraphQLSchema:
    """GitHub's types."""
    named = os.environ.get("PEATMOSS_GITHUB_SCHEMA")
    path = Path(named) if named else Path(__file__).with_suffix(".graphqls")
    # GitHub's own breaks a rule of the specification: fields are deprecated that their interfaces are not
    return build_schema(path.read_text(encoding="utf-8"), assume_valid=True, assume_valid_sdl=True)


def repository(name: str, number: int = 1, **more: Any) -> dict[str, Any]:
    """A repository as the schema has it."""
    return {
        "nameWithOwner": name,
        "databaseId": number,
        "url": f"https://github.com/{name}",
        "description": None,
        "createdAt": "2020-01-02T03:04:05Z",
        "pushedAt": "2024-05-06T07:08:09Z",
        "stargazerCount": 3,
        "forkCount": 1,
        "isFork": False,
        "isArchived": False,
        "isDisabled": False,
        "isEmpty": False,
        "isPrivate": False,
        "licenseInfo": {"key": "mit", "spdxId": "MIT"},
        "defaultBranchRef": {"name": "main"},
        "issues": {"totalCount": 5},
        "pullRequests": {"totalCount": 7},
        "repositoryTopics": {"nodes": [{"topic": {"name": "nlp"}}]},
    } | more


def talk(number: int, title: str, body: str = "", **more: Any) -> dict[str, Any]:
    """An issue or pull request as the schema has it."""
    return {
        "__typename": "Issue",
        "id": f"I{number}",
        "number": number,
        "title": title,
        "body": body,
        "state": "OPEN",
        "createdAt": "2023-04-05T06:07:08Z",
        "closedAt": None,
        "authorAssociation": "NONE",
        "author": {"__typename": "User", "login": "somebody"},
        "comments": {"totalCount": 2},
        "labels": {"nodes": [{"name": "bug"}]},
    } | more


class Talks:
    """A list of issues or pull requests, the newest first, in pages."""

    def __init__(self, talks: list[dict[str, Any]]) -> None:
        self.talks = talks

    def __call__(self, info: Any, first: int = 0, after: str | None = None, **_: Any) -> dict[str, Any]:
        begin = int(after or 0)
        page = {"hasNextPage": begin + first < len(self.talks), "endCursor": str(begin + first)}
        return {"totalCount": len(self.talks), "nodes": self.talks[begin : begin + first], "pageInfo": page}


@dataclass
class GraphQL:
    """The running server: what it knows, by the lower-case name that is asked for; what it was asked; its faults."""

    repositories: dict[str, dict[str, Any] | GraphQLError] = field(default_factory=dict)
    most: int = 100  # repositories of a request; for more it answers 502, as GitHub does when a question takes too long
    remaining: int = 5000
    expires: int | None = None  # after so many questions its token is accepted no more
    url: str = ""
    asked: list[int] = field(default_factory=list)  # repositories of each request

    def answer(self, body: dict[str, Any]) -> dict[str, Any]:
        """The answer to a question, errors included."""
        asked = sum(name.startswith("o") for name in body["variables"])
        self.asked.append(asked)
        root = {"repository": self._repository, "rateLimit": self._limit, "nodes": self._nodes}
        made = graphql_sync(SCHEMA, body["query"], root_value=root, variable_values=body["variables"])
        return {"data": made.data} | ({"errors": [_shown(one) for one in made.errors]} if made.errors else {})

    def _repository(self, info: Any, owner: str, name: str, **_: Any) -> dict[str, Any]:
        known = self.repositories.get(f"{owner}/{name}".lower())
        if known is None:
            said = f"Could not resolve to a Repository with the name '{owner}/{name}'."
            raise GraphQLError(said, extensions={"type": "NOT_FOUND"})
        if isinstance(known, GraphQLError):
            raise known
        return known

    def _nodes(self, info: Any, ids: list[str]) -> list[dict[str, Any]]:
        known = [one for one in self.repositories.values() if isinstance(one, dict)]
        lists = [one[kind] for one in known for kind in ("issues", "pullRequests")]
        talks = {talk["id"]: talk for one in lists if isinstance(one, Talks) for talk in one.talks}
        return [talks[name] for name in ids]

    def _limit(self, info: Any, **_: Any) -> dict[str, Any]:
        self.remaining -= 1
        return {"cost": 1, "remaining": self.remaining, "resetAt": "2020-01-01T00:00:00Z"}


SCHEMA = schema()


def _shown(error: GraphQLError) -> dict[str, Any]:
    """An error as GitHub writes it: its type beside its message."""
    return {"type": (error.extensions or {}).get("type"), "path": error.path, "message": error.message}


@contextmanager
def serving() -> Iterator[GraphQL]:
    """The server, which wants its token."""
    running = GraphQL()

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's
            pass

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            expired = running.expires is not None and len(running.asked) >= running.expires
            if expired or self.headers.get("Authorization") != f"Bearer {TOKEN}":
                return self.reply(401, {"message": "Bad credentials"})
            if sum(name.startswith("o") for name in body["variables"]) > running.most:
                return self.reply(502, {"message": "Something went wrong"})
            return self.reply(200, running.answer(body))

        def reply(self, status: int, value: dict[str, Any]) -> None:
            data = json.dumps(value).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    running.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield running
    finally:
        server.shutdown()
        server.server_close()
