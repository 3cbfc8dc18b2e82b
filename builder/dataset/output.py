"""Writes the merged tables as the built dataset: Arrow shards, card, manifest."""

import json
import logging
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import datasets

from builder import __version__, schemas
from builder.dataset import card, manifest, statistics_file
from builder.dataset import shards as dataset
from builder.dataset.manifest import NAME, Shards
from builder.dataset.staging import put_in_place, staging_for
from builder.dataset.summary import summarize
from builder.engine import commits
from builder.engine.durable import replacing, sha256, sync_within, write_json
from builder.engine.workspace import Workspace
from builder.errors import InputError, OutputError
from builder.peatmoss import Peatmoss

SCRATCH = ".datasets"  # folder in which the dataset library works; gone when the shards are in place


def write(
    workspace: Workspace,
    out: Path,
    as_of: datetime,
    sources: list[dict[str, Any]],
    inputs: dict[str, str],
    advance: Callable[[int], None],
    skipped: statistics_file.Skipped | None = None,
) -> dict[str, Any]:
    """Writes the merged tables as a dataset to `out` and gives its manifest; on any error `out` stays as it was.

    `skipped` tells how many items each step left out, by reason.
    """
    with staging_for(out) as staging:
        tables = workspace.tables
        commits.verify(tables, commits.read_each(tables, schemas.BY_NAME).values(), "rows")
        shards = {table.name: _shards(tables, staging, table.name, advance) for table in schemas.TABLES}
        files = {name: [staging / file for file in shard.files] for name, shard in shards.items()}
        told = statistics_file.text(files, as_of.isoformat(), __version__, skipped)
        (staging / statistics_file.NAME).write_text(told, encoding="utf-8")
        made = manifest.compose(staging, shards, as_of, sources, inputs)
        text = page(files, as_of, sources, manifest.contents(made), made["tools"], json.loads(told))
        (staging / "README.md").write_text(text, encoding="utf-8")
        made["files"] |= {"README.md": manifest.facts(staging / "README.md")}
        write_json(staging / NAME, made)
        sync_within(staging)
        put_in_place(staging, out)
    return made


def describe(out: Path) -> bool:
    """Writes the page of a built dataset anew, from its shards and manifest; False where it was as it should be."""
    known = manifest.read(out)
    if known is None:
        raise InputError(f"{out} holds no built dataset: run peatmoss build first, or name its folder")
    if "release" in known:
        raise InputError(
            f"{out} is a published release, whose README is never changed: give the folder of a built dataset"
        )
    files = {table.name: dataset.shards(out, known, table.name) for table in schemas.TABLES}
    for path in (path for shards in files.values() for path in shards):
        name = path.relative_to(out).as_posix()
        if not path.is_file() or sha256(path) != known["files"][name]["sha256"]:
            raise OutputError(f"{path} is not what {NAME} says: build the dataset again")
    readme = out / "README.md"
    told = statistics_file.read(out, known)
    as_of = datetime.fromisoformat(known["as_of"])
    text = page(files, as_of, known["sources"], manifest.contents(known), known["tools"], told)
    if readme.is_file() and readme.read_bytes() == text.encode():
        return False
    with replacing(readme) as path:
        path.write_text(text, encoding="utf-8")
    known["files"]["README.md"] = manifest.facts(readme)
    write_json(out / NAME, known)
    return True


def page(
    files: dict[str, list[Path]],
    as_of: datetime,
    sources: list[dict[str, Any]],
    contents: dict[str, str],
    tools: dict[str, str] | None = None,
    statistics: dict[str, Any] | None = None,
) -> str:
    """README.md of a built dataset: `files` are the shards of each table, the rest is as the manifest has it.

    `statistics` is what statistics.json says, None where there is none.
    """
    made = card.Page(
        name="peatmoss",
        infos={table.name: _info(table, files[table.name]) for table in schemas.TABLES},
        files={name: f"{name}/peatmoss-train-*.arrow" for name in files},
        contents=contents,
        as_of=as_of,
        sources=sources,
        examples={name: dataset.example(shards) for name, shards in files.items()},
        summary=summarize(files),
        tools=tools or {},
        statistics=statistics,
    )
    return card.render(made)


def _info(table: schemas.Table, shards: list[Path]) -> datasets.DatasetInfo:
    """Sizes of a table, counted in its shards."""
    sizes = [(batch.num_rows, batch.nbytes) for batch in dataset.batches(shards)]
    rows, memory = sum(one for one, _ in sizes), sum(size for _, size in sizes)
    return card.info(table, rows, memory, sum(path.stat().st_size for path in shards))


def _shards(tables: Path, staging: Path, table: str, advance: Callable[[int], None]) -> Shards:
    """Arrow shards of one table by the dataset builder; file names always tell the number of shards."""
    scratch, folder = staging / SCRATCH, staging / table
    with _quiet():
        builder = Peatmoss(table, data_dir=str(tables), cache_dir=str(scratch / "cache"))
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
    advance(split.num_examples)
    return Shards(files)


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
