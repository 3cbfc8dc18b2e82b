"""The Hub's Spaces: applications with their code in git, by the list endpoint, with the models that each declares."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import pyarrow as pa

from builder.engine.crawl import Round
from builder.engine.durable import digest
from builder.engine.journal import Page
from builder.engine.step import SKIPPED_SCHEMA
from builder.errors import HubError
from builder.hub.client import Hub, Refused
from builder.redaction.exclusions import Exclusions
from builder.sources.finds import Asked, Finder, Hit

VERSION = 1
PAGE = 1000
SHOWN = ("models", "datasets", "sdk", "likes", "runtime", "private", "createdAt", "lastModified")
HOST = "huggingface.co"  # also of a mirror's Spaces
RESTARTS = 5  # times that the list may lose its place


@dataclass(frozen=True)
class Place:
    """Where a round stands: the path of the next page (None: the first), rows of it so far, the next position."""

    next: str | None
    given: int
    position: int
    done: bool = False

    def to_cursor(self) -> str:
        """As a page's cursor."""
        return json.dumps([self.next, self.given, self.position, self.done])

    @classmethod
    def of_cursor(cls, cursor: str) -> "Place":
        """From a page's cursor."""
        return cls(*json.loads(cursor))


@dataclass(frozen=True)
class Spaces:
    """The source: all public Spaces, or the `limit` with the most likes; of one `sdk` alone where that is given."""

    name: str
    hub: Hub
    limit: int | None
    sdk: str | None
    exclusions: Exclusions = field(default_factory=Exclusions)

    @property
    def query(self) -> str:
        """What is asked, as the table `queries` has it."""
        order = "sort=likes" if self.limit else "sort=createdAt"
        return f"/api/spaces?{order}" + (f"&filter={self.sdk}" if self.sdk else "")

    def digest(self) -> str:
        """What makes pages belong together: the Hub, the settings, exclusions, this code's version."""
        known = (self.hub.endpoint, self.limit, self.sdk)
        return digest(VERSION, self.name, *known, sorted(self.exclusions.hashes))

    def pages(self, look: Round, cursor: str | None, before: Callable[[], list[str]]) -> Iterator[Page]:
        """The rest of a round. A place in the list that the Hub no longer knows begins the list anew."""
        finder = Finder(self.name, look.taken_at, self.exclusions)
        start = Place.of_cursor(look.previous).position if look.previous else 0
        place = Place.of_cursor(cursor) if cursor else Place(None, 0, start)
        restarts = 0
        while not place.done:
            try:
                values, following, _ = self.hub.page(place.next or "/api/spaces", () if place.next else self._asked())
            except Refused as refused:
                restarts += 1
                if place.next is None or restarts > RESTARTS:
                    raise HubError(f"{self.hub.endpoint} refuses the list of Spaces: {refused}") from refused
                place = Place(None, 0, place.position)
                continue
            if not isinstance(values, list):
                raise HubError(f"{self.hub.endpoint} gives no list of Spaces: see `peatmoss doctor --live`")
            page, place = self._page(finder, place, values, following)
            yield replace(page, cursor=place.to_cursor())

    def _asked(self) -> list[tuple[str, str]]:
        order = "likes" if self.limit else "createdAt"
        asked = [("limit", str(min(PAGE, self.limit or PAGE))), ("sort", order), ("direction", "-1")]
        asked += [("filter", self.sdk)] if self.sdk else []
        return [*asked, *(("expand[]", name) for name in SHOWN)]

    def _page(self, finder: Finder, place: Place, values: list[Any], following: str | None) -> tuple[Page, Place]:
        left = None if self.limit is None else self.limit - place.given
        records = [value for value in values if isinstance(value, dict)][:left]
        given = place.given + len(records)
        done = following is None or (left is not None and len(records) >= left)
        hits = [hit for one in records if (hit := self._hit(one)) is not None]
        ended = [Asked(self.query, "", None if self.limit else given, following is None)] if done else []
        page = finder.page(place.position, self.query, "", hits, ended)
        hidden = len(records) - len(hits)
        first = place.position + page.records
        rows = [{"item": f"{self.name}#{n}", "reason": "private_or_no_id"} for n in range(first, first + hidden)]
        page = Page(page.rows, pa.concat_tables([page.skipped, pa.Table.from_pylist(rows, SKIPPED_SCHEMA)]))
        return page, Place(None if done else following, given, first + hidden, done)

    def _hit(self, value: dict[str, Any]) -> Hit | None:
        """A public Space, its models declared; None for another."""
        name = value.get("id")
        if not isinstance(name, str) or value.get("private"):
            return None
        models = value.get("models")
        named = [one for one in models if isinstance(one, str)] if isinstance(models, list) else []
        return Hit(f"spaces/{name}", HOST, f"{self.hub.endpoint}/spaces/{name}", tuple(named))
