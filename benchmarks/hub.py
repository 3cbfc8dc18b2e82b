"""The live list of a hub on loopback: requests, models per second, memory; the records of 2022 as through a dump.

python benchmarks/hub.py [list] [same] [cards]: the first two unless named. `same` makes snapshots of the popular models
alone, `cards` of all of them (180,000 requests, many minutes).
"""

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
from measure import CARDS_2022, PEATMOSS, measure, needs, settings

RECORDS = 29_430
SIZES = (25_000, 100_000)
NO_SNAPSHOTS = 10**12  # no model has so many downloads


class Server:
    """A hub in a process of its own."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self.process = process
        self.url = self._line().strip()

    def _line(self) -> str:
        assert self.process.stdout
        return self.process.stdout.readline()

    def ask(self, word: str) -> dict[str, int]:
        """Sends a word; how many requests there were."""
        assert self.process.stdin
        print(word, file=self.process.stdin, flush=True)
        return dict(json.loads(self._line()))


@contextmanager
def serving(models: int) -> Iterator[Server]:
    script = Path(__file__).with_name("hub_serve.py")
    pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with subprocess.Popen([sys.executable, str(script), str(models)], **pipes) as process:
        server = Server(process)
        yield server
        assert process.stdin
        print("end", file=process.stdin, flush=True)


def crawl(folder: Path, models: int) -> None:
    """Lists so many models twice, so that the server's pages are made already, and tells of the second time."""
    with serving(models) as server:
        source = {"kind": "huggingface", "name": "hub", "endpoint": server.url}
        config = settings(folder / "live.toml", source, snapshots={"min_downloads": NO_SNAPSHOTS})
        for work in ("warm", "work"):
            asked = server.ask("reset")
            build = [*PEATMOSS, "build", "--config", str(config)]
            build += ["--work", str(folder / f"{work}-{models}"), "--out", str(folder / f"out-{work}-{models}")]
            before = _cpu()
            collected = measure([*build, "--only", "collect"])
            between = _cpu()
            rest = measure(build)
            asked, after = server.ask("count"), _cpu()
    started = time.perf_counter()
    rows = read(folder / f"work-{models}", "hub")
    limit = time.perf_counter() - started
    pages = -(-models // 1000)
    print(
        f"{models:,} models: {asked['all']} requests, {pages} pages ({asked['all'] / pages - 1:+.1%}); load {_load()}"
    )
    for what, seconds, cpu in (
        ("into the journal", collected.seconds, between - before),
        ("into shards of the table", collected.seconds + rest.seconds, after - before),
    ):
        pace = f"{models / seconds:,.0f} models/s, {models / cpu:,.0f} per second of one core"
        print(f"  {what}: {seconds:.1f} s, {pace}, start included")
    print(f"  peak of all processes: {collected.megabytes:.0f} MB collecting, {rest.megabytes:.0f} MB afterwards")
    print(f"  DuckDB reading the {len(rows):,} rows: {limit:.2f} s")


def _load() -> str:
    return f"{os.getloadavg()[1]:.1f}"


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def read(work: Path, source: str) -> list[tuple[Any, ...]]:
    return duckdb.sql(f"FROM read_parquet('{work}/collect/{source}/*/*-rows-*.parquet')").fetchall()


def same(folder: Path, downloads: int) -> None:
    """The records of 2022, and the cards of those with more downloads, by the live list and by the dump."""
    folder.mkdir()
    with serving(RECORDS) as server:
        live = {"kind": "huggingface", "name": "hub", "endpoint": server.url}
        dump = {"kind": "hub_dump", "name": "hub", "path": str(CARDS_2022), "taken_at": "2026-11-01", "complete": True}
        for name, source in (("live", live), ("dump", dump)):
            config = settings(folder / f"{name}.toml", source, snapshots={"min_downloads": downloads})
            places = ["--work", str(folder / name), "--out", str(folder / f"out-{name}")]
            done = measure([*PEATMOSS, "build", "--config", str(config), *places])
            print(f"2022 by {name}: {done.seconds:.1f} s")
        print(f"  {server.ask('count')['all']:,} requests")
    for table, columns in (
        ("models", "*"),
        ("snapshots", "model_id, revision, downloads, card, card_sha256, file_count, json(config) AS config"),
        ("extracted_metadata", "*"),
    ):
        place = "read_parquet('{}/tables/" + table + "-*.parquet')"
        one, other = (f"SELECT {columns} FROM {place.format(folder / name)}" for name in ("live", "dump"))
        count = _count(one)
        lost, more = _count(f"({one}) EXCEPT ALL ({other})"), _count(f"({other}) EXCEPT ALL ({one})")
        print(f"  {table}: {count:,} rows, {lost} unlike those of the dump, {more} only there")
        for row in duckdb.sql(f"({one}) EXCEPT ALL ({other})").fetchmany(3) if lost else ():
            print("    live:", *(str(value)[:200] for value in row))
            key = str(row[0]).replace("'", "''")
            for like in duckdb.sql(f"SELECT * FROM ({other}) WHERE model_id = '{key}'").fetchall():
                print("    dump:", *(str(value)[:200] for value in like))


def _count(query: str) -> int:
    ((count,),) = duckdb.sql(f"SELECT count(*) FROM ({query})").fetchall()
    return int(count)


def main() -> None:
    needs(CARDS_2022)
    with tempfile.TemporaryDirectory() as name:
        for section in sys.argv[1:] or ("list", "same"):
            if section == "list":
                for models in SIZES:
                    crawl(Path(name), models)
            else:
                same(Path(name) / section, {"same": 50, "cards": -1}[section])


if __name__ == "__main__":
    main()
