"""What `peatmoss pin` does to public repositories: the patch applies, files parse, the same models are found, pinned.

python benchmarks/pinning.py OWNER+NAME ...: git directories in the folder that PEATMOSS_REPOSITORIES names. The commits
are invented, one for each model that a scan finds: what is tried is where they are written. Nothing is checked out but
into a temporary folder, and nothing there is run.
"""

import argparse
import ast
import hashlib
import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from mapping_peers import checked_out

from builder.repository.trees import open_tree
from builder.scan.pin.patch import patch
from builder.scan.pin.pinning import Pins, pin
from builder.scan.report import scan

REPOSITORIES = Path(os.environ.get("PEATMOSS_REPOSITORIES", "."))


def table(path: Path, names: set[str]) -> None:
    """A table of models with a commit for each name."""
    ids = sorted(names)
    commits = [hashlib.sha1(name.encode(), usedforsecurity=False).hexdigest() for name in ids]
    columns = {
        "model_id": pa.array(ids),
        "former_ids": pa.array([[] for _ in ids], pa.list_(pa.string())),
        "status": pa.array(["present" for _ in ids]),
        "revision": pa.array(commits),
    }
    pq.write_table(pa.table(columns), path)


def models(rows: tuple[dict[str, Any], ...]) -> Counter[tuple[Any, ...]]:
    """What is named where, line and revision aside."""
    return Counter((row["path"], row["call"], row["loads"], row["model_name"], row["usage"]) for row in rows)


def parsing(folder: Path, paths: set[str]) -> dict[str, bool]:
    """Whether each file in Python or JSON parses; others are left out."""
    found = {}
    for path in sorted(paths):
        data = (folder / path).read_bytes()
        try:
            if path.endswith(".py"):
                ast.parse(data)
            elif path.endswith((".ipynb", ".json")):
                json.loads(data)
            else:
                continue
            found[path] = True
        except (SyntaxError, ValueError):
            found[path] = False
    return found


def tried(name: str, folder: Path) -> tuple[Counter[str], list[str]]:
    """Counts for one repository, and what is wrong with what `pin` made of it."""
    before = scan(str(folder), cache=False)
    facts = folder.parent / "models.parquet"
    names = {name for row in before.rows if row["usage"] != "mention" and (name := row["model_name"])}
    table(facts, names)
    began = time.perf_counter()
    pins: Pins = pin(str(folder), models=str(facts), cache=False)
    seconds = time.perf_counter() - began
    files = {row["path"] for row in pins.pinned}
    parsed = parsing(folder, files)
    git = ["git", "-C", str(folder)]
    subprocess.run([*git, "init", "--quiet"], check=True)
    done = subprocess.run([*git, "apply", "-"], input=patch(pins.changes), capture_output=True, check=False)
    faults = [] if done.returncode == 0 or not pins.changes else [f"does not apply: {done.stderr.decode()[:300]}"]
    after = scan(str(folder), cache=False)
    if models(before.rows) != models(after.rows):
        faults.append(
            f"other models: {models(before.rows) - models(after.rows)} {models(after.rows) - models(before.rows)}"
        )
    faults += [
        f"{path} does not parse any more" for path, is_so in parsing(folder, files).items() if parsed[path] > is_so
    ]
    pinned = {row["mapping_id"] for row in after.rows if len(row["revision"] or "") == 40}
    faults += [f"{row['path']}:{row['line']} is not pinned" for row in pins.pinned if row["mapping_id"] not in pinned]
    again = pin(str(folder), models=str(facts), cache=False)
    faults += [f"{len(again.changes)} files change at the second time"] if again.changes else []
    counts = Counter(
        pinned=len(pins.pinned), files=len(files), locked=sum(len(one.places) for one in pins.locked), left=pins.left
    )
    counts["ms"] = int(seconds * 1000)
    return counts, faults


def reasons(lock: Path) -> list[str]:
    """Why places are locked, the most frequent first, each with one of them."""
    listed = json.loads(lock.read_bytes())["models"] if lock.exists() else []
    places = {one["why"]: one["place"] for model in listed for one in model["places"]}
    counts = Counter(one["why"] for model in listed for one in model["places"])
    return [f"    {count:4} {why}: {places[why]}" for why, count in counts.most_common(8)]


def shown(counts: Counter[str]) -> str:
    """The counts in words."""
    pinned = f"{counts['pinned']} places pinned in {counts['files']} files"
    return f"{pinned}, {counts['locked']} locked, {counts['left']} left"


def main() -> None:
    """A line for each repository, then the sum."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="+")
    parser.add_argument("--why", action="store_true", help="show why places are locked, most frequent first")
    options = parser.parse_args()
    total: Counter[str] = Counter()
    wrong = 0
    for name in options.names:
        with tempfile.TemporaryDirectory() as inner:
            folder = Path(inner) / "repository"
            folder.mkdir()
            git_dir = REPOSITORIES / name
            checked_out(git_dir, open_tree(str(git_dir)).commit or "HEAD", folder)
            counts, faults = tried(name, folder)
            if options.why:
                print("\n".join(reasons(folder / "models.lock")))
        total += counts
        wrong += len(faults)
        print(f"{name}: {shown(counts)}, {counts['ms']} ms", *faults, sep="\n  ", flush=True)
    print(f"{len(options.names)} repositories: {shown(total)}; {wrong} faults")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
