"""The engine beside its peers and limits: what guarantees cost, a million items, memory, a killed worker.

python benchmarks/engine.py [overhead] [million] [killed]: all three unless named (minutes; prints as it goes).
datatrove and Ray Data take part where PEATMOSS_ENGINE_PEERS names the python of an environment that holds them:
python3 -m venv ../peers && ../peers/bin/pip install -r benchmarks/requirements-engine.txt
"""

import contextlib
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import IO, Any

import psutil
from engine_stage import WORKERS
from measure import Measured, measure

OURS = [sys.executable, str(Path(__file__).with_name("engine_ours.py"))]
PEERS = os.environ.get("PEATMOSS_ENGINE_PEERS")
ROUNDS = 5
ITEMS = 10_000
SIZES = (10_000, 100_000, 1_000_000)
KILLED_AFTER_S = 2.0  # of work: in the middle of the run
HANGS_S = 60.0
Found = dict[str, Any]


def engines() -> dict[str, list[str]]:
    """Commands that run the stage; the one that all are held against first."""
    found = {name: [*OURS, name] for name in ("bare", "ours")}
    if PEERS and Path(PEERS).exists():
        script = str(Path(__file__).with_name("engine_peers.py"))
        return found | {name: [PEERS, script, name] for name in ("datatrove", "ray")}
    print("datatrove and Ray Data left out: PEATMOSS_ENGINE_PEERS names no python (see the head of this file)")
    return found


def ours(*arguments: object) -> Found:
    """The answer of engine_ours.py."""
    return told(subprocess.check_output([*OURS, *map(str, arguments)]))


def measured(*arguments: object) -> tuple[Found, Measured]:
    """The answer of engine_ours.py, and the memory of its processes."""
    found = measure([*OURS, *map(str, arguments)])
    return told(found.output.encode()), found


def told(output: bytes) -> Found:
    """The last line that was printed, which is JSON."""
    found: Found = json.loads(output.splitlines()[-1])
    return found


def millisecond(folder: str) -> int:
    """Rounds of hashing that make an item of a millisecond of processor time, on a bare pool with all its workers."""
    return round(1000 * 1e-3 / (min(ours("bare", folder, 2000, 1000, 3)["processor"]) / 2000))


def turn(command: list[str], rounds: int) -> dict[str, float]:
    """Seconds of one engine: cold to its first run's end, warm its second run, planning (ours) left out of that."""
    with tempfile.TemporaryDirectory() as folder:
        started = time.monotonic()
        arguments = [*command, folder, str(ITEMS), str(rounds), "2"]
        found = told(subprocess.run(arguments, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True).stdout)
    planned = found.get("planned", [0, 0])[1]
    cold, warm = found["ended"] - started, found["seconds"][1] - planned
    return {"cold": cold, "warm": warm, "processor": found["processor"][1] - planned, "planned": planned}


def overhead() -> None:
    """The same stage on every engine in turn, cold and warm, and what the guard alone takes."""
    commands = engines()
    with tempfile.TemporaryDirectory() as folder:
        rounds = millisecond(folder)
    turns: dict[str, list[dict[str, float]]] = {name: [] for name in commands}
    for _ in range(ROUNDS):
        for name, command in commands.items():
            turns[name].append(turn(command, rounds))
    print(f"{ITEMS:,} items of a millisecond, {WORKERS} workers, {ROUNDS} rounds in turn: median (least - most)")
    print("  cold: a fresh process, imports and planning included; warm: its second run, workers started anew;")
    print("  processor: what all processes computed in that one, which other work on the machine disturbs least;")
    print(f"  load of the machine {os.getloadavg()[1]:.1f}, {os.cpu_count()} cores")
    for name, found in turns.items():
        for what in ("cold", "warm", "processor"):
            ratios = [one[what] / base[what] for one, base in zip(found, turns["bare"], strict=True)]
            wanted = " (wanted: 1.2)" if name == "ours" else ""
            print(f"  {name:10}{what:10}{_spread([one[what] for one in found])} s = {_spread(ratios)} x bare{wanted}")
    more = [one["processor"] - base["processor"] for one, base in zip(turns["ours"], turns["bare"], strict=True)]
    each = ours("guard", 2 * ITEMS)
    print(f"  planning them: {median(one['planned'] for one in turns['ours']):.2f} s")
    print(f"  all guarantees, per item: {median(more) / ITEMS * 1e6:.0f} us of a processor")
    print(
        f"  the guard alone, per item of no work: {each['guard'] - each['direct']:.0f} us;"
        f" a bare pool of one: {each['pool'] - each['direct']:.0f} us"
    )


