"""Repositories by GitHub's search: of code for what loads models, of repositories by their topics.

Both give at most 1,000 results of a query, so that a query is asked in slices (sources/slices.py). The search of code
knows the syntax of before 2023, default branches, files under 384 kB, forks only where they have more stars than what
they are forks of; it wants a token and takes 10 requests a minute, that of repositories 30.
https://docs.github.com/rest/search/search
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any, Literal
from urllib.parse import urlsplit

import pyarrow as pa

from builder.engine.crawl import Round
from builder.engine.durable import digest
from builder.engine.journal import Page
from builder.engine.step import SKIPPED_SCHEMA
from builder.errors import ApiError
from builder.redaction.exclusions import Exclusions
from builder.redaction.privacy import mask
from builder.sources.bisecting import PAGE, Reply, Walk
from builder.sources.finds import Asked, Finder, Hit
from builder.sources.searches import Search
from builder.sources.slices import of_days, of_sizes
from builder.web.client import Api, Refused

VERSION = 1
LONGEST = 256  # characters of a query, qualifiers and operators aside
LANGUAGES = {
    "notebook": '"Jupyter Notebook"',
    **{name: name for name in ("python", "javascript", "typescript", "rust", "yaml", "json")},
}
# A repository's name is as GitHub shows it today, whatever it was called when it was indexed
ACCEPT = {"Accept": "application/vnd.github+json", "X-GitHub-Api-Version": "2022-11-28"}
Kind = Literal["code", "repositories"]


@dataclass(frozen=True)
class Query:
    """What is asked, of which search, and how many operators it has."""

    kind: Kind
    text: str

    @property
    def operators(self) -> int:
        """AND, OR and NOT outside of phrases."""
        return sum(word in {"AND", "OR", "NOT"} for word in self.text.split('"')[::2] for word in word.split())


def code_query(search: Search) -> Query:
    """A search in the old syntax: phrases, then the language."""
    phrases = " OR ".join(f'"{phrase}"' for phrase in search.phrases)
    return Query("code", f"{phrases} language:{LANGUAGES[search.language]}")


@dataclass(frozen=True)
class Place:
    """Where a round stands: which query, how far it is, the position of the next row, the requests so far."""

    query: int
    walk: Walk | None
    position: int

    def to_cursor(self) -> str:
        """As a page's cursor."""
        walk = self.walk.to_json() if self.walk else None
        return json.dumps({"query": self.query, "walk": walk, "position": self.position})

    @classmethod
    def of_cursor(cls, cursor: str) -> "Place":
        """From a page's cursor."""
        value = json.loads(cursor)
        return cls(value["query"], Walk.of_json(value["walk"]) if value["walk"] else None, value["position"])


