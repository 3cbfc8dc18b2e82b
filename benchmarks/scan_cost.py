"""What the scan of whole repositories costs, beside an earlier checkout of this project in the same minutes.

python benchmarks/scan_cost.py [--beside CHECKOUT] [--rounds N] OWNER+NAME ...: git directories in the folder that
PEATMOSS_REPOSITORIES names. Each command runs alone, without its cache, start-up and git included; seconds are of
processor time, so that a busy machine stretches them less than a clock's, and the least of all rounds counts.
"""

import argparse
import os
import subprocess
import sys
from pathlib import Path

REPOSITORIES = Path(os.environ.get("PEATMOSS_REPOSITORIES", "."))
SCAN = [sys.executable, "-m", "builder", "scan", "--no-cache", "--format", "jsonl"]
BINARY_LOOK = 8000  # bytes in which git looks for a NUL before it calls a file binary


def texts(repository: Path) -> int:
    """How many files of text a repository has."""
    from builder.repository.trees import open_tree

    tree = open_tree(str(repository))
    files = [entry for entry in tree.entries() if entry.kind == "file"]
    return sum(data is not None and b"\0" not in data[:BINARY_LOOK] for _, data in tree.read(files))


def cost(checkout: Path, repository: Path) -> tuple[float, float, int]:
    """Seconds of processor time of one scan, its peak in megabytes, and how many rows it gives."""
    process = subprocess.Popen(
        [*SCAN, str(repository)], cwd="/", stdout=subprocess.PIPE, env={**os.environ, "PYTHONPATH": str(checkout)}
    )
    assert process.stdout is not None
    rows = process.stdout.read().count(b"\n")
    _, status, used = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"the scan of {repository} by {checkout} failed")
    return used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, rows


def main() -> None:
    """A line for each repository and checkout."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="+")
    parser.add_argument("--beside", type=Path)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    checkouts = [Path(__file__).parents[1], *([options.beside.resolve()] if options.beside else [])]
    for name in options.names:
        files = texts(REPOSITORIES / name)
        rounds = [[cost(one, REPOSITORIES / name) for one in checkouts] for _ in range(options.rounds)]
        for number, checkout in enumerate(checkouts):
            seconds, peak, rows = min(turn[number] for turn in rounds)
            print(
                f"{name} by {checkout.name}: {seconds:.2f} s, {files / seconds:,.0f} of {files:,} files a second, "
                f"peak {peak:.0f} MB, {rows:,} rows; load {os.getloadavg()[0]:.1f}",
                flush=True,
            )


if __name__ == "__main__":
    main()
