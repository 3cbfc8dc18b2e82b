"""The contract of the Hub's dataset viewer: its limits in one table, and which of them a dataset would hit.

Paths are those of https://github.com/huggingface/dataset-viewer at f62009e (August 2026), as production sets them.
"""

import json
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from builder import schemas
from builder.dataset import shards as dataset

FIRST_ROWS_BYTES = 200_000  # chart/env/prod.yaml: firstRows.maxBytes, of the whole answer as JSON
FIRST_ROWS = 10  # services/worker/src/worker/config.py: FIRST_ROWS_MIN_NUMBER, which it always holds
CELL_BYTES = 100  # services/worker/src/worker/config.py: FIRST_ROWS_MIN_CELL_BYTES, to which a cell is cut
URL_SHARE = 0.3  # libs/libcommon/src/libcommon/viewer_utils/rows.py: URL_COLUMN_RATIO, above it no cell is cut
PAGE_ROWS = 100  # libs/libcommon/src/libcommon/constants.py: MAX_NUM_ROWS_PER_PAGE
# libs/libcommon/src/libcommon/config.py: ROWS_INDEX_MAX_ARROW_DATA_IN_MEMORY. Its old indexer held whole row groups,
# uncompressed, against it; libs/libviewer/src/parquet.rs only what is read of them, which is never more.
SCAN_BYTES = 300_000_000
COLUMNS = 1_000  # services/worker/src/worker/config.py: FIRST_ROWS_COLUMNS_MAX_NUMBER
COLUMN_NAME = 500  # libs/libcommon/src/libcommon/constants.py: MAX_COLUMN_NAME_LENGTH, in characters
FORBIDDEN = r"<>:/\|?*"  # in a config's name: https://github.com/huggingface/datasets, src/datasets/naming.py
# What services/worker/src/worker/job_runners/split/descriptive_statistics.py counts and
# libs/libcommon/src/libcommon/croissant_utils.py can name: these, lists, and structs within lists.
PLAIN = ("is_string", "is_large_string", "is_integer", "is_floating", "is_boolean")
OPTIONAL = {schemas.QUERIES.name, schemas.DISCUSSIONS.name, schemas.MAPPING_EVENTS.name}
KEPT = "strings, numbers, bool, timestamps without zone, lists of these and lists of structs"


def limits_hit(folder: Path, manifest: dict[str, Any]) -> list[str]:
    """A sentence for every limit of the viewer that a built or published dataset would hit, with what to do.

    Reads schemas, sizes of row groups (in Arrow shards: of batches) and the first rows of every table that has files.
    """
    found = []
    for table in _tables(manifest):
        files = dataset.shards(folder, manifest, table)
        schema = _schema(files[0])
        faults = [*_name(table), *_columns(schema), *_scan(files), *_first_rows(table, schema, _first_page(files))]
        found += [f"{table}: {fault}" for fault in faults]
    return found


def notes(manifest: dict[str, Any]) -> list[str]:
    """What hits no limit and yet surprises a reader: tables without rows, but for those that few settings ask for."""
    return [
        f"{table}: it has no rows, so that the page leaves it out; the others load"
        for table, rows in _tables(manifest).items()
        if not rows and table not in OPTIONAL
    ]


def _tables(manifest: dict[str, Any]) -> dict[str, int]:
    """Rows of every table that has files, by its name."""
    found: dict[str, int] = {}
    for name, facts in sorted(manifest["files"].items()):
        if "rows" in facts:
            table = name.partition("/")[0]
            found[table] = found.get(table, 0) + facts["rows"]
    return found


def _schema(file: Path) -> pa.Schema:
    if file.suffix == ".parquet":
        return pq.read_schema(file)
    with pa.memory_map(str(file)) as mapped, pa.ipc.open_stream(mapped) as stream:
        return stream.schema


def _first_page(files: list[Path]) -> list[dict[str, Any]]:
    rows = (row for file in files for batch in _batches(file) for row in batch.slice(0, PAGE_ROWS).to_pylist())
    return list(islice(rows, PAGE_ROWS))


def _batches(file: Path) -> Iterator[pa.RecordBatch]:
    if file.suffix == ".parquet":
        with pq.ParquetFile(file) as opened:
            yield from opened.iter_batches(PAGE_ROWS)
    else:
        yield from dataset.batches([file])


def _name(table: str) -> list[str]:
    bad = sorted(set(table) & set(FORBIDDEN))
    return [f"the Hub refuses {' '.join(bad)} in a table's name: give it another"] if bad else []


