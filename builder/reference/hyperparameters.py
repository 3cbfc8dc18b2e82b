"""configs/hyperparameters.toml as a question: is this the name of a hyperparameter?"""

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache

from builder.bundled import bundled
from builder.reference.same_names import folded


@dataclass(frozen=True)
class Hyperparameters:
    """Folded names: those that are hyperparameters anywhere, and those that are where training is spoken of."""

    anywhere: frozenset[str]
    in_training: frozenset[str]
    optimizers: re.Pattern[str]  # as prose writes them, capitals counted
    optimizer_stems: tuple[str, ...]  # one of them is in each of their names, in lower case
    words: re.Pattern[str]  # those of `anywhere` of letters alone, as prose writes them

    def __contains__(self, name: str) -> bool:
        return folded(name) in self.anywhere


@lru_cache
def load_hyperparameters() -> Hyperparameters:
    """The bundled names."""
    data = tomllib.loads((bundled("configs") / "hyperparameters.toml").read_text(encoding="utf-8"))
    said = sorted(data["names"], key=len, reverse=True)
    pattern = "|".join(re.escape(name).replace(r"\ ", r"[\s_-]?") for name in said)
    stems = {name.lower()[:4] for name in data["optimizers"]}
    return Hyperparameters(
        frozenset(map(folded, data["names"])),
        frozenset(map(folded, data["in_training"])),
        re.compile(rf"(?<![\w/.-])(?:{'|'.join(sorted(data['optimizers'], key=len, reverse=True))})(?![\w/-]|\.\w)"),
        tuple(sorted(stems)),
        re.compile(rf"(?<![\w./-])(?:{pattern})(?![\w-])", re.IGNORECASE),
    )
