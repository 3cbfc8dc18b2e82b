"""Issues and pull requests of repositories that name a model of theirs, or its library: by GitHub's GraphQL API.

Titles and texts are read for names, and forgotten: of a text nothing is kept, of its author what he is to the
repository. Who that is, is not even asked.
"""

import json
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

import pyarrow as pa

from builder.engine.crawl import Round
from builder.engine.durable import digest
from builder.engine.journal import Page
from builder.engine.step import SKIPPED_SCHEMA
from builder.redaction.exclusions import Exclusions
from builder.redaction.privacy import mask, mask_people
from builder.sources.graphql import LIMIT, ask, moment, state
from builder.sources.naming import Names
from builder.web.client import Api, Refused

VERSION = 1
ISSUES, PULL_REQUESTS = "issues", "pullRequests"  # as GraphQL has them
EACH = 100  # of one list in one request: GitHub gives no more
NEWEST = 1000  # of each kind in one repository
FIRST, MOST = 10, 20  # lists of a request: of the first, and of any
LABELS = 20
SPOKEN_OF, LISTED = "discussion", "list"
TALKS = pa.schema(
    [
        ("event", pa.string()),  # 'discussion', or 'list': one kind of a repository's was read to its end
        ("repository_id", pa.string()),
        ("is_pull_request", pa.bool_()),
        ("num", pa.int64()),
        ("title", pa.string()),
        ("state", pa.string()),
        ("created_at", pa.timestamp("us")),
        ("closed_at", pa.timestamp("us")),
        ("comments", pa.int64()),
        ("labels", pa.list_(pa.string())),
        ("names", pa.list_(pa.string())),  # of models, as the repository's code has them
        ("libraries", pa.list_(pa.string())),
        ("author_role", pa.string()),
        ("asked_at", pa.timestamp("us")),
        ("position", pa.int64()),
    ]
)
TYPES = {ISSUES: "IssueConnection", PULL_REQUESTS: "PullRequestConnection"}
FIELDS = """
  pageInfo { hasNextPage endCursor }
  nodes { id number title body state createdAt closedAt authorAssociation author { __typename } }"""
# Lists within a list cost a point for each hundred, so that they are asked for apart, of what names a model alone.
DETAILS = f"""query($ids: [ID!]!) {{
  nodes(ids: $ids) {{ ...on Issue {{ id ...issue }} ...on PullRequest {{ id ...pull }} }}
  {LIMIT}
}}
fragment issue on Issue {{ comments {{ totalCount }} labels(first: {LABELS}) {{ nodes {{ name }} }} }}
fragment pull on PullRequest {{ comments {{ totalCount }} labels(first: {LABELS}) {{ nodes {{ name }} }} }}"""
# https://docs.github.com/graphql/reference/enums#commentauthorassociation
ROLES = {"OWNER": "owner", "MEMBER": "member", "COLLABORATOR": "member", "CONTRIBUTOR": "contributor"}


@dataclass(frozen=True)
class Asked:
    """A repository, what it maps, and how many issues and pull requests it has, where that is known."""

    repository_id: str
    names: Names
    issues: int | None = None
    pull_requests: int | None = None


class List(NamedTuple):
    """One kind of a repository's discussions: where the next page of it begins, and how many were read."""

    repository_id: str
    kind: str
    after: str | None = None
    read: int = 0


class Place(NamedTuple):
    """Where a round stands: the last repository that was begun, lists that are open, size of a request, next row."""

    after: str
    open: list[List]
    size: int
    position: int

    @classmethod
    def of_cursor(cls, cursor: str) -> "Place":
        """From a page's cursor."""
        after, lists, size, position = json.loads(cursor)
        return cls(after, [List(*one) for one in lists], size, position)


