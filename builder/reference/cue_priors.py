"""How often the cues of candidates were right on labelled cards: configs/cue_priors.toml."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from builder.bundled import bundled


@dataclass(frozen=True)
class CuePrior:
    """Candidates of a field that a cue proposed on labelled cards, how many were right, and in how many cards."""

    right: int
    of: int
    cards: int
    certain: bool  # its candidates are values without a model's judgement

    @property
    def share(self) -> float:
        """The share that was right."""
        return self.right / self.of


@cache
def load_cue_priors() -> Mapping[tuple[str, str], CuePrior]:
    """The priors by field and cue."""
    data = tomllib.loads((bundled("configs") / "cue_priors.toml").read_text(encoding="utf-8"))
    return {
        (one["field"], one["cue"]): CuePrior(one["right"], one["of"], one["cards"], one["certain"])
        for one in data.get("cue", ())
    }
