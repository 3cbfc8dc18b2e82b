"""How many of the uses that the scanner reports are right: a seeded random draw, read by hand into mapping_read.csv.

python benchmarks/mapping_read.py: tells what mapping_read.csv holds.
python benchmarks/mapping_read.py draw FOLDER: draws anew from the git repositories OWNER+NAME or OWNER/NAME of a
folder, without those that have labels; first a repository, then one of its uses, so that no big one stands for all.
"""

import csv
import json
import random
import subprocess
import sys
from collections import Counter
from pathlib import Path

from measure import PEATMOSS

READ = Path(__file__).with_name("mapping_read.csv")
COLUMNS = ("repository", "commit", "path", "cell", "line", "call", "model_name", "resolution")
DRAWN = 100
SEED = 2028


def uses(folder: Path) -> list[dict[str, str]]:
    """Every use of a repository, once for each path and model."""
    said = subprocess.check_output(
        [*PEATMOSS, "scan", str(folder), "--revision", "HEAD", "--format", "jsonl"], text=True
    )
    rows = [json.loads(line) for line in said.splitlines()]
    kept = {(row["path"], row["model_name"]): row for row in rows if row["usage"] == "use" and row["model_name"]}
    return [
        {name: str(row.get(name) if row.get(name) is not None else "") for name in COLUMNS} for row in kept.values()
    ]


def draw(place: Path, labelled: set[str]) -> None:
    """Writes DRAWN uses without a verdict, in a random order."""
    found = {}
    for head in sorted([*place.glob("*+*/HEAD"), *place.glob("*+*/*/HEAD"), *place.glob("*/*/HEAD")]):
        name = next(part for part in (head.parent.name, head.parent.parent.name) if "+" in part or "/" in part)
        if name.replace("/", "+") not in labelled and (rows := uses(head.parent)):
            found[name] = rows
    chance = random.Random(SEED)
    drawn: list[dict[str, str]] = []
    while len(drawn) < DRAWN and found:
        name = chance.choice(sorted(found))
        row = found[name].pop(chance.randrange(len(found[name])))
        drawn.append({**row, "repository": name.replace("+", "/")})
        found = {other: rows for other, rows in found.items() if rows}
    with READ.open("w", newline="") as file:
        writer = csv.DictWriter(file, (*COLUMNS, "right", "why"), restval="")
        writer.writeheader()
        writer.writerows(drawn)


def tell() -> None:
    """The share that is right, and what the others are."""
    with READ.open(newline="") as file:
        rows = list(csv.DictReader(file))
    said = Counter(row["right"] for row in rows)
    repositories = len({row["repository"] for row in rows})
    print(f"{len(rows)} uses of {repositories} repositories: {said['yes']} right (wanted: 95 of 100)")
    for row in rows:
        if row["right"] != "yes":
            print(f"  {row['repository']} {row['path']}:{row['line']} {row['model_name']}: {row['why']}")


if __name__ == "__main__":
    if sys.argv[1:2] == ["draw"]:
        draw(Path(sys.argv[2]), set(sys.argv[3:]))
    else:
        tell()
