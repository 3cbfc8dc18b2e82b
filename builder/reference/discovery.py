"""configs/discovery.toml: where repositories that use models are looked for."""

import tomllib
from functools import lru_cache

from pydantic import TypeAdapter
from pydantic.dataclasses import dataclass

from builder.bundled import bundled
from builder.reference.limits import STRICT


@dataclass(frozen=True, config=STRICT)
class Discovery:
    """What is asked for beside signatures.toml; `split` has, by qualifier, the words that a search is split by.

    `members`: library -> how code writes the models that its members are.
    `common` are libraries whose names say little in a text.
    """

    generic: frozenset[str]
    common: frozenset[str]
    calls: tuple[str, ...]
    keys: tuple[str, ...]
    topics: tuple[str, ...]
    packages: tuple[str, ...]
    members: dict[str, str]
    split: dict[str, tuple[str, ...]]


@lru_cache
def load_discovery() -> Discovery:
    """The bundled data."""
    text = (bundled("configs") / "discovery.toml").read_text(encoding="utf-8")
    return TypeAdapter(Discovery).validate_python(tomllib.loads(text))
