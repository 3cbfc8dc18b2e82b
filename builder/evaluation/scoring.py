"""How well answers agree with labels, per field: right, found, invented, how sure each figure is, and calibration."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import sqrt

from builder.evaluation.labels import SINGLE, Labelled
from builder.evaluation.same_results import repeated
from builder.evaluation.sameness import same, shared_words
from builder.evaluation.values import Value

Z = 1.96  # of 95 %
BINS = 5  # of scores, for calibration


@dataclass(frozen=True)
class Share:
    """How many of how many."""

    part: int
    whole: int

    def __add__(self, other: "Share") -> "Share":
        return Share(self.part + other.part, self.whole + other.whole)

    @property
    def value(self) -> float | None:
        """The share; None of nothing."""
        return self.part / self.whole if self.whole else None

    @property
    def bounds(self) -> tuple[float, float] | None:
        """Wilson's interval of 95 %; None of nothing."""
        if not self.whole:
            return None
        share, n = self.part / self.whole, self.whole
        middle = share + Z * Z / (2 * n)
        spread = Z * sqrt(share * (1 - share) / n + Z * Z / (4 * n * n))
        low, high = (middle - spread) / (1 + Z * Z / n), (middle + spread) / (1 + Z * Z / n)
        return max(low, 0.0), min(high, 1.0)


NONE = Share(0, 0)


@dataclass(frozen=True)
class Outcome:
    """One model's field: values right of those said, found of those labelled, and whether something absent was filled.

    `sure` are the scores of the values that were said, each with whether it was right.
    """

    precision: Share = NONE
    recall: Share = NONE
    false_fill: Share = NONE
    grounded: Share = NONE
    agreeing: Share = NONE
    sure: tuple[tuple[float, bool], ...] = ()


@dataclass(frozen=True)
class Score:
    """One field over all labelled models.

    `grounded` is the share of values that have a quotation, `agreeing` the share of right values whose quotation is at
    a labelled place, `false_fill` the share of models without a value that got one.
    """

    name: str
    models: int
    precision: Share
    recall: Share
    false_fill: Share
    grounded: Share
    agreeing: Share
    sure: tuple[tuple[float, bool], ...] = field(default=(), repr=False)


def outcome(name: str, said: Sequence[Value], labels: Sequence[Value], partial: bool = False) -> Outcome:
    """How the values that were said agree with the labelled ones.

    Each label takes one value, the certain labels first. Doubtful labels and what they take count nowhere. Where the
    labels are `partial`, what no label takes counts nowhere. A result that is labelled twice, the second time rounded,
    is one.
    """
    labels = _distinct(labels) if name == "evaluation" else labels
    pairs = _pairs(name, said, labels)
    right = {at for at, label in pairs.items() if not labels[label].doubtful}
    # what a doubtful label would take as well is in doubt, and so is another name of what a label has taken
    doubtful = {at for at, label in pairs.items() if labels[label].doubtful}
    doubtful |= {at for at in range(len(said)) if at not in pairs and any(same(name, said[at], one) for one in labels)}
    counted = [at for at in range(len(said)) if at not in doubtful and (at in right or not partial)]
    certain = sum(not label.doubtful for label in labels)
    found = len(right)
    if name in SINGLE:
        certain, found = min(certain, 1), min(found, 1)
    absent = not labels and not partial
    return Outcome(
        NONE if partial else Share(len(right), len(counted)),
        Share(found, certain),
        Share(int(bool(said)), 1) if absent else NONE,
        Share(sum(bool(one.source) for one in said), sum(one.source is not None for one in said)),
        _agreeing(said, labels, {at: label for at, label in pairs.items() if at in right}),
        tuple((score, at in right) for at in counted if (score := said[at].score) is not None) if not partial else (),
    )


def _distinct(labels: Sequence[Value]) -> Sequence[Value]:
    """The results without those that repeat one before them with fewer digits, as a card's text does."""
    found: list[Value] = []
    for label in labels:
        if label.doubtful or not any(not one.doubtful and repeated(one, label) for one in found):
            found.append(label)
    return found