@dataclass(frozen=True)
class Discussions:
    """The source; `path` is that of GraphQL below the API, `wanted` gives the repositories, by their names in order."""

    name: str
    api: Api
    path: str
    authorized: bool
    wanted: Callable[[], Sequence[Asked]]
    exclusions: Exclusions = field(default_factory=Exclusions)

    def digest(self) -> str:
        """What makes pages belong together: the address, whether there is a token, the exclusions."""
        return digest(VERSION, self.name, self.api.base, self.authorized, sorted(self.exclusions.hashes))

    def pages(self, look: Round, cursor: str | None, before: Callable[[], list[str]]) -> Iterator[Page]:
        """The rest of a round, a page per request, in the order of the names."""
        start = Place.of_cursor(look.previous).position if look.previous else 0
        place = Place.of_cursor(cursor) if cursor else Place("", [], FIRST, start)
        wanted = {one.repository_id: one for one in self.wanted()}
        left = deque(name for name in wanted if name > place.after)
        lists, size, most, position = [one for one in place.open if one[0] in wanted], place.size, MOST, place.position
        after = place.after
        while lists or left:
            begun = _Answered(look.taken_at, self.exclusions)
            while left and len(lists) < size:
                after = left.popleft()
                lists += self._begun(wanted[after], begun)
            asked, waiting = lists[:size], lists[size:]
            answered = _Answered(look.taken_at, self.exclusions)
            try:
                more = self._asked(asked, wanted, answered)
            except Refused as refused:  # what came of it is asked for again
                answered = _Answered(look.taken_at, self.exclusions)
                if len(asked) > 1:
                    more, size = asked, len(asked) // 2
                    most = size
                else:
                    more = []
                    answered.skip(asked[0].repository_id, f"status_{refused.status}", refused.message)
            else:
                size = min(size * 2, most)
            lists = [*more, *waiting]
            begun.take(answered)
            page = begun.page(position, Place(after, lists, size, position + begun.records))
            position += page.records
            yield page

    def _begun(self, one: Asked, answered: "_Answered") -> list[List]:
        """The lists of a repository that have to be asked for; those that are known to be empty are read already."""
        if not self.authorized:
            answered.skip(one.repository_id, "no_token", "GitHub's GraphQL wants a token: set GITHUB_TOKEN")
            return []
        counts = {ISSUES: one.issues, PULL_REQUESTS: one.pull_requests}
        for kind, count in counts.items():
            if count == 0:
                answered.ended(List(one.repository_id, kind))
        return [List(one.repository_id, kind) for kind, count in counts.items() if count != 0]

    def _asked(self, lists: Sequence[List], wanted: dict[str, Asked], answered: "_Answered") -> list[List]:
        """One request: what of it is to go on."""
        if not lists:
            return []
        names = [one.repository_id for one in lists]
        data, failed = ask(self.api, self.path, query([one.kind for one in lists]), variables(lists), names)
        more = []
        for number, one in enumerate(lists):
            node = (data.get(f"r{number}") or {}).get(one.kind)
            if node is None or data[f"r{number}"].get("isPrivate"):
                error = failed.get(f"r{number}")
                reason = state(error) or ("no_answer" if node is None else "private")
                answered.skip(one.repository_id, reason, str((error or {}).get("message", "")))
                continue
            for talk in filter(None, node["nodes"] or []):
                answered.found(one, talk, wanted[one.repository_id].names)
            read, follows = one.read + EACH, node["pageInfo"]["hasNextPage"]
            if follows and read < NEWEST:
                more.append(one._replace(after=node["pageInfo"]["endCursor"], read=read))
            else:
                answered.ended(one)
        ids = list(answered.details)
        for part in (ids[at : at + EACH] for at in range(0, len(ids), EACH)):
            found, _ = ask(self.api, self.path, DETAILS, {"ids": part}, names)
            answered.detail(one for one in found.get("nodes") or [] if one)
        return more


