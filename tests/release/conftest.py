"""A loopback Hub for each test. Releases of the sample stand on it where a test asks for them; they are made once."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from command import Built
from hub_server import Hub
from publishing import loopback, release


@pytest.fixture
def hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    with loopback(tmp_path, monkeypatch) as running:
        yield running


@pytest.fixture(scope="session")
def releases(sample: Built, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folders `v1` and `v2`: what a Hub stores after one release of the sample, and after two."""
    folder = tmp_path_factory.mktemp("releases")
    built = shutil.copytree(sample.out, folder / "peatmoss")
    with pytest.MonkeyPatch.context() as patch, loopback(folder, patch):
        for tag in ("v1", "v2"):
            release(built, tag)
            shutil.copytree(folder / "hub", folder / tag)
    return folder


@pytest.fixture
def v1(hub: Hub, releases: Path) -> None:
    """Release v1 of the sample stands on the Hub."""
    shutil.copytree(releases / "v1", hub.store.folder)


@pytest.fixture
def v2(hub: Hub, releases: Path) -> None:
    """Releases v1 and v2 of the sample stand on the Hub."""
    shutil.copytree(releases / "v2", hub.store.folder)
