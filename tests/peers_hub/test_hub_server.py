"""The loopback Hub as huggingface_hub sees it, and its wire as nothing but bytes."""

import json
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection, HTTPMessage
from pathlib import Path
from typing import Any

import pytest
from hub_server import READ_TOKEN, STRANGER_TOKEN, WRITE_TOKEN, Hub, serve
from huggingface_hub import CommitOperationAdd, CommitOperationCopy, CommitOperationDelete, HfApi, constants
from huggingface_hub.errors import HfHubHTTPError

NAME = "owner/data"
TABLE = bytes(range(256)) * 16
API = f"/api/datasets/{NAME}"


@pytest.fixture(autouse=True)
def _no_xet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(constants, "HF_HUB_DISABLE_XET", True)


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[Hub]:
    with serve(tmp_path / "hub") as running:
        filled(running)
        yield running


def client(hub: Hub, token: str | bool = WRITE_TOKEN) -> HfApi:
    return HfApi(endpoint=hub.url, token=token)


def filled(hub: Hub) -> None:
    client(hub).create_repo(NAME, repo_type="dataset")
    commit(hub, {"README.md": b"---\nlicense: mit\n---\n", "old/1.txt": b"1", "old/2.txt": b"2"})


def commit(hub: Hub, files: dict[str, bytes], *deleted: str, parent: str | None = None, **options: Any) -> str:
    added = [CommitOperationAdd(path, data) for path, data in files.items()]
    asked = {"commit_message": "changed", "repo_type": "dataset", "parent_commit": parent} | options
    return client(hub).create_commit(NAME, [*added, *map(CommitOperationDelete, deleted)], **asked).oid


def head(hub: Hub) -> str | None:
    return client(hub).dataset_info(NAME).sha


def files(hub: Hub, revision: str = "main") -> list[str]:
    return client(hub).list_repo_files(NAME, repo_type="dataset", revision=revision)


def ask(
    hub: Hub, method: str, path: str, body: bytes | None = None, token: str = WRITE_TOKEN, **headers: str
) -> tuple[int, HTTPMessage, bytes]:
    connection = HTTPConnection(hub.url.removeprefix("http://"), timeout=300)
    connection.request(method, path, body, {"Authorization": f"Bearer {token}"} | headers)
    answer = connection.getresponse()
    result = answer.status, answer.headers, answer.read()
    connection.close()
    return result


def upload(api: HfApi, **options: Any) -> object:
    return api.upload_file(path_or_fileobj=b"x", path_in_repo="x", repo_id=NAME, repo_type="dataset", **options)


@pytest.mark.parametrize(
    ("token", "call", "error", "says"),
    [
        pytest.param(False, lambda api: api.create_repo("owner/x"), 401, "Invalid username", id="no token"),
        pytest.param("hf_unknown", lambda api: api.whoami(), 401, "Invalid user token", id="unknown token"),
        pytest.param(READ_TOKEN, lambda api: api.create_repo("owner/x"), 403, "namespace", id="create, read-only"),
        pytest.param(READ_TOKEN, upload, 403, "must use a write token", id="upload, read-only"),
        pytest.param(STRANGER_TOKEN, upload, 403, "create_pr=1", id="upload, another's"),
        pytest.param(WRITE_TOKEN, lambda api: api.create_repo("other/x"), 403, "namespace", id="another owner"),
        pytest.param(WRITE_TOKEN, lambda api: api.create_repo(NAME, repo_type="dataset"), 409, "already", id="twice"),
        pytest.param(WRITE_TOKEN, lambda api: api.create_repo("owner/x", private=True), 400, "public", id="private"),
        pytest.param(WRITE_TOKEN, lambda api: upload(api, create_pr=True), 400, "no pull requests", id="pull request"),
        pytest.param(WRITE_TOKEN, lambda api: api.dataset_info(NAME, expand=["x"]), 400, "expand: x", id="expand"),
    ],
)
def test_what_is_refused(hub: Hub, token: str | bool, call: Callable[[HfApi], object], error: int, says: str) -> None:
    with pytest.raises(HfHubHTTPError, match=says) as raised:
        call(client(hub, token))
    assert raised.value.response.status_code == error


