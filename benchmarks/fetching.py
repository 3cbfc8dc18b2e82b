"""Found repositories fetched and scanned: how many a second, how many bytes, whether the quota holds and a kill heals.

    PYTHONPATH=tests/peers python benchmarks/fetching.py [--repositories N] [--store-mb MB] [--workers N]

So many small repositories on loopback, behind git's own HTTP server: a build is killed (SIGKILL) after about a third of
the clones, and runs again to its end. Beside it, in the same run, git alone clones each of them: the least that can be
sent, and the least time. Exits 1 where a repository is missing, where the quota did not hold, or was never met.
"""

import argparse
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import suppress
from pathlib import Path

import duckdb
import git_server
from measure import PEATMOSS

CODE = 'from transformers import AutoModel\n\nmodel = AutoModel.from_pretrained("acme/model-{n}")\n'
SETTINGS = """partitions = 4
[[sources]]
kind = "list"
name = "found"
path = "found.txt"
web = "{web}"
taken_at = 2026-11-01T00:00:00Z
[repositories]
max_mb = 1
store_mb = {store}
"""
STEPS = [part for step in ("collect", "repositories", "mappings", "merge") for part in ("--only", step)]
QUIET = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
# Runs a command, waits for all that it started (prctl 36: orphans become its children), prints their processor seconds.
TIMED = """
import ctypes, os, subprocess, sys
ctypes.CDLL(None).prctl(36, 1, 0, 0, 0)
code = subprocess.call(sys.argv[1:])
try:
    while True:
        os.wait()
except ChildProcessError:
    pass
used = os.times()
print(used.children_user + used.children_system)
sys.exit(code)
"""
WHO = {f"GIT_{role}_{part}": "nobody" for role in ("AUTHOR", "COMMITTER") for part in ("NAME", "EMAIL")}


def make(folder: Path, number: int, draw: random.Random) -> None:
    """A repository with a script that loads a model, documents, and a picture that no scan wants."""
    files = {
        "app.py": CODE.format(n=number).encode(),
        "README.md": draw.randbytes(4000).hex().encode(),
        "src/lib.py": draw.randbytes(20_000).hex().encode(),
        "plot.png": draw.randbytes(400_000),
    }
    for path, data in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
    for arguments in (["init", "-q", "-b", "main"], ["add", "-A"], ["commit", "-qm", "all"]):
        subprocess.run(["git", "-C", folder, *arguments], check=True, env={**os.environ, **QUIET, **WHO})
    for name in ("uploadpack.allowFilter", "uploadpack.allowAnySHA1InWant"):
        subprocess.run(["git", "-C", folder, "config", name, "true"], check=True)


def stored(folder: Path) -> int:
    """Bytes of all clones."""
    total = 0
    for at, _, names in os.walk(folder):  # which passes over what is removed meanwhile
        for name in names:
            with suppress(OSError):
                total += (Path(at) / name).lstat().st_size
    return total


def main() -> None:
    """Prints the figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--repositories", type=int, default=500)
    parser.add_argument("--store-mb", type=int, default=8)
    parser.add_argument("--workers", type=int, default=2)
    chosen = parser.parse_args()
    draw, count = random.Random(16), chosen.repositories
    with tempfile.TemporaryDirectory() as place:
        root = Path(place)
        names = [f"acme/r{number}" for number in range(count)]
        for number, name in enumerate(names):
            make(root / "served" / name, number, draw)
        (root / "found.txt").write_text("".join(f"{name}\n" for name in names))
        sent: list[int] = []
        with git_server.serving(root / "served", sent) as web:
            (root / "mine.toml").write_text(SETTINGS.format(web=web, store=chosen.store_mb))
            build = [*PEATMOSS, "build", "--config", "mine.toml", "--workers", str(chosen.workers), *STEPS]
            killed = subprocess.Popen(build, cwd=root, start_new_session=True, stderr=subprocess.DEVNULL)
            while killed.poll() is None and len(sent) < count:  # of two or three answers to each clone
                time.sleep(0.05)
            os.killpg(killed.pid, signal.SIGKILL)
            killed.wait()
            before, clones = sum(sent), root / "work" / "fetched"
            peak, over = 0, threading.Event()

            def watch() -> None:
                nonlocal peak
                while not over.wait(0.2):
                    peak = max(peak, stored(clones))

            watching = threading.Thread(target=watch)
            watching.start()
            began = time.perf_counter()
            done = subprocess.run(
                [sys.executable, "-c", TIMED, *build], cwd=root, capture_output=True, text=True, check=False
            )
            seconds = time.perf_counter() - began
            over.set()
            watching.join()
            if done.returncode:
                sys.exit(done.stderr)
            ours = sum(sent)
            sent.clear()
            began = time.perf_counter()
            for name in names:
                clone = ["git", "clone", "-q", "--bare", "--depth=1", "--filter=blob:limit=262144", f"{web}/{name}"]
                subprocess.run([*clone, str(root / "alone")], check=True, env={**os.environ, **QUIET})
                shutil.rmtree(root / "alone")
            git_s, least = time.perf_counter() - began, sum(sent)
        files = str(root / "work" / "tables" / "repositories-*.parquet")
        ((scanned,),) = duckdb.sql(
            f"SELECT count(*) FROM read_parquet('{files}') WHERE scan_status = 'scanned'"
        ).fetchall()
        print(f"{scanned} of {count} repositories scanned; killed once, {before:,} bytes came before that")
        left = count * (ours - before) / least  # every clone is of one size
        busy = float(done.stdout.splitlines()[-1])  # without the server, which is another machine elsewhere
        print(f"second run: {seconds:.1f} s, {left / seconds:.1f} of {left:.0f} a second; git alone: {git_s:.1f} s")
        print(f"its processor time: {busy:.1f} s, so {left / busy:.1f} a second and core (wanted 10)")
        print(f"bytes sent: {ours:,}, least: {least:,}, ratio {ours / least:.2f} (wanted 1.1, and what the kill cost)")
        quota = chosen.store_mb * 1_000_000
        print(f"clones at most: {peak / 1e6:.1f} MB (quota {chosen.store_mb} MB, all together {least / 1e6:.1f} MB)")
        if scanned != count or peak > quota or least < quota:
            sys.exit(1)


if __name__ == "__main__":
    main()
