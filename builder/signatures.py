"""configs/signatures.toml as questions: does this call load a model, and which of its arguments names it?"""

import hashlib
import json
import re
import tomllib
from dataclasses import field
from fnmatch import fnmatchcase
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import ConfigDict, Field, TypeAdapter, ValidationError
from pydantic.dataclasses import dataclass

from builder.bundled import bundled
from builder.errors import SettingsError

Loads = Literal["model", "adapter", "tokenizer", "processor", "config", "file"]
Weights = Literal["requested", "random", "unknown"]
Words = Annotated[tuple[str, ...], Field(min_length=1)]
Qualified = Annotated[str, Field(pattern=r"^(\*\.)?[A-Za-z_]\w*(\.[A-Za-z_]\w*)*$")]

STRICT = ConfigDict(extra="forbid")


@dataclass(frozen=True, config=STRICT)
class Argument:
    """Where a call holds a value: its position, counted from 0 (None: keyword only), and its keywords."""

    position: Annotated[int, Field(ge=0)] | None = None
    names: tuple[str, ...] = ()


@dataclass(frozen=True, config=STRICT)
class WeightsArgument(Argument):
    """An argument that decides whether weights are requested; the source texts in `random` say that they are not."""

    random: tuple[str, ...] = ()


@dataclass(frozen=True, config=STRICT)
class ClassRule:
    """What `from_pretrained` of the classes that fit one of `names` (shell patterns) loads."""

    loads: Loads
    names: Words


@dataclass(frozen=True, config=STRICT)
class CallRule:
    """Calls of a library that load something, and how to read their arguments (see signatures.toml)."""

    calls: Annotated[tuple[Qualified, ...], Field(min_length=1)]
    model: Argument
    loads: Literal[Loads, "class"]
    entry: Argument | None = None
    weights: tuple[WeightsArgument, ...] = ()
    absent: Weights = "requested"
    unless: dict[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, config=STRICT)
class Library:
    """A library whose calls load models (see signatures.toml)."""

    name: str
    hub: Literal["huggingface", "pytorch"]
    roots: Words
    calls: Annotated[tuple[CallRule, ...], Field(min_length=1)]
    alias: Annotated[str, Field(pattern=r"\{name\}")] | None = None
    pattern: re.Pattern[str] | None = None
    prefixes: tuple[str, ...] = ()
    revision: tuple[str, ...] = ()
    pin: Annotated[str, Field(min_length=1, max_length=1)] | None = None
    copies: tuple[str, ...] = ()
    home: tuple[str, ...] = ()


@dataclass(frozen=True, config=STRICT)
class NameRules:
    """Which strings can be a model's name on a hub: whole strings that fit `pattern` and none of `local`."""

    pattern: re.Pattern[str]
    local: tuple[re.Pattern[str], ...] = ()


@dataclass(frozen=True)
class Match:
    """A call that loads something: its qualified name, whose call it is, how to read it and what it loads."""

    call: str
    library: Library
    rule: CallRule
    loads: Loads


@dataclass(frozen=True, config=STRICT)
class Signatures:
    """Every call that is known to load a model; `sha256` is the digest of the data, comments and layout aside."""

    names: NameRules
    libraries: Annotated[tuple[Library, ...], Field(min_length=1)]
    classes: tuple[ClassRule, ...] = ()
    sha256: str = ""

    def find(self, call: str) -> Match | None:
        """What a call loads, by its qualified name ('transformers.AutoModel.from_pretrained'); None if nothing."""
        for root, pattern, library, rule in self._by_last_word.get(call.rpartition(".")[2], ()):
            below = call.removeprefix(f"{root}.")
            if below != call and (below == pattern or (pattern[0] == "*" and below.endswith(pattern[1:]))):
                return Match(call, library, rule, self._loads_of_class(call) if rule.loads == "class" else rule.loads)
        return None

    def _loads_of_class(self, call: str) -> Loads:
        owner = call.split(".")[-2]
        fits = (rule.loads for rule in self.classes if any(fnmatchcase(owner, pattern) for pattern in rule.names))
        return next(fits, "model")

    @property
    def aliases(self) -> dict[str, str]:
        """Library -> template of the hub id that a name without an owner has there ('spacy' -> 'spacy/{name}')."""
        return {library.name: library.alias for library in self.libraries if library.alias}

    def call_words(self, data: bytes) -> frozenset[str]:
        """Last words of the calls that a Python file may hold, told by the words in it alone; none for most files.

        All names of a call stand in its file somewhere, in an import if not in the call: only cross-file names do not.
        """
        return frozenset(last for names, last in self._word_sets if all(name in data for name in names))

    @cached_property
    def _word_sets(self) -> list[tuple[tuple[bytes, ...], str]]:
        sets = {
            (tuple(f"{root}.{pattern.removeprefix('*.')}".encode().split(b".")), last)
            for last, patterns in self._by_last_word.items()
            for root, pattern, _, _ in patterns
        }
        return sorted(sets)

    @cached_property
    def _by_last_word(self) -> dict[str, list[tuple[str, str, Library, CallRule]]]:
        index: dict[str, list[tuple[str, str, Library, CallRule]]] = {}
        for library in self.libraries:
            for rule in library.calls:
                for pattern in rule.calls:
                    entries = index.setdefault(pattern.rpartition(".")[2], [])
                    entries.extend((root, pattern, library, rule) for root in library.roots)
        return index


@lru_cache
def load_signatures(path: Path | None = None) -> Signatures:
    """The signatures of a file, by default the bundled ones; SettingsError names every fault with its place."""
    path = path or bundled("configs") / "signatures.toml"
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise SettingsError(f"{path} cannot be read: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path} is not TOML: {error}") from error
    digest = hashlib.sha256(json.dumps(data, sort_keys=True, default=str).encode()).hexdigest()
    try:
        return TypeAdapter(Signatures).validate_python({**data, "sha256": digest})
    except ValidationError as error:
        faults = [f"{_place(fault['loc'])}: {fault['msg']}" for fault in error.errors()]
        raise SettingsError(f"{path}: " + "; ".join(faults)) from error


def _place(loc: tuple[int | str, ...]) -> str:
    """('libraries', 0, 'calls') -> 'libraries[0].calls'."""
    parts = (f"[{part}]" if isinstance(part, int) else f".{part}" for part in loc)
    return "".join(parts).removeprefix(".")
