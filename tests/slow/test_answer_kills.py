"""kill -9 of a build whose cards a server reads: what was answered before is not asked again."""

import json
from pathlib import Path

import command
import pyarrow.parquet as pq
from llm_server import serving

from builder.extraction.answers import GROUPS

CARDS = 5
SETTINGS = """
as_of = 2026-11-01T00:00:00Z
partitions = 3
[[sources]]
kind = "hub_dump"
name = "cards"
path = "models.jsonl"
cards = "cards"
taken_at = 2026-10-30T00:00:00Z
[extraction]
free_text = true
start_s = 20
concurrency = 1
"""


def test_killed_in_the_middle_it_goes_on(tmp_path: Path) -> None:
    lines = []
    for number in range(CARDS):
        card = tmp_path / f"cards/peat/m{number}/README.md"
        card.parent.mkdir(parents=True)
        card.write_text(f"# Card {number}\n\nLicence: MIT\n")
        record = {"_id": f"{number:024x}", "id": f"peat/m{number}", "sha": f"{number:040x}", "downloads": 100}
        lines.append(json.dumps(record | {"private": False, "tags": []}) + "\n")
    (tmp_path / "models.jsonl").write_text("".join(lines))
    (tmp_path / "mine.toml").write_text(SETTINGS)
    with serving(thinks=0.2) as twin:
        arguments = ("--config", "mine.toml", "--endpoint", twin.url, "--workers", "1")
        process = command.start("build", *arguments, cwd=tmp_path)
        command.wait_until(lambda: len(twin.requests) > 4, process)
        command.kill(process)
        done = len(twin.requests)
        (journal,) = (tmp_path / "work/answers").glob("*.jsonl")
        with journal.open("ab") as file:
            file.write(b'{"key": "torn')
        twin.thinks = 0.0
        built = command.build_here(tmp_path, *arguments)
        # about no card, and the one that was being asked about when it was killed, twice
        assert len(twin.requests) == done + 1 + CARDS * len(GROUPS) - (done - 2)
    (path,) = (built.work / "tables").glob("extracted_metadata-*.parquet")
    assert [row["status"] for row in pq.read_table(path).to_pylist()] == ["ok"] * CARDS