def _columns(schema: pa.Schema) -> Iterator[str]:
    if len(schema) > COLUMNS:
        yield f"{len(schema):,} columns, the viewer takes {COLUMNS:,}: make lists of structs of them"
    for field in schema:
        if len(field.name) > COLUMN_NAME:
            name = f"{field.name[:40]}..."
            yield f"column '{name}' has {len(field.name):,} characters, the viewer takes {COLUMN_NAME}: rename it"
        if not is_kept(field.type):
            yield f"column '{field.name}' is {field.type}: statistics and Croissant keep {KEPT}, cast it to one of them"


def is_kept(kind: pa.DataType, within_list: bool = False) -> bool:
    """Whether the viewer's statistics and Croissant both tell something of a column of this type."""
    if pa.types.is_list(kind) or pa.types.is_large_list(kind):
        return is_kept(kind.value_type, within_list=True)
    if pa.types.is_struct(kind):
        return within_list and all(is_kept(field.type, within_list=True) for field in kind)
    if pa.types.is_timestamp(kind):
        return kind.tz is None
    return any(getattr(pa.types, test)(kind) for test in PLAIN)


def _scan(files: list[Path]) -> list[str]:
    groups = [group for file in files for group in _groups(file) if group[0]]
    most = max((_touched(groups[at : at + PAGE_ROWS]) for at in range(len(groups))), default=0)
    if most <= SCAN_BYTES:
        return []
    return [
        f"{PAGE_ROWS} rows of it touch row groups of {most:,} bytes, uncompressed, the viewer reads {SCAN_BYTES:,}:"
        " write fewer rows to a group"
    ]


def _groups(file: Path) -> list[tuple[int, int]]:
    """Rows and bytes, uncompressed, of what a reader takes at once: row groups, in an Arrow shard batches."""
    if file.suffix == ".parquet":
        known = pq.read_metadata(file)
        groups = [known.row_group(number) for number in range(known.num_row_groups)]
        return [(group.num_rows, group.total_byte_size) for group in groups]
    return [(len(batch), batch.get_total_buffer_size()) for batch in _batches(file)]


def _touched(groups: list[tuple[int, int]]) -> int:
    """Bytes of the groups under a page of rows that begins with the last row of the first of them."""
    reached, size = 0, 0
    for rows, more in groups:
        if reached >= PAGE_ROWS:
            break
        reached += rows if size else 1
        size += more
    return size


def _first_rows(table: str, schema: pa.Schema, rows: list[dict[str, Any]]) -> list[str]:
    """Cuts cells by the rule of libs/libcommon/src/libcommon/viewer_utils/truncate_rows.py: the last row's first."""
    features = [{"feature_idx": at, "name": one.name, "type": _feature(one.type)} for at, one in enumerate(schema)]
    room = FIRST_ROWS_BYTES - _size({"config": table, "split": "train", "features": features, "rows": []})
    if room < 0:
        took = FIRST_ROWS_BYTES - room
        return [f"to name its columns takes {took:,} bytes of the {FIRST_ROWS_BYTES:,} of first rows: drop some"]
    whole = {name for name in schema.names if _is_of_urls(name, rows)}
    items: list[dict[str, Any]] = [
        {"row_idx": at, "row": row, "truncated_cells": []} for at, row in enumerate(rows[:FIRST_ROWS])
    ]
    for item in reversed(items):
        if _size(items) < room:
            break
        _cut(item, whole)
    if _size(items) < room:
        return []
    heaviest = max(schema.names, key=lambda name: sum(_size(item["row"][name]) for item in items))
    return [
        f"its first rows ({len(items)}) take {_size(items):,} bytes with cells cut at {CELL_BYTES}, the viewer has room"
        f" for {room:,}; column '{heaviest}' takes most: drop it or others, or shorten URLs, which are not cut"
    ]


def _feature(kind: pa.DataType) -> dict[str, Any]:
    """A column's type about as long as the viewer writes it."""
    if pa.types.is_list(kind) or pa.types.is_large_list(kind):
        return {"feature": _feature(kind.value_type), "_type": "List"}
    if pa.types.is_struct(kind):
        return {field.name: _feature(field.type) for field in kind}
    return {"dtype": str(kind), "_type": "Value"}


def _is_of_urls(column: str, rows: list[dict[str, Any]]) -> bool:
    urls = sum(str(row[column]).startswith(("http://", "https://")) for row in rows)
    return urls > URL_SHARE * len(rows)


def _cut(item: dict[str, Any], whole: set[str]) -> None:
    for name in item["row"].keys() - whole:
        text = _json(item["row"][name])
        if len(text) > CELL_BYTES:
            item["row"][name] = text[:CELL_BYTES].decode(errors="ignore")
            item["truncated_cells"].append(name)


def _json(value: Any) -> bytes:  # noqa: ANN401 - a value of any column
    """As the viewer writes it: no spaces, no escapes but those that JSON must have."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=str).encode()


def _size(value: Any) -> int:  # noqa: ANN401 - anything that goes into JSON
    return len(_json(value))
