"""configs/pins.toml: which calls and commands take the commit of a model, and how."""

import tomllib
from fnmatch import fnmatchcase
from functools import lru_cache

from pydantic import Field, TypeAdapter
from pydantic.dataclasses import dataclass

from builder.bundled import bundled
from builder.reference.limits import STRICT


@dataclass(frozen=True, config=STRICT)
class CallPin:
    """Calls of Python that take a commit: as a keyword, or behind a `mark` within the string that names the model.

    `positional`: with more arguments by position than these one of them may be the revision. `methods`: the last words
    of the calls are methods of the library's objects alone, whatever an object is called.
    """

    calls: tuple[str, ...]
    source: str
    keyword: str | None = None
    mark: str | None = None
    positional: int = 4
    methods: bool = False
    prefixes: tuple[str, ...] = ()
    with_: dict[str, str] = Field(default_factory=dict, alias="with")


@dataclass(frozen=True, config=STRICT)
class CommandPin:
    """Commands with an option that takes a commit."""

    words: tuple[str, ...]
    option: str
    source: str


@dataclass(frozen=True, config=STRICT)
class ScriptPin:
    """Calls of JavaScript whose options, behind the argument at `position`, take a commit."""

    calls: tuple[str, ...]
    position: int
    keyword: str
    source: str


@dataclass(frozen=True, config=STRICT)
class PinRules:
    """Where a commit may be written."""

    calls: tuple[CallPin, ...]
    commands: tuple[CommandPin, ...]
    scripts: tuple[ScriptPin, ...]

    @property
    def methods(self) -> frozenset[str]:
        """Names of methods that are edited on any object, unless the repository defines one of that name."""
        return frozenset(call.rpartition(".")[2] for rule in self.calls if rule.methods for call in rule.calls)

    def of(self, call: str) -> CallPin | CommandPin | ScriptPin | None:
        """The rule for what the column `call` says; None where nothing documents how to pin it."""
        for rule in self.calls:
            if any(fnmatchcase(call, pattern) for pattern in rule.calls):
                return rule
        for command in self.commands:
            if call in command.words:
                return command
        return next((script for script in self.scripts if call in script.calls), None)


@lru_cache
def load_pin_rules() -> PinRules:
    """The bundled data."""
    text = (bundled("configs") / "pins.toml").read_text(encoding="utf-8")
    return TypeAdapter(PinRules).validate_python(tomllib.loads(text))
