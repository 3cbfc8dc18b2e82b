"""A folder that was rebuilt, or replaced by another of the same name, gives its own rows and not those of a cache."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from command import build_here
from dumps import store

from builder.release.stage import stage

OTHERS = [path for path in os.environ.get("PEATMOSS_DATASETS", "").split(":") if path]
SETTINGS = '[[sources]]\nkind = "hub_dump"\nname = "dump"\npath = "models.jsonl"\ntaken_at = 2026-11-01\n'
READ = 'import sys, datasets; print(datasets.load_dataset(sys.argv[1], "models", split="train")["downloads"][0])'


def loaded(python: str, folder: Path, home: Path) -> int:
    """The downloads of the one model in a folder, as a version of `datasets` loads it with its cache in `home`."""
    more = {"HF_HUB_OFFLINE": "1", "HF_HOME": str(home)}
    command = [python, "-c", READ, str(folder)]
    done = subprocess.run(command, env=os.environ | more, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return int(json.loads(done.stdout.splitlines()[-1]))


@pytest.mark.parametrize("form", ["built", "parquet", "arrow"])
@pytest.mark.parametrize("python", [sys.executable, *OTHERS])
def test_another_number_of_the_same_size_is_loaded(python: str, form: str, tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text(SETTINGS)
    for downloads in (1000, 9999):
        store(tmp_path / "models.jsonl", [{"id": "pine/birch", "sha": "1" * 40, "downloads": downloads, "tags": []}])
        folder = build_here(tmp_path, "--config", "settings.toml").out
        if form != "built":
            released = tmp_path / "released/peatmoss"
            shutil.rmtree(released, ignore_errors=True)
            released.mkdir(parents=True)
            stage(folder, released, "owner/peatmoss", "v1", form, None)  # type: ignore[arg-type] # one of the two
            folder = released
        assert loaded(python, folder, tmp_path / "home") == downloads
