"""Looks for a reader whose time grows faster than its file: texts of pumps.toml repeated, in files of every kind.

python tests/fuzz/fuzz_pumps.py [--seconds 600] [--seed SEED] [--files NAME ...] [--processes 2]

In an order that the seed tells, until the time is over; all take 15 minutes of two quiet processors at most.

Wrong is: more than twice the time per byte in a file that is four times as large, unless it is little; a file without
end; an exception. A crash of the process ends the search. The exit status is 1 where something was found.
"""

import argparse
import multiprocessing
import signal
import sys
import time
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from random import Random

from builder.mapping.repository import map_repository
from builder.reference.signatures import Signatures, load_signatures
from builder.repository.scanned import Scanned
from builder.repository.trees import SourceFile

PUMPS = tomllib.loads(Path(__file__).with_name("pumps.toml").read_text(encoding="utf-8"))
SIZES = (5_000, 20_000, 80_000)  # bytes
SUSPICIOUS, SUSPICIOUS_S = 6.0, 0.06  # growth from the first size to the second, and its time: the third is tried
TWICE = 8.0  # four times the size, twice the time per byte
LITTLE_S = 0.5  # of processor time for the largest size
LIMIT_S = 60.0  # nothing ends after it
TRIES = 3  # the least time of them is that of the reader: other processes disturb it
Case = tuple[str, str, str]  # file, beginning, text


class TooSlow(BaseException):
    """Raised in the middle of a scan; nothing that catches exceptions catches it."""


def cases(names: list[str]) -> Iterator[Case]:
    """Every text after every beginning of the files with these names, or of all."""
    texts = dict.fromkeys(text for group in PUMPS["texts"].values() for text in group)
    for name, beginnings in PUMPS["files"].items():
        if not names or name in names:
            yield from ((name, beginning, text) for beginning in ("", *beginnings) for text in texts)


@cache
def _signatures() -> Signatures:
    return load_signatures()


def _seconds(case: Case, size: int) -> float:
    name, beginning, text = case
    data = (beginning + text * (size // len(text.encode()) + 1)).encode()
    files = {"a.py": PUMPS["code"].encode(), name: data}
    read = [SourceFile(path, "0" * 40, content) for path, content in files.items()]
    _signatures()
    began = time.process_time()
    _scan(list(files), read)
    return time.process_time() - began


def _scan(paths: list[str], read: list[SourceFile]) -> Scanned:
    signal.setitimer(signal.ITIMER_PROF, LIMIT_S)
    try:
        return map_repository("owner/name", None, None, paths, read, _signatures())
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


def _least(case: Case, size: int) -> float:
    return min(_seconds(case, size) for _ in range(TRIES))


def fault(case: Case) -> str | None:
    """What is wrong with how the time of a case grows."""
    signal.signal(signal.SIGPROF, _too_slow)
    try:
        small, middle = (_seconds(case, size) for size in SIZES[:2])
        if middle < SUSPICIOUS_S or middle < SUSPICIOUS * small:
            return None
        large = _seconds(case, SIZES[2])
        if large < LITTLE_S or large < TWICE * middle:
            return None
        middle, large = _least(case, SIZES[1]), _least(case, SIZES[2])
    except TooSlow:
        return f"no end in {LIMIT_S:.0f} s"
    except Exception as error:  # any: that is what is looked for
        return f"{type(error).__name__}: {error}"
    if large < LITTLE_S or large < TWICE * middle:
        return None
    return f"{middle:.2f} s for {SIZES[1]:,} bytes, {large:.2f} s for {SIZES[2]:,}"


def _too_slow(number: int, frame: object) -> None:
    raise TooSlow


def _tried(case: Case) -> tuple[Case, str | None]:
    return case, fault(case)


def main() -> int:
    """0 where nothing is wrong."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=600.0)
    parser.add_argument("--seed", default="main")
    parser.add_argument("--files", nargs="*", default=[], help="names of pumps.toml; by default all")
    parser.add_argument("--processes", type=int, default=2)
    options = parser.parse_args()
    began, found, tried = time.monotonic(), 0, 0
    every = list(cases(options.files))
    Random(options.seed).shuffle(every)
    with multiprocessing.get_context("spawn").Pool(options.processes) as pool:
        for (name, beginning, text), wrong in pool.imap_unordered(_tried, every, chunksize=5):
            tried += 1
            if wrong is not None:
                found += 1
                print(f"FOUND {name}, {beginning!r} and {text!r} repeated: {wrong}", flush=True)
            if time.monotonic() > began + options.seconds:
                break
    print(f"{tried:,} of {len(every):,} repeated texts, {found} that take too long, {time.monotonic() - began:.0f} s")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
