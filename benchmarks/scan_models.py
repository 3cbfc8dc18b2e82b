"""What --models adds to a scan: a table of 760,000 invented models, beside the same scan without it.

python benchmarks/scan_models.py [--rounds N] PATH: seconds by the clock, and of processor time, of the whole command,
the least of all rounds, start-up included, the scan itself from its cache, the table in the system's cache of files.
The models that the path uses are among those of the table; the limit is 0.5 s, on a busy machine of processor time.
"""

import argparse
import hashlib
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from builder.scan.report import scan

MODELS, LIMIT_S = 760_000, 0.5
BASES = pa.list_(pa.struct([("model_id", pa.string()), ("relation", pa.string())]))


def table(path: Path, names: list[str]) -> None:
    """Writes a table of models, `names` among them; every third has a base model, every fiftieth a former name."""
    ids = [f"owner-{at // 7}/{hashlib.sha256(str(at).encode()).hexdigest()[:16]}" for at in range(MODELS)]
    for number, name in enumerate(names):
        ids[(number * 99_991 + 5) % MODELS] = name
    bases = [
        [{"model_id": ids[at * 31 % MODELS], "relation": "finetune"}] if at % 3 == 0 else [] for at in range(MODELS)
    ]
    columns = {
        "model_id": pa.array(ids),
        "former_ids": pa.array(
            [[f"former/{at}"] if at % 50 == 0 else [] for at in range(MODELS)], pa.list_(pa.string())
        ),
        "status": pa.repeat("present", MODELS),
        "revision": pa.array([hashlib.sha1(name.encode(), usedforsecurity=False).hexdigest() for name in ids]),
        "license": pa.repeat("mit", MODELS),
        "license_spdx": pa.repeat("MIT", MODELS),
        "base_models": pa.array(bases, BASES),
        "tags": pa.array([["transformers", str(at)] for at in range(MODELS)]),
    }
    pq.write_table(pa.table(columns), path, compression="zstd", row_group_size=100_000)


def seconds(path: str, *options: str) -> tuple[float, float]:
    """The clock's seconds of one scan, and those of processor time."""
    command = [sys.executable, "-m", "builder", "scan", path, *options]
    began = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd="/")
    _, status, used = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"the scan of {path} failed")
    return time.perf_counter() - began, used.ru_utime + used.ru_stime


def main() -> None:
    """One line: the seconds without and with the table, and what it adds."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("path", type=Path)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    path = str(options.path.resolve())
    os.environ["PYTHONPATH"] = str(Path(__file__).parents[1])
    names = [model.name for model in scan(path).models]
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "models.parquet"
        table(file, names)
        rounds = [(seconds(path), seconds(path, "--models", str(file))) for _ in range(options.rounds)]
    for at, what in enumerate(("by the clock", "of processor time")):
        plain, known = (min(one[which][at] for one in rounds) for which in (0, 1))
        print(
            f"{len(names):,} models of {path}: {plain:.2f} s {what}, with {MODELS:,} models {known:.2f} s: "
            f"{known - plain:.2f} s more, the limit is {LIMIT_S} s; load {os.getloadavg()[0]:.1f}"
        )


if __name__ == "__main__":
    main()
