"""How complete the search for repositories was: what each source found, and what two of them tell of the rest."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import duckdb

SEARCHES = frozenset({"github", "sourcegraph"})  # kinds that look into code
MANIFESTS = frozenset({"ecosystems"})  # kinds that look into what a repository asks for
LEAST = 7  # repositories that both found, below which the estimate says little: Robson and Regier 1964
NORMAL = 1.959964  # of 95 % of a normal distribution

FOUND = """
    WITH hits AS (
        SELECT DISTINCT repository_id, host, entry.source AS source
        FROM (SELECT repository_id, host, unnest(found_by) AS entry FROM repositories)
    ), alone AS (
        SELECT source, count(*) AS lone FROM hits
        WHERE repository_id IN (SELECT repository_id FROM hits GROUP BY ALL HAVING count(*) = 1) GROUP BY source
    ), asked AS (
        SELECT source, count(*) AS slices, count(*) FILTER (complete) AS complete, count(DISTINCT query) AS queries
        FROM queries GROUP BY source
    )
    SELECT source, count(*), coalesce(any_value(lone), 0), coalesce(any_value(queries), 0),
        coalesce(any_value(slices), 0), coalesce(any_value(complete), 0)
    FROM hits LEFT JOIN alone USING (source) LEFT JOIN asked USING (source)
    GROUP BY source HAVING coalesce(any_value(slices), 0) > 0 ORDER BY source"""
OVERLAPS = """
    WITH hits AS (
        SELECT DISTINCT repository_id, entry.source AS source
        FROM (SELECT repository_id, unnest(found_by) AS entry FROM repositories WHERE host = 'github.com')
        WHERE entry.source IN (SELECT source FROM queries)
    ), each AS (SELECT source, count(*) AS rows FROM hits GROUP BY source)
    SELECT a.source, b.source, a.rows, b.rows, (
        SELECT count(*) FROM hits x JOIN hits y USING (repository_id) WHERE x.source = a.source AND y.source = b.source
    ) FROM each a JOIN each b ON a.source < b.source ORDER BY ALL"""
# what hosts declare of repositories that were read, against the uses that were found in them
DECLARED = """
    WITH read AS (
        SELECT repository_id, models_declared FROM repositories
        WHERE models_declared IS NOT NULL AND scan_status IN ('scanned', 'partial')
    ), declared AS (
        SELECT DISTINCT repository_id, model_id
        FROM (SELECT repository_id, unnest(models_declared) AS model_id FROM read)
        SEMI JOIN models USING (model_id)
    ), used AS (
        SELECT DISTINCT repository_id, model_id FROM mappings SEMI JOIN read USING (repository_id)
        WHERE model_id IS NOT NULL AND usage NOT IN ('mention', 'unresolved')
    )
    SELECT (SELECT count(*) FROM read), (SELECT count(*) FROM declared), (SELECT count(*) FROM used),
        (SELECT count(*) FROM declared SEMI JOIN used USING (repository_id, model_id))"""


@dataclass(frozen=True)
class Found:
    """What one source found: repositories, those that it alone found, queries, their slices, the exhausted ones."""

    source: str
    repositories: int
    alone: int
    queries: int
    slices: int
    complete: int


@dataclass(frozen=True)
class Overlap:
    """Repositories on github.com that two sources found, and both."""

    one: str
    other: str
    first: int
    second: int
    both: int


@dataclass(frozen=True)
class Declared:
    """Pairs of repository and model: declared by the host, found in the files, and both."""

    repositories: int
    declared: int
    found: int
    both: int


@dataclass(frozen=True)
class Estimate:
    """How many repositories there are, with its 95 % interval, by two sources that know nothing of each other."""

    overlap: Overlap
    number: int
    low: int
    high: int


@dataclass(frozen=True)
class Completeness:
    """Everything that the tables tell of the search."""

    found: list[Found]
    overlaps: list[Overlap]
    declared: Declared

    def estimates(self, sources: Iterable[Mapping[str, Any]]) -> list[Estimate]:
        """Of each search of code with each of manifests, where enough repositories are in both."""
        kinds = {source["name"]: source["kind"] for source in sources}
        return [
            estimate(overlap)
            for overlap in self.overlaps
            if overlap.both >= LEAST and _are_independent({kinds.get(overlap.one), kinds.get(overlap.other)})
        ]


def _are_independent(kinds: set[str | None]) -> bool:
    return bool(kinds & SEARCHES) and bool(kinds & MANIFESTS)


def estimate(overlap: Overlap) -> Estimate:
    """Lincoln and Petersen's estimate, in Chapman's form, with Seber's variance (1970) and a normal interval.

    Never less than what both have found together. Repositories that are easy to see are found by both more often than
    chance has it, so that there are rather more than this: it is to be told as 'at least'.
    """
    first, second, both = overlap.first, overlap.second, overlap.both
    number = (first + 1) * (second + 1) / (both + 1) - 1
    variance = (first + 1) * (second + 1) * (first - both) * (second - both) / ((both + 1) ** 2 * (both + 2))
    known, half = first + second - both, NORMAL * math.sqrt(variance)
    return Estimate(overlap, *(max(known, round(value)) for value in (number, number - half, number + half)))


def completeness(connection: duckdb.DuckDBPyConnection) -> Completeness:
    """Counted in the views of the tables."""
    return Completeness(
        [Found(*row) for row in connection.execute(FOUND).fetchall()],
        [Overlap(*row) for row in connection.execute(OVERLAPS).fetchall()],
        Declared(*connection.execute(DECLARED).fetchall()[0]),
    )
