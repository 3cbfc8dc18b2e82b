"""What every step needs to know of the build, and what it gives: a step with the query of its items."""

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import pyarrow as pa

from builder.engine.durable import digest
from builder.engine.step import Limits, Result, Step
from builder.engine.workspace import Workspace
from builder.extraction.questions import Budget
from builder.reference.signatures import Signatures
from builder.settings.build import Settings
from builder.snapshots.live import Access
from builder.tables.records import Listing, of_source


@dataclass(frozen=True)
class Context:
    """What every step may need to know of the build; `workers` overrides the settings."""

    workspace: Workspace
    settings: Settings
    listings: list[Listing]
    repositories: list[str]  # names of the sources that have repositories' files
    signatures: Signatures
    as_of: datetime
    workers: int | None
    retry: frozenset[str] = frozenset()  # reasons for which skipped items are run again
    given: tuple[str, ...] = ()  # sources whose snapshots are taken as they give them
    finds: tuple[str, ...] = ()  # names of the sources that find repositories
    facts: tuple[str, ...] = ()  # names of the sources that know facts about them
    talks: tuple[str, ...] = ()  # names of the journals of their discussions
    live: dict[str, Access] = field(default_factory=dict)  # by source: the Hub that it lists

    @property
    def repository_sources(self) -> list[str]:
        """Names of all sources that a repository's row depends on."""
        return [*self.repositories, *self.finds, *self.facts]

    @property
    def budget(self) -> Budget:
        """How much of a card is asked at once."""
        return Budget(self.settings.extraction.card_tokens, self.settings.extraction.parts)

    def limits(self, step: str) -> Limits:
        """Limits of a step by the settings; `workers` of the command override theirs."""
        chosen = self.settings.limits(step)
        return Limits(self.workers or chosen.workers or os.cpu_count() or 1, chosen.timeout_s, chosen.memory_mb)

    def step(self, name: str, fingerprint: str, schema: pa.Schema, run: Callable[[dict[str, Any]], Result]) -> Step:
        """A step under the limits of the settings."""
        return Step(name, fingerprint, schema, run, self.limits(name), self.retry)


@dataclass(frozen=True)
class Planned:
    """A step with the query of its items, the digest of all that the query reads, and a look at that for damages."""

    step: Step
    query: str
    inputs: str
    check: Callable[[], object]


def item_digest(*columns: str) -> str:
    """SQL of an item's digest: all that its rows depend on; a null is unlike any value, and keeps its place."""
    return f"md5(concat_ws(chr(31), {', '.join(f'coalesce({column}::VARCHAR, chr(30))' for column in columns)}))"


def of_sources(context: Context, names: list[str]) -> tuple[str, Callable[[], object]]:
    """Digest of what the sources gave, and a look at every byte of it."""

    def check() -> None:
        for name in names:
            of_source(context.workspace, name, check=True)

    return digest([of_source(context.workspace, name).digest for name in names]), check
