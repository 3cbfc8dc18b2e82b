"""Real cards through the whole extraction: rows, cards per second and core of our own work, memory; then the labels.

The model is the twin of tests/peers, which answers at once with quotations from all over the card, so that what is
measured is ours: everything but waiting for a model. PEATMOSS_DATA names the folder with the cards of 2022-02-21 and
llm_extraction/.
"""

import random
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import psutil
import pyarrow.parquet as pq
from measure import CARDS_2022, DATA, PEATMOSS, measure, needs, settings

from builder.extraction.card import ruled

TWIN = Path(__file__).parents[1] / "tests" / "peers" / "llm_server.py"
TRUTH = DATA / "llm_extraction" / "groundTruth_accurate.json"
GPT = DATA / "llm_extraction" / "llm_result_50_models.json"
FEW = 4000
RULED, WARM = 1500, 100  # cards that rules alone read
RECORD = ("revision", "card_sha256", "tags", "task", "library", "config")


def work_of(command: list[str], cwd: Path) -> tuple[float, float, float]:
    """Seconds of wall clock, seconds of all cores together, and peak megabytes of a command and its processes."""
    used: dict[tuple[int, float], float] = {}
    peak = 0
    started = time.perf_counter()
    process = subprocess.Popen(command, cwd=cwd, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    done = threading.Event()

    def sample() -> None:
        nonlocal peak
        root = psutil.Process(process.pid)
        while not done.wait(0.05):
            resident = 0
            try:
                family = [root, *root.children(recursive=True)]
            except psutil.NoSuchProcess:
                return
            for one in family:
                try:
                    times = one.cpu_times()
                    used[one.pid, one.create_time()] = times.user + times.system
                    resident += one.memory_info().rss
                except psutil.NoSuchProcess:
                    continue
            peak = max(peak, resident)

    thread = threading.Thread(target=sample)
    thread.start()
    output, _ = process.communicate()
    done.set()
    thread.join()
    if process.returncode:
        raise SystemExit(output)
    return time.perf_counter() - started, sum(used.values()), peak / 1e6


def extract(folder: Path, cards: Path, url: str) -> tuple[int, float, float, float]:
    """Cards read, and what their extraction alone took: wall clock, cores' time, memory."""
    source = {"kind": "hub_dump", "name": "hub", "path": str(cards), "taken_at": "2022-02-21T00:00:00Z"}
    folder.mkdir()
    reading = {"answer_s": 120, "free_text": True}
    config = settings(folder / "mine.toml", source, snapshots={"min_downloads": -1}, extraction=reading)
    build = [*PEATMOSS, "build", "--config", str(config), "--work", str(folder / "work"), "--workers", "2"]
    measure([*build, "--only", "collect", "--only", "snapshots"])
    seconds, cores, memory = work_of([*build, "--only", "extraction", "--endpoint", url], folder)
    measure([*build, "--only", "merge"])
    (path,) = (folder / "work/tables").glob("extracted_metadata-*.parquet")
    table = pq.read_table(path, columns=["status", "model_id"])
    print({row["values"]: row["counts"] for row in table["status"].value_counts().to_pylist()})
    print(measure([*PEATMOSS, "status", "--work", str(folder / "work")]).output.partition("merge")[0])
    return table.num_rows, seconds, cores, memory


def rules_alone() -> float:
    """Cards per second of one core that rules and candidates read: RULED random cards, after a few to warm up."""
    rows = [
        row for row in pq.read_table(CARDS_2022, columns=["modelId", "card"]).to_pylist() if row["card"] is not None
    ]
    chosen = random.Random(1).sample(rows, RULED)
    items = [dict.fromkeys(RECORD) | {"model_id": row["modelId"], "card": row["card"]} for row in chosen]
    for item in items[:WARM]:
        ruled(item)
    began = time.process_time()
    for item in items:
        ruled(item)
    return RULED / (time.process_time() - began)


def against_labels(folder: Path, work: Path) -> None:
    """Rules alone, and the recorded answers of GPT-3.5, against the paper's own labels."""
    build = [*PEATMOSS, "build", "--config", str(folder / "mine.toml"), "--work", str(work), "--workers", "2"]
    measure([*build, "--only", "extraction", "--only", "merge"])
    sources = [word for name in ("front_matter", "model_index", "config") for word in ("--source", name)]
    for title, options in (
        ("front matter and config", ["--answers", str(work), *sources]),
        ("tags as well", ["--answers", str(work)]),
        ("GPT-3.5, as recorded", ["--answers", str(GPT)]),
    ):
        print(f"{title}\n{measure([*PEATMOSS, 'evaluate', str(TRUTH), *options]).output}")


def main() -> None:
    """Runs it for some cards, then for all."""
    needs(CARDS_2022, TRUTH)
    print(f"rules and candidates alone: {rules_alone():.0f} cards per second and core")
    twin = subprocess.Popen([sys.executable, str(TWIN), "--busy"], stdout=subprocess.PIPE, text=True)
    assert twin.stdout is not None
    try:
        url = twin.stdout.readline().strip()
        with tempfile.TemporaryDirectory() as scratch:
            folder = Path(scratch)
            few = folder / "few.parquet"
            table = pq.read_table(CARDS_2022)
            pq.write_table(table.slice(0, FEW), few)
            some = extract(folder / "some", few, url)
            every = extract(folder / "every", CARDS_2022, url)
            for name, (rows, seconds, cores, memory) in (("some", some), ("every", every)):
                print(f"{name}: {rows:,} cards, {seconds:.1f} s, {cores:.1f} s of cores, {memory:.0f} MB")
            print(f"{every[0] / every[2]:.0f} cards per second and core")
            print(f"without what it takes to start: {(every[0] - some[0]) / (every[2] - some[2]):.0f}")
            print(f"memory for all: {every[3] / some[3]:.2f} x that for {some[0]:,}")
            against_labels(folder / "every", folder / "every" / "work")
    finally:
        twin.kill()


if __name__ == "__main__":
    main()
