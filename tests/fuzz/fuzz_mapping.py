"""Looks for a repository that the scanner cannot take: files of corpus/ broken at random, scanned by two processes.

python tests/fuzz/fuzz_mapping.py [--seconds 60] [--seed SEED] [--first NUMBER] [--again FILE]

Wrong is: an exception, a crash, a scan of more than 5 s, rows that differ (the processes have other hash seeds and
other pasts), a line that is not in its file, text that is not masked, a key that is given twice. What is found is made
small and saved, and the exit status is 1; --again scans what was saved, and makes it smaller still.
"""

import argparse
import json
import os
import secrets
import select
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

from fuzz_cases import Files, load, repository

WORKER = Path(__file__).with_name("fuzz_worker.py")
HANG_S = 120.0  # without an answer, whatever else the machine does
SHRINK_S = 30.0  # for each finding
FRESH = 100  # scans


class Worker:
    """A process that scans, started again when it ended."""

    def __init__(self, hash_seed: int) -> None:
        self.environment = {**os.environ, "PYTHONHASHSEED": str(hash_seed)}
        self.process: subprocess.Popen[bytes] | None = None

    def tell(self, files: Files) -> None:
        """Gives it a repository."""
        if self.process is None:
            pipe = subprocess.PIPE
            command = [sys.executable, str(WORKER)]
            self.process = subprocess.Popen(command, stdin=pipe, stdout=pipe, env=self.environment)
        assert self.process.stdin is not None
        line = json.dumps({path: data.decode("latin-1") for path, data in files.items()})
        self.process.stdin.write(line.encode() + b"\n")
        self.process.stdin.flush()

    def hear(self) -> dict[str, Any]:
        """Its answer; a crash and a hang are faults, too."""
        assert self.process is not None and self.process.stdout is not None
        ready, _, _ = select.select([self.process.stdout], [], [], HANG_S)
        line = self.process.stdout.readline() if ready else b""
        if line:
            answer: dict[str, Any] = json.loads(line)
            return answer
        fault = _ending(self.process.wait()) if ready else f"no answer: in {HANG_S:.0f} s"
        self.stop()
        return {"faults": [fault], "digest": "", "seconds": 0.0, "rows": 0}

    def stop(self) -> None:
        """Ends it."""
        if self.process is not None:
            self.process.kill()
            self.process.communicate()
            self.process = None


def _ending(status: int) -> str:
    if status == -signal.SIGPROF:  # its own limit
        return "slow in the parser"  # where nothing can be raised
    return f"crash: {signal.Signals(-status).name if status < 0 else f'exit status {status}'}"


class Pair:
    """Two workers with other orders of their sets, and other pasts: one is often started anew."""

    def __init__(self) -> None:
        self.workers = (Worker(1), Worker(2))
        self.cases = self.rows = 0
        self.slowest = 0.0

    def faults(self, files: Files) -> list[str]:
        """What is wrong with the scan of a repository."""
        if self.cases % FRESH == 0:
            self.workers[1].stop()
        for worker in self.workers:
            worker.tell(files)
        first, second = (worker.hear() for worker in self.workers)
        self.cases += 1
        self.rows += first["rows"]
        self.slowest = max(self.slowest, first["seconds"])
        found: list[str] = first["faults"] or second["faults"]
        return found or (["two processes differ"] if first["digest"] != second["digest"] else [])

    def stop(self) -> None:
        """Ends both."""
        for worker in self.workers:
            worker.stop()


def kind(fault: str) -> str:
    """What is the same in two findings of the same fault."""
    return fault.partition("\n")[0].partition(":")[0]


def smaller(files: Files, fails: Callable[[Files], bool], until: float) -> Files:
    """The files, lines and bytes of a repository that are enough to fail."""
    kept = dict(_fewer(list(files.items()), lambda some: fails(dict(some)), until))
    for path in kept:
        for split in (_lines, _bytes):
            fewer = _fewer(split(kept[path]), lambda some, path=path: fails({**kept, path: b"".join(some)}), until)
            kept[path] = b"".join(fewer)
    return kept


def _lines(data: bytes) -> list[bytes]:
    return data.splitlines(keepends=True)


def _bytes(data: bytes) -> list[bytes]:
    return [data[place : place + 1] for place in range(len(data))]


def _fewer(parts: list[Any], fails: Callable[[list[Any]], bool], until: float) -> list[Any]:
    """Parts without those that can be left out, long runs first."""
    size = len(parts)
    while size > 0:
        start = 0
        while start < len(parts) and time.monotonic() < until:
            rest = parts[:start] + parts[start + size :]
            if rest and fails(rest):
                parts = rest
            else:
                start += size
        size //= 2
    return parts


def save(files: Files, place: Path) -> None:
    """A repository as JSON, a character per byte."""
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(json.dumps({path: data.decode("latin-1") for path, data in files.items()}, indent=1))


def handle(pair: Pair, files: Files, fault: str, place: Path, seconds: float) -> None:
    """Saves a finding, makes it smaller, says so."""
    save(files, place)
    what = kind(fault)

    def same(kept: Files) -> list[str]:
        return [one for one in pair.faults(kept) if kind(one) == what or (one[:4] == what[:4] == "slow")]

    small = smaller(files, lambda kept: bool(same(kept)), time.monotonic() + seconds)
    still = same(small)
    if still:
        save(small, place)
    print(f"\nFOUND {(still or [fault])[0]}\n  saved in {place}", flush=True)


def again(pair: Pair, place: Path, seconds: float) -> int:
    """What is wrong with a saved repository."""
    files = {path: text.encode("latin-1") for path, text in json.loads(place.read_text()).items()}
    found = pair.faults(files)
    for fault in found[:1]:
        handle(pair, files, fault, place, seconds)
    print(f"{place}: {len(found)} faults")
    return 1 if found else 0


def search(pair: Pair, seed: str, first: int, seconds: float, folder: Path) -> int:
    """Cases for so many seconds."""
    until = time.monotonic() + seconds
    corpus, number = load(), first
    plain = pair.faults(corpus)
    if plain or not pair.rows:
        print("\n".join(plain) or "the corpus gives no row")
        return 1
    found = Counter[str]()
    print(f"seed {seed}, {len(corpus)} files, {pair.rows} rows when unchanged", flush=True)
    while time.monotonic() < until:
        files = repository(corpus, Random(f"{seed}:{number}"))
        for fault in pair.faults(files):
            found[kind(fault)] += 1
            if found[kind(fault)] == 1:
                handle(pair, files, fault, folder / f"{seed}-{number}.json", SHRINK_S)
        number += 1
    print(f"\n{number - first:,} cases from {first} on, {pair.rows:,} rows, slowest scan {pair.slowest:.2f} s")
    for what, times in found.most_common():
        print(f"{times:6,} x {what}")
    return 1 if found else 0


def main() -> int:
    """0 where nothing is wrong."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--seed", default=secrets.token_hex(4))
    parser.add_argument("--first", type=int, default=0, help="number of the first case of the seed")
    parser.add_argument("--save", type=Path, default=Path("work/fuzz"), help="folder for what is found")
    parser.add_argument("--again", type=Path, help="a saved repository")
    options = parser.parse_args()
    pair = Pair()
    try:
        if options.again:
            return again(pair, options.again, options.seconds)
        return search(pair, options.seed, options.first, options.seconds, options.save)
    finally:
        pair.stop()


if __name__ == "__main__":
    sys.exit(main())
