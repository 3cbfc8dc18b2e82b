"""Which tables a dataset offers, and which first, read by versions of `datasets` in environments of their own."""

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest
from command import SAMPLE, Built, build, here
from dumps import store

from builder import schemas
from builder.release.stage import stage

CLIENTS = [path for path in os.environ.get("PEATMOSS_DATASETS", "").split(":") if path]
READ = """
import json, sys
from datasets import get_dataset_config_names, load_dataset
names = get_dataset_config_names(sys.argv[1])
rows = {name: load_dataset(sys.argv[1], name, split="train").num_rows for name in names}
print(json.dumps([rows, load_dataset(sys.argv[1], split="train").column_names]))
"""
SETTINGS = '[[sources]]\nkind = "hub_dump"\nname = "dump"\npath = "models.jsonl"\ntaken_at = 2026-11-01\n'


def read(python: str, folder: Path, home: Path) -> list[Any]:
    """The rows of each table that a version of `datasets` finds, and the columns of the one that it gives unasked."""
    more = {"HF_HUB_OFFLINE": "1", "HF_HOME": str(home)}
    command = [python, "-c", READ, str(folder)]
    done = subprocess.run(command, env=os.environ | more, cwd=home, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return list(json.loads(done.stdout.splitlines()[-1]))


@pytest.mark.skipif(not CLIENTS, reason="PEATMOSS_DATASETS names no Python with another version of datasets")
@pytest.mark.parametrize("form", ["built", "parquet", "arrow"])
@pytest.mark.parametrize("python", CLIENTS)
def test_every_table_that_the_page_offers_loads_models_first(python: str, form: str, tmp_path: Path) -> None:
    store(tmp_path / "models.jsonl", [{"id": "pine/birch", "sha": "1" * 40, "downloads": 100, "tags": []}])
    (tmp_path / "settings.toml").write_text(SETTINGS)
    folder = build(tmp_path, "--config", "settings.toml").out
    tables = {"models": 1, "snapshots": 1}
    if form != "built":
        released = tmp_path / "released/peatmoss"
        released.mkdir(parents=True)
        stage(folder, released, "owner/peatmoss", "v1", form, None)  # type: ignore[arg-type] # one of the two
        folder, tables = released, tables | {"models_history": 1}
    assert read(python, folder, tmp_path) == [tables, schemas.MODELS.schema.names]


@pytest.mark.skipif(not CLIENTS, reason="PEATMOSS_DATASETS names no Python with another version of datasets")
@pytest.mark.parametrize("python", CLIENTS)
def test_mappings_come_first_where_there_are_some(python: str, sample_copy: Built, tmp_path: Path) -> None:
    assert here("figures", sample_copy.out, cwd=tmp_path).returncode == 0  # whose tables are no rows of its own
    tables, columns = read(python, sample_copy.out, tmp_path)
    assert tables == {name: rows for name, rows in SAMPLE.items() if rows}
    assert columns == schemas.MAPPINGS.schema.names
