"""What a page tells of its models beside the tables."""

from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from builder.dataset.card import loadable, shown
from builder.dataset.notes import of_models, taken_over
from builder.schemas import MODELS

PRESENT = {"model_id": "pine/a", "hub": "huggingface", "status": "present"}


def stored(folder: Path, *rows: dict[str, Any]) -> list[Path]:
    path = folder / "models.parquet"
    pq.write_table(pa.Table.from_pylist([PRESENT | row for row in rows], schema=MODELS.schema), path)
    return [path]


@pytest.mark.parametrize(
    "row",
    [
        pytest.param({}, id="a model as any"),
        pytest.param({"license": "mit", "license_spdx": "MIT"}, id="a licence with its expression"),
        pytest.param({"status": "gone"}, id="gone, with an owner"),
        pytest.param({"model_id": "gpt2", "status": "renamed"}, id="moved"),
        pytest.param({"model_id": "o/r#entry", "hub": "pytorch", "status": "gone"}, id="of PyTorch Hub"),
    ],
)
def test_nothing_to_tell(tmp_path, row):
    assert of_models(stored(tmp_path, row)) == []


def test_what_is_told(tmp_path):
    rows = [{"model_id": "pine/a@1", "status": "replaced"}, {"model_id": "bare", "status": "gone"}]
    rows += [{"license": "other"}, {"license": "other"}, {"license": "a`b\nc"}]
    replaced, unlinked, licenses = of_models(stored(tmp_path, *rows))
    assert replaced.startswith("1 model with the status `replaced`")
    assert unlinked.startswith("1 model without an owner in the name left")
    assert licenses == "3 models with a licence that has no SPDX identifier: `other` 2, `a'b c` 1"
    assert taken_over(stored(tmp_path, *rows)) == ["pine/a@1"]


def test_an_older_release_without_these_columns_is_still_read(tmp_path):
    path = tmp_path / "old.parquet"
    pq.write_table(pa.table({"model_id": ["pine/a"]}), path)
    assert (of_models([path]), taken_over([path]), of_models([])) == ([], [], [])


@pytest.mark.parametrize(
    ("rows", "offered", "example"),
    [
        pytest.param({"models": 0, "mappings": 0}, ["models"], "models", id="nothing at all"),
        pytest.param({"models": 2, "mappings": 0}, ["models"], "models", id="no mappings"),
        pytest.param(
            {"models": 0, "repositories": 1, "mappings": 3}, ["repositories", "mappings"], "mappings", id="no models"
        ),
        pytest.param(
            {"snapshots": 1, "models": 2, "mappings": 3}, ["models", "snapshots", "mappings"], "mappings", id="all"
        ),
    ],
)
def test_tables_without_rows_are_not_offered(rows, offered, example):
    assert (loadable(rows), shown(rows)) == (offered, example)
