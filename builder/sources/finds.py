"""What every source that finds repositories writes into its journal: hits, and the queries that were asked.

The contract of FINDS, which the steps after `collect` read by `tables.records.of_source` and `relation`:

`event`: 'repository' is a hit, 'query' a slice of a query that was asked to its end. `repository_id`: 'owner/name', of
a Space 'spaces/OWNER/NAME'; null of a query. `host`: where it lives, 'github.com', 'huggingface.co' or an Enterprise
server's name. `url`: its page. `source`: the source's name in the settings. `query`: what was asked, as it was sent.
`slice`: the part of the query that was asked at once ('size:0..999'), '' for the whole. `total`: how many results the
host says there are, null where it does not. `complete`: whether every one of them was given. `asked_at`: the build's
moment; one round of a source has one. `models_declared`: ids of models that the host itself names (Spaces).
`position`: counts the rows of a source through all rounds, so that of two rows of one thing the greater is the newer.

Hits come before the row of their slice and know neither its `total` nor whether it is `complete`: both are null there.
The query row with the same `source`, `query`, `slice` and `asked_at` tells. One repository can be found many times.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pyarrow as pa

from builder.engine.journal import Page
from builder.engine.step import SKIPPED_SCHEMA
from builder.redaction.controls import has_unseen
from builder.redaction.exclusions import Exclusions
from builder.redaction.privacy import mask

HIT, QUERY = "repository", "query"
FINDS = pa.schema(
    [
        *((name, pa.string()) for name in ("event", "repository_id", "host", "url", "source", "query", "slice")),
        ("total", pa.int64()),
        ("complete", pa.bool_()),
        ("asked_at", pa.timestamp("us")),
        ("models_declared", pa.list_(pa.string())),
        ("position", pa.int64()),
    ]
)
ID = re.compile(r"(?:spaces/)?[A-Za-z0-9_][\w.-]*/(?!\.{1,2}$)[\w.-]+", re.ASCII)
LONGEST = 200  # characters of an id: GitHub's are at most 39 + 1 + 100


@dataclass(frozen=True)
class Hit:
    """A repository that was found; `models_declared` where its host says which models it uses."""

    repository_id: str
    host: str
    url: str
    models_declared: tuple[str, ...] | None = None


@dataclass(frozen=True)
class Asked:
    """A slice of a query that was asked to its end: how many results there are, and whether all were given."""

    query: str
    slice: str
    total: int | None
    complete: bool


@dataclass(frozen=True)
class Finder:
    """Makes the pages of one round of a source."""

    source: str
    asked_at: datetime
    exclusions: Exclusions

    def page(
        self,
        position: int,
        query: str,
        part: str,
        hits: Iterable[Hit],
        ended: Iterable[Asked] = (),
        cursor: str | None = None,
    ) -> Page:
        """A page of the hits of one slice, each repository once, then of the slices that ended with it.

        Its rows are numbered from `position` on, skipped hits among them. A hit whose id is none, holds a secret or is
        excluded is skipped under its number alone.
        """
        rows: list[dict[str, Any]] = []
        skipped = []
        once: dict[tuple[str, str], Hit] = {}
        for hit in hits:
            once.setdefault((hit.host, hit.repository_id.lower()), hit)
        for number, hit in enumerate(once.values(), position):
            if reason := self._reason(hit):
                skipped.append({"item": f"{self.source}#{number}", "reason": reason})
            else:
                rows.append(self._hit(hit, query, part, number))
        start = position + len(once)
        rows += [self._query(asked, number) for number, asked in enumerate(ended, start)]
        made = pa.Table.from_pylist(rows, FINDS)
        return Page(made, pa.Table.from_pylist(skipped, SKIPPED_SCHEMA), cursor)

    def _reason(self, hit: Hit) -> str | None:
        """Why a hit gives no row."""
        name = hit.repository_id
        if mask(name) != name:
            return "secret_in_id"
        if has_unseen(name) or len(name) > LONGEST or not ID.fullmatch(name):
            return "bad_id"
        return "excluded" if self.exclusions.covers(name) else None

    def _hit(self, hit: Hit, query: str, part: str, number: int) -> dict[str, Any]:
        declared = hit.models_declared
        return {
            "event": HIT,
            "repository_id": hit.repository_id,
            "host": hit.host,
            "url": hit.url,
            "source": self.source,
            "query": query,
            "slice": part,
            "asked_at": self.asked_at,
            "models_declared": None if declared is None else [one for one in declared if not self._hidden(one)],
            "position": number,
        }

    def _hidden(self, model_id: str) -> bool:
        return self.exclusions.covers(model_id) or mask(model_id) != model_id

    def _query(self, asked: Asked, number: int) -> dict[str, Any]:
        told = {"query": asked.query, "slice": asked.slice, "total": asked.total, "complete": asked.complete}
        return {"event": QUERY, "source": self.source, "asked_at": self.asked_at, "position": number, **told}
