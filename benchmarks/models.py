"""A list of all models to the shards of `models`, beside the limit: pyarrow reads the same Parquet and writes Arrow.

Prints ratios. The list is the Hub's of 2024-07-11 (759,951 models); PEATMOSS_DATA names the folder that holds it.
"""

import sys
import tempfile
from pathlib import Path
from statistics import median

import pyarrow.parquet as pq
from measure import LIST_2024, PEATMOSS, Measured, measure, needs, settings

LIMIT = """
import sys, time
import pyarrow as pa, pyarrow.parquet as pq
started = time.perf_counter()
table = pq.read_table(sys.argv[1])
with pa.OSFile(sys.argv[2], "wb") as file, pa.ipc.new_stream(file, table.schema) as writer:
    writer.write_table(table)
print(time.perf_counter() - started)
"""
ROUNDS = 3


def build(folder: Path, path: Path, name: str) -> Measured:
    """One build of the list from nothing to the dataset, start of the interpreter included."""
    source = {"kind": "hub_dump", "name": "list", "path": str(path), "taken_at": "2024-07-11T00:00:00Z"}
    config = settings(folder / f"{name}.toml", {**source, "complete": True})
    places = ["--out", str(folder / f"{name}-out"), "--work", str(folder / f"{name}-work")]
    return measure([*PEATMOSS, "build", "--config", str(config), *places])


def main() -> None:
    """Rounds of limit and build in turn, then the figures."""
    needs(LIST_2024)
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        small = folder / "small.parquet"
        pq.write_table(pq.read_table(LIST_2024).slice(0, 100_000), small)
        limits, builds, smalls = [], [], []
        for number in range(ROUNDS):
            limit = measure([sys.executable, "-c", LIMIT, str(LIST_2024), str(folder / "limit.arrow")])
            limits.append(float(limit.output.split()[-1]))
            builds.append(build(folder, LIST_2024, f"all-{number}"))
            smalls.append(build(folder, small, f"small-{number}"))
        seconds = median(one.seconds for one in builds)
        limit_s = median(limits)
        peak, peak_small = (max(one.megabytes for one in many) for many in (builds, smalls))
        rows = pq.read_metadata(LIST_2024).num_rows
        print(f"models listed                      {rows:,}")
        print(f"limit: pyarrow read and write      {limit_s:.2f} s")
        print(f"peatmoss build, whole process      {seconds:.2f} s = {seconds / limit_s:.1f} x the limit (wanted: 15)")
        print(f"peak memory, all processes         {peak:.0f} MB (wanted: 1500)")
        print(f"peak against 100,000 models        {peak / peak_small:.2f} x of {peak_small:.0f} MB (wanted: 1.5)")


if __name__ == "__main__":
    main()
