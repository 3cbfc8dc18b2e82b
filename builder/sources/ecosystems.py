"""Repositories that depend on packages which load models, as ecosyste.ms knows them from their manifests.

https://repos.ecosyste.ms/docs: anonymous, 5,000 requests an hour for whom a User-Agent names; CC-BY-SA-4.0. Pages are
asked for by the id after which they begin, which no new repository moves.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import quote

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
from builder.web.client import Api, Refused

VERSION = 1
PAGE = 1000  # the most that it gives at once (config/initializers/pagy.rb of ecosyste-ms/repos)


@dataclass(frozen=True)
class Place:
    """Where a round stands: which package, the id after which the next page begins, how many were given."""

    package: int
    after: int
    given: int
    position: int
    total: int | None = None

    def to_cursor(self) -> str:
        """As a page's cursor."""
        return json.dumps([self.package, self.after, self.given, self.position, self.total])

    @classmethod
    def of_cursor(cls, cursor: str) -> "Place":
        """From a page's cursor."""
        return cls(*json.loads(cursor))


@dataclass(frozen=True)
class Ecosystems:
    """The source: `packages` are ECOSYSTEM/PACKAGE, such as 'pypi/transformers' and 'npm/@huggingface/transformers'."""

    name: str
    api: Api
    packages: tuple[str, ...]
    exclusions: Exclusions = field(default_factory=Exclusions)

    def digest(self) -> str:
        """What makes pages belong together: packages, address, exclusions, this code's version."""
        return digest(VERSION, self.name, self.api.base, self.packages, sorted(self.exclusions.hashes))

    def pages(self, look: Round, cursor: str | None, before: Callable[[], list[str]]) -> Iterator[Page]:
        """The rest of a round, a page per request for dependents."""
        finder = Finder(self.name, look.taken_at, self.exclusions)
        start = Place.of_cursor(look.previous).position if look.previous else 0
        place = Place.of_cursor(cursor) if cursor else Place(0, 0, 0, start)
        while place.package < len(self.packages):
            page, place = self._step(finder, place)
            yield replace(page, cursor=place.to_cursor())

    def _step(self, finder: Finder, place: Place) -> tuple[Page, Place]:
        """One page of a package's dependents, and where the round stands then."""
        package = self.packages[place.package]
        following = Place(place.package + 1, 0, 0, place.position)
        try:
            total = self._total(package) if not place.after else place.total
            found = self._dependents(package, place.after)
        except Refused as refused:
            page = self._refused(finder, place.position, package, refused)
            return page, replace(following, position=place.position + page.records)
        hits = [hit for one in found if (hit := hit_of(one)) is not None]
        given = place.given + len(found)
        ids = [one["id"] for one in found if isinstance(one.get("id"), int)]
        last = len(found) < PAGE or not ids or max(ids) <= place.after
        ended = [Asked(package, "", total, total is None or given >= total)] if last else []
        page = finder.page(place.position, package, "", hits, ended)
        position = place.position + page.records
        if last:
            return page, replace(following, position=position)
        return page, Place(place.package, max(ids), given, position, total)

    def _total(self, package: str) -> int | None:
        """How many dependents it says there are."""
        value = self.api.json(_path(package)).value
        found = value.get("dependents_count") if isinstance(value, dict) else None
        return found if isinstance(found, int) else None

    def _dependents(self, package: str, after: int) -> list[dict[str, Any]]:
        asked = [
            ("per_page", str(PAGE)),
            ("sort", "id"),
            ("order", "asc"),
            *([("after_id", str(after))] if after else []),
        ]
        value = self.api.json(f"{_path(package)}/dependent_repositories", asked).value
        if not isinstance(value, list):
            raise ApiError(f"{self.api.base} gives no list of repositories: is this its API? Check sources.api")
        return [one for one in value if isinstance(one, dict)]

    def _refused(self, finder: Finder, position: int, package: str, refused: Refused) -> Page:
        """A package that it does not know, or will not tell of."""
        page = finder.page(position, package, "", (), [Asked(package, "", None, False)])
        reason = "unknown_package" if refused.status == 404 else f"status_{refused.status}"
        row = {"item": package, "reason": reason, "detail": mask(refused.message)}
        return Page(page.rows, pa.Table.from_pylist([row], SKIPPED_SCHEMA))


def hit_of(repository: dict[str, Any]) -> Hit | None:
    """A repository on a public host by its page, None for any other."""
    url = repository.get("html_url")
    found = public(url) if isinstance(url, str) else None
    return Hit(found.repository_id, found.host, str(found.url)) if found else None


def _path(package: str) -> str:
    ecosystem, _, name = package.partition("/")
    return f"/usage/{quote(ecosystem, safe='')}/{quote(name, safe='@/')}"
