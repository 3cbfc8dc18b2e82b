"""The shape of what configs/signatures says outside Python: settings, tools, commands, files of weights, scripts."""

import re
from dataclasses import field
from typing import Literal

from builder.records import dataclass
from builder.reference.limits import Strict
from builder.reference.signature_rules import Loads, Position, Words


@dataclass(frozen=True)
class KeyRule(Strict):
    """Keys of settings, options and environment variables whose value names what is loaded (see outside_python.toml).

    `sure`: the key alone says so; else only where code, or the tool that the file is for, takes it for a model.
    """

    names: Words
    loads: Loads = "model"
    library: str | None = None
    sure: bool = False


@dataclass(frozen=True)
class LiteralRule(Strict):
    """A call in a language that is read by its words alone (see languages.toml)."""

    language: Words
    library: str
    marks: Words
    pattern: re.Pattern[str]
    loads: Loads = "model"
    hosted: bool = False
    hub: str = "huggingface"


@dataclass(frozen=True)
class ToolRule(Strict):
    """Keys of a tool's own settings that name a model, recognised by what is around them (see tools.toml)."""

    library: str
    keys: Words
    marks: tuple[str, ...] = ()
    files: re.Pattern[str] | None = None
    beside: dict[str, re.Pattern[str]] = field(default_factory=dict)
    root: dict[str, re.Pattern[str]] = field(default_factory=dict)
    loads: Loads = "model"
    prefixes: tuple[str, ...] = ()
    usage: Literal["hosted", "mention"] | None = None
    hub: str = "huggingface"


@dataclass(frozen=True)
class CommandRule(Strict):
    """Command lines that load something, and where they name it (see outside_python.toml)."""

    words: tuple[str, ...]
    library: str
    loads: Loads = "model"
    argument: Position | None = None
    many: bool = False
    options: tuple[str, ...] = ()
    pairs: dict[str, dict[str, Loads]] = field(default_factory=dict)
    revision: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    unless: dict[str, tuple[str, ...]] = field(default_factory=dict)
    reads: Literal["name", "url", "marked", "package"] = "name"
    images: tuple[str, ...] = ()
    environment: tuple[str, ...] = ()
    hub: str = "huggingface"


@dataclass(frozen=True)
class WeightsFormat(Strict):
    """A format of weights' files: how their names end and how they begin (see weights.toml)."""

    name: str
    suffixes: Words
    begins: re.Pattern[str]
    header: bool = False
    sure: bool = False


@dataclass(frozen=True)
class ScriptRule(Strict):
    """Calls in other languages that load a model, in files that hold one of `modules` (see outside_python.toml)."""

    language: Literal["javascript", "rust"]
    library: str
    modules: Words
    calls: Words
    loads: Literal[Loads, "class"] = "model"
    argument: Position | None = None
    name: Position | None = None
    setters: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()
    task: Position | None = None
    defaults: dict[str, str] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    form: re.Pattern[str] | None = None
    reads: Literal["name", "url"] = "name"
    revision: tuple[str, ...] = ()
    pin: Position | None = None
    unless: tuple[str, ...] = ()
    hosted: bool = False
    hub: str = "huggingface"
