"""configs/judging.toml as questions: what is asked about a field's candidates, and from which score a value counts."""

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from math import exp, log

from builder.bundled import bundled

UNKNOWN = 0.5  # prior of a candidate for which nothing was measured
EDGE = 0.001  # least distance of a probability from 0 and 1, so that no single word decides for ever


@dataclass(frozen=True)
class Judging:
    """How one field is judged: `which` of its values, or `whether` a passage's values are right; and the score."""

    field: str
    which: str | None
    whether: str | None
    threshold: float
    base: float
    prior: float
    said: float

    def score(self, prior: float | None, said: float) -> float:
        """How likely a value is right, by the prior of its candidate and the model's probability of its answer."""
        return 1 / (1 + exp(-(self.base + self.prior * _logit(prior) + self.said * _logit(said))))


@lru_cache
def load_judging() -> dict[str, Judging]:
    """The bundled judging.toml by field."""
    data = tomllib.loads((bundled("configs") / "judging.toml").read_text(encoding="utf-8"))
    found = {}
    for field, rule in data.items():
        weights = {"base": 0.0, "prior": 1.0, "said": 1.0} | rule.get("score", {})
        found[field] = Judging(field, rule.get("which"), rule.get("whether"), rule["threshold"], **weights)
    return found


def _logit(share: float | None) -> float:
    bounded = min(max(UNKNOWN if share is None else share, EDGE), 1 - EDGE)
    return log(bounded / (1 - bounded))
