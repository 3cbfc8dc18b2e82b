"""Each fault on the wire as a real client of the Hub sees it."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx2
import pytest
from hub_server import WRITE_TOKEN, Hub, serve
from huggingface_hub import CommitOperationAdd, HfApi, constants
from huggingface_hub.errors import HfHubHTTPError

NAME = "owner/data"
DATASET: dict[str, Any] = {"repo_type": "dataset"}
TABLE = bytes(range(256)) * 4096  # 1 MiB


@pytest.fixture
def hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    monkeypatch.setattr(constants, "HF_HUB_DISABLE_XET", True)
    with serve(tmp_path / "hub") as running:
        client(running).create_repo(NAME, **DATASET)
        commit(running, "1.parquet")
        running.requests.clear()
        yield running


def client(hub: Hub) -> HfApi:
    return HfApi(endpoint=hub.url, token=WRITE_TOKEN)


def commit(hub: Hub, path: str, data: bytes = TABLE) -> str:
    operations = [CommitOperationAdd(path, data)]
    return client(hub).create_commit(NAME, operations, commit_message=path, **DATASET).oid


def titles(hub: Hub) -> list[str]:
    return [entry.title for entry in client(hub).list_repo_commits(NAME, **DATASET)]


def download(hub: Hub, cache: Path, **options: Any) -> bytes:
    return Path(client(hub).hf_hub_download(NAME, "1.parquet", cache_dir=cache, **DATASET, **options)).read_bytes()


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_call_without_retries_fails_once(hub: Hub, status: int) -> None:
    fault = hub.fail(f"^GET /api/datasets/{NAME}$", status=status)
    with pytest.raises(HfHubHTTPError, match="injected fault" if status != 429 else "429 Too Many Requests") as raised:
        client(hub).dataset_info(NAME)
    assert (raised.value.response.status_code, fault.hits) == (status, 1)
    assert client(hub).dataset_info(NAME).id == NAME


def test_a_call_with_retries_waits_as_it_is_told(hub: Hub) -> None:
    hub.fail("/preupload/", status=429, retry_after=1)
    start = time.monotonic()
    commit(hub, "2.txt", b"2")
    assert time.monotonic() - start >= 2  # the client adds a second
    assert [request.status for request in hub.asked("/preupload/")] == [429, 200]


def test_a_rate_limit_in_the_hubs_own_header(hub: Hub) -> None:
    limits = {"RateLimit": '"api";r=0;t=55', "RateLimit-Policy": '"fixed window";"api";q=500;w=300'}
    hub.fail("/refs$", status=429, headers=limits)
    with pytest.raises(HfHubHTTPError, match=r"'api' rate limit.\nRetry after 55 seconds \(0/500 requests"):
        client(hub).list_repo_refs(NAME, **DATASET)


def test_every_step_of_an_upload_may_fail_for_a_while(hub: Hub) -> None:
    faults = [hub.fail(step, status=503) for step in ("/preupload/", "/objects/batch", "^PUT", "/verify$")]
    commit(hub, "2.parquet", TABLE[::-1])
    assert [fault.hits for fault in faults] == [1, 1, 1, 1]
    assert titles(hub)[0] == "2.parquet"


def test_a_commit_that_fails_is_not_there(hub: Hub) -> None:
    hub.fail("/commit/main", status=503)
    with pytest.raises(HfHubHTTPError, match="503"):
        commit(hub, "2.txt")
    hub.fail("/commit/main")
    with pytest.raises(httpx2.TransportError):
        commit(hub, "2.txt")
    assert titles(hub) == ["1.parquet", "initial commit"]
    assert [request.status for request in hub.asked("/commit/main")] == [503, 0]


@pytest.mark.parametrize(
    ("status", "error"),
    [
        pytest.param(None, httpx2.RemoteProtocolError, id="no answer"),
        pytest.param(504, HfHubHTTPError, id="a gateway's answer"),
    ],
)
def test_a_commit_whose_answer_is_lost_is_there(hub: Hub, status: int | None, error: type[Exception]) -> None:
    hub.fail("/commit/main", status=status, after=True)
    with pytest.raises(error):
        commit(hub, "2.txt")
    assert titles(hub) == ["2.txt", "1.parquet", "initial commit"]


def test_a_body_cut_in_the_middle_is_resumed(hub: Hub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(constants, "DOWNLOAD_CHUNK_SIZE", 100_000)  # what the client resumes by; 10 MB else
    hub.cut("^GET .*/resolve/", at=700_000)
    assert download(hub, tmp_path) == TABLE
    first, second = hub.asked("^GET .*/resolve/")
    assert (first.sent, second.status, second.range) == (700_000, 206, "bytes=700000-")


def test_a_connection_reset_in_the_middle(hub: Hub, tmp_path: Path) -> None:
    hub.cut("^GET .*/resolve/", at=700_000, reset=True)
    with pytest.raises(httpx2.ReadError):
        download(hub, tmp_path)
    assert download(hub, tmp_path) == TABLE


def test_a_stalled_answer_is_given_up_and_asked_again(hub: Hub, tmp_path: Path) -> None:
    hub.stall("^HEAD", seconds=60)
    assert download(hub, tmp_path, etag_timeout=2) == TABLE
    assert [request.status for request in hub.asked("^HEAD")] == [0, 200]


def test_a_stalled_commit_of_a_closed_hub_is_not_made(tmp_path: Path) -> None:
    with ThreadPoolExecutor(1) as pool:
        with serve(tmp_path / "hub") as hub:
            client(hub).create_repo(NAME, **DATASET)
            hub.stall("/commit/main", seconds=60)
            lost = pool.submit(commit, hub, "1.txt", b"1")
            while not hub.asked("/commit/main"):
                time.sleep(0.01)
        assert isinstance(lost.exception(timeout=300), httpx2.TransportError)
    with serve(tmp_path / "hub") as again:
        assert titles(again) == ["initial commit"]


def test_rules_work_in_order_as_often_as_they_say(hub: Hub) -> None:
    hub.fail(lambda request: request.account == "owner" and "/refs" in request.path, status=500, times=2)
    hub.fail("/refs", status=503)
    statuses = []
    for _ in range(4):
        try:
            client(hub).list_repo_refs(NAME, **DATASET)
        except HfHubHTTPError as error:
            statuses.append(error.response.status_code)
    assert statuses == [500, 500, 503]


def test_what_was_sent_is_counted(hub: Hub, tmp_path: Path) -> None:
    download(hub, tmp_path)
    assert (hub.sent("/resolve/"), hub.sent("^HEAD"), hub.received()) == (len(TABLE), 0, 0)
    commit(hub, "2.parquet", TABLE[::-1])
    assert hub.received("^PUT") == len(TABLE)


def test_a_closed_hub_answers_no_more_and_comes_back(tmp_path: Path) -> None:
    with serve(tmp_path / "hub") as hub:
        client(hub).create_repo(NAME, **DATASET)
        hub.stall("/refs", seconds=60)
    port = int(hub.url.rpartition(":")[2])
    with pytest.raises(httpx2.TransportError):
        client(hub).dataset_info(NAME)
    with serve(tmp_path / "hub", port=port):
        assert client(hub).dataset_info(NAME).id == NAME
