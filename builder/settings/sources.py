"""Where a build takes its input from, as settings: each kind of source with what it needs."""

from collections import Counter
from datetime import UTC, datetime
from typing import Annotated, Any, Literal, Self, TypeAlias, get_args
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, PositiveInt, model_validator


def _moment(value: Any) -> Any:  # noqa: ANN401 - whatever TOML holds
    """Dates as TOML or text has them; numbers, which pydantic would take for seconds since 1970, are none."""
    try:
        return datetime.fromisoformat(value if isinstance(value, str) else value.isoformat())
    except (ValueError, AttributeError) as error:
        raise ValueError(f"{value!r} is not a date such as 2024-07-11 or 2024-07-11T00:00:00Z") from error


def _naive_utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment


Moment = Annotated[datetime, BeforeValidator(_moment), AfterValidator(_naive_utc)]
Seconds = Annotated[float, Field(gt=0, le=10**6, allow_inf_nan=False)]
GitAddress = Annotated[str, Field(pattern=r"^https?://[^\s@/]+(/[^\s@/]+){2,}$")]  # .../OWNER/NAME, no password in it
LOOPBACK = {"localhost", "127.0.0.1", "::1"}


def _web_address(value: str) -> str:
    """An address without user and password; http is for this machine alone."""
    try:
        parts = urlsplit(value)
        sound = bool(parts.hostname) and "@" not in parts.netloc and not set(value) & set(" ?#")
        own = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)
    except ValueError:
        sound = own = False
    if not sound or not own:
        raise ValueError(f"{value!r} is not an address such as https://HOST (http only for this machine's own)")
    return value.rstrip("/")


WebAddress = Annotated[str, AfterValidator(_web_address)]
Name = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$")]


