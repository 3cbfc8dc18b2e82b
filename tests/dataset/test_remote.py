import json
from pathlib import Path
from typing import Any

import fsspec
import pytest

from builder.dataset import remote
from builder.dataset.manifest import FORMAT, NAME
from builder.errors import OutputError

URL = "memory://bucket/peatmoss"


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
    remote.claim(URL)
    remote.put(dataset(tmp_path / "1", a="old", b="same"), URL)
    remote.claim(URL)
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
        remote.claim(URL)
    assert store.cat_file(f"/bucket/peatmoss/{path}") == text.encode()


def test_a_store_that_cannot_be_used_is_named() -> None:
    with pytest.raises(OutputError, match="nosuch://x/y cannot be used"):
        remote.claim("nosuch://x/y")


def test_a_store_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="cannot be written"):
        remote.put(dataset(tmp_path / "1", a="new"), "file:///proc/nowhere")