def million() -> None:
    """Planning, running, and running again: seconds and memory at three sizes."""
    print(f"\nitems of no work, a row each; planned by one process, run by another; load {os.getloadavg()[1]:.1f}")
    for size in SIZES:
        with tempfile.TemporaryDirectory() as folder:
            place, path = f"{folder}/work", f"{folder}/items.parquet"
            ours("items", path, size, 0)
            planned, cost = measured("plan", place, path, "first")
            limit, least = measured("limit", path, f"{folder}/limit.parquet")
            ratio = planned["processor"] / limit["processor"]
            first = ours("run", place, path, "first")
            print(f"  {size:9,}: planned in {_time(planned)}, peak {cost.megabytes:.0f} MB; {ratio:.1f} x the limit,")
            print(f"  {'':10} pyarrow rewriting them: {_time(limit)}, {least.megabytes:.0f} MB;")
            print(f"  {'':10} run in {_time(first)}, driver's peak {first['peak']:.0f} MB")
            if size == SIZES[-1]:
                print(f"  (wanted for {size:,}: planned in 15 s and 500 MB; a driver's peak that does not grow)")
                again(folder, place, path, size)
    with tempfile.TemporaryDirectory() as folder:
        path = f"{folder}/items.parquet"
        ours("items", path, SIZES[0] // 10, 0)
        many = ours("run", f"{folder}/work", path, "first", 1000)
        print(f"  {many['ran']:,} items of 1,000 rows each: driver's peak {many['peak']:.0f} MB")


def again(folder: str, place: str, path: str, size: int) -> None:
    """Further runs over items that are done."""
    runs = {
        "again, nothing new": (path, "first"),
        "again, planned anew from the same items": (path, "second"),
        "1 % of the items changed": (f"{folder}/changed.parquet", "changed"),
    }
    ours("items", f"{folder}/changed.parquet", size, 0, 100)
    for name, (items, inputs) in runs.items():
        found, cost = measured("run", place, items, inputs)
        wanted = f"{size // 100:,}" if inputs == "changed" else "10 s, 0"
        ran = f"{found['ran']:,} items run (wanted: {wanted})"
        print(f"  {name}: {_time(found)}, of which planning {found['planned']:.1f} s; {ran};", end="")
        print(f" peak of all processes {cost.megabytes:.0f} MB")


def killed() -> None:
    """One worker of each engine gets SIGKILL in the middle of its run: what is left."""
    with tempfile.TemporaryDirectory() as folder:
        rounds = millisecond(folder)
    print(f"\n{ITEMS:,} items, one worker killed after {KILLED_AFTER_S:.0f} s of work")
    for name, command in engines().items():
        with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryFile() as output:
            ended = killed_run([*command, folder, str(ITEMS), str(rounds), "1"], output)
            output.seek(0)
            found = told(output.read()) if name == "bare" else ours("count", folder, ITEMS)
        print(
            f"  {name:10}{found.get('error', ended)}: {found['lost']:,} items lost, {found['twice']:,} rows twice,"
            f" {found['skipped']} skipped, {found['unreadable']} files unreadable"
        )


def killed_run(command: list[str], output: IO[bytes]) -> str:
    """Runs it and kills a worker; how it ended."""
    with tempfile.TemporaryDirectory() as workers:
        environment = {**os.environ, "ENGINE_WORKERS_TOLD": workers}
        process = subprocess.Popen(command, stdout=output, stderr=subprocess.DEVNULL, env=environment)
        kill_one(process, Path(workers))
        return end(process)


def kill_one(process: subprocess.Popen[bytes], workers: Path) -> None:
    """Waits for work to begin, then kills a process that does it."""
    while not any(workers.iterdir()):
        if process.poll() is not None:
            raise SystemExit(f"{process.args} ended before it did anything")
        time.sleep(0.05)
    time.sleep(KILLED_AFTER_S)
    living = [pid for pid in (int(path.name) for path in workers.iterdir()) if psutil.pid_exists(pid)]
    if process.poll() is not None or not living:
        raise SystemExit(f"{process.args} was over before one of its workers could be killed")
    psutil.Process(living[0]).kill()


def end(process: subprocess.Popen[bytes]) -> str:
    """How it ended within a minute; what hangs is ended with all that it started."""
    started = time.perf_counter()
    try:
        code = process.wait(HANGS_S)
        return f"ended {time.perf_counter() - started:.1f} s later with exit code {code}"
    except subprocess.TimeoutExpired:
        family = [psutil.Process(process.pid), *psutil.Process(process.pid).children(recursive=True)]
        for member in family:
            with contextlib.suppress(psutil.NoSuchProcess):
                member.kill()
        process.wait()
        return f"hung, was ended after {HANGS_S:.0f} s"


def _time(found: Found) -> str:
    return f"{found['seconds']:.1f} s ({found['processor']:.1f} s of a processor)"


def _spread(values: list[float]) -> str:
    return f"{median(values):.2f} ({min(values):.2f} - {max(values):.2f})"


SECTIONS = {"overhead": overhead, "million": million, "killed": killed}

if __name__ == "__main__":
    for section in sys.argv[1:] or SECTIONS:
        SECTIONS[section]()
