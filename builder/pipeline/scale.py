"""How long a whole build of so many repositories takes, and which of its stages holds it up."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil

from builder.pipeline import search_estimate as searches
from builder.pipeline.estimate import time_text
from builder.settings import sources as settings
from builder.settings.build import Settings
from builder.web.tokens import github_token
from builder.wording import counted

ROWS_BYTES = 20_000  # of the rows of one repository, in steps, tables and dataset together: assumed
SCANNING = "fetching and scanning"


@dataclass(frozen=True)
class Stage:
    """A part of a build and the hours that it takes; `fixed` where more workers make it no faster."""

    name: str
    hours: float
    fixed: bool = True


def stages(wanted: Settings, size: int, workers: int) -> list[Stage]:
    """The stages of a build that finds so many repositories, one after the other as they run."""
    made = []
    token = github_token() is not None
    for source in wanted.sources:
        if isinstance(source, settings.FINDING):
            hours = [cost.hours for cost in searches.costs(source) if cost.repositories <= size]
            made += [Stage(source.name, max(hours))] if hours else []
        if isinstance(source, settings.GitHubFacts) and token:
            made.append(Stage(source.name, searches.facts_hours(size)))
            if source.discussions:
                made.append(Stage(f"{source.name}: issues and pull requests", searches.discussions_hours(size)))
    made.append(Stage(SCANNING, size * searches.FETCH_S / workers / 3600, fixed=False))
    return made


def finds(wanted: Settings) -> bool:
    """Whether a build finds repositories, and fetches them."""
    return wanted.repositories.fetch and any(
        searches.costs(source) for source in wanted.sources if isinstance(source, settings.FINDING)
    )


def lines(wanted: Settings, workers: int | None) -> Iterator[str]:
    """How many repositories an hour, what holds them up, and from how many workers on that is something else."""
    given = workers or wanted.mapping.workers or os.cpu_count() or 1
    for size in searches.SIZES:
        found = stages(wanted, size, given)
        whole = sum(stage.hours for stage in found)
        longest = max(found, key=lambda stage: stage.hours)
        rows, most_of_it = max(size * ROWS_BYTES / 1e9, 1), f"{longest.name} ({time_text(longest.hours)})"
        yield (
            f"  {size:>9,} repositories: {time_text(whole)}, {size / whole:,.0f} an hour, {rows:,.0f} GB of rows;"
            f" the slowest part is {most_of_it}"
        )
        others = [stage for stage in found if stage.fixed]
        if others and not longest.fixed:
            most = max(others, key=lambda stage: stage.hours)
            enough = ceil(size * searches.FETCH_S / 3600 / most.hours)
            yield f"            with {counted(enough, 'worker')} or more, it is {most.name} ({time_text(most.hours)})"
