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
READ = """
import json, sys, datasets
print(json.dumps([datasets.load_dataset(one, "models", split="train")["downloads"][0] for one in sys.argv[1:]]))
"""


def loaded(python: str, folders: list[Path], home: Path) -> list[int]:
    """The downloads of the one model in each folder, as a version of `datasets` loads it with its cache in `home`."""
    more = {"HF_HUB_OFFLINE": "1", "HF_HOME": str(home)}
    command = [python, "-c", READ, *map(str, folders)]
    done = subprocess.run(command, env=os.environ | more, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return list(json.loads(done.stdout.splitlines()[-1]))


@pytest.mark.parametrize("python", [sys.executable, *OTHERS])
def test_another_number_of_the_same_size_is_loaded(python: str, tmp_path: Path) -> None:
    """Of a build, and of a release of it in either form."""
    (tmp_path / "settings.toml").write_text(SETTINGS)
    for downloads in (1000, 9999):
        store(tmp_path / "models.jsonl", [{"id": "pine/birch", "sha": "1" * 40, "downloads": downloads, "tags": []}])
        folders = [build_here(tmp_path, "--config", "settings.toml").out]
        for form in ("parquet", "arrow"):
            folders.append(tmp_path / f"released/{form}/peatmoss")
            shutil.rmtree(folders[-1], ignore_errors=True)
            folders[-1].mkdir(parents=True)
            stage(folders[0], folders[-1], "owner/peatmoss", "v1", form, None)  # type: ignore[arg-type] # one of the two
        assert loaded(python, folders, tmp_path / "home") == [downloads] * 3