@pytest.mark.parametrize(
    ("call", "error"),
    [
        pytest.param(lambda api: api.dataset_info("owner/none"), "RepositoryNotFoundError", id="repository"),
        pytest.param(lambda api: api.model_info(NAME), "RepositoryNotFoundError", id="another kind"),
        pytest.param(lambda api: api.dataset_info(NAME, revision="v9"), "RevisionNotFoundError", id="revision"),
        pytest.param(
            lambda api: list(api.list_repo_tree(NAME, "no/where", repo_type="dataset")),
            "RemoteEntryNotFoundError",
            id="folder",
        ),
        pytest.param(
            lambda api: api.hf_hub_download(NAME, "none.txt", repo_type="dataset"),
            "RemoteEntryNotFoundError",
            id="file",
        ),
    ],
)
def test_what_is_not_there(hub: Hub, call: Callable[[HfApi], object], error: str) -> None:
    with pytest.raises(HfHubHTTPError) as raised:
        call(client(hub))
    assert type(raised.value).__name__ == error


@pytest.mark.parametrize("name", ["a--b", "a..b", "-a", "a.", "a.git", "a b", "x" * 97, ""])
def test_names_the_hub_refuses(hub: Hub, name: str) -> None:
    # The client refuses most of them before it asks.
    status, _, body = ask(hub, "POST", "/api/repos/create", json.dumps({"name": name, "type": "dataset"}).encode())
    assert (status, b"'--' and '..' are forbidden" in body) == (400, True)


@pytest.mark.parametrize(
    ("lines", "status"),
    [
        pytest.param([], 400, id="nothing"),
        pytest.param([("file", {"path": "x", "content": "x"})], 400, id="no header"),
        pytest.param([("header", {"summary": "s"}), ("moved", {"path": "x"})], 400, id="unknown operation"),
        pytest.param([("header", {"summary": "s"}), ("file", {"path": "a/../x", "content": ""})], 400, id="path"),
        pytest.param([("header", {"summary": "s"}), ("file", {"path": "old", "content": ""})], 400, id="folder"),
        pytest.param([("header", {"summary": "s"}), ("lfsFile", {"path": "x", "oid": "0" * 64})], 400, id="dangling"),
        pytest.param([("header", {"summary": "s"}), ("deletedFile", {"path": "none"})], 404, id="delete a file"),
        pytest.param([("header", {"summary": "s"}), ("deletedFolder", {"path": "none"})], 404, id="delete a folder"),
        pytest.param([("header", {"summary": "s", "parentCommit": "0" * 40})], 412, id="another parent"),
    ],
)
def test_commits_that_change_nothing(hub: Hub, lines: list[tuple[str, dict[str, str]]], status: int) -> None:
    before = head(hub)
    body = b"".join(json.dumps({"key": key, "value": value}).encode() + b"\n" for key, value in lines)
    assert (ask(hub, "POST", f"{API}/commit/main", body)[0], head(hub)) == (status, before)


def test_one_commit_of_many_operations(hub: Hub, tmp_path: Path) -> None:
    before = head(hub)
    added = {"models/1.parquet": TABLE, "notes.txt": b"notes", "blob": TABLE[::-1], "empty.bin": b""}
    made = commit(hub, added, "old/1.txt", "README.md", parent=before)
    assert [made, before] == [entry.commit_id for entry in client(hub).list_repo_commits(NAME, repo_type="dataset")][:2]
    siblings = client(hub).dataset_info(NAME, files_metadata=True).siblings or []
    assert {file.rfilename for file in siblings} == {".gitattributes", "old/2.txt", *added} == set(files(hub))
    assert {file.rfilename for file in siblings if file.lfs} == {"models/1.parquet", "blob"}
    folder = Path(client(hub).snapshot_download(NAME, repo_type="dataset", cache_dir=tmp_path / "cache"))
    assert {path: (folder / path).read_bytes() for path in added} == added
    commit(hub, {}, "models/")
    assert "models/1.parquet" not in files(hub)
    assert "models/1.parquet" in files(hub, made)


def test_a_stale_parent(hub: Hub) -> None:
    before = head(hub)
    now = commit(hub, {"a.txt": b"a"}, parent=before)
    with pytest.raises(HfHubHTTPError, match="A commit has happened since") as raised:
        commit(hub, {"b.txt": b"b"}, parent=before)
    assert (raised.value.response.status_code, head(hub)) == (412, now)


