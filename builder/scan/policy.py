"""`.peatmoss.toml`: what a team fixes for the scans of its repository, and the findings that it has accepted.

It lies in the scanned folder, so that somebody else may have written it: nothing in it makes a scan go online, or read
a file outside that folder.
"""

import tomllib
from collections.abc import Sequence
from datetime import date, datetime
from fnmatch import fnmatchcase
from pathlib import PurePosixPath
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints, ValidationError, model_validator

from builder.errors import SettingsError
from builder.scan.entries import CONTEXTS
from builder.scan.findings import COUNTING, KINDS, OPEN, Finding
from builder.settings.faults import faults
from builder.settings.sources import Frozen
from builder.wording import similar

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


def _listed(value: Any) -> Any:  # noqa: ANN401 - whatever TOML holds
    return (value,) if isinstance(value, str | dict) else value


def _one_of(known: Sequence[str]) -> AfterValidator:
    def checked(value: str) -> str:
        if value not in known:
            near = similar(value, known)
            meant = f" (did you mean '{near}'?)" if near else ""
            raise ValueError(f"no '{value}'{meant}: {', '.join(known)}")
        return value

    return AfterValidator(checked)


def _day(value: Any) -> Any:  # noqa: ANN401 - whatever TOML holds
    try:
        return date.fromisoformat(value) if isinstance(value, str) else datetime.fromisoformat(value.isoformat()).date()
    except (ValueError, AttributeError) as error:
        raise ValueError(f"{value!r} is not a date such as 2026-11-29") from error


def _within(value: str) -> str:
    path = PurePosixPath(value)
    if path.is_absolute() or ".." in path.parts or "\\" in value or ":" in value:
        raise ValueError(f"{value!r} does not lie in the folder that is scanned")
    return value


def _patterns(value: tuple[str, ...]) -> tuple[str, ...]:
    from builder.repository.exclusions import matching

    for pattern in value:
        matching([pattern])
    return value


def _spdx(value: str) -> str:
    from builder.reference.licenses import license_spdx

    if value.lower() == "proprietary":
        return "proprietary"
    spdx = license_spdx(value)
    if spdx is None:
        raise ValueError(f"'{value}' is not an SPDX expression: MIT, Apache-2.0, ..., or 'proprietary'")
    return spdx


Day = Annotated[date, BeforeValidator(_day)]
Several = BeforeValidator(_listed)


class Accepted(Frozen):
    """A finding that somebody has looked at and lets stand: by its kind, and patterns of its model and path."""

    finding: Annotated[str, _one_of([*KINDS, *OPEN])]
    model: Text | None = None
    path: Text | None = None
    reason: Text
    date: Day
    expires: Day | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.expires is not None and self.expires < self.date:
            raise ValueError(f"expires ({self.expires}) lies before date ({self.date})")
        if self.model is None and self.finding in KINDS and self.path is None:
            raise ValueError("model or path is missing: they say which finding is accepted")
        return self

    def matches(self, finding: Finding) -> bool:
        """Whether the acceptance is about a finding; letter case of models does not count."""
        return (
            self.finding == finding.kind
            and (self.model is None or any(fnmatchcase(one.lower(), self.model.lower()) for one in _names(finding)))
            and (self.path is None or fnmatchcase(finding.path, self.path))
        )

    @property
    def subject(self) -> str:
        """What is accepted, in few words."""
        parts = [self.finding]
        parts += [f"of {self.model}"] if self.model else []
        parts += [f"in {self.path}"] if self.path else []
        return " ".join(parts)


class Policy(Frozen):
    """A file as a whole; what the command line gives goes first. `new_only` needs `baseline`."""

    exclude: Annotated[tuple[Text, ...], Field(strict=False), Several, AfterValidator(_patterns)] = ()
    contexts: Annotated[tuple[Annotated[str, _one_of(CONTEXTS)], ...], Field(strict=False, min_length=1), Several] = (
        COUNTING
    )
    license: Annotated[Text, AfterValidator(_spdx)] | None = None
    use: Literal["commercial", "research"] | None = None
    fail_on: Annotated[
        tuple[Annotated[str, _one_of(list(KINDS))], ...], Field(strict=False, alias="fail-on"), Several
    ] = ()
    baseline: Annotated[Text, AfterValidator(_within)] | None = None
    new_only: bool = Field(default=False, alias="new-only")
    accepted: Annotated[tuple[Accepted, ...], Field(strict=False), Several] = ()

    @model_validator(mode="after")
    def _known_before(self) -> Self:
        if self.new_only and self.baseline is None:
            raise ValueError("new-only needs baseline: the file that holds the findings known before")
        return self


def parse(data: bytes, origin: str) -> Policy:
    """The file's policy; SettingsError with every fault and its place, in one line."""
    try:
        raw = tomllib.loads(data.decode("utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{origin} is not TOML: {error}") from error
    except RecursionError as error:
        raise SettingsError(f"{origin} is nested too deep") from error
    try:
        return Policy.model_validate(raw)
    except ValidationError as error:
        raise SettingsError(f"{origin}: {'; '.join(faults(error, Policy, raw))}") from error


def _names(finding: Finding) -> set[str]:
    """A model's name, and those that the code has for it."""
    written = finding.entry.places if finding.entry is not None else ()
    return {finding.model} | {str(row["model_name"]) for row in written if row["model_name"]}
