"""How often each cue of the candidates is right on labelled cards: writes configs/cue_priors.toml.

Run as: python benchmarks/extraction_priors.py LABELS.jsonl CARDS, where CARDS holds the labelled cards as files (*.md).
Where cards are not there, cues that more cards bore before keep their counts. Added to them are candidates of other
cards, drawn at random and read by eye, one of a card (extraction_read.csv).

A cue is certain where at least LEAST_CARDS cards bear it and its share of right
candidates is at least SURE of its field.
"""

import csv
import sys
from collections import defaultdict
from hashlib import sha256
from pathlib import Path

from builder.evaluation import labels
from builder.evaluation.sameness import same
from builder.evaluation.values import Value
from builder.extraction.candidates.certain import Repeated
from builder.extraction.candidates.find import candidates
from builder.extraction.evaluations import evaluation_claims
from builder.extraction.front_matter import read_front_matter
from builder.reference.cue_priors import load_cue_priors

READ = Path(__file__).parent / "extraction_read.csv"
OUT = Path(__file__).parents[1] / "configs" / "cue_priors.toml"
HEAD = """# How often candidates of a cue were right on labelled cards. Written by benchmarks/extraction_priors.py.
# Read by builder/reference/cue_priors.py.
# certain    a candidate of this cue is a value without a model's judgement (evidence.source is 'rule')
"""
LEAST_CARDS = 3
SURE = 0.9
# Cues that few labels cannot tell: rivals, and what a model builds on.
NEVER = frozenset(("table:metric column", "url:arxiv"))
SURER = dict.fromkeys(("license", "datasets", "base_models", "papers", "github_repo", "languages", "grants"), 0.95)


def main() -> None:
    """Measures and writes."""
    texts = {}
    for path in sorted(Path(sys.argv[2]).glob("*.md")):
        data = path.read_bytes()
        texts[sha256(data).hexdigest()] = data.decode()
    right: dict[tuple[str, str], int] = defaultdict(int)
    of: dict[tuple[str, str], int] = defaultdict(int)
    cards: dict[tuple[str, str], set[str]] = defaultdict(set)
    for model, label in labels.read(Path(sys.argv[1])).items():
        text = texts.get(label.card_sha256 or "")
        if text is None:
            continue
        front = read_front_matter(text)
        known_results = Repeated(claim.value for claim in evaluation_claims(front.values, text))
        for one in candidates(text, front.end, model):
            if one.field == "evaluation" and one.value in known_results:
                continue
            field = "base_model" if one.field == "base_models" else one.field
            known = label.fields.get(field, [])
            matches = [
                value for value in known if same(field, Value(one.value, quote=text[one.start : one.end]), value)
            ]
            if (matches and all(value.doubtful for value in matches)) or (not matches and field in label.partial):
                continue
            key = one.field, one.cue
            of[key] += 1
            right[key] += bool(matches)
            cards[key].add(model)
    with READ.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            key = row["field"], row["cue"]
            right[key], of[key] = right[key] + int(row["right"]), of[key] + int(row["of"])
            cards[key] |= {f"read {number}" for number in range(int(row["of"]))}
    for key, before in load_cue_priors().items():
        if before.of > of[key]:
            right[key], of[key], cards[key] = before.right, before.of, set(map(str, range(before.cards)))
    lines = [HEAD]
    for key in sorted(of):
        sure = (
            key[1] not in NEVER and len(cards[key]) >= LEAST_CARDS and right[key] / of[key] >= SURER.get(key[0], SURE)
        )
        lines.append(
            f'[[cue]]\nfield = "{key[0]}"\ncue = "{key[1]}"\nright = {right[key]}\nof = {of[key]}\n'
            f"cards = {len(cards[key])}\ncertain = {str(sure).lower()}\n"
        )
        print(*key, f"{right[key]}/{of[key]}", len(cards[key]), "certain" if sure else "")
    OUT.write_text("\n".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main()
