"""From which score on a model's answers about candidates count, by labelled cards; --write into configs/judging.toml.

    python benchmarks/judging.py LABELS.jsonl CARDS (--serve MODEL | --endpoint URL) [--weights] [--write]

Asks the model every question that rules leave open about the cards (*.md in CARDS). A candidate is right where a label
has its value; those that labels doubt are left out. The threshold of a field is the least score from which its values
reach the wanted precision, and 1 where no score reaches it; a field with few candidates keeps what it has.

With --weights the weights of the score are fitted, too, for this model alone: a logistic regression with a small
penalty, one for the questions by number and one for yes or no, and the scores are those of a fit without the card's
own fold.
"""

import argparse
import re
import tempfile
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from builder.evaluation import labels
from builder.evaluation.answers import labelled_cards
from builder.evaluation.sameness import same
from builder.evaluation.values import Value
from builder.extraction.candidates.interface import Candidate
from builder.extraction.card import open_groups, ruled
from builder.extraction.judging import YES, _number, _shares
from builder.pipeline import answering
from builder.reference.judging import EDGE, UNKNOWN, load_judging
from builder.settings.build import extraction_settings

FOLDS = 6
PENALTY = 1.0
FEW = 12  # candidates of a field, below which its threshold stays
LEAST = 3  # values that a threshold must leave
WANTED = dict.fromkeys(("license", "datasets", "base_models", "papers", "github_repo", "languages"), 0.95)
OTHERS = 0.90
OUT = Path(__file__).parents[1] / "configs" / "judging.toml"


@dataclass
class Judged:
    """A candidate that was asked about: its prior, the share of the answer that takes it, and whether it is right."""

    field: str
    which: bool
    fold: int
    prior: float | None
    said: float
    right: bool
    score: float = 0.0


def logit(share: float | None) -> float:
    bounded = min(max(UNKNOWN if share is None else share, EDGE), 1 - EDGE)
    return float(np.log(bounded / (1 - bounded)))


def fit(rows: list[Judged]) -> np.ndarray:
    """Weights of 1, the prior's logit and the answer's, by Newton's steps."""
    x = np.array([[1.0, logit(row.prior), logit(row.said)] for row in rows])
    y = np.array([float(row.right) for row in rows])
    weights = np.zeros(3)
    for _ in range(50):
        p = 1 / (1 + np.exp(-x @ weights))
        gradient = x.T @ (y - p) - PENALTY * weights
        hessian = (x * (p * (1 - p))[:, None]).T @ x + PENALTY * np.eye(3)
        weights += np.linalg.solve(hessian, gradient)
    return weights


def score(row: Judged, weights: np.ndarray) -> float:
    return float(1 / (1 + np.exp(-weights @ np.array([1.0, logit(row.prior), logit(row.said)]))))


def threshold(rows: list[Judged], wanted: float) -> float:
    """The least score from which the share of right ones is as wanted; 1 where there is none."""
    ranked = sorted(rows, key=lambda row: -row.score)
    best, right = 1.0, 0
    for count, row in enumerate(ranked, 1):
        right += row.right
        if count >= LEAST and right / count >= wanted and (count == len(ranked) or ranked[count].score < row.score):
            best = row.score
    return best


def judged(chosen: argparse.Namespace) -> list[Judged]:
    true = labels.read(chosen.labels)
    items = list(labelled_cards(true, chosen.cards))
    endpoint = (chosen.endpoint,) if chosen.endpoint else ()
    settings = extraction_settings({"serve": chosen.serve, "endpoint": endpoint, "free_text": False})
    reader = answering.reader_of(settings)
    assert reader is not None
    with tempfile.TemporaryDirectory() as scratch:
        answers = answering.answers_to(items, reader, settings, Path(scratch) / "server.log")
    found = []
    for number, (item, said) in enumerate(zip(items, answers, strict=True)):
        known = true[item["model_id"]]
        groups = {group.key: group for group in open_groups(item, ruled(item))}
        for answer in said:
            group = groups.get(answer.key or "")
            if group is None or answer.text is None:
                continue
            shares = _shares(answer.text, group.choices)
            for at, one in enumerate(group.candidates):
                right = is_right(one, item["card"], known)
                if right is not None:
                    which = load_judging()[group.field].which is not None
                    share = shares.get(str(_number(group, at)) if which else YES, 0.0)
                    by_rule = load_judging()[group.field].score(one.prior, share)
                    found.append(Judged(group.field, which, number % FOLDS, one.prior, share, right, by_rule))
    return found


def is_right(one: Candidate, card: str, known: labels.Labelled) -> bool | None:
    """Whether a label has a candidate's value; None where that is doubtful."""
    field = "base_model" if one.field == "base_models" else one.field
    value = Value(one.value, quote=card[one.start : one.end])
    matches = [label for label in known.fields.get(field, []) if same(field, value, label)]
    if (matches and all(label.doubtful for label in matches)) or (not matches and field in known.partial):
        return None
    return bool(matches)


def fitted(rows: list[Judged]) -> dict[bool, np.ndarray]:
    """Weights of both kinds of questions; each candidate gets the score of a fit without its fold."""
    weights = {}
    for which in (True, False):
        kind = [row for row in rows if row.which == which]
        for fold in range(FOLDS):
            others = fit([row for row in kind if row.fold != fold])
            for row in kind:
                if row.fold == fold:
                    row.score = score(row, others)
        weights[which] = fit(kind)
        print("by number" if which else "yes or no", len(kind), "candidates, weights", weights[which].round(3).tolist())
    return weights


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("labels", type=Path)
    parser.add_argument("cards", type=Path)
    parser.add_argument("--serve")
    parser.add_argument("--endpoint")
    parser.add_argument("--weights", action="store_true")
    parser.add_argument("--write", action="store_true")
    chosen = parser.parse_args()
    rows = judged(chosen)
    weights = fitted(rows) if chosen.weights else {}
    by_field = defaultdict(list)
    for row in rows:
        by_field[row.field].append(row)
    text = OUT.read_text(encoding="utf-8")
    for field, rule in load_judging().items():
        own = by_field[field]
        level = threshold(own, WANTED.get(field, OTHERS)) if len(own) >= FEW else rule.threshold
        kept = [row for row in own if row.score >= level]
        right = sum(row.right for row in own)
        print(
            f"{field:24} {len(own):4} candidates, {right:4} right; from {level:.3f} on {len(kept):4},"
            f" of which {sum(row.right for row in kept):4} are right"
        )
        settings = f"threshold = {level:.3f}"
        if weights:
            base, prior, said = weights[rule.which is not None]
            settings += f"\nscore = {{ base = {base:.3f}, prior = {prior:.3f}, said = {said:.3f} }}"
        text = re.sub(rf"(\[{field}\]\n[^\[]*?)threshold = [^\n]*(?:\nscore = [^\n]*)?", rf"\g<1>{settings}", text)
    if chosen.write:
        OUT.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
