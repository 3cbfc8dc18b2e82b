"""A loopback Hub that this process publishes to, the built datasets that are published, and what stands there."""

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import command
import pyarrow as pa
import pytest
import stamina
from hub_server import WRITE_TOKEN, Hub, serve
from huggingface_hub import constants

from builder.dataset.manifest import NAME as MANIFEST
from builder.engine.durable import sha256, write_json
from builder.release import commit, publish
from builder.release.publishable import Allowed

NAME = "owner/moss"
OURS = {".gitattributes", MANIFEST}


@contextmanager
def loopback(folder: Path, patch: pytest.MonkeyPatch, token: str = WRITE_TOKEN) -> Iterator[Hub]:
    """A running Hub that the clients of this process talk to, with a token, and without a wait between tries."""
    with serve(folder / "hub") as hub:
        patch.setattr(constants, "ENDPOINT", hub.url)
        patch.setattr(constants, "HUGGINGFACE_CO_URL_TEMPLATE", hub.url + "/{repo_id}/resolve/{revision}/{filename}")
        patch.setattr(constants, "HF_HUB_DISABLE_XET", True)
        patch.setattr(constants, "HF_TOKEN_PATH", str(folder / "no-token"))
        patch.setenv("HF_TOKEN", token)
        at_once = SimpleNamespace(**{**vars(time), "sleep": lambda seconds: None})
        patch.setattr("huggingface_hub.utils._http.time", at_once)
        patch.setattr(commit, "time", at_once)
        with stamina.set_testing(True, attempts=8):
            yield hub


def release(built: Path, tag: str = "v1", form: str = "parquet", dry_run: bool = False) -> publish.Published:
    """Publishes a dataset of which nothing is forbidden."""
    allowed = Allowed("arrow" if form == "arrow" else "parquet", tag, [])
    return publish.publish(built, NAME, allowed, dry_run=dry_run, say=lambda text: None)


def edited(built: Path, table: str, change: Callable[[pa.Table], pa.Table]) -> None:
    """Changes the rows of a built table, and its manifest with them."""
    (path,) = (built / table).glob("*.arrow")
    rows = change(pa.ipc.open_stream(path.read_bytes()).read_all())
    with pa.ipc.new_stream(path, rows.schema) as sink:
        sink.write_table(rows, 1000)
    manifest = json.loads((built / MANIFEST).read_text())
    name = f"{table}/{path.name}"
    manifest["files"][name] = {"sha256": sha256(path), "bytes": path.stat().st_size, "rows": rows.num_rows}
    manifest["tables"][table]["rows"] = rows.num_rows
    write_json(built / MANIFEST, manifest)


def replaced(rows: pa.Table, column: str, at: int, value: object) -> pa.Table:
    """The rows with one value changed."""
    values = rows[column].to_pylist()
    values[at] = value
    field = rows.schema.field(column)
    return rows.set_column(rows.schema.get_field_index(column), field, pa.array(values, field.type))


def titles(hub: Hub) -> list[str]:
    """Titles of the commits of main, oldest first."""
    repository = hub.store.find("datasets", NAME)
    return [commit.title for commit in repository.history(repository.branch("main"))][::-1]


def tags(hub: Hub) -> dict[str, str]:
    return hub.store.find("datasets", NAME).references.tags


def contents(hub: Hub, revision: str = "main") -> dict[str, bytes]:
    """Every file at a revision."""
    repository = hub.store.find("datasets", NAME)
    return {path: repository.content(file).read_bytes() for path, file in repository.resolve(revision).files.items()}


def somebody_commits(hub: Hub, put: Mapping[str, bytes], *gone: str) -> None:
    """Another person's commit on main, however busy the server is."""
    repository = hub.store.find("datasets", NAME)
    with repository.lock:
        head = repository.branch("main")
        files = {path: file for path, file in head.files.items() if path not in gone}
        files |= {path: repository.add(data) for path, data in put.items()}
        made = repository.record(head, "somebody", "mine", "", files)
        references = repository.references
        references.branches["main"] = made.id
        repository.refer(references)


def whole(hub: Hub, revision: str) -> dict[str, Any]:
    """The manifest of a release, of which nothing is missing, nothing is changed, and nothing is too much."""
    repository = hub.store.find("datasets", NAME)
    there = contents(hub, revision)
    manifest: dict[str, Any] = json.loads(there[MANIFEST])
    assert there.keys() - OURS == manifest["files"].keys()
    for name, file in repository.resolve(revision).files.items():
        if name not in OURS:
            path = repository.content(file)
            assert (sha256(path), path.stat().st_size) == (
                manifest["files"][name]["sha256"],
                manifest["files"][name]["bytes"],
            ), name
    return manifest


def read(hub: Hub, home: Path, code: str) -> Any:
    """What Python code in a process of its own, an anonymous user's, assigns to `found`; JSON values."""
    lines = ["import json, sys", code, "print('FOUND', json.dumps(found))"]
    done = subprocess.run(
        [sys.executable, "-c", "\n".join(lines)],
        env=command.environment(**hub.environment(home)),
        cwd=home.parent,
        capture_output=True,
        text=True,
        timeout=1200,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.rpartition("FOUND ")[2])
