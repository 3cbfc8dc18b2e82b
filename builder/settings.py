"""What one build is to do: a TOML file read into frozen models, all of its faults told at once, each with its place."""

import reprlib
import tomllib
from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PositiveInt,
    ValidationError,
    model_validator,
)

from builder import bundled
from builder.errors import SettingsError

WANTED = {  # pydantic's word for a value of another type -> ours
    "int_type": "a whole number",
    "float_type": "a number",
    "bool_type": "true or false",
    "string_type": "text",
    "tuple_type": "a list: write [[sources]]",
    "model_type": "a table",
    "model_attributes_type": "a table",
    "finite_number": "a number that ends",
}
PATHS = ("path", "cards", "repositories")  # of sources; relative ones are relative to the settings' folder
NOT_SETTINGS = {"signatures", "licenses"}  # the other data files of configs/


def _moment(value: Any) -> Any:  # noqa: ANN401 - whatever TOML holds
    """Dates as TOML or text has them; numbers, which pydantic would take for seconds since 1970, are none."""
    try:
        return datetime.fromisoformat(value if isinstance(value, str) else value.isoformat())
    except (ValueError, AttributeError) as error:
        raise ValueError(f"{value!r} is not a date such as 2024-07-11 or 2024-07-11T00:00:00Z") from error


def _naive_utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment


def _one_or_more(value: Any) -> Any:  # noqa: ANN401 - whatever TOML holds
    return (value,) if isinstance(value, str) else value


Moment = Annotated[datetime, BeforeValidator(_moment), AfterValidator(_naive_utc)]
Seconds = Annotated[float, Field(gt=0, le=10**6, allow_inf_nan=False)]
Endpoint = Annotated[str, Field(pattern=r"^https?://[^\s]+[^\s/]$")]
Name = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$")]


