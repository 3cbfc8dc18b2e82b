"""Writes the merged tables as the built dataset: Arrow shards, card, manifest."""

import logging
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import datasets

from builder import card, schemas
from builder.engine import commits
from builder.engine.durable import sync, write_json
from builder.engine.workspace import Workspace
from builder.peatmoss import Peatmoss
from builder.staging import put_in_place, staging_for
from builder.tables import dataset, manifest
from builder.tables.manifest import NAME, Shards

SCRATCH = ".datasets"  # folder in which the dataset library works; gone when the shards are in place


def write(
    workspace: Workspace,
    out: Path,
    as_of: datetime,
    sources: list[dict[str, Any]],
    inputs: dict[str, str],
    advance: Callable[[int], None],
) -> dict[str, Any]:
    """Writes the merged tables as a dataset to `out` and gives its manifest; on any error `out` stays as it was."""
    with staging_for(out) as staging:
        infos = {table.name: _shards(workspace, staging, table.name, advance) for table in schemas.TABLES}
        page = card.Page(
            name="peatmoss",
            infos={name: info for name, (info, _) in infos.items()},
            files={name: f"{name}/peatmoss-train-*.arrow" for name in infos},
            as_of=as_of,
            sources=sources,
            examples={
                name: dataset.example([staging / file for file in shards.files]) for name, (_, shards) in infos.items()
            },
        )
        (staging / "README.md").write_text(card.render(page), encoding="utf-8")
        shards = {name: shard for name, (_, shard) in infos.items()}
        made = manifest.compose(staging, shards, as_of, sources, inputs)
        write_json(staging / NAME, made)
        for path in staging.rglob("*"):
            sync(path)
        put_in_place(staging, out)
    return made


def _shards(
    workspace: Workspace, staging: Path, table: str, advance: Callable[[int], None]
) -> tuple[datasets.DatasetInfo, Shards]:
    """Arrow shards of one table by the dataset builder; file names always tell the number of shards."""
    merged = commits.read(workspace.tables, table)
    commits.verify(workspace.tables, [merged] if merged else [], "rows")
    scratch, folder = staging / SCRATCH, staging / table
    with _quiet():
        builder = Peatmoss(table, data_dir=str(workspace.tables), cache_dir=str(scratch / "cache"))
        builder.download_and_prepare(str(scratch / table), verification_mode="no_checks")
    split = builder.info.splits["train"]
    lengths = split.shard_lengths or [split.num_examples]
    folder.mkdir()
    files = {}
    for number, (path, rows) in enumerate(zip(sorted((scratch / table).glob("*.arrow")), lengths, strict=True)):
        # the library leaves the number out of a lone shard's name
        name = f"{table}/peatmoss-train-{number:05d}-of-{len(lengths):05d}.arrow"
        path.rename(staging / name)
        files[name] = rows
    shutil.rmtree(scratch)  # its locks, and a dataset_info.json per table: the card says the same for all
    builder.info.download_size = sum((staging / name).stat().st_size for name in files)
    advance(split.num_examples)
    return builder.info, Shards(files)


@contextmanager
def _quiet() -> Iterator[None]:
    """The dataset library's own progress bars and notes kept off the terminal."""
    level = datasets.logging.get_verbosity()
    datasets.logging.set_verbosity(logging.ERROR)
    datasets.disable_progress_bars()
    try:
        yield
    finally:
        datasets.enable_progress_bars()
        datasets.logging.set_verbosity(level)
