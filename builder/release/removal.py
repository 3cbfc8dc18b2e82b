"""Takes a model, a repository or an owner out of what was published: a release without it, earlier ones on request."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
from datasets.info import DatasetInfosDict
from huggingface_hub import HfApi

from builder import schemas
from builder.dataset import card, manifest, statistics_file
from builder.dataset import shards as dataset
from builder.dataset.derived import PUBLISHED
from builder.dataset.manifest import NAME
from builder.dataset.staging import scratch_beside
from builder.dataset.summary import summarize
from builder.engine.durable import write_json
from builder.errors import PublishError
from builder.hub import client as hub
from builder.hub import reach
from builder.redaction.exclusions import Exclusions, fingerprint
from builder.release.commit import Say, check_name, difference, friendly_errors, require_token, send, tag_release
from builder.release.publishable import next_tag
from builder.release.space import Placed, Space
from builder.release.stage import BATCH_ROWS, CHANGELOG, Form, group_rows, patterns, shard_writer
from builder.release.target import Target
from builder.tables.queries import not_excluded
from builder.wording import counted

# the columns of each table by which a row belongs to a model, a repository or an owner
NAMES = {
    "models": ("model_id",),
    "snapshots": ("model_id",),
    "repositories": ("repository_id",),
    "mappings": ("repository_id", "model_id", "model_name"),
    "pairs": ("repository_id", "model_id"),
    "extracted_metadata": ("model_id",),
    "queries": (),
    "discussions": ("subject_id",),
    "mapping_events": ("repository_id", "model_id", "model_name"),
    "models_history": ("model_id",),
}


@dataclass(frozen=True)
class Removal:
    """What was found: the new release (None where main does not hold the id), rows of it, and of each tag.

    `rows` counts those that go and those of others that named the id and no longer do. `page` is what became of the
    page in a Space, None where none was named.
    """

    release: str | None
    rows: int
    tags: dict[str, int]
    page: Placed | None = None


def remove(
    identifier: str,
    repo_id: str,
    beside: Path,
    *,
    everywhere: bool,
    dry_run: bool,
    say: Say,
    space: str | None = None,
) -> Removal:
    """Makes a release of main without the id; with `everywhere` its rows leave the earlier releases as well.

    The page in a `space` is written anew, of that release.
    """
    if space is not None:
        check_name(space, "Space")
    if not dry_run:
        require_token()
    target = Target(HfApi(), repo_id)
    reach.require()
    with friendly_errors(repo_id), scratch_beside(beside, "removal") as scratch:
        target.look()
        known = _fetched(target, scratch / "main", target.head)
        if known is None:
            raise PublishError(f"{repo_id} holds no release of peatmoss: name the dataset with --from OWNER/NAME")
        place = Space.look(space, scratch / "space-before") if space else None
        tags = target.tags()
        release = next_tag(str(known["release"]), tags)
        rows = strip(scratch / "main", known, repo_id, release, identifier)
        if rows and not dry_run:
            commit = send(
                target, scratch / "main", difference(target, scratch / "main", [*known["files"], NAME]), release, say
            )
            tag_release(target, release, commit)
        page = place.put_page(scratch / "main", repo_id, scratch / "space", say, dry_run=dry_run) if place else None
        held = {}
        for tag in sorted(tags):
            folder = scratch / tag
            there = _fetched(target, folder, tag)
            held[tag] = strip(folder, there, repo_id, there["release"], identifier) if there else 0
            if held[tag] and there and everywhere and not dry_run:
                _replace(target, folder, there, tag, say)
        return Removal(release if rows else None, rows, {tag: count for tag, count in held.items() if count}, page)


def strip(folder: Path, known: dict[str, Any], name: str, release: str, identifier: str) -> int:
    """Takes the id out of a release's folder in place, and calls it `release`; how many rows held it.

    Its own rows go; others stay and no longer name it.

    Tables, counts, card, changelog and manifest agree afterwards; the id itself is written nowhere.
    """
    form: Form = "arrow" if any(file.endswith(".arrow") for file in known["files"]) else "parquet"
    listed = Exclusions(frozenset({fingerprint(identifier)}))
    removed = 0
    memory = dict.fromkeys(patterns(form), 0)
    cards: dict[str | None, str | None] = {}  # hashes of cards, before and after
    for file, facts in sorted(known["files"].items(), key=lambda entry: _place(entry[0])):
        if "rows" not in facts:
            continue
        table = file.partition("/")[0]
        rows = _without(folder / file, table, listed)
        kept, changed = listed.leave_out(rows)
        if table == "snapshots":
            cards |= dict(zip(rows["card_sha256"].to_pylist(), kept["card_sha256"].to_pylist(), strict=True))
        elif table == "extracted_metadata":
            kept = _with_cards(kept, cards)
        memory[table] += kept.nbytes
        removed += facts["rows"] - rows.num_rows + changed
        if kept.num_rows < facts["rows"] or not kept.equals(rows):
            (folder / file).unlink()
            with shard_writer(folder / file, kept.schema, form) as sink:
                sink.write_table(kept, group_rows(kept.num_rows, kept.nbytes) if form == "parquet" else BATCH_ROWS)
            sizes = {"arrow_bytes": kept.nbytes} if "arrow_bytes" in facts else {}
            known["files"][file] = manifest.facts(folder / file, kept.num_rows) | sizes
    if removed:
        _retell(folder, known, name, release, form, memory, removed)
    return removed


def _place(file: str) -> tuple[int, str]:
    """Where a file comes in the order of the tables: extracted metadata after the cards it was read from."""
    return list(NAMES).index(table) if (table := file.partition("/")[0]) in NAMES else len(NAMES), file


def _without(file: Path, table: str, listed: Exclusions) -> pa.Table:
    with duckdb.connect(config={"threads": "1"}) as connection:
        schema, _ = dataset.register(connection, "shard", [file])
        return (
            connection.sql(f"SELECT * FROM shard {not_excluded(listed, *NAMES[table])}").to_arrow_table().cast(schema)
        )


def _with_cards(rows: pa.Table, cards: dict[str | None, str | None]) -> pa.Table:
    at = rows.schema.get_field_index("card_sha256")
    hashes = [cards.get(sha, sha) for sha in rows["card_sha256"].to_pylist()]
    return rows.set_column(at, rows.schema.field(at), pa.array(hashes, pa.string()))


def _table(name: str) -> schemas.Table:
    return next(table for table in PUBLISHED if table.name == name)


def _retell(
    folder: Path, known: dict[str, Any], name: str, release: str, form: Form, memory: dict[str, int], removed: int
) -> None:
    """Card, changelog and manifest of what is left."""
    infos = DatasetInfosDict.from_directory(str(folder))
    for table, size in memory.items():
        files = [facts for file, facts in known["files"].items() if file.startswith(f"{table}/")]
        infos.setdefault(table, card.info(_table(table), 0, 0, 0))  # the page has no table without rows
        split = infos[table].splits["train"]
        split.num_examples, split.num_bytes = sum(one["rows"] for one in files), size
        infos[table].dataset_size = size
        infos[table].download_size = sum(one["bytes"] for one in files)
        if table in known["tables"]:
            known["tables"][table]["rows"] = split.num_examples
    known |= {"removals": known.get("removals", 0) + removed}
    if release != known["release"]:
        known |= {"release": release, "previous": known["release"]}
    shards = {table.name: dataset.shards(folder, known, table.name) for table in schemas.TABLES}
    told = None
    if statistics_file.NAME in known["files"]:  # it names the most used models
        told = statistics_file.refreshed(folder, known, shards, known, folder)
    page = card.Page(
        name=name,
        infos=infos,
        files=patterns(form),
        contents=manifest.contents(known),
        as_of=datetime.fromisoformat(known["as_of"]),
        sources=known["sources"],
        examples={table: dataset.example(files) for table, files in shards.items()},
        summary=summarize(shards),
        tools=known["tools"],
        release=release,
        removals=known["removals"],
        statistics=told,
    )
    (folder / "README.md").write_text(card.render(page), encoding="utf-8")
    head, mark, older = (folder / CHANGELOG).read_text(encoding="utf-8").partition("\n## ")
    entry = f"\n## {release}: removed on request\n\n{counted(removed, 'row')}.\n"
    (folder / CHANGELOG).write_text(f"{head}{entry}{mark}{older}", encoding="utf-8")
    for text in ("README.md", CHANGELOG):
        known["files"][text] = manifest.facts(folder / text)
    write_json(folder / NAME, known)


def _fetched(target: Target, folder: Path, revision: str | None) -> dict[str, Any] | None:
    known = target.manifest(folder, revision)
    if known is None or revision is None or "release" not in known:
        return None
    target.fetch(folder, revision, list(known["files"]))
    return known


def _replace(target: Target, folder: Path, known: dict[str, Any], tag: str, say: Callable[[str], None]) -> None:
    """Moves a tag to a commit of its own without the id's rows; the branch that it was made on goes again."""
    branch = f"removal-{tag}"
    of = {"repo_type": "dataset"}
    hub.patiently(target.api.create_branch, target.repo_id, branch=branch, revision=tag, exist_ok=True, **of)
    side = Target(target.api, target.repo_id, branch)
    side.look()
    commit = send(side, folder, difference(side, folder, [*known["files"], NAME]), f"{tag}: removed on request", say)
    hub.patiently(target.api.delete_tag, target.repo_id, tag=tag, **of)
    tag_release(target, tag, commit)
    hub.patiently(target.api.delete_branch, target.repo_id, branch=branch, **of)