def test_of_many_at_once_one_wins(hub: Hub) -> None:
    before = head(hub)
    start = threading.Barrier(8)

    def race(number: int) -> int:
        start.wait()
        line = {"key": "header", "value": {"summary": str(number), "parentCommit": before}}
        return ask(hub, "POST", f"{API}/commit/main", json.dumps(line).encode())[0]

    with ThreadPoolExecutor(8) as pool:
        assert sorted(pool.map(race, range(8))) == [200] + [412] * 7


def test_nothing_changed(hub: Hub) -> None:
    before = head(hub)
    assert commit(hub, {"old/1.txt": b"1"}) == before  # the client asks and leaves it
    status, _, body = ask(hub, "POST", f"{API}/commit/main", b'{"key": "header", "value": {"summary": "empty"}}')
    assert (status, json.loads(body)["commitOid"] != before, head(hub) != before) == (200, True, True)


def test_copies_and_ignored_files(hub: Hub) -> None:
    commit(hub, {"1.parquet": TABLE, ".gitignore": b"*.tmp\n!keep.tmp\n", "a.tmp": b"a", "keep.tmp": b"k"})
    copies = [CommitOperationCopy("1.parquet", "2.parquet"), CommitOperationCopy("old/1.txt", "3.txt")]
    client(hub).create_commit(NAME, copies, commit_message="copied", repo_type="dataset")
    assert {"2.parquet", "3.txt", "keep.tmp"} <= set(files(hub))
    assert "a.tmp" not in files(hub)


def test_tags_and_branches(hub: Hub, tmp_path: Path) -> None:
    api, first = client(hub), head(hub)
    api.create_tag(NAME, tag="v2024.01", repo_type="dataset")
    with pytest.raises(HfHubHTTPError, match="exists already"):
        api.create_tag(NAME, tag="v2024.01", repo_type="dataset")
    with pytest.raises(HfHubHTTPError, match="Invalid rev id"):
        api.create_tag(NAME, tag="v2", revision="none", repo_type="dataset")
    api.create_branch(NAME, branch="next/one", repo_type="dataset")
    second = commit(hub, {"README.md": b"# second"}, revision="next/one")
    references = api.list_repo_refs(NAME, repo_type="dataset")
    assert {ref.name: ref.target_commit for ref in references.branches} == {"main": first, "next/one": second}
    assert {ref.name: ref.target_commit for ref in references.tags} == {"v2024.01": first}
    options: dict[str, Any] = {"repo_type": "dataset", "cache_dir": tmp_path / "cache"}
    for revision, text in {"v2024.01": "---\nlicense", "next/one": "# second", second[:7]: "# second"}.items():
        place = api.hf_hub_download(NAME, "README.md", revision=revision, **options)
        assert Path(place).read_text().startswith(text)
    api.super_squash_history(NAME, branch="next/one", repo_type="dataset")
    assert len(api.list_repo_commits(NAME, revision="next/one", repo_type="dataset")) == 1
    api.delete_branch(NAME, branch="next/one", repo_type="dataset")
    api.delete_tag(NAME, tag="v2024.01", repo_type="dataset")
    with pytest.raises(HfHubHTTPError, match="Invalid rev id"):
        api.delete_tag(NAME, tag="v2024.01", repo_type="dataset")


def test_pages(hub: Hub) -> None:
    hub.tree_page, hub.tree_page_expanded, hub.commits_page = 2, 1, 1
    assert files(hub) == [".gitattributes", "README.md", "old/1.txt", "old/2.txt"]
    assert len(hub.asked("GET .*/tree/")) == 3
    entries = list(client(hub).list_repo_tree(NAME, "old", expand=True, repo_type="dataset"))
    assert [entry.last_commit["title"] for entry in entries if entry.last_commit] == ["changed", "changed"]
    assert len(client(hub).list_repo_commits(NAME, repo_type="dataset")) == 2
    found = client(hub).get_paths_info(NAME, ["old", "README.md", "none"], repo_type="dataset")
    assert [entry.path for entry in found] == ["old", "README.md"]


