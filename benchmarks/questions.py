"""What the tables of the evaluation save, what circles cost, and whether the order of questions changes a row.

python benchmarks/questions.py OWNER+NAME ...: git directories in the folder that PEATMOSS_REPOSITORIES names. For each:
questions asked; answers computed; those computed again (the same question under the same calls), which is all that a
worklist that iterates circles to a fixed point could save; and the rows of a scan whose questions are asked in the
opposite order, compared with those of the usual one.
"""

import json
import os
import sys
import time
from collections import Counter
from collections.abc import Callable, Hashable, Iterator
from pathlib import Path

from builder.mapping.faults import Faults
from builder.mapping.python import resolve
from builder.mapping.python.values.interface import Evaluator
from builder.mapping.python.values.tables import Tables
from builder.mapping.python.values.values import CallString, Site
from builder.reference.signatures import Match, load_signatures
from builder.repository.origins import Origin, public
from builder.repository.trees import open_tree
from builder.scan.repository import scan_tree

REPOSITORIES = Path(os.environ.get("PEATMOSS_REPOSITORIES", "."))


def rows(name: str) -> list[str]:
    """The rows of a scan, as sorted lines."""
    origin = public(f"https://github.com/{name.replace('+', '/')}") or Origin(name)
    found = scan_tree(open_tree(str(REPOSITORIES / name)), origin, load_signatures()).rows
    return sorted(json.dumps(row, sort_keys=True, default=str) for row in found)


def counted(work: Callable[[], object]) -> Counter[str]:
    """Questions that come up during the work: asked, computed, computed again."""
    count: Counter[str] = Counter()
    known: set[tuple[int, Hashable, Hashable]] = set()
    ask = Tables.ask

    def counting(
        self: Tables, key: Hashable, calls: CallString, answer: Callable[[], object], meanwhile: object
    ) -> object:
        def computed() -> object:
            again = (id(self), key, calls)
            count["computed again" if again in known else "computed"] += 1
            known.add(again)
            return answer()

        count["asked"] += 1
        return ask(self, key, calls, computed, meanwhile)

    Tables.ask = counting  # type: ignore[method-assign]
    try:
        work()
    finally:
        Tables.ask = ask  # type: ignore[method-assign]
    return count


def reversed_rows(name: str) -> list[str]:
    """The rows where the last call of a repository is asked first."""
    sites = resolve._sites

    def backwards(ev: Evaluator, faults: Faults) -> Iterator[tuple[Match, Site]]:
        return reversed(list(sites(ev, faults)))

    resolve._sites = backwards
    try:
        return rows(name)
    finally:
        resolve._sites = sites


def main() -> None:
    """A line for each repository."""
    for name in sys.argv[1:]:
        began = time.process_time()
        usual = rows(name)
        took = time.process_time() - began
        count = counted(lambda name=name: rows(name))  # type: ignore[misc]
        other = reversed_rows(name)
        changed = sum((Counter(usual) - Counter(other)).values()), sum((Counter(other) - Counter(usual)).values())
        print(
            f"{name}: {took:.1f} s; {count['asked']:,} questions, {count['computed']:,} computed, "
            f"{count['computed again']:,} again; backwards {changed[0]} rows gone, {changed[1]} new of {len(usual):,}",
            flush=True,
        )


if __name__ == "__main__":
    main()
