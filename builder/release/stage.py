"""A built dataset in the form that is published: Parquet (or Arrow) shards, history, changelog, card, manifest.

Pure work on folders: the same dataset after the same release gives the same bytes. publish.py talks to the Hub.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from builder import __version__, schemas
from builder.dataset import card, manifest, statistics_file
from builder.dataset import shards as dataset
from builder.dataset.cells import cell
from builder.dataset.changes import Change, compare
from builder.dataset.derived import MODELS_HISTORY
from builder.dataset.manifest import NAME, Shards
from builder.dataset.moves import anonymous
from builder.dataset.summary import summarize
from builder.engine.durable import write_json
from builder.engine.slices import rebatched

Form = Literal["parquet", "arrow"]
CHANGELOG = "CHANGELOG.md"
WHOLE = 1000  # characters of a sentence
SHOWN = 20  # sentences about what moved, on the page
HISTORY = MODELS_HISTORY.name
GROUP_BYTES = 64_000_000  # of a row group, uncompressed: the Hub's viewer reads whole ones
GROUP_ROWS = 131_072
SHARD_BYTES = {"parquet": 200_000_000, "arrow": 500_000_000}
BATCH_ROWS = 1000  # of an Arrow stream, as the dataset library writes it
# chunks that stay the same where rows stay the same, so that a store of chunks (Xet) takes only what is new
CHUNKS = {"min_chunk_size": 256 * 1024, "max_chunk_size": 1024 * 1024, "norm_level": 0}


@dataclass(frozen=True)
class Previous:
    """The release before: its tag, its manifest, and a folder with its tables and changelog."""

    tag: str
    manifest: dict[str, Any]
    folder: Path

    @property
    def history(self) -> dict[str, dict[str, Any]]:
        """Files of `models_history`, whose rows stay in every later release."""
        return {name: facts for name, facts in self.manifest["files"].items() if name.startswith(f"{HISTORY}/")}

    def kept(self, form: Form) -> dict[str, dict[str, Any]]:
        """Those that stay as they are; a release has one form, so that others are written anew."""
        return {name: facts for name, facts in self.history.items() if name.endswith(f".{form}")}


def stage(
    built: Path, folder: Path, name: str, tag: str, form: Form, previous: Previous | None, problems: Sequence[str] = ()
) -> dict[str, Any]:
    """Writes the release of a built dataset, for the Hub's repository `name`, into an empty folder; its manifest."""
    known = manifest.read(built) or {}
    made: dict[str, Shards] = {}
    for table in schemas.TABLES:
        rows = dataset.batches(dataset.shards(built, known, table.name))
        groups = rebatched(rows, table.schema, _group(built, known, table.name))
        if table in (schemas.MAPPINGS, schemas.PAIRS):
            groups = _seen(groups, table, tag, previous)
        made[table.name] = write_shards(folder, table.name, groups, table.schema, form)
    history, sizes = _history(folder, built, known, tag, form, previous)
    changes = compare(previous.folder, built) if previous else []
    as_of = datetime.fromisoformat(known["as_of"])
    shards = {table.name: dataset.shards(built, known, table.name) for table in schemas.TABLES}
    own = {"as_of": as_of.isoformat(), "peatmoss": __version__, "files": {}}
    told = statistics_file.refreshed(folder, own, shards, known, built)
    moved = anonymous(previous.folder, built, told) if previous else []
    _changelog(folder, tag, changes, moved, known, previous)
    composed = manifest.compose(folder, made | {HISTORY: history}, as_of, known["sources"], known["inputs"])
    for file, size in sizes.items():
        composed["files"][file]["arrow_bytes"] = size
    composed["files"] = (previous.kept(form) if previous else {}) | composed["files"]
    page = card.Page(
        name=name,
        infos=card.infos(built, composed),
        files=patterns(form),
        contents=manifest.contents(composed),
        as_of=as_of,
        sources=known["sources"],
        examples={name: dataset.example(files) for name, files in shards.items()},
        summary=summarize(shards),
        tools=known["tools"],
        release=tag,
        changes=changes,
        moved=moved[:SHOWN] + ([f"and {len(moved) - SHOWN:,} more, see {CHANGELOG}"] if len(moved) > SHOWN else []),
        previous=previous.tag if previous else None,
        removals=previous.manifest.get("removals", 0) if previous else 0,
        problems=problems,
        statistics=told,
    )
    (folder / "README.md").write_text(card.render(page), encoding="utf-8")
    composed["files"]["README.md"] = manifest.facts(folder / "README.md")
    composed |= {"release": tag, "previous": previous.tag if previous else None, "removals": page.removals}
    write_json(folder / NAME, composed)
    return composed


def patterns(form: Form) -> dict[str, str]:
    """Pattern of each table's files in a release."""
    return {table.name: f"{table.name}/train-*.{form}" for table in schemas.TABLES} | {HISTORY: f"{HISTORY}/*.{form}"}


def _group(built: Path, known: dict[str, Any], table: str) -> int:
    """Rows of a row group: about GROUP_BYTES of them."""
    size = sum(path.stat().st_size for path in dataset.shards(built, known, table))
    return group_rows(int(known["tables"][table]["rows"]), size)


