"""`scan --models`: a file of weights is the model whose snapshot in a release lists it, else nobody's."""

import hashlib
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from builder import schemas
from builder.reference.signatures import load_signatures
from builder.repository.origins import Origin
from builder.repository.trees import open_tree
from builder.scan import models
from builder.scan.repository import scan_tree

SIGNATURES = load_signatures()
WEIGHTS = b"GGUF" + bytes(50)
SHA256 = hashlib.sha256(WEIGHTS).hexdigest()


def snapshot(model_id: str, revision: str, downloads: int, sha256: str | None) -> dict[str, Any]:
    file = {"path": "net.gguf", "size": 54, "lfs_sha256": sha256}
    told = {"model_id": model_id, "hub": "huggingface", "revision": revision, "downloads": downloads, "files": [file]}
    return dict.fromkeys(schemas.SNAPSHOTS.schema.names) | told | {"captured_at": datetime(2024, 1, int(revision))}


def rows(folder: Path, *snapshots: dict[str, Any]) -> list[dict[str, Any]]:
    """The rows of a folder with one file of weights, looked up in a release of these snapshots."""
    (folder / "code").mkdir()
    (folder / "code/net.gguf").write_bytes(WEIGHTS)
    for table, made in ((schemas.MODELS, []), (schemas.SNAPSHOTS, snapshots)):
        (folder / "release" / table.name).mkdir(parents=True)
        written = pa.Table.from_pylist(list(made), schema=table.schema)
        pq.write_table(written, folder / "release" / table.name / "0.parquet")
    found = scan_tree(open_tree(str(folder / "code")), Origin("owner/repo", None, None), SIGNATURES)
    place = str(folder / "release")
    return models.identified(found.rows, models.relation(place), models.snapshots(place))


@pytest.mark.parametrize(
    "snapshots",
    [
        pytest.param([], id="no snapshots"),
        pytest.param([snapshot("oak/other", "1", 9, "0" * 64)], id="another file"),
        pytest.param([snapshot("oak/bare", "1", 9, None)], id="a file without a hash"),
    ],
)
def test_weights_of_nobody_known(tmp_path: Path, snapshots: list[dict[str, Any]]) -> None:
    (row,) = rows(tmp_path, *snapshots)
    assert (row["model_id"], row["identity"], row["usage"], row["revision"]) == (None, None, "unresolved", None)


@pytest.mark.parametrize(
    ("snapshots", "model_id", "revision"),
    [
        pytest.param([snapshot("oak/net", "1", 9, SHA256)], "oak/net", "1", id="one"),
        pytest.param([snapshot("oak/net", "1", 9, SHA256.upper())], "oak/net", "1", id="capitals"),
        pytest.param(
            [snapshot("ash/copy", "1", 5, SHA256), snapshot("oak/net", "2", 90, SHA256)], "oak/net", "2", id="copied"
        ),
        pytest.param(
            [snapshot("oak/net", "1", 9, SHA256), snapshot("oak/net", "2", 9, SHA256)], "oak/net", "2", id="the newest"
        ),
    ],
)
def test_weights_of_a_model(tmp_path: Path, snapshots: list[dict[str, Any]], model_id: str, revision: str) -> None:
    (row,) = rows(tmp_path, *snapshots)
    assert row == row | {
        "model_id": model_id,
        "revision": revision,
        "identity": "file_hash",
        "usage": "use",
        "hub": "huggingface",
        "model_name": None,
    }


def test_a_file_of_models_has_no_snapshots(tmp_path: Path) -> None:
    pq.write_table(schemas.MODELS.schema.empty_table(), tmp_path / "models.parquet")
    assert models.snapshots(str(tmp_path / "models.parquet")) is None
