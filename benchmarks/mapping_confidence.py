"""How many of the places that the scanner reports are right, by how their name was resolved and in what kind of code.

python benchmarks/mapping_confidence.py [LABELS.csv ...]: writes configs/signatures/confidence.toml, which mappings
carry as `confidence`, from labels (those of tests/labels unless given; git repositories as in mapping_score.py) and
from the uses in mapping_read.csv that were read by hand. A cell with fewer than 20 places is left out.
"""

import csv
import sys
from collections import Counter, defaultdict
from pathlib import Path

from mapping_read import READ
from mapping_score import LABELS, Row, folder, place_of, same, scan

from builder.mapping.context import context

RESULT = Path(__file__).parents[1] / "configs" / "signatures" / "confidence.toml"
FEWEST = 20  # places of a cell
HEAD = """# How many of the labelled places were found right, by resolution and context: written by
# benchmarks/mapping_confidence.py, the `confidence` of mappings. Part of signatures.toml, and read with it.
"""
Cell = tuple[str, str]


def of_labels(path: Path, counts: dict[Cell, Counter[bool]]) -> None:
    """Adds what is reported at labelled places.

    Right is a model that a label has as used there, or elsewhere in the repository where none there says otherwise;
    wrong is any other that a label, or every label of the place, says is not used. What no label is about is left out.
    """
    labels: dict[tuple[str, str], list[Row]] = defaultdict(list)
    with path.open(newline="") as file:
        for row in csv.DictReader(file):
            labels[row["repo"], row["commit"]].append(row)
    for (name, commit), ours in sorted(labels.items()):
        if (place := folder(name)) is None:
            raise SystemExit(f"set PEATMOSS_REPOSITORIES to a folder that holds {name.replace('+', '/')}")
        used = {one["resolved_model_id"] for one in ours if one["is_true_usage"] == "yes" and one["resolved_model_id"]}
        at = defaultdict(list)
        for one in ours:
            at[one["path"], one["line"]].append(one)
        for row in scan(place, commit):
            said = at.get(place_of(row))
            if said and row["usage"] in ("use", "component") and row["model_name"]:
                here = {one["is_true_usage"] for one in said if same(one["resolved_model_id"], row)}
                right = "yes" in here if here else any(same(model, row) for model in used)
                if right or here or all(one["is_true_usage"] == "no" for one in said):
                    counts[row["resolution"], row["context"]][right] += 1


def of_reading(counts: dict[Cell, Counter[bool]]) -> None:
    """Adds the uses that were read by hand."""
    with READ.open(newline="") as file:
        for row in csv.DictReader(file):
            if row["right"]:
                counts[row["resolution"], context(row["path"])][row["right"] == "yes"] += 1


def main() -> None:
    """Writes the cells."""
    counts: dict[Cell, Counter[bool]] = defaultdict(Counter)
    for path in [Path(given) for given in sys.argv[1:]] or [LABELS / "mapping_labels.csv"]:
        of_labels(path, counts)
    of_reading(counts)
    text = HEAD
    for (resolution, where), said in sorted(counts.items()):
        places = said.total()
        print(f"{resolution:16} {where:9} {said[True]}/{places}")
        if places >= FEWEST:
            share = round(said[True] / places, 3)
            text += f'\n[[confidence]]\nresolution = "{resolution}"\ncontext = "{where}"\nshare = {share}\n'
            text += f"places = {places}\n"
    RESULT.write_text(text)


if __name__ == "__main__":
    main()
