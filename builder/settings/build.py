"""What one build is to do: a TOML file read into frozen models, all its faults reported at once with their places."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    PositiveInt,
    ValidationError,
    model_validator,
)

from builder import bundled
from builder.errors import SettingsError
from builder.settings.faults import faults
from builder.settings.sources import Frozen, Moment, Seconds, Source, of_different_names
from builder.wording import similar

PATHS = ("path", "cards", "repositories")  # of sources; relative ones are relative to the settings' folder
SETTINGS_MARK = "[[sources]]"  # every settings file has it, the other data files of configs/ have not


Endpoint = Annotated[str, Field(pattern=r"^https?://[^\s]+[^\s/]$")]


def _one_or_more(value: Any) -> Any:  # noqa: ANN401 - whatever TOML holds
    return (value,) if isinstance(value, str) else value


class StepSettings(Frozen):
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


class RepositorySettings(StepSettings):
    """Repositories that were found are fetched when they are scanned: how much of one, and how much disk in all.

    Of one repository at most `max_mb` (without its large files) and `max_files` come, in `fetch_s` seconds. Clones
    stay in the workspace, at most `store_mb` of them; those that were read longest ago make room. `history` makes the
    table `mapping_events`, for which all commits of each come, and the contents of every version of its code.
    """

    fetch: bool = True
    fetch_s: Seconds = 300
    max_mb: PositiveInt = 500
    max_files: PositiveInt = 200_000
    store_mb: PositiveInt = 20_000
    history: bool = False


class ExtractionSettings(StepSettings):
    """Who reads the cards: nobody (rules alone), a model that vLLM is started with, or the servers at `endpoint`.

    `model` is what an endpoint calls it (null: the only one it has), `revision` pins it, `command` and `flags` start
    the server. The model judges what rules propose; with `free_text` (for models of four billion parameters and more)
    it also reads what they leave open: `card_tokens` at once, a longer card in up to `parts` questions; an answer has
    `answer_tokens`, or twice as many where those are not enough. `start_s` is how long a server may take to come
    (back), `answer_s` an answer, `concurrency` how many are waited for at once.
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
    free_text: bool = False
    start_s: Seconds = 1800
    answer_s: Seconds = 600

    @model_validator(mode="after")
    def _one_reader(self) -> Self:
        if self.serve and self.endpoint:
            raise ValueError("serve starts a server, endpoint names one that runs: leave one out")
        return self


class Settings(Frozen):
    """One build. `as_of` sets its clock, `partitions` is fixed when the workspace is made, `memory_mb` is DuckDB's."""

    as_of: Moment | None = None
    partitions: Annotated[int, Field(ge=1, le=65536)] = 64
    memory_mb: Annotated[int, Field(ge=128)] = 256
    sources: Annotated[tuple[Source, ...], Field(min_length=1, strict=False), AfterValidator(of_different_names)]
    snapshots: SnapshotSettings = SnapshotSettings()
    repositories: RepositorySettings = RepositorySettings()
    mapping: StepSettings = StepSettings()
    extraction: ExtractionSettings = ExtractionSettings()

    def limits(self, step: str) -> StepSettings:
        """Limits of a step by its name."""
        table = {"snapshots": self.snapshots, "repositories": self.repositories, "mappings": self.mapping}
        table["history"] = self.mapping
        return table.get(step, self.extraction)


def extraction_settings(changes: Mapping[str, Any]) -> ExtractionSettings:
    """The settings of extraction with some changes; SettingsError for what cannot be."""
    try:
        return ExtractionSettings.model_validate(dict(changes))
    except ValidationError as error:
        raise SettingsError("; ".join(faults(error, ExtractionSettings))) from error


def read_by(settings: Settings, serve: str | None, endpoint: tuple[str, ...]) -> Settings:
    """The settings with another reader of the cards; SettingsError where there is none such."""
    changes = {"serve": serve, "endpoint": endpoint}
    changed = extraction_settings(settings.extraction.model_dump() | changes)
    return settings.model_copy(update={"extraction": changed})


def named() -> list[str]:
    """Names of the settings that come with the project."""
    files = bundled.bundled("configs").glob("*.toml")
    return sorted(file.stem for file in files if SETTINGS_MARK in file.read_text(encoding="utf-8"))


def load(name_or_file: str) -> Settings:
    """Settings by name ('sample') or file; raises SettingsError listing every fault with its place.

    Relative paths in a file are relative to its folder; 'bundled:sample/...' is the project's own data.
    """
    file = _file_of(name_or_file)
    try:
        raw = tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise SettingsError(f"{file} cannot be read: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{file} is not TOML: {error}") from error
    return parse(raw, file.parent, str(file))


def _file_of(name_or_file: str) -> Path:
    """The file of settings; SettingsError where there is none."""
    file, known = Path(name_or_file), named()
    if name_or_file in known:
        return bundled.bundled("configs") / f"{name_or_file}.toml"
    if file.is_file():
        return file
    if file.suffix == ".toml" or "/" in name_or_file:
        raise SettingsError(f"{file}: no such file")
    meant = f" (did you mean {near}?)" if (near := similar(name_or_file, known)) else ""
    raise SettingsError(f"no settings '{name_or_file}'{meant}: give a TOML file, or one of: {', '.join(known)}")


def parse(raw: Mapping[str, Any], base: Path, origin: str) -> Settings:
    """Settings from a parsed TOML mapping; `base` is the folder of relative paths, `origin` names it in errors."""
    try:
        settings = Settings.model_validate(raw)
    except ValidationError as error:
        raise SettingsError(f"{origin}: " + "; ".join(faults(error, Settings, raw))) from error
    whole, lost = [], []
    for number, source in enumerate(settings.sources):
        paths = {key: value for key in PATHS if (value := getattr(source, key, None)) is not None}
        changed = {}
        for key, path in paths.items():
            try:
                changed[key] = bundled.resolve(path, base)
            except (KeyError, RuntimeError) as error:  # no such folder of the project, no such home
                lost.append(
                    f"sources[{number}].{key}: {path!r} leads nowhere: {error.args[0]} (source {source.name!r})"
                )
        whole.append(source.model_copy(update=changed))
    if lost:
        raise SettingsError(f"{origin}: " + "; ".join(lost))
    kept = settings.snapshots.archive_url
    if kept is not None:
        snapshots = settings.snapshots.model_copy(update={"archive_url": bundled.resolve(kept, base)})
        settings = settings.model_copy(update={"snapshots": snapshots})
    return settings.model_copy(update={"sources": tuple(whole)})
