"""A release beside its peers: bytes and seconds against Arrow and push_to_hub, new bytes after a change, reading back.

Everything runs against the loopback Hub of the tests, which counts the bytes. PEATMOSS_DATA names the folder with the
Hub's list of 2024-07-11 and the models and cards of 2022-02-21.
"""

import hashlib
import json
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from measure import CARDS_2022, LIST_2024, PEATMOSS, measure, needs, settings

os.environ["HF_HUB_DISABLE_XET"] = "1"  # the loopback Hub speaks plain LFS
sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "peers"))
from hub_server import WRITE_TOKEN, Hub, serve
from huggingface_hub import HfApi

from builder import schemas
from builder.engine.slices import rebatched
from builder.release.stage import write_shards

PUSH = """
import sys, time
import datasets
datasets.disable_progress_bars()
table = datasets.Dataset.from_file(sys.argv[1]) if len(sys.argv) == 3 else None
started = time.perf_counter()
table.push_to_hub(sys.argv[2])
print(time.perf_counter() - started)
"""
READ = """
import json, os, sys, time
import datasets
datasets.disable_progress_bars()
name, found = sys.argv[1], {}
started = time.perf_counter()
list(datasets.load_dataset(name, "models", split="train", streaming=True).take(1))
found["first row"] = time.perf_counter() - started
datasets.load_dataset(name, "models", split="train")
started = time.perf_counter()
datasets.load_dataset(name, "models", split="train")
found["warm"] = time.perf_counter() - started
print(json.dumps(found), flush=True)
os._exit(0)  # an orderly end hangs or aborts now and then after streaming single columns (datasets 5.2, pyarrow 26)
"""
STREAM = """
import json, os, sys
import datasets
datasets.disable_progress_bars()
options = json.loads(sys.argv[2])
for batch in datasets.load_dataset(sys.argv[1], split="train", streaming=True, **options).iter(batch_size=10000):
    pass
os._exit(0)
"""
QUERY = """
import sys
import duckdb
from duckdb_extensions import import_extension
import_extension("httpfs")
duckdb.execute("LOAD httpfs")
duckdb.execute("SELECT sum(downloads), count(DISTINCT task) FROM read_parquet(?)", [sys.argv[1]]).fetchall()
"""
DUCKDB = os.environ.get("PEATMOSS_DUCKDB")  # Python of the environment that make test-duckdb makes
MILLION = 1_000_000
WITH_IDS = ["model_id", "task"]
CHUNK = 64 * 1024  # what a store of chunks (Xet) cuts files into, about


def chunks(data: bytes) -> dict[bytes, int]:
    """Content-defined chunks of about 64 kB by a gear hash, as Xet cuts files: digest -> bytes."""
    gear = np.random.default_rng(0).integers(0, 1 << 32, 256, dtype=np.uint32)
    mixed = gear[np.frombuffer(data, np.uint8)]
    rolled = np.zeros(len(mixed), np.uint32)
    for back in range(32):
        rolled[back:] += mixed[: len(mixed) - back] << np.uint32(back)
    found, last = {}, 0
    for cut in [*np.flatnonzero(rolled & np.uint32(0xFFFF0000) == 0).tolist(), len(data)]:
        if cut - last >= CHUNK // 8 or cut == len(data):
            found[hashlib.sha256(data[last:cut]).digest()] = cut - last
            last = cut
    return found


def share_new(before: Path, after: Path) -> float:
    """Share of the bytes of `after` whose chunks are not in `before`."""
    known = chunks(before.read_bytes())
    now = chunks(after.read_bytes())
    return sum(size for digest, size in now.items() if digest not in known) / sum(now.values())


def ours(folder: Path, table: pa.Table) -> Path:
    """The models as a release writes them, one shard."""
    shutil.rmtree(folder, ignore_errors=True)
    groups = rebatched(table.to_batches(), table.schema, 131_072)
    (name,) = write_shards(folder, "models", groups, table.schema, "parquet").files
    return folder / name


