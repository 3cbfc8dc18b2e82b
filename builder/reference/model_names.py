"""configs/model_names.toml as questions: which model does a name in prose mean, and where may names stand?"""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from builder.bundled import bundled
from builder.reference.same_names import folded

NAME = re.compile(r"[\w.-]+", re.ASCII)


@dataclass(frozen=True)
class ModelNames:
    """Ids by folded name, and by the beginning of a name its owner; every name has some of the `cores`."""

    ids: Mapping[str, str]
    owners: Mapping[str, str]
    cores: tuple[str, ...]
    places: re.Pattern[str]  # where one of them stands, over small letters; places may lie within each other
    starts: frozenset[str]  # what folded names begin with, up to whole names

    def may_begin(self, words: str) -> bool:
        """Whether a name may begin with these words."""
        return folded(words) in self.starts or any(words.startswith(start) for start in self.owners)

    def id_of(self, name: str) -> str | None:
        """The id of the model that a name means; None for a name that means none, or a whole family of them.

        One word of small letters alone ('ctrl', 'beto') may be any word.
        """
        if found := self.ids.get(folded(name)):
            return None if name.isalpha() and name.islower() else found
        for start, owner in self.owners.items():
            if name.startswith(start) and NAME.fullmatch(name):
                return f"{owner}/{name}"
        return None


@lru_cache
def load_model_names() -> ModelNames:
    """The bundled names, with those that the Hub has moved to an owner: their ids are the names without owner."""
    from builder.reference.signatures import load_signatures  # here: few texts need it

    data = tomllib.loads((bundled("configs") / "model_names.toml").read_text(encoding="utf-8"))
    written: dict[str, str] = {}
    for model, names in data["names"].items():
        written |= dict.fromkeys((model.rsplit("/", 1)[-1], *names), model)
    for model, names in data["known_as"].items():
        written |= dict.fromkeys(names, model)
    written |= {name: name for name in load_signatures().names.moved}
    ids = {folded(name): model for name, model in written.items()}
    starts = frozenset(name[:end] for name in (*ids, *map(folded, data["owners"])) for end in range(1, len(name) + 1))
    return ModelNames(ids, data["owners"], tuple(data["cores"]), _places(data["cores"]), starts)


def _places(cores: Iterable[str]) -> re.Pattern[str]:
    """Where one of the cores stands, by its first letter: one pattern is faster than dozens of searches."""
    by_letter: dict[str, list[str]] = {}
    for core in cores:
        by_letter.setdefault(core[0], []).append(re.escape(core[1:]))
    return re.compile("|".join(f"{letter}(?={'|'.join(rest)})" for letter, rest in by_letter.items()))
