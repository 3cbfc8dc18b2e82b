"""How far a newcomer walks: the files that one card, one repository and one release pass, and the moves between them.

python benchmarks/walks.py [CHECKOUT ...]: this checkout, or several side by side (an older one as well). Every Python
process of each command is traced: a move is a call from a function of one file of builder/ into one of another. What
runs while a module is imported is no move. The release goes to the loopback Hub of the tests.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

HERE = Path(__file__).parents[1]
sys.path.insert(0, str(HERE / "tests" / "peers"))
from hub_server import WRITE_TOKEN, serve  # noqa: E402

HOOK = """
import os, sys, threading
ROOT = os.environ["PEATMOSS_WALK_ROOT"]
OUT = open(os.environ["PEATMOSS_WALK_OUT"], "a", buffering=1)
MAIN = os.path.join(ROOT, "__main__.py")
FILES = {}

def place(code):
    name = code.co_filename
    if name not in FILES:
        FILES[name] = name[len(ROOT) + 1:] if name.startswith(ROOT + os.sep) and "/sample/" not in name else None
    return FILES[name]

def profile(frame, event, argument):
    if event != "call" or frame.f_code.co_name == "<module>":
        return
    here = place(frame.f_code)
    if here is None:
        return
    before, above = None, frame.f_back
    while above is not None:
        file = place(above.f_code)
        if file is not None and above.f_code.co_name != "<module>":
            before = before or file
        elif file is not None and above.f_code.co_filename != MAIN:
            return  # a module is being imported
        above = above.f_back
    if before != here:
        OUT.write(f"{before}\\t{here}\\n")

sys.setprofile(profile)
threading.setprofile(profile)
"""
CARD = """---
license: mit
language: en
datasets: [squad]
---
# Moss
Trained on 8 A100 GPUs for 12 hours. It has 66M parameters.
"""
CODE = 'from transformers import AutoModel\n\nNAME = "peat/moss"\nmodel = AutoModel.from_pretrained(NAME)\n'
RECORD = {"id": "peat/moss", "sha": "0" * 40, "downloads": 99, "tags": ["license:mit"], "pipeline_tag": "fill-mask"}
CARD_SETTINGS = """[[sources]]
kind = "hub_dump"
name = "dump"
path = "models.jsonl"
cards = "cards"
taken_at = 2026-11-01T00:00:00Z
"""
REPOSITORY_SETTINGS = """[[sources]]
kind = "local"
name = "ours"
path = "repository"
"""


def inputs(folder: Path) -> None:
    """One model with its card, and one repository of one file."""
    (folder / "models.jsonl").write_text(json.dumps(RECORD) + "\n")
    (folder / "cards/peat/moss").mkdir(parents=True)
    (folder / "cards/peat/moss/README.md").write_text(CARD)
    (folder / "repository").mkdir()
    (folder / "repository/load.py").write_text(CODE)
    (folder / "card.toml").write_text(CARD_SETTINGS)
    (folder / "repository.toml").write_text(REPOSITORY_SETTINGS)
    (folder / "hook").mkdir()
    (folder / "hook/sitecustomize.py").write_text(HOOK)


def traced(checkout: Path, folder: Path, name: str, *arguments: str, **more: str) -> Counter[tuple[str, str]]:
    """The moves of one command of a checkout, over all its processes."""
    out = folder / f"{name}.tsv"
    environment = {
        **os.environ,
        "PYTHONPATH": f"{folder / 'hook'}:{checkout}",
        "PEATMOSS_WALK_ROOT": str(checkout / "builder"),
        "PEATMOSS_WALK_OUT": str(out),
        "PEATMOSS_CACHE": str(folder / "cache"),
        "HF_HUB_OFFLINE": "1",
        **more,
    }
    command = [sys.executable, "-m", "builder", *arguments]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{' '.join(arguments)} failed in {checkout}:\n{done.stderr[-1500:]}")
    return Counter(tuple(line.split("\t", 1)) for line in out.read_text().splitlines())  # type: ignore[misc]


def walks(checkout: Path) -> dict[str, Counter[tuple[str, str]]]:
    """Moves of each walk."""
    with tempfile.TemporaryDirectory() as name, serve(Path(name) / "hub") as hub:
        folder = Path(name)
        inputs(folder)
        build = ["build", "--workers", "1", "--config"]
        reached = {**hub.environment(folder / "hub-home", WRITE_TOKEN), "HF_HUB_OFFLINE": "0"}
        return {
            "a card to its row": traced(checkout, folder, "card", *build, "card.toml", "--out", "a", "--work", "wa"),
            "a repository to its mappings": traced(checkout, folder, "scan", "scan", "repository", "--no-cache"),
            "a repository, built": traced(
                checkout, folder, "repository", *build, "repository.toml", "--out", "b", "--work", "wb"
            ),
            "a release to the Hub": traced(checkout, folder, "release", "publish", "owner/moss", "a", **reached),
        }


def busiest(moves: Counter[tuple[str, str]]) -> str:
    """The two files between which most moves are, and how many in both directions."""
    pairs: Counter[tuple[str, ...]] = Counter()
    for move, count in moves.items():
        pairs[tuple(sorted(move))] += count
    ((one, other), count), *_ = pairs.most_common(1)
    return f"{count:,} between {one} and {other}"


def main() -> None:
    """A line per walk: files and moves, and the ratio to the first checkout."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("checkouts", nargs="*", type=Path, help="folders; this one if none is given")
    checkouts = [checkout.resolve() for checkout in parser.parse_args().checkouts] or [HERE]
    first: dict[str, tuple[int, int]] = {}
    for checkout in checkouts:
        print(checkout.name)
        for name, moves in walks(checkout).items():
            files = {place for move in moves for place in move} - {"None"}
            total = sum(moves.values())
            before = first.setdefault(name, (len(files), total))
            print(
                f"  {name:30} {len(files):4} files {total:8,} moves"
                f"  {len(files) / before[0]:5.2f} x and {total / before[1]:5.2f} x; {busiest(moves)}"
            )


if __name__ == "__main__":
    main()
