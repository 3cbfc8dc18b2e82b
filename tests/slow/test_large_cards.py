"""Cards that are large, cards of many results, hostile ones: a build at default settings ends, with all of their rows.

Memory is the largest resident set of any of the build's processes, as the kernel counted it when they ended.
"""

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import Any

import command
import crawls
import dumps
import pyarrow.parquet as pq
import pytest

from builder.extraction.claims import MOST_ELEMENTS, MOST_TEXT

SETTINGS = (
    '[[sources]]\nkind = "hub_dump"\nname = "dump"\npath = "models.jsonl"\ntaken_at = 2026-11-01\n'
    "[snapshots]\nmin_downloads = -1\n"
)
WORDS = ["moss", "fen", "reed", "birch", "oak", "pine", "sedge", "alder", "willow", "heath"]
SIZE = 700_000
RESULTS = 6_125
PEAK_MIB = 1024  # of one process, of which DuckDB has 256
RUN = """
import resource, subprocess, sys
done = subprocess.run(sys.argv[1:])
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
sys.exit(done.returncode)
"""


def large(number: int) -> str:
    """A card of 700 kB of prose."""
    dice = Random(number)
    prose = "\n".join(" ".join(dice.choices(WORDS, k=16)) for _ in range(SIZE // 16 // 4))
    return f"---\nlicense: mit\n---\n# Card {number}\n{prose}"[:SIZE]


def of_results(number: int) -> str:
    """A card whose model-index has 6,125 results."""
    results = (
        f"  - task: {{type: text-classification}}\n    dataset: {{name: moss-{number}-{n}, type: moss-{n}}}\n"
        f"    metrics:\n    - {{type: accuracy, value: 0.{n:04d}}}\n"
        for n in range(RESULTS)
    )
    return f"---\nlicense: mit\nmodel-index:\n- name: a\n  results:\n{''.join(results)}---\n# Card {number}\n"


def hostile(number: int) -> str:
    """A card of 100,000 short results, or one that names a task and a data set of 900 letters in each of them."""
    name = "x" * (900 if number % 2 else 9)
    values = ", ".join(map(str, range(100_000)))
    result = f"{{task: {{type: {name}}}, dataset: {{type: {name}}}, metrics: [{{type: f1, value: [{values}]}}]}}"
    return f"---\nlicense: mit\nmodel-index:\n- results:\n  - {result}\n---\n# Card {number}\n"


def check_large(number: int, row: dict[str, Any], card: str) -> None:
    assert len(card) == SIZE
    assert row["evaluation"] is None


def check_results(number: int, row: dict[str, Any], card: str) -> None:
    assert len(row["evaluation"]) == RESULTS
    for n, one in enumerate(row["evaluation"]):
        assert (one["dataset"], one["value"]) == (f"moss-{n}", float(f"0.{n:04d}"))
    quoted = [entry for entry in row["evidence"] if entry["field"] == "evaluation"]
    assert len(quoted) == RESULTS
    for n, entry in enumerate(quoted):
        assert (entry["index"], entry["quote"]) == (n, card[entry["start"] : entry["end"]])
    assert "evaluation" not in row["unread_fields"]


def check_hostile(number: int, row: dict[str, Any], card: str) -> None:
    count = len(row["evaluation"])
    assert all(one["value"] == n for n, one in enumerate(row["evaluation"]))
    if number % 2:
        assert MOST_TEXT // 3000 < count < MOST_TEXT // 1800
    else:
        assert count == MOST_ELEMENTS
    assert "evaluation" in row["unread_fields"]


Check = Callable[[int, dict[str, Any], str], None]


@pytest.mark.parametrize(
    ("count", "card", "check"),
    [
        pytest.param(20, hostile, check_hostile, id="20 hostile ones"),
        pytest.param(260, large, check_large, id="260 of 700 kB"),
        pytest.param(100, of_results, check_results, id="100 of 6,125 results"),
    ],
)
def test_a_build_at_default_settings_ends(count: int, card: Callable[[int], str], check: Check, tmp_path: Path) -> None:
    dumps.store(tmp_path / "models.jsonl", [record(number, card(number)) for number in range(count)])
    (tmp_path / "large.toml").write_text(SETTINGS)
    peak_kib = build(tmp_path)
    snapshots = {row["model_id"]: row["card"] for row in rows(tmp_path, "snapshots")}
    assert snapshots.keys() == {f"pine/model-{number}" for number in range(count)}
    assert all(snapshots[f"pine/model-{number}"] == card(number) for number in range(count))
    read = set()
    for row in rows(tmp_path, "extracted_metadata"):
        number = int(row["model_id"].removeprefix("pine/model-"))
        read.add(number)
        text = snapshots[row["model_id"]]
        assert (row["front_matter"], row["status"], row["license"]) == ("ok", "front_matter_only", "mit")
        check(number, row, text)
    assert read == set(range(count))
    assert peak_kib < PEAK_MIB * 1024


def record(number: int, card: str) -> dict[str, Any]:
    return {"id": f"pine/model-{number}", "sha": f"{number:040x}", "downloads": 100, "tags": [], "card": card}


def build(folder: Path) -> int:
    """A build of two workers to its end, which must be a good one; KiB of its largest process."""
    arguments = ("build", "--config", "large.toml", "--workers", "2")
    run = [sys.executable, "-c", RUN, command.PEATMOSS, *arguments]
    done = subprocess.run(
        run, cwd=folder, env=command.environment(), capture_output=True, text=True, timeout=command.HANGS_S, check=False
    )
    assert done.returncode == 0, done.stderr
    return int(done.stdout.splitlines()[-1])


def rows(folder: Path, table: str) -> Iterator[dict[str, Any]]:
    """Rows of a merged table, one at a time: a million results do not fit twice."""
    with pq.ParquetFile(crawls.file(folder, table)) as file:
        for batch in file.iter_batches(batch_size=1):
            yield from batch.to_pylist()
