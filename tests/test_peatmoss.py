"""The built dataset as its users read it: `load_dataset`, streaming, the builder class, pandas, SQL."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import command
import datasets
import duckdb
import pandas as pd
import pyarrow.parquet as pq
import pytest
from command import SAMPLE, Built

from builder import schemas
from builder.engine import commits, workspace
from builder.errors import InputError
from builder.peatmoss import Peatmoss
from builder.pipeline import status

TABLES = [table for table in schemas.TABLES if SAMPLE[table.name]]  # the library loads none without rows
DATA = Path(os.environ.get("PEATMOSS_DATA", Path(__file__).parents[2] / "shared" / "data"))

# What a newcomer types, in a process of its own that can reach no Hub.
READ = """
import json
from datasets import get_dataset_config_names, get_dataset_default_config_name, load_dataset

def first(table, **more):
    return list(load_dataset("peatmoss", table, split="train", **more).take(3))

print(json.dumps({
    "rows": {name: load_dataset("peatmoss", name, split="train").num_rows for name in TABLES},
    "same": {name: first(name) == first(name, streaming=True) for name in TABLES},
    "splits": list(load_dataset("peatmoss", TABLES[0])),
    "tables": sorted(get_dataset_config_names("peatmoss")),
    "default": get_dataset_default_config_name("peatmoss"),
    "columns": load_dataset("peatmoss", split="train").column_names,
}, default=str))
"""


def rows(built: Built, name: str) -> int:
    return json.loads((built.out / "MANIFEST.json").read_text())["tables"][name]["rows"]


def load(built: Built, name: str, cache: Path) -> datasets.Dataset:
    return datasets.load_dataset(str(built.out), name, split="train", cache_dir=str(cache))


def merged(built: Built, name: str) -> Path:
    """Parquet file of a merged table."""
    commit = commits.read(built.work / "tables", name)
    assert commit is not None
    return built.work / "tables" / commit.files["rows"].name


def without_one_repository(built: Built, tmp_path: Path) -> None:
    """Builds the same folders again, with other rows."""
    (tmp_path / "excluded").write_text(command.hashed("peat-studio/rain-gauge", "bog-vision/mural"))
    command.build(tmp_path, "--exclude", "excluded")


@pytest.fixture
def reader(tmp_path: Path) -> Any:
    """`reader(folder, tables)`: what READ prints in a folder that holds 'peatmoss', with an empty cache."""

    def read(folder: Path, tables: list[str]) -> dict[str, Any]:
        code = f"TABLES = {tables!r}\n{READ}"
        known = command.environment(HF_HOME=str(tmp_path / "hf"), HF_HUB_OFFLINE="1")
        done = subprocess.run(
            [sys.executable, "-c", code], cwd=folder, env=known, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    return read


# load_dataset


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_table_loads_from_a_fresh_cache(table: schemas.Table, sample: Built, tmp_path: Path) -> None:
    loaded = load(sample, table.name, tmp_path)
    assert loaded.num_rows == rows(sample, table.name) > 0
    assert loaded.features == datasets.Features.from_arrow_schema(table.schema)
    assert loaded.to_list() == pq.read_table(merged(sample, table.name)).to_pylist()


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_table_streams(table: schemas.Table, sample: Built, tmp_path: Path) -> None:
    stream = datasets.load_dataset(str(sample.out), table.name, split="train", streaming=True)
    assert stream.features == datasets.Features.from_arrow_schema(table.schema)
    assert list(stream.take(3)) == load(sample, table.name, tmp_path).select(range(3)).to_list()


def test_name_beside_the_folder_is_enough(sample: Built, reader: Any) -> None:
    names = [table.name for table in TABLES]
    told = reader(sample.out.parent, names)
    assert told == {
        "rows": {name: rows(sample, name) for name in names},
        "same": dict.fromkeys(names, True),
        "splits": ["train"],
        "tables": sorted(names),
        "default": "mappings",
        "columns": schemas.MAPPINGS.schema.names,
    }


def test_rows_of_a_rebuilt_table_are_never_stale(sample_copy: Built, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    before = load(sample_copy, "repositories", cache)
    without_one_repository(sample_copy, tmp_path)
    after = load(sample_copy, "repositories", cache)
    assert (before.num_rows, after.num_rows) == (12, 10)
    assert {"peat-studio/rain-gauge", "bog-vision/mural"} == {*before["repository_id"]} - {*after["repository_id"]}


# The builder class


@pytest.mark.parametrize("name", ["mappings", "models"])
def test_builder_class_makes_the_same_rows(name: str, sample: Built, tmp_path: Path) -> None:
    builder = Peatmoss(name, data_dir=str(sample.work / "tables"), cache_dir=str(tmp_path / "builder"))
    builder.download_and_prepare()
    made = builder.as_dataset("train")
    assert made.features == datasets.Features.from_arrow_schema(schemas.BY_NAME[name].schema)
    assert made.to_list() == load(sample, name, tmp_path / "folder").to_list()


def test_builder_class_never_serves_a_table_of_before(sample_copy: Built, tmp_path: Path) -> None:
    def made() -> datasets.Dataset:
        tables = str(sample_copy.work / "tables")
        builder = Peatmoss("repositories", data_dir=tables, cache_dir=str(tmp_path / "cache"))
        builder.download_and_prepare()
        return builder.as_dataset("train")

    before = made()
    without_one_repository(sample_copy, tmp_path)
    assert (before.num_rows, made().num_rows) == (12, 10)


def test_builder_class_has_a_config_per_table() -> None:
    assert set(Peatmoss.builder_configs) == {table.name for table in schemas.TABLES}
    assert Peatmoss.DEFAULT_CONFIG_NAME == "models"


@pytest.mark.parametrize("folder", ["", "nowhere"])
def test_builder_class_without_a_table_says_what_to_do(folder: str, tmp_path: Path) -> None:
    builder = Peatmoss("mappings", data_dir=str(tmp_path / folder), cache_dir=str(tmp_path / "cache"))
    with pytest.raises(InputError, match="holds no table 'mappings': run peatmoss build first"):
        builder.download_and_prepare()


# Parquet of the workspace


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_merged_table_opens_in_pandas(table: schemas.Table, sample: Built) -> None:
    frame = pd.read_parquet(merged(sample, table.name))
    assert list(frame.columns) == table.schema.names
    assert len(frame) == rows(sample, table.name)
    assert not frame[list(table.key)].isna().any(axis=None)
    assert not frame.duplicated(list(table.key)).any()


def test_merged_tables_can_be_asked_with_sql(sample: Built) -> None:
    files = sample.work / "tables"
    query = f"""
