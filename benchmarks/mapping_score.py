"""The scanner against labels: which of the true pairs it finds, and what it claims that is wrong.

python benchmarks/mapping_score.py [LABELS.csv EXHAUSTIVE.txt]: those of tests/labels unless given, for the git
repositories OWNER/NAME (or OWNER+NAME) in the folder that PEATMOSS_REPOSITORIES names; each is scanned at its label's
commit. Whatever is more than a mention counts as found, a use and a component as reported; a place that is labelled as
none is wrong where it is told to be a use. Other hubs than those of the labels are left out.
"""

import csv
import json
import os
import subprocess
import sys
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

from measure import PEATMOSS

LABELS = Path(__file__).parents[1] / "tests" / "labels"
FOUND = ("use", "component", "selectable", "hosted")
STORES = (  # of one library each
    *("doctr", "coqui", "rembg", "insightface", "flair", "gensim", "keras", "efficientnet", "efficientnet_pytorch"),
    *("segmentation_models", "classification_models", "pytorchcv", "pretrainedmodels", "gluon"),
)
HUBS = ("huggingface", "pytorch", None, *STORES)
Row = dict[str, Any]


def folder(name: str) -> Path | None:
    """The git directory of 'owner+name'; None where there is none."""
    root = Path(os.environ.get("PEATMOSS_REPOSITORIES", "."))
    places = [root / form / inner for form in (name.replace("+", "/"), name) for inner in ("", ".git", "repo")]
    return next((place for place in places if (place / "HEAD").is_file()), None)


def scan(place: Path, commit: str) -> list[Row]:
    """What is reported of a repository at a commit."""
    command = [*PEATMOSS, "scan", str(place), "--revision", commit, "--format", "jsonl", "--no-cache"]
    return [json.loads(line) for line in subprocess.check_output(command, text=True).splitlines()]


def same(label: str, row: Row) -> bool:
    """Whether a row names the labelled model: by its id, or by its bare name where one of the two has no owner."""
    label = label.casefold().replace("#", ":")
    for name in {str(row[key]).casefold().replace("#", ":") for key in ("model_id", "model_name") if row.get(key)}:
        if name == label or (("/" not in label or "/" not in name) and name.split("/")[-1] == label.split("/")[-1]):
            return True
    return False


def place_of(row: Row) -> tuple[str, str]:
    """Path and line as labels write them."""
    return row["path"], str(row["line"]) if row["cell"] is None else f"cell{row['cell']}:{row['line']}"


def is_wrong(label: Row, at: list[Row]) -> bool:
    """Whether something at a place that is no use is told to be one."""
    told = [row for row in at if row["usage"] == "use" and row["loads"] in (None, "model", "adapter")]
    return any(not label["resolved_model_id"] or same(label["resolved_model_id"], row) for row in told)


def score(labels: list[Row], rows: list[Row], exhaustive: bool, counts: Counter[str]) -> None:
    """Adds one repository's counts."""
    apart = {(one["path"], one["line"]) for one in labels if one["component"] == "other-hub"}  # as earlier sets say
    rows = [row for row in rows if row["hub"] in HUBS and not (row["hub"] in STORES and place_of(row) in apart)]
    uses = [row for row in rows if row["usage"] in ("use", "component")]
    offered = [row for row in rows if row["usage"] in FOUND]
    pairs = {one["resolved_model_id"] for one in labels if one["is_true_usage"] == "yes" and one["resolved_model_id"]}
    counts["pairs"] += len(pairs)
    counts["found"] += sum(any(same(pair, row) for row in offered) for pair in pairs)
    at = defaultdict(list)
    for row in rows:
        at[place_of(row)].append(row)
    none = [one for one in labels if one["is_true_usage"] == "no"]
    counts["none"] += len(none)
    counts["wrong"] += sum(is_wrong(one, at[one["path"], one["line"]]) for one in none)
    if exhaustive:
        reported = {row["model_id"] or row["model_name"]: row for row in uses}
        counts["reported"] += len(reported)
        counts["right"] += sum(any(same(pair, row) for pair in pairs) for row in reported.values())


def main() -> None:
    """The three shares."""
    given = [Path(argument) for argument in sys.argv[1:3]] or [LABELS / "mapping_labels.csv", LABELS / "exhaustive.txt"]
    exhaustive = set(given[1].read_text().split()) if given[1:] else set()
    labels: dict[tuple[str, str], list[Row]] = defaultdict(list)
    with given[0].open(newline="") as file:
        for row in csv.DictReader(file):
            labels[row["repo"], row["commit"]].append(row)
    counts = Counter[str]()
    for (name, commit), rows in sorted(labels.items()):
        if (place := folder(name)) is None:
            raise SystemExit(f"set PEATMOSS_REPOSITORIES to a folder that holds {name.replace('+', '/')}")
        score(rows, scan(place, commit), name in exhaustive, counts)
    for what, part, whole in (
        ("pair recall", "found", "pairs"),
        ("false uses", "wrong", "none"),
        ("pair precision", "right", "reported"),
    ):
        print(f"{what:15} {counts[part]}/{counts[whole]} = {counts[part] / max(1, counts[whole]):.3f}")


if __name__ == "__main__":
    main()
