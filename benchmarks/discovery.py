"""How many requests a search of code takes to find every file behind GitHub's cap of 1,000 results.

    python benchmarks/discovery.py [--files N] [--most FACTOR]

An index of so many files on loopback: sizes as those of source files (log-normal), even ones, and copies of a dozen
files among them. Every file has a repository of its own, so that a file which is not found shows. The least number of
requests is files / 100. Exits 1 where a file is not found, or more than FACTOR times the least are sent.
"""

import argparse
import random
import sys
import time
from datetime import datetime

import code_search

from builder.engine.crawl import Round
from builder.reference.discovery import load_discovery
from builder.sources.github import GitHub, Query
from builder.web.client import Api

AT = datetime(2026, 11, 1)


def sizes(kind: str, count: int, draw: random.Random) -> list[int]:
    """Sizes of files in bytes."""
    match kind:
        case "log-normal":
            return [min(int(draw.lognormvariate(8.3, 1.4)), 393_000) for _ in range(count)]
        case "even":
            return [draw.randrange(393_000) for _ in range(count)]
        case "templates":  # a third of them are copies of a dozen files
            copies = [draw.randrange(200, 9000) for _ in range(max(12, count // 900))]
            return [
                draw.choice(copies) if draw.random() < 1 / 3 else min(int(draw.lognormvariate(8.3, 1.4)), 393_000)
                for _ in range(count)
            ]
    raise AssertionError(kind)


def measured(kind: str, count: int) -> tuple[int, int, float]:
    """Files found, requests sent, seconds."""
    draw = random.Random(16)
    files = [
        code_search.File(f"owner{n}/name", f"{draw.choice(('src', 'examples', 'lib', 'a'))}/f{n}.py", size)
        for n, size in enumerate(sizes(kind, count, draw))
    ]
    discovery = load_discovery()
    by = tuple(f"{key}:{word}" for key, words in discovery.split.items() for word in words)
    with code_search.serving(code_search.CodeSearch(files)) as server:
        api = Api(server.url, f"Bearer {code_search.TOKEN}")
        source = GitHub("bench", api, "https://github.com", (Query("code", '"import transformers"'),), by, True)
        begun = time.perf_counter()
        found = {
            row
            for page in source.pages(Round(AT, 0, None), None, list)
            for row in page.rows["repository_id"].to_pylist()
            if row
        }
        return len(found), api.requests, time.perf_counter() - begun


def main() -> int:
    """Measures every distribution of sizes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=50_000)
    parser.add_argument("--most", type=float, default=1.5)
    given = parser.parse_args()
    least, failed = given.files / 100, False
    for kind in ("log-normal", "even", "templates"):
        found, requests, seconds = measured(kind, given.files)
        failed |= found < given.files or requests > given.most * least
        told = f"{requests} requests, {requests / least:.2f} x the least, {seconds:.0f} s"
        print(f"{kind}: {found:,} of {given.files:,} files, {told}")
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
