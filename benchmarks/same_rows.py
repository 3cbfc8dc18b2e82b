"""The safety net of a change that is to change nothing: writes down what the program gives, or compares with that.

python benchmarks/same_rows.py FOLDER            writes FOLDER, or compares with it where it is there already
python benchmarks/same_rows.py FOLDER --only texts tests    only these parts (scans, tables, texts, tests)

scans: every row of the written repositories (PEATMOSS_CASES) and of the labelled repositories that lie in
PEATMOSS_REPOSITORIES; tables: every row of the sample's build and of a build of two dumps (PEATMOSS_DATA); texts: the
helps and some errors; tests: how many there are. What differs is shown line by line. Exit status 1 where anything does.
"""

import argparse
import csv
import difflib
import hashlib
import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from mapping_score import LABELS, folder
from measure import CARDS_2022, DATA, PEATMOSS, settings

CASES = Path(os.environ.get("PEATMOSS_CASES", DATA.parent / "eval" / "scan_cases"))
SHARED_LABELS = DATA.parent / "eval" / "mapping_labels_dev.csv"
TABLES = ("models", "snapshots", "repositories", "mappings", "extracted_metadata")
COMMANDS = ["build", "status", "skipped", "check", "scan", "evaluate", "diff", "card", "publish", "remove", "doctor"]
ERRORS = (
    ["scan", "nowhere"],
    ["scan", ".", "--format", "xml"],
    ["build", "--config", "nothing"],
    ["check", "nowhere"],
    ["status", "--work", "nowhere"],
    ["diff", "a", "b"],
    ["publish", "OWNER/NAME", "nowhere"],
    ["evaluate", "nowhere.json"],
)
SHOWN = 12  # lines of one difference


def scans() -> Iterator[tuple[str, list[str]]]:
    """Rows of each written and each labelled repository that is at hand, as lines of JSON."""
    places = {f"case {case.name}": [str(case / "repo")] for case in sorted(CASES.glob("*/"))}
    for labels in (LABELS / "mapping_labels.csv", SHARED_LABELS):
        if labels.exists():
            with labels.open(newline="") as file:
                known = sorted({(row["repo"], row["commit"]) for row in csv.DictReader(file)})
            places |= {n: [str(p), "--revision", c] for n, c in known if (p := folder(n)) is not None}

    def scan(arguments: list[str]) -> list[str]:
        command = [*PEATMOSS, "scan", *arguments, "--format", "jsonl", "--no-cache"]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        return done.stdout.splitlines() + done.stderr.splitlines()

    with ThreadPoolExecutor(2) as pool:
        yield from zip(places, pool.map(scan, places.values()), strict=True)


def tables() -> Iterator[tuple[str, list[str]]]:
    """Rows of each table of two builds."""
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        pages = {"kind": "hub_dump", "name": "pages", "path": str(DATA / "hub_api" / "raw_pages" / "*.json.gz")}
        cards = {"kind": "hub_dump", "name": "cards", "path": str(CARDS_2022), "taken_at": "2022-02-21T00:00:00Z"}
        dumps = [cards, {**pages, "taken_at": "2024-07-11T00:00:00Z"}]
        two = settings(work / "two.toml", *dumps) if CARDS_2022.exists() else None
        for build, config in (("sample", "sample"), ("two dumps", two)):
            if config is None:
                continue
            place = work / build.replace(" ", "-")
            command = [*PEATMOSS, "build", "--config", str(config), "--out", str(place), "--work", f"{place}-work"]
            environment = {**os.environ, "SOURCE_DATE_EPOCH": "1793491200"}
            subprocess.run(command, check=True, capture_output=True, cwd=work, env=environment)
            for table in TABLES:
                yield f"{build}: {table}", list(_rows(place / table))


def _rows(table: Path) -> Iterator[str]:
    import pyarrow as pa

    for shard in sorted(table.glob("*.arrow")):
        with pa.memory_map(str(shard)) as source:
            for batch in pa.ipc.open_stream(source):
                for row in batch.to_pylist():
                    text = json.dumps(row, default=str, ensure_ascii=False)
                    if len(text) > 2000:  # a card: enough to tell that it differs
                        text = text[:1900] + hashlib.sha256(text.encode()).hexdigest()
                    yield text


def texts() -> Iterator[tuple[str, list[str]]]:
    """Helps and errors, as a terminal of 100 columns shows them."""
    asked = [["--help"], *([name, "--help"] for name in COMMANDS), *ERRORS]

    def shown(arguments: list[str]) -> list[str]:
        environment = {**os.environ, "COLUMNS": "100", "NO_COLOR": "1", "TERM": "dumb"}
        with tempfile.TemporaryDirectory() as empty:
            command = [*PEATMOSS, *arguments]
            done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=empty, env=environment)
            text = (done.stdout + done.stderr).replace(empty, "EMPTY")
        return [f"exit {done.returncode}", *text.splitlines()]

    with ThreadPoolExecutor(2) as pool:
        yield from zip((" ".join(words) for words in asked), pool.map(shown, asked), strict=True)


def tests() -> Iterator[tuple[str, list[str]]]:
    """How many tests each file has, by the file's name alone: a file may move."""
    root = Path(__file__).parents[1]
    command = [sys.executable, "-m", "pytest", "--collect-only", "-qq", "-o", "addopts=--import-mode=importlib"]
    output = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False).stdout
    counts = re.findall(r"^(?:.*/)?(test_\w+\.py): (\d+)$", output, re.MULTILINE)
    yield "collected", [str(sum(int(count) for _, count in counts)), *(sorted(f"{n} {c}" for n, c in counts))]


PARTS: dict[str, Callable[[], Iterator[tuple[str, list[str]]]]] = {
    "scans": scans,
    "tables": tables,
    "texts": texts,
    "tests": tests,
}


def main() -> None:
    """Writes or compares, a file per part."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--only", nargs="+", choices=PARTS, default=list(PARTS))
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    os.environ["PYTHONPATH"] = str(Path(__file__).parents[1])  # this checkout, not the one that is installed
    different = 0
    for part in options.only:
        file = options.folder / f"{part}.json"
        now = dict(PARTS[part]())
        lines = sum(map(len, now.values()))
        sha = hashlib.sha256(json.dumps(now, sort_keys=True).encode()).hexdigest()
        if not file.exists():
            file.write_text(json.dumps(now, ensure_ascii=False), encoding="utf-8")
            print(f"{part:7} {len(now):4} parts, {lines:8,} lines, sha256 {sha[:16]}: written")
            continue
        before: dict[str, list[str]] = json.loads(file.read_text(encoding="utf-8"))
        changed = [name for name in sorted(before.keys() | now.keys()) if before.get(name) != now.get(name)]
        different += len(changed)
        print(f"{part:7} {len(now):4} parts, {lines:8,} lines, sha256 {sha[:16]}: {len(changed)} differ")
        for name in changed:
            delta = difflib.unified_diff(before.get(name, []), now.get(name, []), lineterm="", n=0)
            shown = [line for line in delta if not line.startswith(("---", "+++", "@@"))]
            print(f"  {name}", *(f"    {line[:300]}" for line in shown[:SHOWN]), sep="\n")
            if len(shown) > SHOWN:
                print(f"    ... and {len(shown) - SHOWN} lines more")
    sys.exit(bool(different))


if __name__ == "__main__":
    main()