@dataclass(frozen=True)
class GitHub:
    """The source; `web` is where the repositories' pages are. Without a token no code is searched, and that is told."""

    name: str
    api: Api
    web: str
    queries: tuple[Query, ...]
    split_by: tuple[str, ...]
    authorized: bool
    exclusions: Exclusions = field(default_factory=Exclusions)

    def digest(self) -> str:
        """What makes pages belong together: the queries, the address, whether there is a token, the exclusions."""
        asked = [(query.kind, query.text) for query in self.queries]
        known = (asked, self.api.base, self.web, self.split_by, self.authorized)
        return digest(VERSION, self.name, *known, sorted(self.exclusions.hashes))

    def pages(self, look: Round, cursor: str | None, before: Callable[[], list[str]]) -> Iterator[Page]:
        """The rest of a round, a page per request."""
        finder = Finder(self.name, look.taken_at, self.exclusions)
        start = Place.of_cursor(look.previous).position if look.previous else 0
        place = Place.of_cursor(cursor) if cursor else Place(0, None, start)
        while place.query < len(self.queries):
            query = self.queries[place.query]
            walk = place.walk or Walk.start(of_sizes() if query.kind == "code" else of_days(look.taken_at.date()))
            walk = walk.foreseen(self._by(query), query.operators)
            page, walk = self._step(finder, place.position, query, walk)
            position = place.position + page.records
            place = Place(place.query, walk, position) if walk.left else Place(place.query + 1, None, position)
            yield replace(page, cursor=place.to_cursor())

    def _by(self, query: Query) -> tuple[str, ...]:
        return self.split_by if query.kind == "code" else ()

    def _step(self, finder: Finder, position: int, query: Query, walk: Walk) -> tuple[Page, Walk]:
        """One request of a query: its rows, and how far the query is then."""
        part = walk.slice.text
        if query.kind == "code" and not self.authorized:
            return self._left_out(finder, position, query, "no_token", ""), Walk(())
        if len(_bare(query.text)) > LONGEST:
            return self._left_out(finder, position, query, "query_too_long", ""), Walk(())
        try:
            value = self._ask(query, part, walk.page)
        except Refused as refused:
            walk, left = walk.refused()
            why = f"status_{refused.status}"
            return self._left_out(finder, position, query, why, refused.message, left.slice), walk
        items = [item for item in value["items"] if isinstance(item, dict)]
        reply = Reply(value["total_count"], len(items), bool(value.get("incomplete_results")))
        walk, asked, kept = walk.answered(reply, self._by(query), query.operators)
        found = [self._hit(item, query.kind) for item in items] if kept else []
        hits = [hit for hit in found if hit is not None]
        ended = [replace(asked, query=query.text)] if asked else []
        page = finder.page(position, query.text, part, hits, ended)
        private = len({hit_name(item, query.kind) for item in items if is_private(item, query.kind)}) if kept else 0
        return _with_skipped(page, self.name, position, ["private"] * private), walk

    def _ask(self, query: Query, part: str, page: int) -> dict[str, Any]:
        """One page of results; ApiError where it is none."""
        asked = [("q", f"{query.text} {part}"), ("per_page", str(PAGE)), ("page", str(page))]
        value = self.api.json(f"/search/{query.kind}", asked, ACCEPT).value
        if (
            not isinstance(value, dict)
            or not isinstance(value.get("items"), list)
            or not isinstance(value.get("total_count"), int)
        ):
            raise ApiError(f"{self.api.base} gives no results of a search: is this GitHub's API? Check sources.api")
        return value

    def _hit(self, item: dict[str, Any], kind: Kind) -> Hit | None:
        name = hit_name(item, kind)
        if not name or is_private(item, kind):
            return None
        return Hit(name, urlsplit(self.web).hostname or "", f"{self.web}/{name}")

    def _left_out(self, finder: Finder, position: int, query: Query, reason: str, detail: str, part: str = "") -> Page:
        """The page of a query, or of a slice, that is not answered: it is named, and not complete."""
        page = finder.page(position, query.text, part, (), [Asked(query.text, part, None, False)])
        item = f"{query.text} {part}".strip()
        row = {"item": item, "reason": reason, "detail": mask(detail)}
        return Page(page.rows, pa.Table.from_pylist([row], SKIPPED_SCHEMA))


def hit_name(item: dict[str, Any], kind: Kind) -> str:
    """'owner/name' of a result; '' where it has none."""
    held = item.get("repository") if kind == "code" else item
    name = held.get("full_name") if isinstance(held, dict) else None
    return name if isinstance(name, str) else ""


def is_private(item: dict[str, Any], kind: Kind) -> bool:
    """Whether a result is none of the public's: the token may see it, the dataset may not."""
    held = item.get("repository") if kind == "code" else item
    return isinstance(held, dict) and bool(held.get("private"))


def _bare(text: str) -> str:
    """A query without what does not count for its length."""
    return " ".join(word for word in text.split() if word not in {"AND", "OR", "NOT"} and ":" not in word)


def _with_skipped(page: Page, source: str, position: int, reasons: list[str]) -> Page:
    first = position + page.records
    more = [{"item": f"{source}#{number}", "reason": reason} for number, reason in enumerate(reasons, first)]
    return Page(page.rows, pa.concat_tables([page.skipped, pa.Table.from_pylist(more, SKIPPED_SCHEMA)]))