class _Settings(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class HubDump(_Settings):
    """Records of the Hub's list or info endpoint, in files: `path` is a file, glob or fsspec URL.

    `complete`: the dump lists every model there was at `taken_at`, so that what it lacks is gone.
    `cards`: a folder of '<model_id>/README.md', for dumps without card text.
    """

    kind: Literal["hub_dump"]
    name: Name
    path: str
    taken_at: Moment
    complete: bool = False
    cards: str | None = None
    license: str = "unknown"


class HuggingFace(_Settings):
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


class PytorchHub(_Settings):
    """PyTorch Hub: `path` is a copy of pytorch/hub (folder, work tree or git directory).

    `repositories`: a folder of owner/name repositories that its pages load from, for what their hubconf.py offer.
    """

    kind: Literal["pytorch_hub"]
    name: Name
    path: str
    taken_at: Moment
    repositories: str | None = None
    license: str = "unknown"


class Release(_Settings):
    """The SQLite file of a PeaTMOSS release: models, snapshots, repositories and the pairs of both."""

    kind: Literal["release"]
    name: Name
    path: str
    taken_at: Moment
    license: str = "unknown"


class Local(_Settings):
    """A repository in a folder or git directory; with `root`, every 'owner/name' folder below `path`."""

    kind: Literal["local"]
    name: Name
    path: str
    root: bool = False
    repository_id: Annotated[str, Field(pattern=r"^[^/\s]+/[^/\s]+$")] | None = None
    revision: str | None = None
    license: str = "unknown"

    @model_validator(mode="after")
    def _one_or_many(self) -> Self:
        if self.root and self.repository_id:
            raise ValueError("repository_id names a single repository, root takes many: leave one out")
        return self


Source = Annotated[HubDump | HuggingFace | Local | PytorchHub | Release, Field(discriminator="kind")]


def _of_different_names(sources: tuple[Source, ...]) -> tuple[Source, ...]:
    counts = Counter(source.name for source in sources)
    twice = [name for name, count in counts.items() if count > 1]
    if twice:
        raise ValueError(f"two are named '{twice[0]}', names must differ")
    return sources


class StepSettings(_Settings):
    """Limits of one step: worker processes (null: one per core), and per item seconds and memory."""

    workers: PositiveInt | None = None
    timeout_s: Seconds = 120
    memory_mb: PositiveInt = 4096


class SnapshotSettings(StepSettings):
    """Models with more than `min_downloads` monthly downloads make snapshots (the paper: 50); -1 takes all.

    Of a live Hub's models files are kept below `archive_url` (a folder or fsspec URL): 'small' are all but weights.
    """

    min_downloads: Annotated[int, Field(ge=-1)] = 50
    archive: Literal["none", "small", "all"] = "none"
    archive_url: str | None = None

    @model_validator(mode="after")
    def _somewhere(self) -> Self:
        if self.archive != "none" and not self.archive_url:
            raise ValueError(f"archive = '{self.archive}' needs archive_url: a folder or URL for the files")
        return self


class ExtractionSettings(StepSettings):
    """Who reads the cards: nobody (rules alone), a model that vLLM is started with, or the servers at `endpoint`.

    `model` is what an endpoint calls it (null: the only one it has), `revision` pins it, `command` and `flags` start
    the server. `card_tokens` are read at once, a longer card in up to `parts` questions; an answer has `answer_tokens`,
    or twice as many where those are not enough. `start_s` is how long a server may take to come (back), `answer_s` an
    answer, `concurrency` how many are waited for at once.
    """

    serve: str | None = None
    endpoint: Annotated[tuple[Endpoint, ...], Field(strict=False), BeforeValidator(_one_or_more)] = ()
    model: str | None = None
    revision: str | None = None
    command: Annotated[tuple[str, ...], Field(min_length=1, strict=False)] = ("vllm", "serve", "{model}")
    flags: Annotated[tuple[str, ...], Field(strict=False)] = ()
    concurrency: Annotated[int, Field(ge=1, le=4096)] = 64
    card_tokens: Annotated[int, Field(ge=100)] = 8000
    parts: PositiveInt = 8
    answer_tokens: Annotated[int, Field(ge=16)] = 2048
    start_s: Seconds = 1800
    answer_s: Seconds = 600

    @model_validator(mode="after")
    def _one_reader(self) -> Self:
        if self.serve and self.endpoint:
            raise ValueError("serve starts a server, endpoint names one that runs: leave one out")
        return self


class Settings(_Settings):
    """One build. `as_of` sets its clock, `partitions` is fixed when the workspace is made, `memory_mb` is DuckDB's."""

    as_of: Moment | None = None
    partitions: Annotated[int, Field(ge=1, le=65536)] = 64
    memory_mb: Annotated[int, Field(ge=128)] = 256
    sources: Annotated[tuple[Source, ...], Field(min_length=1, strict=False), AfterValidator(_of_different_names)]
    snapshots: SnapshotSettings = SnapshotSettings()
    repositories: StepSettings = StepSettings()
    mapping: StepSettings = StepSettings()
    extraction: ExtractionSettings = ExtractionSettings()

    def limits(self, step: str) -> StepSettings:
        """Limits of a step by its name."""
        table = {"snapshots": self.snapshots, "repositories": self.repositories, "mappings": self.mapping}
        return table.get(step, self.extraction)


def read_by(settings: Settings, serve: str | None, endpoint: tuple[str, ...]) -> Settings:
    """The settings with another reader of the cards; SettingsError where there is none such."""
    changes = {"serve": serve, "endpoint": endpoint}
    try:
        changed = ExtractionSettings.model_validate(settings.extraction.model_dump() | changes)
    except ValidationError as error:
        raise SettingsError("; ".join(f"{_place(f['loc'])}: {_fault(f)}" for f in error.errors())) from error
    return settings.model_copy(update={"extraction": changed})


def named() -> list[str]:
    """Names of the settings that come with the project."""
    return sorted(f.stem for f in bundled.bundled("configs").glob("*.toml") if f.stem not in NOT_SETTINGS)


def load(name_or_file: str) -> Settings:
    """Settings by name ('sample') or file; raises SettingsError listing every fault with its place.

    Relative paths in a file are relative to its folder; 'bundled:sample/...' is the project's own data.
    """
    file = Path(name_or_file)
    if name_or_file in named():
        file = bundled.bundled("configs") / f"{name_or_file}.toml"
    elif not file.is_file():
        raise SettingsError(f"no settings '{name_or_file}': give a TOML file, or one of: {', '.join(named())}")
    try:
        raw = tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise SettingsError(f"{file} cannot be read: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{file} is not TOML: {error}") from error
    return parse(raw, file.parent, str(file))


def parse(raw: Mapping[str, Any], base: Path, origin: str) -> Settings:
    """Settings from a parsed TOML mapping; `base` is the folder of relative paths, `origin` names it in errors."""
    try:
        settings = Settings.model_validate(raw)
    except ValidationError as error:
        # sources that are all faulty are not also too few
        found = [fault for fault in error.errors() if fault["type"] != "too_short" or fault["input"] == []]
        raise SettingsError(f"{origin}: " + "; ".join(f"{_place(f['loc'])}: {_fault(f)}" for f in found)) from error
    whole, lost = [], []
    for number, source in enumerate(settings.sources):
        paths = {key: value for key in PATHS if (value := getattr(source, key, None)) is not None}
        changed = {}
        for key, path in paths.items():
            try:
                changed[key] = bundled.resolve(path, base)
            except (KeyError, RuntimeError) as error:  # no such folder of the project, no such home
                lost.append(f"sources[{number}]: {path!r} leads nowhere: {error.args[0]}")
        whole.append(source.model_copy(update=changed))
    if lost:
        raise SettingsError(f"{origin}: " + "; ".join(lost))
    kept = settings.snapshots.archive_url
    if kept is not None:
        snapshots = settings.snapshots.model_copy(update={"archive_url": bundled.resolve(kept, base)})
        settings = settings.model_copy(update={"snapshots": snapshots})
    return settings.model_copy(update={"sources": tuple(whole)})


def _place(loc: tuple[int | str, ...]) -> str:
    """('sources', 0, 'hub_dump', 'path') -> 'sources[0].path'; pydantic names a union's branch, people do not."""
    text = ""
    for before, part in zip((None, *loc), loc, strict=False):
        if isinstance(part, int):
            text += f"[{part}]"
        elif not isinstance(before, int):
            text += f".{part}" if text else part
    return text


def _fault(fault: Any) -> str:  # noqa: ANN401 - pydantic's own TypedDict of an error
    """One fault in our words; pydantic's sentence where we have none of our own."""
    value, context = fault["input"], fault.get("ctx", {})
    shown = reprlib.repr(value)
    match fault["type"]:
        case "missing":
            return "missing"
        case "extra_forbidden":
            return "unknown key"
        case "greater_than" if context.get("gt") == 0:
            return f"{value} is not a positive number"
        case "greater_than_equal":
            return f"{value} is less than {context['ge']}"
        case "less_than_equal":
            return f"{value} is more than {context['le']}"
        case kind if kind in WANTED:
            return f"{shown} is not {WANTED[kind]}"
        case "union_tag_invalid" | "union_tag_not_found":
            return "kind must be one of 'hub_dump', 'huggingface', 'local', 'pytorch_hub', 'release'"
        case "value_error":
            return str(context["error"])
        case "too_short":
            return "at least one is needed"
        case _:
            return f"{shown}: {fault['msg'][0].lower()}{fault['msg'][1:]}"
