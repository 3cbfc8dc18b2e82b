"""The stage that every engine of the comparison runs: items of about a millisecond of real work, a row each."""

import hashlib
import itertools
import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psutil

WORKERS = 2
PARTS = 64  # partitions, tasks, blocks: into how many pieces each engine divides the items
_announced: set[int] = set()


def items(count: int, rounds: int) -> Iterator[dict[str, Any]]:
    """The items: their names, the digest of what they depend on, and how much work each is."""
    for number in range(count):
        name = f"owner-{number % 997:03d}/item-{number:07d}"
        yield {"item": name, "digest": hashlib.md5(name.encode()).hexdigest(), "rounds": rounds}


def work(item: dict[str, Any]) -> dict[str, Any]:
    """One item's row: a hash taken `rounds` times over. Where it is asked, a worker's first call tells its number."""
    if os.getpid() not in _announced:
        _announced.add(os.getpid())
        if told := os.environ.get("ENGINE_WORKERS_TOLD"):
            Path(told, str(os.getpid())).touch()
    value = item["item"].encode()
    for _ in range(item["rounds"]):
        value = hashlib.sha256(value).digest()
    return {"value": value.hex()}


def timed(once: Callable[[int], None], times: int) -> dict[str, Any]:
    """Seconds of each turn on the clock and of all processors, and the machine's clock at the end of the first."""
    seconds, ended, processors = [], [], [processor()]
    for turn in range(times):
        started = time.perf_counter()
        once(turn)
        seconds.append(time.perf_counter() - started)
        ended.append(time.monotonic())
        processors.append(processor())
    spent = [after - before for before, after in itertools.pairwise(processors)]
    return {"seconds": seconds, "processor": spent, "ended": ended[0]}


def processor() -> float:
    """Seconds that this process and all its descendants have computed, those that ended among them."""
    family = [psutil.Process(), *psutil.Process().children(recursive=True)]
    return sum(sum(member.cpu_times()[:4]) for member in family)
