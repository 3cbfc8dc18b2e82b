"""Checks a built dataset as it lies on disk: bytes, keys, references, the viewer's limits, its card."""

from pathlib import Path
from typing import Any

import duckdb

from builder import schemas
from builder.dataset import card, card_rules, manifest, statistics_file
from builder.dataset import shards as dataset
from builder.dataset.manifest import NAME
from builder.dataset.viewer import limits_hit
from builder.errors import OutputError
from builder.tables.checks import violations
from builder.wording import counted


def verify(out: Path) -> tuple[dict[str, Any], list[str]]:
    """The manifest of a built dataset, and everything that is wrong with it, a sentence each.

    OutputError where there is no dataset of ours. Content is looked at only where the bytes are as they should be.
    """
    if not out.is_dir():
        raise OutputError(f"{out} is not a folder: build a dataset first, or name its folder")
    known = manifest.read(out)
    if known is not None and not isinstance(known.get("tables"), dict):
        raise OutputError(f"{out / NAME} names no tables: it is not a dataset built by peatmoss")
    if known is None:
        raise OutputError(f"{out} holds no {NAME}: it is not a dataset built by peatmoss")
    return known, manifest.damages(out, known) or [
        *_content(out, known),
        *limits_hit(out, known),
        *(f"README.md: {fault}" for fault in _card(out, known)),
    ]


def _content(out: Path, known: dict[str, Any]) -> list[str]:
    """Rules of the tables; where they hold, whether statistics.json says what the tables say."""
    broken = _tables(out, known)
    return broken or [f"{statistics_file.NAME}: {fault}" for fault in statistics_file.faults(out, known)]


def _tables(out: Path, known: dict[str, Any]) -> list[str]:
    """Rules of the tables over the memory-mapped shards: only the columns that a rule names are read."""
    connection = duckdb.connect(config={"memory_limit": "1GB", "temp_directory": ""})
    found, shapes = [], {}
    for table in schemas.TABLES:
        files = dataset.shards(out, known, table.name)
        if files:
            shapes[table.name], rows = dataset.register(connection, table.name, files)
            declared = known["tables"].get(table.name, {}).get("rows")
            if rows != declared:
                found.append(f"{table.name}: {counted(rows, 'row')}, {NAME} says {declared}")
    return found + violations(connection, shapes)


def _card(out: Path, known: dict[str, Any]) -> list[str]:
    """Whether README.md keeps the rules of a page and names every table with its true number of rows."""
    try:
        text = (out / "README.md").read_text(encoding="utf-8")
    except FileNotFoundError:
        return ["there is none"]
    except UnicodeDecodeError:
        return ["it is not UTF-8"]
    found, head = card_rules.faults(text), card_rules.read_head(text)
    if isinstance(head, list):
        return found
    named = {config.config_name for config in head.configs}
    contents = manifest.contents(known)
    for config in head.configs:
        wanted = (
            card.content_line(config.config_name, contents[config.config_name])
            if config.config_name in contents
            else ""
        )
        if config.description not in {"", wanted}:  # an older version wrote none
            found.append(f"its description of {config.config_name} is of other rows")
    declared = {info.config_name: sum(split.num_examples for split in info.splits) for info in head.dataset_info}
    for table, facts in known["tables"].items():
        if not facts["rows"] and named and table not in named:
            continue  # the page leaves out a table without rows: no client loads one
        if table not in named:
            found.append(f"its configs lack {table}")
        if declared.get(table) != facts["rows"]:
            found.append(f"dataset_info says {declared.get(table)} of {table}, it has {counted(facts['rows'], 'row')}")
    return found
