"""Clients that stand on huggingface_hub, or beside it: datasets, the hf command, DuckDB."""

import io
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from command import HANGS_S
from hub_server import READ_TOKEN, WRITE_TOKEN, Hub, serve
from huggingface_hub import CommitOperationAdd, HfApi, HfFileSystem, constants

NAME = "owner/data"
ROWS = 100_000
CARD = b"""---
configs:
- config_name: models
  data_files: models/*.parquet
  default: true
- config_name: notes
  data_files: notes/*.parquet
---
# Two tables
"""
# The process ends at once: pyarrow's read-ahead may abort or hang a Python that is ending (pyarrow 26, datasets 5.2).
READERS = """
import json, os
from datasets import load_dataset
cached = load_dataset("owner/data", split="train")
notes = load_dataset("owner/data", "notes", split="train")
tagged = load_dataset("owner/data", revision="v1", split="train")
print(json.dumps([cached.num_rows, notes["id"][:], tagged.num_rows]), flush=True)
os._exit(0)
"""
STREAM = """
import json, os
from datasets import load_dataset
rows = load_dataset("owner/data", split="train", streaming=True, columns=["id"])
print(json.dumps(list(rows.take(3))), flush=True)
os._exit(0)
"""


@cache
def parquet(rows: int) -> bytes:
    columns = {"id": list(range(rows)), "text": [f"{number:0200}" for number in range(rows)]}
    file = io.BytesIO()
    pq.write_table(pa.table(columns), file, compression="none", use_dictionary=False)
    return file.getvalue()


@pytest.fixture
def hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    monkeypatch.setattr(constants, "HF_HUB_DISABLE_XET", True)
    with serve(tmp_path / "hub") as running:
        api = HfApi(endpoint=running.url, token=WRITE_TOKEN)
        api.create_repo(NAME, repo_type="dataset")
        commit(api, {"README.md": CARD, "models/0.parquet": parquet(10), "notes/0.parquet": parquet(2)})
        api.create_tag(NAME, tag="v1", repo_type="dataset")
        commit(api, {"models/0.parquet": parquet(ROWS)})
        running.requests.clear()
        yield running


def commit(api: HfApi, files: dict[str, bytes]) -> None:
    operations = [CommitOperationAdd(path, data) for path, data in files.items()]
    api.create_commit(NAME, operations, commit_message="changed", repo_type="dataset")


def run(hub: Hub, home: Path, *command: str | Path, token: str | None = None) -> subprocess.CompletedProcess[str]:
    environment = os.environ | hub.environment(home, token)
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=HANGS_S, check=False)


def test_datasets_loads_and_keeps(hub: Hub, tmp_path: Path) -> None:
    done = run(hub, tmp_path / "home", sys.executable, "-c", READERS)
    assert json.loads(done.stdout) == [ROWS, [0, 1], 10], done.stderr
    assert {request.account for request in hub.requests} == {None}
    sent = hub.sent("/models/")
    again = run(hub, tmp_path / "home", sys.executable, "-c", READERS)
    assert (again.stdout, hub.sent("/models/")) == (done.stdout, sent)


def test_datasets_streams_one_column(hub: Hub, tmp_path: Path) -> None:
    done = run(hub, tmp_path / "home", sys.executable, "-c", STREAM)
    assert json.loads(done.stdout) == [{"id": 0}, {"id": 1}, {"id": 2}], done.stderr
    assert 0 < hub.sent("/models/") < len(parquet(ROWS)) / 2


def test_the_hf_command(hub: Hub, tmp_path: Path) -> None:
    hf, home = Path(sys.executable).with_name("hf"), tmp_path / "home"
    options = ("--repo-type", "dataset")
    done = run(hub, home, hf, "download", NAME, "README.md", *options, "--local-dir", tmp_path / "here")
    assert (tmp_path / "here/README.md").read_bytes() == CARD, done.stderr
    (tmp_path / "out").mkdir()
    (tmp_path / "out/1.parquet").write_bytes(parquet(3))
    refused = run(hub, home, hf, "upload", NAME, tmp_path / "out", ".", *options, token=READ_TOKEN)
    assert (refused.returncode, "must use a write token" in refused.stderr) == (1, True)
    done = run(hub, home, hf, "upload", "owner/new", tmp_path / "out", ".", *options, token=WRITE_TOKEN)
    assert "/datasets/owner/new/commit/" in done.stdout, done.stderr
    assert HfApi(endpoint=hub.url).list_repo_files("owner/new", repo_type="dataset") == [".gitattributes", "1.parquet"]


def test_duckdb_reads_a_part(hub: Hub) -> None:
    with duckdb.connect() as database:
        database.register_filesystem(HfFileSystem(endpoint=hub.url, token=False, skip_instance_cache=True))
        place = f"hf://datasets/{NAME}/models/0.parquet"
        assert database.execute("SELECT max(id) FROM read_parquet(?)", [place]).fetchone() == (ROWS - 1,)
    assert 0 < hub.sent("/models/") < len(parquet(ROWS)) / 2