class _Answered:
    """What a request gives: rows, and repositories that gave none."""

    def __init__(self, asked_at: datetime, exclusions: Exclusions) -> None:
        self.asked_at = asked_at
        self.exclusions = exclusions
        self.rows: list[dict[str, Any]] = []
        self.skipped: list[dict[str, str]] = []
        self.details: dict[str, dict[str, Any]] = {}  # by GitHub's own id: rows that lack their labels

    @property
    def records(self) -> int:
        """Rows, and what gave none."""
        return len(self.rows) + len(self.skipped)

    def skip(self, repository_id: str, reason: str, detail: str) -> None:
        """One of a repository's lists that is not had; named once for both."""
        row = {"item": repository_id, "reason": reason, "detail": mask(detail)}
        if row not in self.skipped:
            self.skipped.append(row)

    def ended(self, one: List) -> None:
        """Nothing of a list is left to be read."""
        self._add(one, {"event": LISTED})

    def found(self, one: List, talk: dict[str, Any], names: Names) -> None:
        """Keeps a discussion that names something."""
        models, libraries = names.within(f"{talk['title']}\n{talk.get('body') or ''}")
        if models or libraries:
            row = {"event": SPOKEN_OF, "names": models, "libraries": libraries, **self._facts(talk)}
            self.details[talk["id"]] = self._add(one, row)

    def detail(self, nodes: Iterable[dict[str, Any]]) -> None:
        """Labels and comments of what was found."""
        for node in nodes:
            labels = [one["name"] for one in (node.get("labels") or {}).get("nodes") or [] if one]
            self.details[node["id"]] |= {
                "labels": [self.exclusions.redact(mask_people(label)) for label in labels],
                "comments": (node.get("comments") or {}).get("totalCount"),
            }

    def take(self, other: "_Answered") -> None:
        """Adds what another has."""
        self.rows += other.rows
        self.skipped += other.skipped

    def _add(self, one: List, row: dict[str, Any]) -> dict[str, Any]:
        known = {"repository_id": one.repository_id, "is_pull_request": one.kind == PULL_REQUESTS}
        self.rows.append({**known, "asked_at": self.asked_at, **row})
        return self.rows[-1]

    def _facts(self, talk: dict[str, Any]) -> dict[str, Any]:
        is_bot = (talk.get("author") or {}).get("__typename") == "Bot"
        return {
            "num": talk["number"],
            "title": self.exclusions.redact(mask_people(talk["title"])),
            "state": str(talk["state"]).lower(),
            "created_at": moment(talk["createdAt"]),
            "closed_at": moment(talk.get("closedAt")),
            "author_role": "bot" if is_bot else ROLES.get(str(talk.get("authorAssociation")), "other"),
        }

    def page(self, position: int, place: Place) -> Page:
        """The page, whose rows are numbered from `position` on."""
        rows = [{**row, "position": at} for at, row in enumerate(self.rows, position)]
        skipped = pa.Table.from_pylist(self.skipped, SKIPPED_SCHEMA)
        return Page(pa.Table.from_pylist(rows, TALKS), skipped, json.dumps(place))


def query(kinds: Sequence[str]) -> str:
    """The text of a question about so many lists, whose repositories and beginnings are variables."""
    head = ", ".join(f"$o{at}: String!, $n{at}: String!, $a{at}: String" for at in range(len(kinds)))
    order = "orderBy: {field: CREATED_AT, direction: DESC}"
    asked = "\n".join(
        f"  r{at}: repository(owner: $o{at}, name: $n{at}, followRenames: true)"
        f" {{ isPrivate {kind}(first: {EACH}, after: $a{at}, {order}) {{ ...{kind} }} }}"
        for at, kind in enumerate(kinds)
    )
    fragments = "\n".join(f"fragment {kind} on {TYPES[kind]} {{{FIELDS}\n}}" for kind in sorted(set(kinds)))
    return f"query({head}) {{\n{asked}\n  {LIMIT}\n}}\n{fragments}"


def variables(lists: Sequence[List]) -> dict[str, str | None]:
    """Owners, names and beginnings of a question."""
    found: dict[str, str | None] = {}
    for at, one in enumerate(lists):
        owner, name = one.repository_id.split("/")[-2:]  # that of another host may stand before them
        found |= {f"o{at}": owner, f"n{at}": name, f"a{at}": one.after}
    return found
