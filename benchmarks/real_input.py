"""The whole real input to five tables: every record accounted for, the same bytes each time, nothing done twice.

PEATMOSS_DATA names the folder with the Hub's list of 2024-07-11 and the models and cards of 2022-02-21;
PEATMOSS_REPOSITORIES a folder of OWNER/NAME git repositories (without it two tables stay empty).
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
from measure import CARDS_2022, LIST_2024, PEATMOSS, Measured, measure, needs, settings

REPOSITORIES = os.environ.get("PEATMOSS_REPOSITORIES")
READ = """
import json, sys, tempfile, time
import datasets
datasets.disable_progress_bars()
shapes = {}
for table in ("models", "snapshots", "repositories", "mappings", "extracted_metadata"):
    try:
        with tempfile.TemporaryDirectory() as cache:
            whole = datasets.load_dataset(sys.argv[1], table, split="train", cache_dir=cache).num_rows
    except ValueError as error:
        whole = str(error)  # datasets refuses a table without rows
    streamed = len(list(datasets.load_dataset(sys.argv[1], table, split="train", streaming=True).take(3)))
    shapes[table] = [whole, streamed]
print(json.dumps(shapes))
"""


def dumps(cards: Path = CARDS_2022) -> list[dict[str, object]]:
    """The two dumps as sources, and the repositories if there are any."""
    old = {"kind": "hub_dump", "name": "hub-2022-02", "path": str(cards), "taken_at": "2022-02-21T00:00:00Z"}
    new = {"kind": "hub_dump", "name": "hub-2024-07", "path": str(LIST_2024), "taken_at": "2024-07-11T00:00:00Z"}
    found: list[dict[str, object]] = [{**old, "complete": True}, {**new, "complete": True}]
    if REPOSITORIES:
        found.append({"kind": "local", "name": "repositories", "path": REPOSITORIES, "root": True})
    return found


def build(folder: Path, name: str, config: Path, *options: str) -> Measured:
    """One build into folders of its own."""
    places = ["--out", str(folder / f"{name}-out"), "--work", str(folder / f"{name}-work")]
    return measure([*PEATMOSS, "build", "--config", str(config), *places, *options])


def status(folder: Path, name: str) -> str:
    """What `peatmoss status` prints."""
    return measure([*PEATMOSS, "status", "--work", str(folder / f"{name}-work")]).output


def one_changed(folder: Path) -> Path:
    """The cards of 2022 with one letter more in one card of a much loaded model."""
    table = pq.read_table(CARDS_2022)
    names, cards = table["modelId"].to_pylist(), table["card"].to_pylist()
    at = names.index("gpt2")
    cards[at] += "!"
    changed = folder / CARDS_2022.name
    pq.write_table(
        table.set_column(table.schema.get_field_index("card"), "card", pa.array(cards, pa.string())), changed
    )
    return changed


def main() -> None:
    """Builds, rebuilds, and prints what came of it."""
    needs(LIST_2024, CARDS_2022)
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        config = settings(folder / "real.toml", *dumps())
        first = build(folder, "two", config, "--workers", "2")
        print(f"build, 2 workers: {first.seconds:.1f} s, peak {first.megabytes:.0f} MB\n{status(folder, 'two')}")
        again = build(folder, "two", config, "--workers", "2")
        quiet = sum("nothing new" in line for line in again.output.splitlines())
        print(f"second build, nothing changed: {again.seconds:.1f} s, {quiet} steps with nothing new")
        build(folder, "one", config, "--workers", "1")
        manifests = {name: (folder / f"{name}-out" / "MANIFEST.json").read_bytes() for name in ("one", "two")}
        print(f"1 and 2 workers, other folders: MANIFEST.json identical: {manifests['one'] == manifests['two']}")
        changed = settings(folder / "changed.toml", *dumps(one_changed(folder)))
        ran = [line for line in build(folder, "two", changed).output.splitlines() if "items run" in line]
        print("one changed card: " + "; ".join(" ".join(line.split()) for line in ran))
        shapes = subprocess.run([sys.executable, "-c", READ, folder / "two-out"], capture_output=True, check=True)
        print("load_dataset, fresh cache and .take(3) streamed: " + json.dumps(json.loads(shapes.stdout)))
        every = settings(folder / "every.toml", dumps()[0], snapshots={"min_downloads": -1})
        whole = build(folder, "every", every)
        print(f"\nall models and cards of 2022: {whole.seconds:.1f} s\n{status(folder, 'every')}")
        query = (
            f"SELECT front_matter, count(*) FROM '{folder}/every-work/tables/extracted_metadata-*.parquet' GROUP BY 1"
        )
        print("front matter: " + ", ".join(f"{count:,} {state}" for state, count in duckdb.sql(query).fetchall()))


if __name__ == "__main__":
    main()
