import json
import os
import socket
from contextlib import nullcontext
from pathlib import Path
from typing import Any, ClassVar

import fsspec
import pytest
from fsspec.implementations.memory import MemoryFileSystem

from builder.dataset import remote, staging
from builder.dataset.manifest import FORMAT, NAME
from builder.errors import OutputError

URL = "memory://bucket/peatmoss"


def claim(url: str) -> None:
    """What a build does first, and no more."""
    with remote.claimed(url, "/our/work"):
        pass


@pytest.fixture
def store() -> Any:
    system = fsspec.filesystem("memory")
    system.store.clear()
    yield system
    system.store.clear()


def dataset(folder: Path, **files: str) -> Path:
    for name, text in files.items():
        path = folder / f"models/{name}.arrow"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    named = {f"models/{name}.arrow": {"sha256": text, "bytes": len(text)} for name, text in files.items()}
    (folder / NAME).write_text(json.dumps({"format": FORMAT, "files": named}))
    return folder


def there(store: Any) -> dict[str, bytes]:
    return {path: store.cat_file(path) for path in store.find("/bucket") if not path.endswith(NAME)}


def test_a_dataset_is_sent_and_sent_again(store: Any, tmp_path: Path) -> None:
    claim(URL)
    remote.put(dataset(tmp_path / "1", a="old", b="same"), URL)
    claim(URL)
    remote.put(dataset(tmp_path / "2", b="same", c="new"), URL)
    assert there(store) == {"/bucket/peatmoss/models/b.arrow": b"same", "/bucket/peatmoss/models/c.arrow": b"new"}


def test_what_is_there_is_not_sent_again(store: Any, tmp_path: Path) -> None:
    remote.put(dataset(tmp_path / "1", a="same"), URL)
    before = store.created("/bucket/peatmoss/models/a.arrow")
    remote.put(dataset(tmp_path / "1", a="same", b="more"), URL)
    assert store.created("/bucket/peatmoss/models/a.arrow") == before


def test_a_file_that_went_missing_is_sent_again(store: Any, tmp_path: Path) -> None:
    folder = dataset(tmp_path / "1", a="same")
    remote.put(folder, URL)
    store.rm("/bucket/peatmoss/models/a.arrow")
    remote.put(folder, URL)
    assert there(store) == {"/bucket/peatmoss/models/a.arrow": b"same"}


@pytest.mark.parametrize(
    ("path", "text", "told"),
    [
        pytest.param("notes.txt", "mine", "holds notes.txt, which peatmoss did not write", id="somebody's file"),
        pytest.param(NAME, "{", "is not JSON", id="a manifest that is not JSON"),
        pytest.param(NAME, "{}", "was not written by this version", id="a manifest of something else"),
    ],
)
def test_what_is_not_ours_is_refused_and_stays(store: Any, path: str, text: str, told: str) -> None:
    store.pipe_file(f"/bucket/peatmoss/{path}", text.encode())
    with pytest.raises(OutputError, match=told):
        claim(URL)
    assert store.cat_file(f"/bucket/peatmoss/{path}") == text.encode()


def test_a_store_that_cannot_be_used_is_named() -> None:
    with pytest.raises(OutputError, match="nosuch://x/y cannot be used"):
        claim("nosuch://x/y")


def test_a_store_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="cannot be written"):
        remote.put(dataset(tmp_path / "1", a="new"), "file:///proc/nowhere")


class Watched(MemoryFileSystem):
    """A store that notes what is written and removed, in its order."""

    protocol = "watched"
    calls: ClassVar[list[str]] = []

    def put_file(self, lpath: str, rpath: str, **more: Any) -> None:
        self.calls.append(rpath.rpartition("/")[2])
        super().put_file(lpath, rpath, **more)

    def rm_file(self, path: str) -> None:
        self.calls.append(f"-{path.rpartition('/')[2]}")
        super().rm_file(path)


def test_the_manifest_comes_after_what_it_names_and_before_what_goes(store: Any, tmp_path: Path) -> None:
    """A kill in between leaves a manifest whose files are all there, or one whose checksums tell that they are not."""
    fsspec.register_implementation("watched", Watched, clobber=True)
    url = "watched://bucket/peatmoss"
    remote.put(dataset(tmp_path / "1", a="old", b="same"), url)
    assert Watched.calls == ["a.arrow", "b.arrow", NAME]
    Watched.calls.clear()
    remote.put(dataset(tmp_path / "2", b="same", c="new"), url)
    assert Watched.calls == ["c.arrow", NAME, "-a.arrow"]


def lock(store: Any, **holder: Any) -> None:
    known = {"pid": os.getpid(), "host": socket.gethostname(), "work": "/their/work", "token": "t"}
    store.pipe_file(f"/bucket/peatmoss/{remote.LOCK}", json.dumps(known | holder).encode())


def test_a_second_build_is_told_who_holds_the_place(store: Any, tmp_path: Path) -> None:
    with remote.claimed(URL, "/their/work"):
        remote.put(dataset(tmp_path / "1", a="old"), URL)
        with pytest.raises(OutputError, match=rf"held by process {os.getpid()} on .* \(--work /their/work\): wait"):
            claim(URL)
        assert store.exists(f"/bucket/peatmoss/{remote.LOCK}")
    assert not store.exists(f"/bucket/peatmoss/{remote.LOCK}")
    claim(URL)


@pytest.mark.parametrize(
    ("holder", "held"),
    [
        pytest.param({}, True, id="a process that runs"),
        pytest.param({"host": "elsewhere", "pid": 2**22 + 1}, True, id="of another machine"),
        pytest.param({"host": "elsewhere", "work": "/our/work"}, True, id="a workspace of another machine"),
        pytest.param({"pid": 2**22 + 1}, False, id="a process that is gone"),
        pytest.param({"work": "/our/work"}, False, id="of a killed build in this workspace"),
        pytest.param({"pid": None}, False, id="nobody in particular"),
    ],
)
def test_who_may_still_be_at_work_is_waited_for(store: Any, holder: dict[str, Any], held: bool) -> None:
    lock(store, **holder)
    with pytest.raises(OutputError, match="is held by") if held else nullcontext():
        claim(URL)
    assert store.exists(f"/bucket/peatmoss/{remote.LOCK}") is held


def test_of_two_that_take_it_at_one_moment_the_last_has_it(store: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    real, looks = remote._holder, []

    def holder(system: Any, root: str) -> Any:
        looks.append(root)
        if len(looks) == 2:
            lock(store)  # another build wrote after us
        return real(system, root)

    monkeypatch.setattr(remote, "_holder", holder)
    with pytest.raises(OutputError, match="is held by"):
        claim(URL)


def test_a_folder_by_its_url_has_the_lock_of_the_folder(tmp_path: Path) -> None:
    with staging.claimed(tmp_path / "out", "/their/work"), pytest.raises(OutputError, match="held by process"):
        claim(f"file://{tmp_path}/out")
    claim(f"file://{tmp_path}/out")
    assert list(tmp_path.iterdir()) == []
