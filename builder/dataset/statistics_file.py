"""statistics.json of a dataset: what `peatmoss stats` says of its tables, and what the build left out and why."""

import json
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb

from builder import schemas
from builder.analysis.statistics import answers, as_json
from builder.dataset import manifest
from builder.dataset import shards as dataset

NAME = "statistics.json"
MEMORY = "1GB"
THREADS = 2
Skipped = Mapping[str, Mapping[str, int]]  # step -> reason -> items


def text(files: Mapping[str, list[Path]], as_of: str, peatmoss: str, skipped: Skipped | None) -> str:
    """The file's text (configs/statistics.schema.json) for the shards of every table, the same for the same rows.

    `skipped` is None where nothing tells what the build left out.
    """
    with _views(files) as connection:
        return as_json(answers(connection), {"as_of": as_of, "peatmoss": peatmoss, "skipped": skipped})


def read(folder: Path, known: Mapping[str, Any]) -> dict[str, Any] | None:
    """The file of a dataset, None where its manifest names none; ValueError where it is none of ours."""
    if NAME not in known["files"]:
        return None
    told = json.loads((folder / NAME).read_text(encoding="utf-8"))
    sections = told.get("questions") if isinstance(told, dict) else None
    if not isinstance(sections, list) or not all(isinstance(one, dict) and "lines" in one for one in sections):
        raise ValueError("it holds no questions")
    return dict(told)


def skipped(folder: Path, known: Mapping[str, Any]) -> Skipped | None:
    """What the build of a dataset left out, None where nothing tells."""
    try:
        told = read(folder, known)
    except (OSError, ValueError):  # `peatmoss check` says so
        return None
    found = told.get("skipped") if told else None
    return found if isinstance(found, dict) else None


def faults(folder: Path, known: dict[str, Any]) -> list[str]:
    """What the file says and the tables do not, a sentence each; a dataset without it (an older one) has no fault."""
    try:
        told = read(folder, known)
    except (OSError, ValueError) as error:
        return [f"it cannot be read ({error})"]
    if told is None:
        return []
    files = {table.name: dataset.shards(folder, known, table.name) for table in schemas.TABLES}
    with _views(files) as connection:
        counted = {(one.question.name, line.label): line.here for one in answers(connection) for line in one.lines}
    said = {(one["name"], line["label"]): line["here"] for one in told["questions"] for line in one["lines"]}
    return [
        f"{name}, {label}: it says {said.get((name, label))}, the tables {counted.get((name, label))}"
        for name, label in dict.fromkeys([*counted, *said])
        if said.get((name, label)) != counted.get((name, label))
    ]


def refreshed(
    folder: Path, made: dict[str, Any], files: Mapping[str, list[Path]], known: dict[str, Any], built: Path
) -> dict[str, Any]:
    """Writes the file of `files` into `folder` and its manifest `made`; what it says.

    What was left out is what the dataset in `built`, with the manifest `known`, says of its build.
    """
    written = text(files, made["as_of"], made["peatmoss"], skipped(built, known))
    (folder / NAME).write_text(written, encoding="utf-8")
    made["files"][NAME] = manifest.facts(folder / NAME)
    told: dict[str, Any] = json.loads(written)
    return told


@contextmanager
def _views(files: Mapping[str, list[Path]]) -> Iterator[duckdb.DuckDBPyConnection]:
    with tempfile.TemporaryDirectory() as spill:
        config: dict[str, Any] = {"memory_limit": MEMORY, "temp_directory": spill, "threads": THREADS}
        with duckdb.connect(config=config) as connection:
            connection.execute("SET TimeZone = 'UTC'; SET enable_progress_bar = false")
            for table in schemas.TABLES:
                dataset.view(connection, table, files.get(table.name, []))
            yield connection