def test_expand(hub: Hub) -> None:
    info = client(hub).dataset_info(NAME, expand=["sha", "lastModified"])
    assert (info.sha, info.siblings, str(info.last_modified)) == (head(hub), None, "2024-01-01 00:01:00+00:00")


def test_large_files_go_in_parts_and_once(hub: Hub) -> None:
    hub.part_bytes = 1000
    commit(hub, {"1.parquet": TABLE})
    assert [request.received for request in hub.asked("^PUT")] == [1000, 1000, 1000, 1000, 96]
    commit(hub, {"2.parquet": TABLE})
    assert hub.received("^PUT") == len(TABLE)
    assert [file.size for file in client(hub).list_lfs_files(NAME, repo_type="dataset")] == [len(TABLE)]


def test_a_body_that_ends_too_early_is_not_kept(hub: Hub) -> None:
    oid = "0" * 64
    connection = HTTPConnection(hub.url.removeprefix("http://"))
    connection.putrequest("PUT", f"/lfs-storage/datasets/{NAME}/{oid}")
    connection.putheader("Content-Length", "1000")
    connection.endheaders(b"half")
    connection.close()
    assert ask(hub, "PUT", f"/lfs-storage/datasets/{NAME}/{oid}", b"of another sha256")[0] == 400
    assert not list(hub.store.find("datasets", NAME).folder.glob("lfs/*"))


@pytest.mark.parametrize(
    ("asked", "status", "span", "body"),
    [
        pytest.param("bytes=0-3", 206, "bytes 0-3/10", b"0123", id="first"),
        pytest.param("bytes=7-", 206, "bytes 7-9/10", b"789", id="from"),
        pytest.param("bytes=8-99", 206, "bytes 8-9/10", b"89", id="beyond"),
        pytest.param("bytes=-3", 206, "bytes 7-9/10", b"789", id="last"),
        pytest.param("bytes=-99", 206, "bytes 0-9/10", b"0123456789", id="last, more than all"),
        pytest.param("bytes=10-", 416, "bytes */10", None, id="outside"),
        pytest.param("bytes=-0", 416, "bytes */10", None, id="last none"),
        pytest.param("bytes=5-2", 200, None, b"0123456789", id="backwards"),
        pytest.param("bytes=0-1,3-4", 200, None, b"0123456789", id="several"),
        pytest.param("lines=1-2", 200, None, b"0123456789", id="another unit"),
    ],
)
def test_ranges(hub: Hub, asked: str, status: int, span: str | None, body: bytes | None) -> None:
    made = commit(hub, {"ten.txt": b"0123456789"})
    path = f"/datasets/{NAME}/resolve/main/ten.txt"
    answer, headers, data = ask(hub, "GET", path, Range=asked)
    assert (answer, headers["Content-Range"], data if body else None) == (status, span, body)
    answer, headers, data = ask(hub, "HEAD", path)
    assert (answer, headers["Content-Length"], headers["X-Repo-Commit"], data) == (200, "10", made, b"")


def test_ids_are_those_of_git(
    hub: Hub, commit_files: Callable[..., str], run_git: Callable[..., str], tmp_path: Path
) -> None:
    texts = {"a/b/c.txt": b"c", "a.txt": b"a", "a-b/d.txt": b"d", "z": b""}
    commit(hub, texts, "README.md", "old/", ".gitattributes")
    commit_files(tmp_path / "git", texts)
    listed = run_git(tmp_path / "git", "ls-tree", "-r", "-t", "HEAD").splitlines()
    tree = client(hub).list_repo_tree(NAME, recursive=True, repo_type="dataset")
    ids = {entry.path: getattr(entry, "blob_id", None) or getattr(entry, "tree_id", None) for entry in tree}
    assert ids == {line.partition("\t")[2]: line.split()[2] for line in listed}


def test_the_same_again(hub: Hub, tmp_path: Path) -> None:
    commit(hub, {"1.parquet": TABLE})
    with serve(tmp_path / "another") as other:
        filled(other)
        commit(other, {"1.parquet": TABLE})
        assert head(other) == head(hub)
    with serve(tmp_path / "another") as again:
        assert (head(again), files(again)) == (head(hub), files(hub))
        client(again).delete_repo(NAME, repo_type="dataset")
        assert not client(again).repo_exists(NAME, repo_type="dataset")
