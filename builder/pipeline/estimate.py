"""What a build from a live Hub will cost: requests, hours at the caller's limits, disk space."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil

from builder.settings.build import Settings
from builder.settings.sources import HuggingFace
from builder.wording import counted

WINDOW_S = 300  # the Hub's limits are per five minutes
LIMITS = {False: {"api": 500, "resolvers": 3000}, True: {"api": 1000, "resolvers": 5000}}  # anonymous, with a token
PAGE = 1000
# What the figures stand on, each with its source.
MODELS = 2_700_000  # public models late in 2026
CAPTURED = 0.06  # of them above 50 monthly downloads: 45,756 of 759,951 in the Hub's list of 2024-07-11
REQUESTS = {"api": 4, "resolvers": 3}  # of a snapshot: tree, commits, refs, discussions; card, config, a header
BYTES = {"model": 4_000, "snapshot": 25_000}  # of journal, tables and dataset together, rounded up
FILES = {"none": 0, "small": 4_000_000, "all": 3_370_000_000}  # of a snapshot; the paper's 48.2 TB of 14,296


@dataclass(frozen=True)
class Estimate:
    """Of one source: models, snapshots, requests by the limit that they count for, hours, bytes."""

    source: str
    models: int
    snapshots: int
    requests: dict[str, int]
    hours: float
    bytes: int


def estimates(settings: Settings) -> Iterator[Estimate]:
    """One per live source; other sources ask nobody anything."""
    for source in settings.sources:
        if isinstance(source, HuggingFace):
            yield _of(source, settings)


def _of(source: HuggingFace, settings: Settings) -> Estimate:
    wanted = settings.snapshots
    models = min(source.limit or MODELS, MODELS)
    popular = source.limit is not None and source.order == "downloads"
    share = 1.0 if wanted.min_downloads < 0 or popular else CAPTURED * min(1.0, 50 / max(wanted.min_downloads, 1))
    snapshots = ceil(models * share)
    requests = {bucket: snapshots * each for bucket, each in REQUESTS.items()}
    requests["api"] += ceil(models / PAGE) + (snapshots if source.authorized else 0)
    hours = max(count / LIMITS[source.authorized][bucket] for bucket, count in requests.items()) * WINDOW_S / 3600
    room = models * BYTES["model"] + snapshots * (BYTES["snapshot"] + FILES[wanted.archive])
    return Estimate(source.name, models, snapshots, requests, hours, room)


def describe(estimate: Estimate) -> list[str]:
    """An estimate in lines for people."""
    api, files = estimate.requests["api"], estimate.requests["resolvers"]
    return [
        f"{estimate.source}: about {counted(estimate.models, 'model')}, {estimate.snapshots:,} of them captured",
        f"  requests  {api:,} to the API, {files:,} for files",
        f"  time      {time_text(estimate.hours)} at the Hub's limits;"
        " the build can be stopped and continued; a later run requests only what is new",
        f"  disk      {_size(estimate.bytes)}",
    ]


def time_text(hours: float) -> str:
    """A time for people, in its usual unit."""
    if hours < 1.5:
        return counted(round(hours * 60), "minute")
    return f"{hours:.1f} hours" if hours < 48 else f"{hours / 24:.1f} days"


def _size(count: int) -> str:
    size = float(count)
    for unit in ("MB", "GB"):
        size /= 1000 if unit == "GB" else 1_000_000
        if size < 1000:
            return f"{size:,.1f} {unit}"
    return f"{size / 1000:,.1f} TB"
