"""How well answers agree with labels, per field: found, invented, and how sure that is."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from builder.evaluation.labels import Said

Shares: TypeAlias = Mapping[str, Mapping[str, tuple[int, int]]]  # per model and field: how many, of how many

RESAMPLES = 1000
CLOSE = 0.01  # share by which two amounts may differ and be the same


@dataclass(frozen=True)
class Outcome:
    """One model's field: elements that are right, said and labelled; whether it was filled though labelled absent."""

    right: int
    said: int
    labelled: int

    @property
    def filled_in(self) -> bool:
        """Whether something was said where there is nothing."""
        return self.labelled == 0 and self.said > 0


@dataclass(frozen=True)
class Score:
    """One field over all labelled models; shares are None where there is nothing to divide by.

    `low` and `high` bound F1 in 95 of 100 draws of the models (bootstrap). `false_fill` is the share of models without
    a value that got one, `grounded` the share of values that have a quotation, `agreeing` the share of right values
    whose quotation shares its words with the labelled one.
    """

    field: str
    models: int
    absent: int
    precision: float | None
    recall: float | None
    f1: float | None
    low: float | None
    high: float | None
    false_fill: float | None
    grounded: float | None
    agreeing: float | None = None


def outcome(said: Said, label: Said) -> Outcome:
    """How one answer agrees with its label: amounts within one percent, sets by their elements."""
    if isinstance(said, float) or isinstance(label, float):
        same = isinstance(said, float) and isinstance(label, float) and abs(said - label) <= CLOSE * abs(label)
        return Outcome(int(same), int(said is not None), int(label is not None))
    answered, true = said or frozenset(), label or frozenset()
    return Outcome(len(answered & true), len(answered), len(true))


def score(
    labels: Mapping[str, Mapping[str, Said]],
    answers: Mapping[str, Mapping[str, Said]],
    quoted: Shares | None = None,
    agreed: Shares | None = None,
) -> list[Score]:
    """Scores of every labelled field over the models that both know.

    `quoted` has, per model and field, how many values have a quotation, of how many; `agreed` how many right values
    have the labelled one. None where nothing is quoted.
    """
    models = sorted(labels.keys() & answers.keys())
    fields = list(dict.fromkeys(name for model in models for name in labels[model]))
    found = []
    for name in fields:
        known = [model for model in models if name in labels[model]]
        outcomes = [outcome(answers[model].get(name), labels[model][name]) for model in known]
        found.append(_score(name, outcomes, _summed(quoted, known, name), _summed(agreed, known, name)))
    return found


def _summed(shares: Shares | None, models: Sequence[str], name: str) -> tuple[int, int]:
    """How many of how many, over all models."""
    counted = [(shares or {}).get(model, {}).get(name, (0, 0)) for model in models]
    return sum(one for one, _ in counted), sum(of for _, of in counted)


def _score(name: str, outcomes: Sequence[Outcome], grounded: tuple[int, int], agreeing: tuple[int, int]) -> Score:
    absent = [one for one in outcomes if one.labelled == 0]
    low, high = _interval(outcomes)
    return Score(
        name,
        len(outcomes),
        len(absent),
        _share(sum(one.right for one in outcomes), sum(one.said for one in outcomes)),
        _share(sum(one.right for one in outcomes), sum(one.labelled for one in outcomes)),
        _f1(outcomes),
        low,
        high,
        _share(sum(one.filled_in for one in absent), len(absent)),
        _share(*grounded),
        _share(*agreeing),
    )


def _f1(outcomes: Sequence[Outcome]) -> float | None:
    both = sum(one.said + one.labelled for one in outcomes)
    return _share(2 * sum(one.right for one in outcomes), both)


def _interval(outcomes: Sequence[Outcome]) -> tuple[float | None, float | None]:
    draw = random.Random(0)  # noqa: S311 - the same interval each time
    found = sorted(
        value for _ in range(RESAMPLES) if (value := _f1(draw.choices(outcomes, k=len(outcomes)))) is not None
    )
    if not found:
        return None, None
    return found[int(0.025 * len(found))], found[min(int(0.975 * len(found)), len(found) - 1)]


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None