class Frozen(BaseModel):
    """Settings of one kind: what a file has that they do not know is a fault."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class HubDump(Frozen):
    """Records of the Hub's list or info endpoint, in files: `path` is a file, glob or fsspec URL.

    `complete`: the dump lists every model there was at `taken_at`, so that what it lacks is gone.
    `cards`: a folder of '<model_id>/README.md', for dumps without card text. `invented`: its records are made up.
    """

    kind: Literal["hub_dump"]
    name: Name
    path: str
    taken_at: Moment
    complete: bool = False
    cards: str | None = None
    invented: bool = False
    license: str = "unknown"


class HuggingFace(Frozen):
    """The live list of a Hub (`endpoint`; by default HF_ENDPOINT's): all public models, or `limit` of them in `order`.

    `authorized` sends the login's token, for its higher limits; private and gated content is left out all the same.
    A Hub that gives no answer for `patience_s` seconds ends the build, which goes on when it is run again.
    """

    kind: Literal["huggingface"]
    name: Name
    endpoint: Annotated[str, Field(pattern=r"^https?://[^\s/]+")] | None = None
    authorized: bool = False
    limit: PositiveInt | None = None
    order: Literal["createdAt", "downloads"] = "createdAt"
    patience_s: Seconds = 3600
    timeout_s: Seconds = 30
    license: str = "unknown"


class PytorchHub(Frozen):
    """PyTorch Hub: `path` is a copy of pytorch/hub (folder, work tree or git directory).

    `repositories`: a folder of owner/name repositories that its pages load from, for what their hubconf.py offer.
    `libraries`: the models that torchvision, torchaudio and torchtext list themselves, too.
    """

    kind: Literal["pytorch_hub"]
    name: Name
    path: str
    taken_at: Moment
    repositories: str | None = None
    libraries: bool = True
    license: str = "unknown"


class Release(Frozen):
    """The SQLite file of a PeaTMOSS release: models, snapshots, repositories and the pairs of both."""

    kind: Literal["release"]
    name: Name
    path: str
    taken_at: Moment
    license: str = "unknown"


class Local(Frozen):
    """A repository in a folder or git directory; with `root`, every 'owner/name' folder below `path`.

    `invented`: it is made up.
    """

    kind: Literal["local"]
    name: Name
    path: str
    root: bool = False
    repository_id: Annotated[str, Field(pattern=r"^[^/\s]+/[^/\s]+$")] | None = None
    revision: str | None = None
    invented: bool = False
    license: str = "unknown"

    @model_validator(mode="after")
    def _one_or_many(self) -> Self:
        if self.root and self.repository_id:
            raise ValueError("repository_id names a single repository, root takes many: leave one out")
        return self


class Git(Frozen):
    """Repositories by their addresses (https, public): the newest commit of each is cloned into the workspace.

    `timeout_s` and `max_mb` are for each of them. One that cannot be had is skipped, or stays as it was had before.
    """

    kind: Literal["git"]
    name: Name
    urls: Annotated[tuple[GitAddress, ...], Field(min_length=1, strict=False)]
    timeout_s: Seconds = 600
    max_mb: PositiveInt = 2000
    license: str = "unknown"


class GitHub(Frozen):
    """Repositories by GitHub's search, or an Enterprise server's: `api` as https://HOST/api/v3, `web` as https://HOST.

    The token is GITHUB_TOKEN's, or `gh auth token`'s. `queries` are searches of code in place of those that are made
    from the signatures, `topics` those of repositories; an empty list leaves a search out. `needs_token`: without one
    nothing is asked, topics neither.
    """

    kind: Literal["github"]
    name: Name
    api: WebAddress = "https://api.github.com"
    web: WebAddress = "https://github.com"
    queries: Annotated[tuple[str, ...], Field(strict=False)] | None = None
    topics: Annotated[tuple[str, ...], Field(strict=False)] | None = None
    needs_token: bool = False
    patience_s: Seconds = 3600
    timeout_s: Seconds = 60
    license: str = "unknown"


class GitHubFacts(Frozen):
    """What GitHub (or an Enterprise server: `api` as https://HOST/api, `web` as https://HOST) says of repositories.

    It is asked about those that other sources found on `web`, or hold clones of, by GraphQL below `api`. The token is
    GITHUB_TOKEN's, or `gh auth token`'s; without one GitHub answers nothing of this. `discussions`: also which of their
    issues and pull requests name the models that they use.
    """

    kind: Literal["github_facts"]
    name: Name
    discussions: bool = False
    api: WebAddress = "https://api.github.com"
    web: WebAddress = "https://github.com"
    patience_s: Seconds = 3600
    timeout_s: Seconds = 60
    license: str = "unknown"


class Sourcegraph(Frozen):
    """Repositories by the search of a Sourcegraph at `endpoint`, with SRC_ACCESS_TOKEN's token where there is one.

    `queries` are asked as they stand, in place of those that are made from the signatures.
    """

    kind: Literal["sourcegraph"]
    name: Name
    endpoint: WebAddress = "https://sourcegraph.com"
    queries: Annotated[tuple[str, ...], Field(strict=False)] | None = None
    patience_s: Seconds = 3600
    timeout_s: Seconds = 120
    license: str = "unknown"


class Ecosystems(Frozen):
    """Repositories that depend on `packages` (ECOSYSTEM/PACKAGE) by ecosyste.ms, whose data is share-alike."""

    kind: Literal["ecosystems"]
    name: Name
    api: WebAddress = "https://repos.ecosyste.ms/api/v1"
    packages: Annotated[tuple[Annotated[str, Field(pattern=r"^[a-z]+/\S+$")], ...], Field(strict=False)] | None = None
    patience_s: Seconds = 7200
    timeout_s: Seconds = 120
    license: str = "CC-BY-SA-4.0"


class Spaces(Frozen):
    """The Hub's Spaces: all that are public, or the `limit` with the most likes; of one `sdk` where it is given."""

    kind: Literal["spaces"]
    name: Name
    endpoint: WebAddress | None = None
    authorized: bool = False
    limit: PositiveInt | None = None
    sdk: Literal["gradio", "streamlit", "docker", "static"] | None = None
    patience_s: Seconds = 3600
    timeout_s: Seconds = 60
    license: str = "unknown"


class RepositoryList(Frozen):
    """Repositories that a file names: text, a CSV or Parquet file with such a column, or an earlier dataset's folder.

    `web` is where names that say no host are at home.
    """

    kind: Literal["list"]
    name: Name
    path: str
    taken_at: Moment
    web: WebAddress = "https://github.com"
    license: str = "unknown"


Finding: TypeAlias = Ecosystems | GitHub | RepositoryList | Sourcegraph | Spaces
FINDING = (
    Ecosystems,
    GitHub,
    RepositoryList,
    Sourcegraph,
    Spaces,
)  # kinds that find repositories: their rows are those of sources/finds.py
Source = Annotated[
    Git | GitHubFacts | HubDump | HuggingFace | Local | PytorchHub | Release | Finding, Field(discriminator="kind")
]
KINDS: dict[str, type[Frozen]] = {
    get_args(one.model_fields["kind"].annotation)[0]: one for one in get_args(get_args(Source)[0])
}


def of_different_names(sources: tuple[Source, ...]) -> tuple[Source, ...]:
    """The sources; ValueError where two have one name."""
    counts = Counter(source.name for source in sources)
    twice = [name for name, count in counts.items() if count > 1]
    if twice:
        raise ValueError(f"two are named '{twice[0]}', names must differ")
    return sources
