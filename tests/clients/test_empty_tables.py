"""A dataset with tables that have no rows, read by versions of `datasets` in environments of their own."""

import json
import os
import subprocess
from pathlib import Path

import pytest
from command import build
from dumps import store

CLIENTS = [path for path in os.environ.get("PEATMOSS_DATASETS", "").split(":") if path]
READ = """
import json, sys
from datasets import get_dataset_config_names, load_dataset
names = get_dataset_config_names(sys.argv[1])
print(json.dumps({name: load_dataset(sys.argv[1], name, split="train").num_rows for name in names}))
"""
SETTINGS = '[[sources]]\nkind = "hub_dump"\nname = "dump"\npath = "models.jsonl"\ntaken_at = 2026-11-01\n'


@pytest.mark.skipif(not CLIENTS, reason="PEATMOSS_DATASETS names no Python with another version of datasets")
@pytest.mark.parametrize("python", CLIENTS)
def test_every_table_that_the_page_offers_loads(python: str, tmp_path: Path) -> None:
    store(tmp_path / "models.jsonl", [{"id": "pine/birch", "sha": "1" * 40, "downloads": 100, "tags": []}])
    (tmp_path / "settings.toml").write_text(SETTINGS)
    built = build(tmp_path, "--config", "settings.toml")
    more = {"HF_HUB_OFFLINE": "1", "HF_HOME": str(tmp_path / "home")}
    done = subprocess.run(
        [python, "-c", READ, str(built.out)],
        env=os.environ | more,
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout.splitlines()[-1]) == {"models": 1, "snapshots": 1}
