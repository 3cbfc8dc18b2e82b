"""What GitHub says of repositories that other sources found: by its GraphQL API, many at once.

A repository that was renamed or transferred answers under its new name; one that is gone, blocked or private answers
by an error, which is a state and no failure. https://docs.github.com/graphql/overview/rate-limits-and-query-limits
"""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import pyarrow as pa

from builder import schemas
from builder.engine.crawl import Round
from builder.engine.durable import digest
from builder.engine.journal import Page
from builder.engine.step import SKIPPED_SCHEMA
from builder.redaction.exclusions import Exclusions
from builder.redaction.privacy import mask
from builder.sources.finds import ID
from builder.sources.graphql import LIMIT, ask, moment, state
from builder.web.client import Api, Refused

VERSION = 2
FIRST, MOST = 50, 100  # repositories of a request: of the first, and of any
DESCRIPTION = 300  # characters
TOPICS = 20  # GitHub allows no more
COLUMNS = (  # of `repositories`, that GitHub knows
    *("host_id", "default_branch", "created_at", "pushed_at", "stars", "forks", "is_fork", "is_archived", "topics"),
    *("description", "license_declared", "issue_count", "pull_request_count", "status"),
)
FACTS = pa.schema(
    [
        ("asked", pa.string()),  # the name as it was found
        ("repository_id", pa.string()),  # the name that the repository has now
        ("host", pa.string()),
        ("url", pa.string()),
        *(schemas.REPOSITORIES.schema.field(name) for name in COLUMNS),
        ("asked_at", pa.timestamp("us")),
        ("position", pa.int64()),
    ]
)
FIELDS = f"""
  nameWithOwner databaseId url description createdAt pushedAt stargazerCount forkCount isFork isArchived isEmpty
  isDisabled isPrivate licenseInfo {{ key spdxId }} defaultBranchRef {{ name }} issues {{ totalCount }}
  pullRequests {{ totalCount }} repositoryTopics(first: {TOPICS}) {{ nodes {{ topic {{ name }} }} }}"""


class Place(NamedTuple):
    """Where a round stands: the last name that was asked, how many are asked at once, the position of the next row."""

    after: str
    size: int
    position: int


@dataclass(frozen=True)
class GitHubFacts:
    """The source; `path` is that of GraphQL below the API, `names` gives what was found on `web`, sorted.

    Without a token GitHub answers no GraphQL: every repository is skipped for that.
    """

    name: str
    api: Api
    path: str
    web: str
    authorized: bool
    names: Callable[[], Sequence[str]]
    exclusions: Exclusions = field(default_factory=Exclusions)

    def digest(self) -> str:
        """What makes pages belong together: the address, whether there is a token, the exclusions."""
        return digest(VERSION, self.name, self.api.base, self.web, self.authorized, sorted(self.exclusions.hashes))

    def pages(self, look: Round, cursor: str | None, before: Callable[[], list[str]]) -> Iterator[Page]:
        """The rest of a round, a page per request, in the order of the names."""
        start = Place(*json.loads(look.previous)).position if look.previous else 0
        place = Place(*json.loads(cursor)) if cursor else Place("", FIRST, start)
        left = [name for name in self.names() if name > place.after]
        size, most = place.size, MOST
        while left:
            asked = left[:size]
            try:
                page = self._page(asked, place.position, look.taken_at)
            except Refused as refused:
                if len(asked) > 1:
                    size = most = len(asked) // 2
                    continue
                page = self._skipped(asked, f"status_{refused.status}", refused.message)
            left = left[len(asked) :]
            size = min(size * 2, most)
            place = Place(asked[-1], size, place.position + page.records)
            yield Page(page.rows, page.skipped, json.dumps(place))

    def _page(self, names: Sequence[str], position: int, asked_at: datetime) -> Page:
        """The rows of one request; Refused where it is too much for GitHub."""
        if not self.authorized:
            return self._skipped(names, "no_token", "GitHub's GraphQL wants a token: set GITHUB_TOKEN")
        data, failed = ask(self.api, self.path, query(len(names)), variables(names), names)
        rows, skipped = [], []
        for number, name in enumerate(names):
            node, error = data.get(f"r{number}"), failed.get(f"r{number}")
            row = self._row(name, node, error, asked_at)
            if isinstance(row, str):
                skipped.append({"item": name, "reason": row, "detail": mask(str((error or {}).get("message", "")))})
            else:
                rows.append({**row, "position": position + number})
        return Page(pa.Table.from_pylist(rows, FACTS), pa.Table.from_pylist(skipped, SKIPPED_SCHEMA))

    def _skipped(self, names: Sequence[str], reason: str, detail: str) -> Page:
        rows = [{"item": name, "reason": reason, "detail": mask(detail)} for name in names]
        return Page(FACTS.empty_table(), pa.Table.from_pylist(rows, SKIPPED_SCHEMA))

    def _row(
        self, name: str, node: dict[str, Any] | None, error: dict[str, Any] | None, asked_at: datetime
    ) -> dict[str, Any] | str:
        """A row of FACTS, or the reason why there is none."""
        known = {"asked": name, "host": urlsplit(self.web).hostname, "asked_at": asked_at}
        if node is None:
            status = state(error)
            page = f"{self.web}/{name}"
            return {**known, "repository_id": name, "url": page, "status": status} if status else "no_answer"
        if node["isPrivate"]:
            return "private"
        now = node["nameWithOwner"]
        if not ID.fullmatch(now) or mask(now) != now:
            return "bad_id"
        if self.exclusions.covers(now):
            return "excluded"
        return {**known, "repository_id": now, "url": node["url"], **facts(node)}


def query(repositories: int) -> str:
    """The text of a question about so many repositories, whose names are variables."""
    head = ", ".join(f"$o{number}: String!, $n{number}: String!" for number in range(repositories))
    asked = "\n".join(
        f"  r{number}: repository(owner: $o{number}, name: $n{number}, followRenames: true) {{ ...facts }}"
        for number in range(repositories)
    )
    fragment = f"fragment facts on Repository {{{FIELDS}\n}}"
    return f"query({head}) {{\n{asked}\n  {LIMIT}\n}}\n{fragment}"


def variables(names: Sequence[str]) -> dict[str, str]:
    """Owners and names of a question."""
    parts = [name.split("/", 1) for name in names]
    return {f"{kind}{number}": part for number, pair in enumerate(parts) for kind, part in zip("on", pair, strict=True)}


def facts(node: dict[str, Any]) -> dict[str, Any]:
    """The columns of `repositories` out of an answer; dates are naive UTC."""
    described = node.get("description")
    return {
        "host_id": str(node["databaseId"]) if node.get("databaseId") is not None else None,
        "default_branch": (node.get("defaultBranchRef") or {}).get("name"),
        "created_at": moment(node.get("createdAt")),
        "pushed_at": moment(node.get("pushedAt")),
        "stars": node.get("stargazerCount"),
        "forks": node.get("forkCount"),
        "is_fork": node.get("isFork"),
        "is_archived": node.get("isArchived"),
        "topics": [one["topic"]["name"] for one in (node.get("repositoryTopics") or {}).get("nodes") or []],
        "description": mask(described)[:DESCRIPTION] if described else None,
        "license_declared": (node.get("licenseInfo") or {}).get("spdxId"),
        "issue_count": (node.get("issues") or {}).get("totalCount"),
        "pull_request_count": (node.get("pullRequests") or {}).get("totalCount"),
        "status": "blocked" if node.get("isDisabled") else "empty" if node.get("isEmpty") else "present",
    }
