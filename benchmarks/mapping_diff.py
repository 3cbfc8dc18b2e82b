"""What a change of rules does to the rows of the labelled repositories: added, gone and changed, as a diff to read.

python benchmarks/mapping_diff.py OLD NEW [--labels FILE.csv ...] [--cases FOLDER] [--only NAME ...]

OLD and NEW are checkouts of this project, or commits of it ('main', 'HEAD~1'), which are unpacked for the run; '.' is
this checkout as it stands. Repositories as in mapping_score.py, those that are not at hand are counted and left out;
`--cases` takes a folder of folders with a `repo` each. A row is the same where its mapping_id is; `~` marks one whose
usage, line or another column of what is found differs. Behind a row stands what a label says of its place.
Exit status 0 without a difference, else 1.
"""

import argparse
import csv
import json
import os
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from mapping_score import LABELS, folder, place_of, same

ROOT = Path(__file__).parents[1]
COMPARED = ("usage", "line", "argument_line", "loads", "resolution", "hops", "defined_at", "revision", "weights", "hub")
COMPARED += ("trust_remote_code", "context", "expression", "column")
Row = dict[str, Any]
Labels = dict[tuple[str, str], list[Row]]  # by repository and commit


def checkout(given: str, stack: ExitStack) -> Path:
    """The folder of a checkout, or of a commit's files, which lie there until the stack ends."""
    if (Path(given) / "builder").is_dir():
        return Path(given).resolve()
    place = Path(stack.enter_context(tempfile.TemporaryDirectory()))
    packed = subprocess.run(["git", "-C", str(ROOT), "archive", given], capture_output=True, check=False)
    if packed.returncode:
        raise SystemExit(f"{given}: neither a checkout of this project nor a commit of it; give a folder, or 'main'")
    subprocess.run(["tar", "-x", "-C", str(place)], input=packed.stdout, check=True)
    return place


def scanned(code: Path, arguments: list[str]) -> dict[str, Row]:
    """The rows that one checkout's scanner reports, by their id."""
    command = [sys.executable, "-m", "builder", "scan", *arguments, "--format", "jsonl", "--all", "--no-cache"]
    environment = {**os.environ, "PYTHONPATH": str(code)}
    output = subprocess.run(command, capture_output=True, text=True, check=True, cwd=code, env=environment).stdout
    return {row["mapping_id"]: row for row in map(json.loads, output.splitlines())}


def differences(old: dict[str, Row], new: dict[str, Row]) -> Iterator[tuple[str, Row, str]]:
    """'-', '+' or '~', the row and what changed of it, in the order of their places."""
    changed: list[tuple[str, Row, str]] = []
    changed += (("-", row, "") for key, row in old.items() if key not in new)
    changed += (("+", row, "") for key, row in new.items() if key not in old)
    for key in old.keys() & new.keys():
        was, now = old[key], new[key]
        columns = [name for name in COMPARED if was.get(name) != now.get(name)]
        if columns:
            changed.append(("~", now, ", ".join(f"{name} {was.get(name)} -> {now.get(name)}" for name in columns)))
    yield from sorted(changed, key=lambda one: (one[1]["path"], one[1]["cell"] or 0, one[1]["line"], one[0] != "-"))


def shown(mark: str, row: Row, what: str, labels: list[Row]) -> str:
    """One line of the diff."""
    at = f"{row['path']}:{place_of(row)[1]}"
    name = row["model_name"] or f"({row['expression'] or row['call'] or 'no name'})"
    text = f"{mark} {at} {name} {row['usage']} {row['loads']}, {row['resolution']}"
    said = [label for label in labels if (label["path"], label["line"]) == place_of(row)]
    said = [one for one in said if same(one["resolved_model_id"], row)] or said
    label = f"  [label: {said[0]['is_true_usage']} {said[0]['resolved_model_id']}]" if said else ""
    return text + (f"  ({what})" if what else "") + label


def repositories(files: list[Path], only: list[str]) -> tuple[dict[str, list[str]], Labels, int]:
    """What to scan by its name, the labels, and how many labelled repositories are not at hand."""
    labels: Labels = defaultdict(list)
    for path in files:
        with path.open(newline="") as file:
            for row in csv.DictReader(file):
                labels[row["repo"], row["commit"]].append(row)
    wanted = {key: folder(key[0]) for key in sorted(labels) if not only or key[0].replace("+", "/") in only}
    found = {f"{n}@{c}": [str(place), "--revision", c] for (n, c), place in wanted.items() if place is not None}
    return found, labels, sum(place is None for place in wanted.values())


def main() -> None:
    """Prints the diff, repository by repository, and the counts."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("old")
    parser.add_argument("new")
    parser.add_argument("--labels", type=Path, nargs="+", default=sorted(LABELS.glob("*.csv")))
    parser.add_argument("--cases", type=Path)
    parser.add_argument("--only", nargs="+", default=[], metavar="OWNER/NAME")
    options = parser.parse_args()
    places, labels, missing = repositories(options.labels, options.only)
    if options.cases is not None:
        places |= {f"case {one.name}": [str(one / "repo")] for one in sorted(options.cases.resolve().glob("*/"))}
    if not places:
        raise SystemExit("no repository is at hand: set PEATMOSS_REPOSITORIES to their folder (see mapping_score.py)")
    counts = Counter[str]()
    with ExitStack() as stack, ThreadPoolExecutor(2) as pool:
        old, new = checkout(options.old, stack), checkout(options.new, stack)
        pairs = pool.map(lambda given: (scanned(old, given), scanned(new, given)), places.values())
        for name, (before, after) in zip(places, pairs, strict=True):
            repository, _, commit = name.partition("@")
            said = labels.get((repository, commit), [])
            lines = [(mark, shown(mark, row, what, said)) for mark, row, what in differences(before, after)]
            counts.update(mark for mark, _ in lines)
            counts["same"] += len(after) - sum(mark != "-" for mark, _ in lines)
            print(*([f"{repository.replace('+', '/')} {commit[:12]}".rstrip()] if lines else []), sep="\n", end="")
            print(*(f"\n  {line}" for _, line in lines), sep="", end="\n" if lines else "")
    print(f"{len(places)} repositories: {counts['+']} rows added, {counts['-']} gone, {counts['~']} changed,", end=" ")
    print(f"{counts['same']} the same; {missing} labelled repositories are not at hand")
    sys.exit(any(counts[mark] for mark in "+-~"))


if __name__ == "__main__":
    main()