SELECT model_id, license_spdx, count(*) AS places
FROM '{files}/mappings-*.parquet' JOIN '{files}/models-*.parquet' USING (model_id)
GROUP BY ALL ORDER BY places DESC, model_id LIMIT 3"""
    found = duckdb.connect().execute(query).fetchall()
    assert len(found) == 3
    assert found[0][2] > 1


# Real input


@pytest.mark.skipif(not DATA.is_dir(), reason="no real input: PEATMOSS_DATA names its folder")
def test_real_pages_and_cards_build_and_load(tmp_path: Path, reader: Any) -> None:
    cards = DATA / "fixtures_small"
    records = [json.loads(path.read_text()) for path in sorted(cards.rglob("infos.json"))]
    (tmp_path / "cards.jsonl").write_text("".join(json.dumps(record) + "\n" for record in records))
    (tmp_path / "mine.toml").write_text(f"""
[[sources]]
kind = "hub_dump"
name = "with-cards"
path = "cards.jsonl"
cards = "{cards}"
taken_at = 2022-02-21T00:00:00Z
[[sources]]
kind = "hub_dump"
name = "pages"
path = "{DATA}/hub_api/raw_pages/models_page*.json.gz"
taken_at = 2024-07-11T00:00:00Z
""")
    built = command.build(tmp_path, "--config", "mine.toml")
    assert command.run("check", cwd=tmp_path).returncode == 0
    names = ["models", "snapshots", "extracted_metadata"]
    told = reader(tmp_path, names)
    assert told["rows"] == {name: rows(built, name) for name in names}
    assert told["same"] == dict.fromkeys(names, True)
    assert told["rows"]["models"] > 4000 > told["rows"]["snapshots"] == told["rows"]["extracted_metadata"] > 30
    lines = {line.step: line for line in status.read(workspace.opened(built.work))}
    assert lines["collect with-cards"].items == len(records)
    for step in ("snapshots", "extraction"):
        assert lines[step].items == lines[step].rows + sum(lines[step].skipped.values())
