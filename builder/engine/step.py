"""What a step is: a function from one item to its rows, and what its answers depend on."""

import functools
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa

ITEM = pa.field("item", pa.string())
ITEMS_SCHEMA = pa.schema(
    [
        ITEM,
        ("digest", pa.string()),  # of all that the item's rows depend on
        ("rows", pa.int64()),
        ("reason", pa.string()),  # null unless skipped
        ("detail", pa.string()),
        ("summary", pa.string()),  # JSON, what the step tells of the item beside its rows
    ]
)
SKIPPED_SCHEMA = pa.schema([ITEM, ("reason", pa.string()), ("detail", pa.string())])


@dataclass(frozen=True)
class Result:
    """What one item gave: rows in the step's schema, and facts about the item as a whole."""

    rows: list[dict[str, Any]]
    summary: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Limits:
    """Worker processes of a step, and per item seconds of wall clock and megabytes of memory."""

    workers: int
    timeout_s: float
    memory_mb: int


@dataclass(frozen=True)
class Step:
    """One step over many items. `run` is picklable, gets the item's columns of the plan, and may raise SkipItem.

    `fingerprint` names everything but the item that its answers depend on (version, settings, prompts): where it
    changes, every item is run again. The clock is no part of it: rows that are carried over keep their moment. Items
    that were skipped for one of the reasons in `retry` are run again.
    """

    name: str
    fingerprint: str
    schema: pa.Schema
    run: Callable[[dict[str, Any]], Result] | functools.partial[Result]
    limits: Limits
    retry: frozenset[str] = frozenset()

    @property
    def stored(self) -> pa.Schema:
        """Schema of the rows as partitions keep them: the item first."""
        return pa.schema([ITEM, *self.schema])
