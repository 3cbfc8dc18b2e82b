"""Runs a command and measures it: wall time, and the peak of the memory of all its processes together."""

import json
import os
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path

import psutil

PEATMOSS = [sys.executable, "-m", "builder"]
DATA = Path(os.environ.get("PEATMOSS_DATA", Path(__file__).parents[2] / "shared" / "data"))
LIST_2024 = DATA / "hub_api" / "hf_models_list_2024-07-11.parquet"
CARDS_2022 = DATA / "model_cards" / "hf_models_and_cards_2022-02-21.parquet"


@dataclass(frozen=True)
class Measured:
    """Seconds of wall clock, peak megabytes (resident sets summed over the process tree), and what was printed."""

    seconds: float
    megabytes: float
    output: str


def measure(command: list[str], **environment: str) -> Measured:
    """Runs a command to its end; SystemExit with its last lines if it fails."""
    started = time.perf_counter()
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env={**os.environ, **environment}
    )
    peak = 0
    done = threading.Event()

    def sample() -> None:
        nonlocal peak
        while not done.wait(0.02):
            peak = max(peak, _resident(process.pid))

    thread = threading.Thread(target=sample)
    thread.start()
    output, _ = process.communicate()
    seconds = time.perf_counter() - started
    done.set()
    thread.join()
    if process.returncode:
        raise SystemExit(f"{' '.join(command)} failed:\n{output[-2000:]}")
    return Measured(seconds, peak / 1e6, output)


def _resident(pid: int) -> int:
    total = 0
    try:
        root = psutil.Process(pid)
        for process in (root, *root.children(recursive=True)):
            try:
                total += process.memory_info().rss
            except psutil.NoSuchProcess:
                continue
    except psutil.NoSuchProcess:
        return total
    return total


def settings(path: Path, *sources: dict[str, object], **more: object) -> Path:
    """Writes a settings file with a fixed clock."""
    lines = ["as_of = 2026-11-01T00:00:00Z"]
    lines += [f"{key} = {json.dumps(value)}" for key, value in more.items() if not isinstance(value, dict)]
    for table, values in more.items():
        if isinstance(values, dict):
            lines += [f"[{table}]", *(f"{key} = {json.dumps(value)}" for key, value in values.items())]
    for source in sources:
        lines += ["[[sources]]", *(f"{key} = {json.dumps(value)}" for key, value in source.items())]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def needs(*files: Path) -> None:
    """SystemExit that says how to go on where the data is not there."""
    for file in files:
        if not file.exists():
            raise SystemExit(f"{file} is not there: set PEATMOSS_DATA to the folder that holds {file.name}")
