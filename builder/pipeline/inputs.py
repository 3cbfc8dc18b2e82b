"""From settings to sources: which class reads what, and what the merge must know of it."""

from collections import Counter
from datetime import datetime
from functools import partial
from typing import TypeAlias

import pyarrow.parquet as pq

from builder.engine import crawl
from builder.engine.workspace import Workspace
from builder.hub.client import Hub
from builder.pipeline import discussions, found
from builder.pipeline.context import Context
from builder.redaction.exclusions import Exclusions
from builder.reference.signatures import Signatures, load_signatures
from builder.repository.remote import Limits
from builder.settings.build import Settings
from builder.settings.sources import FINDING, Git, GitHubFacts, HubDump, HuggingFace, Local, PytorchHub, Source
from builder.settings.sources import Release as ReleaseSettings
from builder.snapshots.live import Access
from builder.sources import clones, github, github_facts, hub_dump, huggingface, local, pytorch_hub, release
from builder.tables.records import Listing, of_source

Collected: TypeAlias = (
    hub_dump.HubDump
    | huggingface.HuggingFace
    | local.Local
    | pytorch_hub.PytorchHub
    | release.Release
    | found.Finder
    | github_facts.GitHubFacts
)

CRAWLS = (
    huggingface.HuggingFace,
    github_facts.GitHubFacts,
    *found.CRAWLS,
)  # sources that are asked page by page, in rounds


def context(
    place: Workspace,
    settings: Settings,
    signatures: Signatures,
    as_of: datetime,
    workers: int | None,
    retry: frozenset[str],
) -> Context:
    """What the steps need to know of a build with these settings."""
    given = settings.sources
    return Context(
        workspace=place,
        settings=settings,
        listings=[found for one in given if (found := listing(place, one, as_of))],
        repositories=[one.name for one in given if isinstance(one, Git | Local)],
        signatures=signatures,
        as_of=as_of,
        workers=workers,
        retry=retry,
        finds=tuple(one.name for one in given if isinstance(one, FINDING)),
        facts=tuple(one.name for one in given if isinstance(one, GitHubFacts)),
        talks=tuple(discussions.journal_of(one) for one in given if isinstance(one, GitHubFacts) and one.discussions),
        given=tuple(one.name for one in given if isinstance(one, ReleaseSettings)),
        live={one.name: access(one) for one in given if isinstance(one, HuggingFace)},
    )


def access(settings: HuggingFace) -> Access:
    """How the snapshots of a live list reach its Hub."""
    return Access(settings.endpoint, settings.authorized, settings.patience_s, settings.timeout_s)


def collected(place: Workspace, settings: Source, exclusions: Exclusions) -> list[Collected]:
    """The source that the settings mean; a release is one per table."""
    match settings:
        case HubDump():
            return [hub_dump.HubDump(settings.name, settings.path, settings.taken_at, settings.cards, exclusions)]
        case HuggingFace():
            hub = Hub(settings.endpoint, settings.authorized, settings.patience_s, settings.timeout_s)
            return [huggingface.HuggingFace(settings.name, hub, settings.limit, settings.order, exclusions)]
        case PytorchHub(name=name, path=path):
            signatures = load_signatures() if settings.libraries else None
            folder = settings.repositories
            return [pytorch_hub.PytorchHub(name, path, folder, settings.taken_at, exclusions, signatures)]
        case Local(path=path, root=root):
            find = partial(local.find, path, root, settings.repository_id, settings.revision)
            return [local.Local(settings.name, find, exclusions)]
        case Git(name=name, urls=urls):
            limits = Limits(settings.timeout_s, settings.max_mb * 1_000_000)
            find = partial(clones.find, place.root / "clones" / name, urls, limits, exclusions)
            return [local.Local(name, find, exclusions)]
        case ReleaseSettings(name=name, path=path):
            return [release.Release(name, kind, path, settings.taken_at, exclusions) for kind in release.KINDS]
        case GitHubFacts():
            return []  # see pipeline/facts.py: they depend on the other sources
        case _:
            return [found.finder(settings, exclusions)]


def listing(place: Workspace, source: Source, as_of: datetime) -> Listing | None:
    """What the merge must know of a source of model records; None for one of anything else."""
    if isinstance(source, HubDump):
        return Listing(source.name, source.taken_at, source.complete)
    if isinstance(source, PytorchHub | ReleaseSettings):
        return Listing(source.name, source.taken_at, False)
    if not isinstance(source, HuggingFace):
        return None
    taken_at, cursor = crawl.last(place, source.name) or (as_of, None)
    return Listing(source.name, taken_at, source.limit is None, huggingface.placed(cursor).first if cursor else 0)


def summary(place: Workspace, source: Collected) -> str:
    """What a source says of what it found."""
    if isinstance(source, github_facts.GitHubFacts) and not source.authorized:
        if not of_source(place, source.name).paths:
            return ""  # nothing was found that it could be asked about
        return "there is no token, so that GitHub was asked nothing: set GITHUB_TOKEN or run `gh auth login`"
    if isinstance(source, github.GitHub) and not source.authorized:
        return "there is no token, so that no code was searched: set GITHUB_TOKEN or run `gh auth login`"
    if not isinstance(source, pytorch_hub.PytorchHub):
        return ""
    found = pq.read_table(list(of_source(place, source.name).paths), columns=["entrypoint_source"])
    return pytorch_hub.summary(Counter(found["entrypoint_source"].to_pylist()))


def read(place: Workspace, source: Collected) -> dict[str, str]:
    """Digest of everything that a source read, by a name that tells nothing of this machine."""
    if isinstance(source, CRAWLS):
        return {f"{source.name}/answers": of_source(place, source.name).digest}
    return source.inputs
