"""Repositories by Sourcegraph's search of code: the way of the paper, whose queries can be repeated by it.

Each query is one stream of server-sent events with `count:all`, told apart by an empty line; the last is 'done'.
https://sourcegraph.com/docs/api/stream-api
"""

import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import httpx2
import pyarrow as pa

from builder.engine.crawl import Round
from builder.engine.durable import digest
from builder.engine.journal import Page
from builder.engine.step import SKIPPED_SCHEMA
from builder.errors import ApiError
from builder.redaction.exclusions import Exclusions
from builder.redaction.privacy import mask
from builder.repository.origins import public
from builder.sources.finds import Asked, Finder, Hit
from builder.sources.searches import Search
from builder.web.client import Api, Refused

VERSION = 1
TRIES = 3  # of a stream that breaks off
MOST = 64_000_000  # characters of one event
LANGUAGES = {
    "notebook": '"Jupyter Notebook"',
    **{name: name for name in ("python", "javascript", "typescript", "rust", "yaml", "json")},
}
# Reasons in `progress.skipped` that say what the query leaves out by its own words, not that results are missing
BY_DESIGN = {"excluded-fork", "excluded-archive"}


def query_of(search: Search) -> str:
    """A search in Sourcegraph's syntax; every match, forks and archived repositories left out as by default."""
    phrases = " OR ".join(f'content:"{phrase}"' for phrase in search.phrases)
    phrases = f"({phrases})" if len(search.phrases) > 1 else phrases
    return f"{phrases} lang:{LANGUAGES[search.language]} select:repo count:all"


@dataclass(frozen=True)
class Sourcegraph:
    """The source: each of `queries` is asked as it stands."""

    name: str
    api: Api
    queries: tuple[str, ...]
    exclusions: Exclusions = field(default_factory=Exclusions)

    def digest(self) -> str:
        """What makes pages belong together: queries, address, exclusions, this code's version."""
        return digest(VERSION, self.name, self.api.base, self.queries, sorted(self.exclusions.hashes))

    def pages(self, look: Round, cursor: str | None, before: Callable[[], list[str]]) -> Iterator[Page]:
        """The rest of a round, a page per query."""
        finder = Finder(self.name, look.taken_at, self.exclusions)
        start = json.loads(look.previous)[1] if look.previous else 0
        number, position = json.loads(cursor) if cursor else (0, start)
        for at, query in enumerate(self.queries[number:], number):
            page = self._page(finder, position, query)
            position += page.records
            yield Page(page.rows, page.skipped, json.dumps([at + 1, position]))

    def _page(self, finder: Finder, position: int, query: str) -> Page:
        try:
            result = self._ask(query)
        except Refused as refused:
            page = finder.page(position, query, "", (), [Asked(query, "", None, False)])
            row = {"item": query, "reason": f"status_{refused.status}", "detail": mask(refused.message)}
            return Page(page.rows, pa.Table.from_pylist([row], SKIPPED_SCHEMA))
        hits = [hit for name in result.repositories if (hit := hit_of(name)) is not None]
        return finder.page(position, query, "", hits, [Asked(query, "", result.total, result.complete)])

    def _stream(self, query: str, result: "Result") -> bool:
        """Adds what one attempt finds; whether it came to its end."""
        asked = [("q", query), ("v", "V3"), ("t", "standard"), ("display", "-1")]
        with suppress(httpx2.TransportError, httpx2.DecodingError):
            for event, data in events(self.api.lines("/.api/search/stream", asked, {"Accept": "text/event-stream"})):
                result.take(event, data)
                if event == "done":
                    return True
        return False

    def _ask(self, query: str) -> "Result":
        """The whole stream of a query; what an attempt found that broke off is not complete."""
        best = Result()
        for _ in range(TRIES):
            result = Result()
            if self._stream(query, result):
                return result
            best = max(best, result, key=lambda one: len(one.repositories))
        if not best.events:
            raise ApiError(f"{self.api.base} gives no stream of events: is this a Sourcegraph? Check sources.endpoint")
        best.complete = False
        return best


@dataclass
class Result:
    """What a stream has told so far."""

    repositories: dict[str, None] = field(default_factory=dict)
    total: int | None = None
    complete: bool = False
    events: int = 0
    _faults: bool = False
    _limited: bool = False  # as the newest progress says

    def take(self, event: str, data: Any) -> None:  # noqa: ANN401 - whatever JSON holds
        """One event."""
        self.events += 1
        if event == "matches" and isinstance(data, list):
            named = (match.get("repository") for match in data if isinstance(match, dict))
            self.repositories.update(dict.fromkeys(name for name in named if isinstance(name, str)))
        elif event == "progress" and isinstance(data, dict):
            count = data.get("matchCount")
            self.total = count if isinstance(count, int) else self.total
            skipped = [one.get("reason") for one in data.get("skipped") or () if isinstance(one, dict)]
            self._limited = any(reason not in BY_DESIGN for reason in skipped)
        elif event == "error" or (event == "alert" and isinstance(data, dict) and data.get("kind") != "info"):
            self._faults = True
        elif event == "done":
            self.complete = not (self._faults or self._limited)


def events(lines: Iterable[str]) -> Iterator[tuple[str, Any]]:
    """Names and data of server-sent events (WHATWG HTML, 9.2); data that is no JSON is None."""
    name, data = "message", list[str]()
    for line in lines:
        if not line:
            if data:
                yield name, _parsed("\n".join(data))
            name, data = "message", []
            continue
        key, _, value = line.partition(":")
        value = value.removeprefix(" ")
        if key == "event":
            name = value
        elif key == "data" and sum(map(len, data)) + len(value) < MOST:
            data.append(value)


def _parsed(text: str) -> Any:  # noqa: ANN401
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def hit_of(name: str) -> Hit | None:
    """A repository by Sourcegraph's name for it, 'github.com/owner/name'; None for one of no public host."""
    found = public(f"https://{name}")
    return Hit(found.repository_id, found.host, str(found.url)) if found else None
