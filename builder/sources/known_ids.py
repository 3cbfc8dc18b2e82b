"""Which models a round has listed already, and which of the known ones it has not: in little memory."""

import hashlib
from collections.abc import Iterable

import duckdb
import numpy as np
import pyarrow.parquet as pq

from builder.engine.sql import strings

RECENT = 50_000  # ids held one by one until they join the sorted ones
# Models that the source knew and this round has not seen, and such as it has seen and knows nothing else of.
MISSING = """
SELECT model_id FROM (
  SELECT model_id, max(position) FILTER (told = 'record') AS recorded,
    coalesce(max(position) FILTER (told = 'seen'), -1) AS seen,
    coalesce(max(position) FILTER (told = 'gone'), -1) AS gone
  FROM read_parquet([{files}]) GROUP BY model_id
) WHERE gone < greatest(coalesce(recorded, -1), seen)
  AND (recorded IS NULL OR greatest(recorded, seen) < {first})
ORDER BY model_id
"""


class Ids:
    """A set of model ids by 64 bits of their hashes: 8 bytes each, of two million ids two may be taken for one."""

    def __init__(self) -> None:
        self._sorted = np.empty(0, np.uint64)
        self._recent: set[int] = set()

    @classmethod
    def of(cls, files: Iterable[str], event: str, first: int) -> "Ids":
        """Those that the rows of files tell of in one way, from a position on."""
        found = cls()
        for file in files:
            rows = pq.read_table(file, columns=["model_id", "told", "position"]).to_pylist()
            found.new([row["model_id"] for row in rows if row["told"] == event and row["position"] >= first])
        return found

    def new(self, ids: list[str]) -> list[bool]:
        """Per id whether it is met for the first time; now it is known."""
        hashes = _hashes(ids)
        places = np.searchsorted(self._sorted, hashes)
        known = np.zeros(len(ids), bool)
        inside = places < len(self._sorted)
        known[inside] = self._sorted[places[inside]] == hashes[inside]
        fresh = []
        for one, old in zip(hashes.tolist(), known.tolist(), strict=True):
            fresh.append(not old and one not in self._recent)
            self._recent.add(one)
        if len(self._recent) > RECENT:
            self._sorted = np.union1d(self._sorted, np.fromiter(self._recent, np.uint64, len(self._recent)))
            self._recent = set()
        return fresh


def _hashes(ids: list[str]) -> "np.ndarray[tuple[int], np.dtype[np.uint64]]":
    return np.fromiter((_hash(one) for one in ids), np.uint64, len(ids))


def _hash(one: str) -> int:
    return int.from_bytes(hashlib.blake2b(one.encode(), digest_size=8).digest())


def missing(files: list[str], first: int) -> list[str]:
    """Ids that have to be asked for one by one, once a round has listed all that are there."""
    if not files:
        return []
    with duckdb.connect(config={"memory_limit": "512MB", "threads": "1"}) as connection:
        listed = strings(files)
        return [row[0] for row in connection.execute(MISSING.format(files=listed, first=first)).fetchall()]