def plain(folder: Path, table: pa.Table) -> Path:
    """The models as pyarrow writes them when nothing is asked for but zstd."""
    folder.mkdir(exist_ok=True)
    pq.write_table(table, folder / "plain.parquet", compression="zstd")
    return folder / "plain.parquet"


def changed(models: pa.Table) -> dict[str, pa.Table]:
    """The models with 1 % of the rows changed, in three ways."""
    rows = models.num_rows
    some = pa.array(np.random.default_rng(7).random(rows) < 0.01)
    counts = models
    for column, more in (("downloads", 7), ("likes", 1)):
        at = counts.schema.get_field_index(column)
        counts = counts.set_column(at, column, pc.if_else(some, pc.add(counts[column], more), counts[column]))
    at = models.schema.get_field_index("revision")
    commit = pa.array([hashlib.sha1(str(row).encode()).hexdigest() for row in range(rows)])
    revised = models.set_column(at, "revision", pc.if_else(some, commit, models["revision"]))
    newest = models.filter(pc.is_valid(models["created_at"])).slice(0)
    newest = newest.slice(newest.num_rows - rows // 100)
    named = pc.binary_join_element_wise(newest["model_id"], pa.scalar("new"), "-")
    later = pc.add(newest["created_at"], pa.scalar(86_400_000_000 * 30, pa.duration("us")))
    newest = newest.set_column(0, "model_id", named).set_column(5, "created_at", later)
    keys = [(column, "ascending", "at_end") for column in schemas.MODELS.order]
    grown = pa.concat_tables([models, newest])
    return {
        "1 % with other downloads and likes": counts,
        "1 % new models": grown.take(pc.sort_indices(grown, sort_keys=keys)),
        "1 % with a new revision": revised,
    }


def timed(work: Callable[[], object]) -> float:
    """Seconds that it takes."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def against_push(hub: Hub, folder: Path, built: Path, table: str) -> None:
    """Bytes and seconds of a table: as a release, as Arrow, and as push_to_hub sends it."""
    (arrow,) = (built / table).glob("*.arrow")
    with pa.memory_map(str(arrow)) as mapped, pa.ipc.open_stream(mapped) as stream:
        rows = stream.read_all()
        schema = schemas.BY_NAME[table].schema
        size = max(1000, min(131_072, 64_000_000 * rows.num_rows // rows.nbytes // 1000 * 1000))
        target = folder / "ours"
        seconds = timed(
            lambda: write_shards(target, table, rebatched(rows.to_batches(), schema, size), schema, "parquet")
        )
        sent = sum(path.stat().st_size for path in (target / table).iterdir())
    environment = hub.environment(folder / "home", WRITE_TOKEN)
    before = hub.received("PUT")
    pushed = measure([sys.executable, "-c", PUSH, str(arrow), f"owner/{table.replace('_', '-')}"], **environment)
    theirs, peer = hub.received("PUT") - before, float(pushed.output.split()[-1])
    print(
        f"{table} ({rows.num_rows:,} rows): {sent / 1e6:.1f} MB in {seconds:.1f} s; push_to_hub {theirs / 1e6:.1f} MB"
        f" in {peer:.1f} s; Arrow {arrow.stat().st_size / 1e6:.1f} MB. Bytes {sent / theirs:.2f} x of push_to_hub's,"
        f" {sent / arrow.stat().st_size:.2f} x of Arrow's; seconds {seconds / peer:.2f} x (wanted: 1.5)"
    )
    shutil.rmtree(target)


def reading(hub: Hub, folder: Path, name: str) -> None:
    """Seconds to the first row and for a warm load."""
    environment = hub.environment(folder / "home", WRITE_TOKEN)
    found = json.loads(measure([sys.executable, "-c", READ, name], **environment).output)
    print(f"first streamed row {found['first row']:.2f} s (wanted: 1), warm load {found['warm']:.2f} s (wanted: 0.5)")


def columns(hub: Hub, folder: Path, models: pa.Table) -> None:
    """Bytes of two columns against those of all, of a million models, as the server counts them."""
    again = models.slice(0, MILLION - models.num_rows)
    named = pc.binary_join_element_wise(again["model_id"], pa.scalar("again"), "-")
    million = pa.concat_tables([models, again.set_column(0, "model_id", named)])
    path = ours(folder / "million", million)
    api, name = HfApi(endpoint=hub.url, token=WRITE_TOKEN), "owner/million"
    api.create_repo(name, repo_type="dataset")
    api.upload_file(path_or_fileobj=path, path_in_repo="models/train.parquet", repo_id=name, repo_type="dataset")
    environment = hub.environment(folder / "home", WRITE_TOKEN)
    small = {"storage_options": {"hf": {"block_size": 65536}}}  # the client reads blocks of 5 MB unless told otherwise
    two = {"columns": ["downloads", "task"]}
    ways = {
        "datasets": two | small,
        "datasets, blocks as they are": two,
        "datasets, with ids": {"columns": WITH_IDS} | small,
    }

    def sent(command: list[str]) -> int:
        shutil.rmtree(folder / "home", ignore_errors=True)
        before = hub.sent("resolve.*parquet")
        measure(command, **environment)
        return hub.sent("resolve.*parquet") - before

    def stream(options: dict[str, Any]) -> int:
        return sent([sys.executable, "-c", STREAM, name, json.dumps(options)])

    whole = stream({})
    print(f"all columns of {million.num_rows:,} models: {whole / 1e6:.1f} MB")
    for label, options in ways.items():
        print(f"{', '.join(options['columns'])} ({label}): {stream(options) / whole:.0%} (wanted: 25 %)")
    if DUCKDB:
        place = f"{hub.url}/datasets/{name}/resolve/main/models/train.parquet"
        share = sent([DUCKDB, "-c", QUERY, place]) / whole
        print(f"downloads, task (DuckDB over http): {share:.0%} (wanted: 25 %)")


def main() -> None:
    """Builds, publishes to the loopback Hub, reads back, prints."""
    needs(LIST_2024, CARDS_2022)
    with tempfile.TemporaryDirectory() as scratch, serve(Path(scratch) / "hub") as hub:
        folder = Path(scratch)
        listed = {"kind": "hub_dump", "name": "list", "path": str(LIST_2024), "taken_at": "2024-07-11T00:00:00Z"}
        cards = {"kind": "hub_dump", "name": "cards", "path": str(CARDS_2022), "taken_at": "2022-02-21T00:00:00Z"}
        config = settings(folder / "all.toml", listed, cards, snapshots={"min_downloads": -1})
        places = ["--out", str(folder / "built"), "--work", str(folder / "work")]
        measure([*PEATMOSS, "build", "--config", str(config), *places])
        for table in ("models", "snapshots"):
            against_push(hub, folder, folder / "built", table)
        (merged,) = (folder / "work" / "tables").glob("models-*.parquet")
        models = pq.read_table(merged).cast(schemas.MODELS.schema)
        base = {write: write(folder / f"base-{write.__name__}", models) for write in (ours, plain)}
        for label, table in changed(models).items():
            new = {write: share_new(base[write], write(folder / "next", table)) for write in (ours, plain)}
            print(f"new bytes, {label}: {new[ours]:.1%}; written plainly {new[plain]:.1%}")
        environment = hub.environment(folder / "home", WRITE_TOKEN)
        command = [*PEATMOSS, "publish", "owner/peatmoss", str(folder / "built")]
        print(f"peatmoss publish: {measure(command, **environment).seconds:.1f} s")
        reading(hub, folder, "owner/peatmoss")
        columns(hub, folder, models)


if __name__ == "__main__":
    main()
