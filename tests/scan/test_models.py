"""A table of models in a dataset on a loopback Hub: the same facts as from its folder."""

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hub_server import Hub
from huggingface_hub import HfApi
from publishing import NAME, loopback

from builder.errors import InputError
from builder.scan.report import scan

CODE = 'from transformers import AutoModel\nAutoModel.from_pretrained("moss/old")\n'


@pytest.fixture
def hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    with loopback(tmp_path, monkeypatch) as running:
        monkeypatch.setenv("HF_ENDPOINT", running.url)
        monkeypatch.setenv("PEATMOSS_CACHE", str(tmp_path / "cache"))
        monkeypatch.delenv("HF_HUB_OFFLINE", raising=False)
        HfApi(endpoint=running.url).create_repo(NAME, repo_type="dataset")
        yield running


@pytest.fixture
def given(tmp_path: Path) -> Path:
    """A folder with a table of models that lacks columns of today."""
    rows = {"model_id": ["moss/new"], "former_ids": [["moss/old"]], "status": ["present"], "license": ["mit"]}
    (tmp_path / "given/models").mkdir(parents=True)
    pq.write_table(pa.table({**rows, "notes": ["x"]}), tmp_path / "given/models/a.parquet")
    (tmp_path / "code").mkdir()
    (tmp_path / "code/a.py").write_text(CODE)
    (tmp_path / "code/model.safetensors").write_bytes(b"\x02\0\0\0\0\0\0\0{}")
    return tmp_path / "given"


def test_a_dataset_on_the_hub_says_what_its_folder_says(hub: Hub, given: Path) -> None:
    HfApi(endpoint=hub.url).upload_folder(repo_id=NAME, repo_type="dataset", folder_path=given)
    code = str(given.parent / "code")
    found = scan(code, models=NAME)
    assert [entry.model_id for entry in found.models if entry.places[0]["call"]] == ["moss/new"]
    assert found.models == scan(code, models=str(given)).models


def test_a_dataset_without_models(hub: Hub, given: Path) -> None:
    with pytest.raises(InputError, match="no table models"):
        scan(str(given.parent / "code"), models=NAME)


def test_a_folder_of_that_name_comes_first(
    hub: Hub, given: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / NAME).parent.mkdir()
    given.rename(tmp_path / NAME)
    monkeypatch.chdir(tmp_path)
    hub.requests.clear()
    assert [entry.name for entry in scan("code", models=NAME).models if entry.places[0]["call"]] == ["moss/new"]
    assert hub.requests == []