def _pairs(name: str, said: Sequence[Value], labels: Sequence[Value]) -> dict[int, int]:
    """Each said value with the label that takes it: as many as can be (augmenting paths), certain labels first."""
    wanted = {
        label: [at for at, value in enumerate(said) if same(name, value, labels[label])] for label in range(len(labels))
    }
    taken: dict[int, int] = {}

    def place(label: int, tried: set[int]) -> bool:
        for at in wanted[label]:
            if at not in tried:
                tried.add(at)
                if at not in taken or place(taken[at], tried):
                    taken[at] = label
                    return True
        return False

    for label in sorted(wanted, key=lambda at: labels[at].doubtful):
        place(label, set())
    return taken


def _agreeing(said: Sequence[Value], labels: Sequence[Value], pairs: Mapping[int, int]) -> Share:
    """How many right values quote what their label does, of those whose both quotations are known."""
    shown = [_same_place(said[at], labels[label]) for at, label in pairs.items()]
    return Share(sum(agreed is True for agreed in shown), sum(agreed is not None for agreed in shown))


def _same_place(one: Value, other: Value) -> bool | None:
    if one.places and other.places:
        return any(a < d and c < b for a, b in one.places for c, d in other.places)
    return shared_words(one.quote, other.quote) if one.quote and other.quote else None


def score(labels: Mapping[str, Labelled], answers: Mapping[str, Labelled]) -> list[Score]:
    """Scores of every labelled field over the models that both know, in the labels' order."""
    models = sorted(labels.keys() & answers.keys())
    fields = dict.fromkeys(name for model in models for name in labels[model].fields)
    found = []
    for name in fields:
        outcomes = [
            outcome(
                name, answers[model].fields.get(name, []), labels[model].fields[name], name in labels[model].partial
            )
            for model in models
            if name in labels[model].fields
        ]
        found.append(_score(name, outcomes))
    return found


def pooled(name: str, scores: Iterable[Score]) -> Score:
    """Several fields as one."""
    known = list(scores)
    outcomes = [
        Outcome(one.precision, one.recall, one.false_fill, one.grounded, one.agreeing, one.sure) for one in known
    ]
    return Score(name, max((one.models for one in known), default=0), *_sums(outcomes))


def _score(name: str, outcomes: Sequence[Outcome]) -> Score:
    return Score(name, len(outcomes), *_sums(outcomes))


def _sums(outcomes: Sequence[Outcome]) -> tuple[Share, Share, Share, Share, Share, tuple[tuple[float, bool], ...]]:
    shares = [
        sum((getattr(one, part) for one in outcomes), NONE)
        for part in ("precision", "recall", "false_fill", "grounded", "agreeing")
    ]
    precision, recall, false_fill, grounded, agreeing = shares
    return precision, recall, false_fill, grounded, agreeing, tuple(pair for one in outcomes for pair in one.sure)


@dataclass(frozen=True)
class Calibration:
    """Values whose scores lie between two bounds: their mean score beside the share that is right."""

    low: float
    high: float
    mean: float
    right: Share


def calibration(sure: Iterable[tuple[float, bool]]) -> list[Calibration]:
    """Scores in bins of equal width; bins without a value are left out."""
    bins: dict[int, list[tuple[float, bool]]] = {}
    for score_, right in sure:
        bins.setdefault(min(int(score_ * BINS), BINS - 1), []).append((score_, right))
    return [
        Calibration(
            at / BINS,
            (at + 1) / BINS,
            sum(score_ for score_, _ in pairs) / len(pairs),
            Share(sum(right for _, right in pairs), len(pairs)),
        )
        for at, pairs in sorted(bins.items())
    ]


def calibration_error(bins: Sequence[Calibration]) -> float | None:
    """Mean distance between score and share right, weighed by values; None of no values."""
    whole = sum(one.right.whole for one in bins)
    if not whole:
        return None
    return sum(abs(one.mean - (one.right.value or 0.0)) * one.right.whole for one in bins) / whole
