"""The numbers of a page, counted in shards written by hand."""

from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from builder import schemas
from builder.dataset.summary import Count, Evidence, Resolution, Used, summarize

MAPPINGS = [
    {"mapping_id": "1", "repository_id": "a/a", "model_id": "m/1", "usage": "use", "resolution": "literal"},
    {"mapping_id": "2", "repository_id": "a/a", "model_id": "m/1", "usage": "use", "resolution": "literal"},
    {"mapping_id": "3", "repository_id": "b/b", "model_id": "m/2", "usage": "use", "resolution": "constant"},
    {"mapping_id": "4", "repository_id": "c/c", "model_id": "m/2", "usage": "use", "resolution": "constant"},
    {"mapping_id": "5", "repository_id": "c/c", "model_id": "m/3", "usage": "mention", "resolution": "constant"},
    {"mapping_id": "6", "repository_id": "c/c", "usage": "use", "resolution": "dynamic"},
]
SHARES = {"1": 0.9, "2": 0.8, "3": 0.7}


def shard(
    folder: Path, table: schemas.Table, rows: list[dict[str, Any]], without: str = "", form: str = "arrow"
) -> Path:
    path = folder / f"{table.name}-{len(list(folder.iterdir()))}.{form}"
    made = pa.Table.from_pylist(rows, table.schema)
    made = made.drop_columns([without]) if without else made
    if form == "parquet":
        pq.write_table(made, path)
        return path
    with pa.ipc.new_stream(path, made.schema) as stream:
        stream.write_table(made)
    return path


def rows() -> list[dict[str, Any]]:
    return [{**row, "confidence": SHARES.get(row["mapping_id"])} for row in MAPPINGS]


@pytest.mark.parametrize("form", ["arrow", "parquet"])
def test_uses_are_counted_by_repository(tmp_path: Path, form: str) -> None:
    parts = [shard(tmp_path, schemas.MAPPINGS, part, form=form) for part in (rows()[:2], rows()[2:])]
    found = summarize({"mappings": parts})
    assert found.used == [Used("m/2", 2, 2), Used("m/1", 1, 2)]  # a mention is no use, a call without a name no model
    assert found.numbers["models_used"] == 2
    assert found.numbers["repositories_using"] == 3  # not by the call without a name
    assert found.numbers["mappings_named"] == 0
    assert found.numbers["mappings_identified"] == 5
    assert found.counts["mappings.usage"] == [Count("use", 5), Count("mention", 1)]
    assert found.resolutions == [
        Resolution("constant", 3, 1, 0.7, 0.7),
        Resolution("literal", 2, 2, 0.8, 0.9),
        Resolution("dynamic", 1, 0, None, None),
    ]
    assert found.nulls["mappings"] | {"model_id": 1, "confidence": 3, "usage": 0} == found.nulls["mappings"]


def test_empty_lists_are_counted_with_nulls(tmp_path: Path) -> None:
    models = [{"model_id": "m/1", "tags": []}, {"model_id": "m/2", "tags": ["a"]}, {"model_id": "m/3"}]
    assert summarize({"models": [shard(tmp_path, schemas.MODELS, models)]}).nulls["models"]["tags"] == 2


def test_equal_numbers_stand_in_the_order_of_names(tmp_path: Path) -> None:
    licences = ["b", "a", None, "c", "c", None, None]
    models = [{"model_id": f"m/{at}", "license": name} for at, name in enumerate(licences)]
    found = summarize({"models": [shard(tmp_path, schemas.MODELS, models)]})
    assert found.counts["models.license"] == [Count(None, 3), Count("c", 2), Count("a", 1), Count("b", 1)]
    assert found.top("models.license") == [Count("c", 2), Count("a", 1), Count("b", 1)]


def test_evidence_by_source(tmp_path: Path) -> None:
    entry = {"field": "license", "index": None, "source": "front_matter", "quote": "mit", "start": 9, "end": 12}
    tag = {**entry, "source": "tags", "start": None, "end": None}
    extracted = [{"model_id": "m/1", "evidence": [entry, tag]}, {"model_id": "m/2", "evidence": [tag]}]
    found = summarize({"extracted_metadata": [shard(tmp_path, schemas.EXTRACTED_METADATA, extracted)]})
    assert found.evidence == [Evidence("tags", 2, 0), Evidence("front_matter", 1, 1)]


def test_a_release_without_a_column_of_today(tmp_path: Path) -> None:
    found = summarize({"mappings": [shard(tmp_path, schemas.MAPPINGS, rows(), without="confidence")]})
    assert found.numbers["mappings_measured"] == 0
    assert found.nulls["mappings"]["confidence"] == 6
    assert [one.measured for one in found.resolutions] == [0, 0, 0]


def test_nothing_at_all() -> None:
    found = summarize({})
    assert set(found.rows.values()) == set(found.numbers.values()) == {0}
    assert (found.used, found.resolutions, found.evidence) == ([], [], [])
    assert (found.mapping, found.value) == (None, None)


PRESENT = {"model_id": "pine/a", "hub": "huggingface", "status": "present"}


def notes(folder: Path, *rows: dict[str, Any]) -> list[str]:
    return summarize({"models": [shard(folder, schemas.MODELS, [PRESENT | row for row in rows])]}).notes


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
    assert notes(tmp_path, row) == []


def test_what_is_told(tmp_path):
    rows = [{"model_id": "pine/a@1", "status": "replaced"}, {"model_id": "bare", "status": "gone"}]
    rows += [{"license": "other"}, {"license": "other"}, {"license": "a`b\nc"}]
    replaced, unlinked, licenses = notes(tmp_path, *rows)
    assert replaced.startswith("1 model with the status `replaced`")
    assert unlinked.startswith("1 model without an owner in the name left")
    assert licenses == "3 models with a licence that has no SPDX identifier: `other` 2, `a'b c` 1"


def test_an_older_release_without_these_columns_has_none(tmp_path):
    path = tmp_path / "old.parquet"
    pq.write_table(pa.table({"model_id": ["pine/a"]}), path)
    assert summarize({"models": [path]}).notes == summarize({}).notes == []