def group_rows(rows: int, size: int) -> int:
    """Rows of about GROUP_BYTES, where so many take `size` bytes in all."""
    return max(1000, min(GROUP_BYTES * rows // max(size, 1) // 1000 * 1000, GROUP_ROWS))


def write_shards(folder: Path, table: str, groups: Iterator[pa.Table], schema: pa.Schema, form: Form) -> Shards:
    """Writes a table's shards; their number, and so their names, come from the data alone."""
    (folder / table).mkdir(parents=True)
    parts: list[tuple[Path, int]] = []
    group = next(groups, None)
    while group is not None:
        path, count = folder / table / f"{len(parts)}.part", 0
        with shard_writer(path, schema, form) as sink:
            while group is not None and (not count or path.stat().st_size < SHARD_BYTES[form]):
                put(sink, group)
                count += group.num_rows
                group = next(groups, None)
        parts.append((path, count))
    return Shards({_numbered(path, number, len(parts), form): count for number, (path, count) in enumerate(parts)})


def _numbered(path: Path, number: int, of: int, form: Form) -> str:
    """Renames a shard once it is known how many there are; its name, with its table's folder."""
    final = path.with_name(f"train-{number:05d}-of-{of:05d}.{form}")
    path.rename(final)
    return f"{final.parent.name}/{final.name}"


def shard_writer(path: Path, schema: pa.Schema, form: Form) -> Any:  # noqa: ANN401 - both have write_table
    """A writer of one shard."""
    if form == "arrow":
        return pa.ipc.new_stream(str(path), schema)
    options = {"compression": "zstd", "write_page_index": True, "use_content_defined_chunking": CHUNKS}
    return pq.ParquetWriter(path, schema, **options)


def put(sink: Any, rows: pa.Table) -> None:  # noqa: ANN401 - a writer of either kind
    """Writes rows as one Parquet row group or Arrow batches; of no rows nothing: readers trip over an empty group."""
    if rows.num_rows:
        sink.write_table(rows, rows.num_rows if isinstance(sink, pq.ParquetWriter) else BATCH_ROWS)


def _seen(groups: Iterator[pa.Table], table: schemas.Table, tag: str, previous: Previous | None) -> Iterator[pa.Table]:
    """The rows with the release that first had their key, and (where the table has it) the last."""
    files = dataset.shards(previous.folder, previous.manifest, table.name) if previous else []
    columns = [*table.key, "first_seen"]
    empty = pa.schema([(name, pa.string()) for name in columns]).empty_table()
    known = pa.concat_tables([empty, *(dataset.columns(file, columns) for file in files)])
    keys = _joined(known, table.key)
    for group in groups:
        first = pc.coalesce(known["first_seen"].take(pc.index_in(_joined(group, table.key), keys)), pa.scalar(tag))
        for column, values in (("first_seen", first), ("last_seen", pa.repeat(pa.scalar(tag), group.num_rows))):
            if column in group.schema.names:
                group = group.set_column(group.schema.get_field_index(column), column, values)  # noqa: PLW2901
        yield group


def _joined(rows: pa.Table, key: tuple[str, ...]) -> pa.ChunkedArray:
    """The key of each row as one text."""
    return pc.binary_join_element_wise(*(rows[column] for column in key), "\n")


def _models_now(built: Path, known: dict[str, Any], tag: str) -> pa.Table:
    """The rows of `models_history` that this release adds: its models that are there, by their ids."""
    schema = MODELS_HISTORY.schema
    files = dataset.shards(built, known, schemas.MODELS.name)
    rows = pa.concat_tables([dataset.columns(file, schema.names[1:]) for file in files])
    rows = rows.filter(pc.equal(rows["status"], "present")).sort_by("model_id")
    return rows.add_column(0, "release", pa.repeat(pa.scalar(tag), rows.num_rows)).cast(schema)


def _history(
    folder: Path, built: Path, known: dict[str, Any], tag: str, form: Form, previous: Previous | None
) -> tuple[Shards, dict[str, int]]:
    """The release's own file of `models_history`, and earlier ones of another form; the bytes of each in memory."""
    schema = MODELS_HISTORY.schema
    parts = {tag: _models_now(built, known, tag)}
    if previous:
        for name in sorted(previous.history.keys() - previous.kept(form).keys()):
            parts.setdefault(Path(name).stem, dataset.columns(previous.folder / name, schema.names))
    (folder / HISTORY).mkdir()
    for part, table in parts.items():
        with shard_writer(folder / HISTORY / f"{part}.{form}", schema, form) as writer:
            put(writer, table)
    named = {f"{HISTORY}/{part}.{form}": table for part, table in parts.items()}
    counts = {name: table.num_rows for name, table in named.items()}
    return Shards(counts), {name: int(table.nbytes) for name, table in named.items()}


def _changelog(
    folder: Path,
    tag: str,
    changes: list[Change],
    moved: list[str],
    known: dict[str, Any],
    previous: Previous | None,
) -> None:
    """CHANGELOG.md: this release's counts and what moved, above what the releases before had written."""
    before = previous.folder / CHANGELOG if previous else None
    _, _, older = before.read_text(encoding="utf-8").partition("\n## ") if before and before.is_file() else ("", "", "")
    lines = ["# Changes of the data", "", f"## {tag}", "", f"As of {known['as_of'][:10]}."]
    if previous:
        lines += [
            "",
            f"Since {previous.tag}:",
            "",
            "| table | rows | added | removed | changed |",
            "|---|--:|--:|--:|--:|",
        ]
        lines += [f"| {c.table} | {c.rows:,} | {c.added:,} | {c.removed:,} | {c.changed:,} |" for c in changes]
        lines += ["", *(f"- {cell(sentence, WHOLE)}" for sentence in moved)] if moved else []
    else:
        lines += ["", "The first release.", "", "| table | rows |", "|---|--:|"]
        lines += [f"| {name} | {facts['rows']:,} |" for name, facts in known["tables"].items()]
    (folder / CHANGELOG).write_text("\n".join(lines) + "\n" + (f"\n## {older}" if older else ""), encoding="utf-8")
