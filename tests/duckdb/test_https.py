"""DuckDB's own client over https: a published release is read as README says, single columns by their bytes alone.

Run by `make test-duckdb`, which makes the environment that PEATMOSS_DUCKDB names the Python of.
"""

import hashlib
import io
import json
import os
import shutil
import ssl
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from command import Built
from hub_server import Hub, serve
from huggingface_hub import CommitOperationAdd, HfApi
from publishing import NAME, loopback, release

from builder.scan.hub_columns import dataset

PYTHON = os.environ.get("PEATMOSS_DUCKDB", "")
pytestmark = pytest.mark.skipif(not PYTHON, reason="make test-duckdb installs DuckDB with httpfs and runs this")
ASK = """
import json, sys
import duckdb
from duckdb_extensions import import_extension
import_extension("httpfs")
duckdb.execute("LOAD httpfs")
duckdb.execute("SET ca_cert_file = ?", [sys.argv[1]])
print(json.dumps([list(row) for row in duckdb.sql(sys.argv[2]).fetchall()], default=str))
"""
ROWS = 200_000


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A key and its self-signed certificate for 127.0.0.1, in one file."""
    path = tmp_path_factory.mktemp("tls") / "both.pem"
    new = ("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1")
    names = ("-addext", "subjectAltName=IP:127.0.0.1", "-keyout", str(path), "-out", f"{path}.crt")
    subprocess.run([*new, *names], check=True, capture_output=True)
    path.write_bytes(path.read_bytes() + Path(f"{path}.crt").read_bytes())
    return path


@pytest.fixture
def hub(sample: Built, tmp_path: Path, certificate: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    """Two releases of the sample, and a file of which a part is small, behind https."""
    built = shutil.copytree(sample.out, tmp_path / "peatmoss")
    with loopback(tmp_path, monkeypatch) as plain:
        release(built, "v1")
        release(built, "v2")
        add = CommitOperationAdd("big.parquet", big().getvalue())
        HfApi(endpoint=plain.url).create_commit(NAME, [add], commit_message="big", repo_type="dataset")
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    with serve(tmp_path / "hub", tls=context) as running:
        yield running


def big() -> io.BytesIO:
    """ROWS numbers beside texts that do not compress."""
    texts = [hashlib.sha256(str(row).encode()).hexdigest() for row in range(ROWS)]
    file = io.BytesIO()
    pq.write_table(pa.table({"id": range(ROWS), "text": texts}), file, compression="zstd")
    return file


def ask(certificate: Path, query: str) -> list[list[object]]:
    done = subprocess.run(
        [PYTHON, "-c", ASK, f"{certificate}.crt", query], capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr
    found: list[list[object]] = json.loads(done.stdout)
    return found


def table(hub: Hub, name: str, revision: str = "main") -> str:
    return f"read_parquet('{hub.url}/datasets/{NAME}/resolve/{revision}/{name}/train-00000-of-00001.parquet')"


def test_tables_are_joined_over_https(hub: Hub, sample: Built, certificate: Path) -> None:
    query = f"SELECT model_id, count(*) FROM {table(hub, 'mappings')} WHERE model_id IS NOT NULL GROUP BY 1 ORDER BY 1"
    found = dict(ask(certificate, query))
    (path,) = (sample.out / "mappings").glob("*.arrow")
    ids = [name for name in pa.ipc.open_stream(path.read_bytes()).read_all()["model_id"].to_pylist() if name]
    assert found == {name: ids.count(name) for name in ids}
    assert {request.account for request in hub.requests} == {None}


def test_a_release_is_asked_for_by_its_tag(hub: Hub, certificate: Path) -> None:
    versions = [
        ask(certificate, f"SELECT DISTINCT last_seen FROM {table(hub, 'mappings', tag)}") for tag in ("v1", "v2")
    ]
    assert versions == [[["v1"]], [["v2"]]]


def test_a_column_costs_its_own_bytes(hub: Hub, certificate: Path) -> None:
    place = f"{hub.url}/datasets/{NAME}/resolve/main/big.parquet"
    assert ask(certificate, f"SELECT max(id) FROM read_parquet('{place}')") == [[ROWS - 1]]
    assert 0 < hub.sent("big.parquet") < big().getbuffer().nbytes / 4


def test_an_untrusted_certificate_is_refused(hub: Hub, tmp_path: Path, certificate: Path) -> None:
    with pytest.raises(AssertionError, match=r"(?i)ssl|certificate"):
        ask(tmp_path / "none", f"SELECT 1 FROM {table(hub, 'models')}")
    assert ask(certificate, f"SELECT count(*) > 0 FROM {table(hub, 'models')}") == [[True]]


def test_columns_that_were_fetched_are_read_by_this_duckdb_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, certificate: Path
) -> None:
    """What `--models OWNER/NAME` keeps is a Parquet file with holes where nobody asked."""
    with loopback(tmp_path, monkeypatch) as plain:
        monkeypatch.setenv("HF_ENDPOINT", plain.url)
        monkeypatch.delenv("HF_HUB_OFFLINE", raising=False)
        api = HfApi(endpoint=plain.url)
        api.create_repo(NAME, repo_type="dataset")
        add = CommitOperationAdd("models/big.parquet", big().getvalue())
        api.create_commit(NAME, [add], commit_message="big", repo_type="dataset")
        (path,) = dataset(NAME, tmp_path / "kept").table("models", ["id"])
        assert 0 < plain.sent("models/big.parquet") < big().getbuffer().nbytes / 4
    assert ask(certificate, f"SELECT sum(id) FROM read_parquet('{path}')") == [[ROWS * (ROWS - 1) // 2]]
