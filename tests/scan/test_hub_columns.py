"""Columns of a dataset's tables on a loopback Hub: what is fetched, what is kept, and what goes wrong."""

import hashlib
import io
import socket
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hub_server import Hub
from huggingface_hub import CommitOperationAdd, HfApi
from publishing import NAME, loopback

from builder.errors import ApiError, InputError
from builder.scan import hub_columns
from builder.scan.hub_columns import dataset

ROWS = 60_000


def table() -> bytes:
    """Numbers in a nested column too, beside texts that do not compress."""
    texts = [hashlib.sha256(str(row).encode()).hexdigest() * 2 for row in range(ROWS)]
    nested = [[{"of": row}] for row in range(ROWS)]
    file = io.BytesIO()
    pq.write_table(pa.table({"id": range(ROWS), "text": texts, "in": nested}), file, row_group_size=20_000)
    return file.getvalue()


@pytest.fixture
def hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    with loopback(tmp_path, monkeypatch) as running:
        monkeypatch.setenv("HF_ENDPOINT", running.url)
        monkeypatch.delenv("HF_HUB_OFFLINE", raising=False)
        HfApi(endpoint=running.url).create_repo(NAME, repo_type="dataset")
        put(running, {"models/a.parquet": table(), "old/a.arrow": b"x", "bad/a.parquet": b"no Parquet at all"})
        running.requests.clear()
        yield running


def put(hub: Hub, files: dict[str, bytes]) -> None:
    added = [CommitOperationAdd(path, data) for path, data in files.items()]
    HfApi(endpoint=hub.url).create_commit(NAME, added, commit_message="put", repo_type="dataset")


def sums(paths: list[Path], column: str) -> int:
    (row,) = duckdb.execute(f"SELECT sum({column}) FROM read_parquet(?)", [[str(path) for path in paths]]).fetchall()
    return int(row[0])


def test_a_column_costs_its_own_bytes_and_is_fetched_once(hub: Hub, tmp_path: Path) -> None:
    of = dataset(NAME, tmp_path / "kept")
    assert sums(of.table("models", ["id"]), "id") == ROWS * (ROWS - 1) // 2
    first = hub.sent("models/a.parquet")
    assert 0 < first < len(table()) / 4
    assert sums(of.table("models", ["id"]), "id") == ROWS * (ROWS - 1) // 2
    assert hub.sent("models/a.parquet") == first
    assert sums(of.table("models", ["in"]), '"in"[1]."of"') == ROWS * (ROWS - 1) // 2
    assert first < hub.sent("models/a.parquet") < len(table()) / 3
    assert {request.account for request in hub.requests} == {None}


def test_what_is_kept_is_used_without_a_request(hub: Hub, tmp_path: Path) -> None:
    paths = dataset(NAME, tmp_path / "kept").table("models", ["id"])
    asked = len(hub.requests)
    assert dataset(NAME, tmp_path / "kept").table("models", ["id"]) == paths
    assert len(hub.requests) == asked


def test_another_commit_is_another_file(hub: Hub, tmp_path: Path) -> None:
    old = dataset(f"{NAME}@main", tmp_path / "kept")
    put(hub, {"models/a.parquet": table()[:-1] + b"2", "models/b.parquet": table()})
    new = dataset(f"{NAME}@{HfApi(endpoint=hub.url).dataset_info(NAME).sha}", tmp_path / "kept")
    assert (len(old.table("models", ["id"])), old.commit != new.commit) == (1, True)
    with pytest.raises(InputError, match="no Parquet file"):
        new.table("models", ["id"])


def test_a_file_that_was_cut_is_fetched_anew(hub: Hub, tmp_path: Path) -> None:
    of = dataset(NAME, tmp_path / "kept")
    (path,) = of.table("models", ["id"])
    path.write_bytes(path.read_bytes()[:1000])
    assert sums(of.table("models", ["id"]), "id") == ROWS * (ROWS - 1) // 2


def test_a_table_that_is_not_there(hub: Hub, tmp_path: Path) -> None:
    assert dataset(NAME, tmp_path).table("snapshots", ["id"]) == []


@pytest.mark.parametrize(
    ("name", "table", "says"),
    [
        pytest.param("owner/none", "models", "neither a folder here nor a dataset", id="no dataset"),
        pytest.param(f"{NAME}@v9", "models", "to everybody at v9", id="no such revision"),
        pytest.param("no dataset", "models", "give OWNER/NAME", id="no name"),
        pytest.param(NAME, "old", "not Parquet", id="Arrow"),
        pytest.param(NAME, "bad", "no Parquet file", id="not Parquet"),
    ],
)
def test_what_cannot_be_read(hub: Hub, tmp_path: Path, name: str, table: str, says: str) -> None:
    with pytest.raises(InputError, match=says):
        dataset(name, tmp_path / "kept").table(table, ["id"])


def test_nothing_is_asked_where_the_environment_forbids_it(
    hub: Hub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    with pytest.raises(InputError, match="HF_HUB_OFFLINE"):
        dataset(NAME, tmp_path / "kept")
    assert hub.requests == []


def test_no_answer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")
    monkeypatch.delenv("HF_HUB_OFFLINE", raising=False)
    with pytest.raises(ApiError, match="gives no answer"):
        dataset(NAME, tmp_path / "kept")


def test_a_hub_that_takes_the_question_and_says_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert hub_columns.FIRST_S < 10 < hub_columns.TIMEOUT_S
    monkeypatch.setattr(hub_columns, "FIRST_S", 0.5)
    monkeypatch.delenv("HF_HUB_OFFLINE", raising=False)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        monkeypatch.setenv("HF_ENDPOINT", f"http://127.0.0.1:{silent.getsockname()[1]}")
        with pytest.raises(ApiError, match="gives no answer"):
            dataset(NAME, tmp_path)
