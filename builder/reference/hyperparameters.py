"""configs/hyperparameters.toml as a question: is this the name of a hyperparameter?"""

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache

from builder.bundled import bundled
from builder.reference.beginnings import beginnings
from builder.reference.same_names import folded

LETTERS = 4  # of a name


@dataclass(frozen=True)
class Hyperparameters:
    """Folded names: those that are hyperparameters anywhere, and those that are where training is spoken of."""

    anywhere: frozenset[str]
    in_training: frozenset[str]
    optimizers: re.Pattern[str]  # as prose writes them, capitals counted
    optimizer_starts: re.Pattern[str]  # how each of them begins, in lower case
    words: re.Pattern[str]  # those of `anywhere` of letters alone, as prose writes them
    starts: re.Pattern[str]  # how each of `words` begins, in lower case

    def __contains__(self, name: str) -> bool:
        return folded(name) in self.anywhere


@lru_cache
def load_hyperparameters() -> Hyperparameters:
    """The bundled names."""
    data = tomllib.loads((bundled("configs") / "hyperparameters.toml").read_text(encoding="utf-8"))
    said = sorted(data["names"], key=len, reverse=True)
    pattern = "|".join(re.escape(name).replace(r"\ ", r"[\s_-]?") for name in said)
    return Hyperparameters(
        frozenset(map(folded, data["names"])),
        frozenset(map(folded, data["in_training"])),
        re.compile(rf"(?<![\w/.-])(?:{'|'.join(sorted(data['optimizers'], key=len, reverse=True))})(?![\w/-]|\.\w)"),
        _starts(data["optimizers"], r"\w/.-"),
        re.compile(rf"(?<![\w./-])(?:{pattern})(?![\w-])", re.IGNORECASE),
        _starts(data["names"], r"\w./-"),
    )


def _starts(names: list[str], behind: str) -> re.Pattern[str]:
    """Where names begin, by few letters of each, so that they are few."""
    words = (re.split(r"[ _-]", name.lower())[0][:LETTERS] for name in names)
    return beginnings(dict.fromkeys(map(re.escape, words)), behind)
