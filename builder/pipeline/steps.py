"""The four steps over items: what each plans (SQL over committed files), how it runs one item, what it depends on."""

import functools
import os
from collections.abc import Callable
from dataclasses import asdict, astuple, dataclass, field, replace
from datetime import datetime
from typing import Any

import pyarrow as pa

from builder import schemas
from builder.engine.durable import digest
from builder.engine.sql import quoted
from builder.engine.step import Limits, Result, Step
from builder.engine.workspace import Workspace
from builder.errors import SkipItem
from builder.extraction import card
from builder.extraction import questions as asking
from builder.extraction.questions import Budget
from builder.hub.eval_results import EVAL_RESULTS
from builder.llm import kept
from builder.llm.reader import Reader
from builder.mapping import repository as mapping
from builder.reference.signatures import Signatures
from builder.repository.origins import Origin
from builder.repository.trees import Tree, open_tree
from builder.scan.repository import scan_tree
from builder.settings.build import Settings
from builder.snapshots import live as live_models
from builder.snapshots import models, repositories
from builder.snapshots.archive import Archive
from builder.snapshots.live import EVAL_FILES, Access
from builder.sources.hub_records import RECORDS
from builder.sources.local import RECORDS as REPOSITORY_RECORDS
from builder.tables.records import Listing, Part, of_source, of_step, records, relation

# beside the table's columns, what the extraction needs of the model's record
SNAPSHOT_ROWS = pa.schema(
    [*schemas.SNAPSHOTS.schema]
    + [("record_tags", pa.list_(pa.string())), ("record_task", pa.string()), ("record_library", pa.string())]
    + [("more_files", schemas.SNAPSHOTS.schema.field("files").type)]  # beyond those that are published
    + [("record_parameters", pa.int64()), ("record_parameters_source", pa.string())]
    + [("record_languages", pa.list_(pa.string())), ("record_base_models", pa.list_(pa.string()))]
    + [("record_eval_results", EVAL_RESULTS), ("eval_files", EVAL_FILES)]
)
SNAPSHOT_DIGEST = (
    *("downloads", "files", "config", "card_sha256", "tags", "task", "library", "parameters"),
    *("languages", "base_models", "eval_results"),
)
QUESTIONS = pa.schema(
    [("key", pa.string()), ("text", pa.string()), ("part", pa.int64()), ("size", pa.int64()), ("cut", pa.bool_())]
)


ANSWERED = ("status", "text", "card_tokens", "output_tokens", "server")


@dataclass(frozen=True)
class Context:
    """What every step may need to know of the build; `workers` overrides the settings."""

    workspace: Workspace
    settings: Settings
    listings: list[Listing]
    repositories: list[str]  # names of the sources of repositories
    signatures: Signatures
    as_of: datetime
    workers: int | None
    retry: frozenset[str] = frozenset()  # reasons for which skipped items are run again
    given: tuple[str, ...] = ()  # sources whose snapshots are taken as they give them
    live: dict[str, Access] = field(default_factory=dict)  # by source: the Hub that it lists

    def step(self, name: str, fingerprint: str, schema: pa.Schema, run: Callable[[dict[str, Any]], Result]) -> Step:
        """A step under the limits of the settings."""
        chosen = self.settings.limits(name)
        limits = Limits(self.workers or chosen.workers or os.cpu_count() or 1, chosen.timeout_s, chosen.memory_mb)
        return Step(name, fingerprint, schema, run, limits, self.retry)


@dataclass(frozen=True)
class Planned:
    """A step with the query of its items, the digest of all that the query reads, and a look at that for damages."""

    step: Step
    query: str
    inputs: str
    check: Callable[[], object]


def snapshots(context: Context) -> Planned:
    """Every record above the downloads that make a snapshot; of two of the same revision a live Hub's, or with a card.

    A live Hub's model is captured once per revision: that its counts have changed is no reason to ask again.
    """
    live, wanted = context.live, context.settings.snapshots
    archive = Archive(wanted.archive, wanted.archive_url or "")
    fingerprint = digest(models.VERSION, live_models.VERSION, SNAPSHOT_ROWS.to_string(), archive.what)
    run = functools.partial(_snapshot, live=live, archive=archive)
    step = context.step("snapshots", fingerprint, SNAPSHOT_ROWS, run)
    if live:  # an item may wait for the Hub as long as the Hub is given
        patience = max(access.patience_s for access in live.values())
        step = replace(step, limits=replace(step.limits, timeout_s=step.limits.timeout_s + patience))
    columns = "model_id, hub, revision, downloads, files, config, card, card_sha256, tags, task, library"
    columns += ", parameters, parameters_source, collected_at, gated, disabled, source, told"
    columns += ", languages, base_models, eval_results"
    is_live = f"source IN ({', '.join(map(quoted, ['', *live]))})"
    query = f"""
WITH records AS ({records(context.workspace, context.listings, RECORDS, columns)}), seen AS (
  SELECT model_id, max_by(downloads, ordinal) AS downloads FROM records WHERE told = 'seen' GROUP BY model_id
), chosen AS (
  SELECT max_by(ordinal, ({is_live}, card_sha256 IS NOT NULL, ordinal)) AS ordinal
  FROM records LEFT JOIN seen USING (model_id)
  WHERE told = 'record' AND source NOT IN ({", ".join(map(quoted, ["", *context.given]))})
  AND (greatest(coalesce(records.downloads, 0), coalesce(seen.downloads, 0)) > {wanted.min_downloads}
    OR hub = 'pytorch' AND card_sha256 IS NOT NULL)
  GROUP BY model_id, revision
)
SELECT model_id || '@' || coalesce(revision, '') AS item,
  CASE WHEN {is_live} THEN {sealed("source", "gated", "disabled")}
  ELSE {sealed(*SNAPSHOT_DIGEST)} END AS digest,
  {columns}
FROM records SEMI JOIN chosen USING (ordinal)"""
    sources = [of.name for of in context.listings]
    return Planned(step, query, *_of_sources(context, sources))


def _snapshot(item: dict[str, Any], live: dict[str, Access], archive: Archive) -> Result:
    access = live.get(item["source"])
    return live_models.capture(item, access, archive) if access else models.capture(item)


def capture_repositories(context: Context) -> Planned:
    """Every repository that the sources name: its licence, languages and dependencies."""
    fingerprint = digest(repositories.VERSION, schemas.REPOSITORIES.schema.to_string())
    run = functools.partial(_capture, as_of=context.as_of)
    step = context.step("repositories", fingerprint, schemas.REPOSITORIES.schema, run)
    return Planned(step, _repository_items(context), *_of_sources(context, context.repositories))


def mappings(context: Context) -> Planned:
    """Every repository again: the places where it uses a model."""
    fingerprint = digest(mapping.SCANNER, context.signatures.sha256, schemas.MAPPINGS.schema.to_string())
    run = functools.partial(_map, as_of=context.as_of, signatures=context.signatures)
    step = context.step("mappings", fingerprint, schemas.MAPPINGS.schema, run)
    return Planned(step, _repository_items(context), *_of_sources(context, context.repositories))


CARD = """model_id, revision, card, card_sha256, config, record_tags AS tags, record_task AS task,
  record_library AS library, record_parameters AS parameters, record_parameters_source AS parameters_source,
  record_languages AS languages, record_base_models AS base_models, record_eval_results AS eval_results, eval_files"""
SEALED = (
    *("card_sha256", "record_tags", "record_task", "record_library", "record_parameters", "config"),
    *("record_languages", "record_base_models", "record_eval_results", "eval_files"),
)


def questions(context: Context, reader: Reader) -> Planned:
    """Every card that a snapshot holds: what the language model is to be asked about it."""
    fingerprint = digest(asking.VERSION, card.VERSION, reader.prompt_sha256, astuple(reader.budget))
    run = functools.partial(_questions, budget=reader.budget)
    step = context.step("questions", fingerprint, QUESTIONS, run)
    snapshots, taken = _snapshots(context)
    query = f"SELECT item, {sealed(*SEALED)} AS digest, {CARD} FROM {snapshots} WHERE card IS NOT NULL"
    return Planned(step, query, taken.digest, functools.partial(of_step, context.workspace, "snapshots", check=True))


def extraction(context: Context, reader: Reader | None = None) -> Planned:
    """Every card that a snapshot holds, with the answers of the language model if there is one."""
    run = functools.partial(_extract, as_of=context.as_of, provenance=reader.provenance() if reader else {})
    asked = [reader.digest, astuple(reader.budget)] if reader else []
    fingerprint = digest(card.VERSION, card.ROWS.to_string(), asked)
    step = context.step("extraction", fingerprint, card.ROWS, run)
    snapshots, taken = _snapshots(context)
    check = functools.partial(of_step, context.workspace, "snapshots", check=True)
    if reader is None:
        query = f"SELECT item, {sealed(*SEALED)} AS digest, {CARD} FROM {snapshots} WHERE card IS NOT NULL"
        return Planned(step, query, taken.digest, check)
    answers, inputs = _answers(context, reader)
    query = f"""
SELECT item, {sealed(*SEALED, "first", "others", "cut")} AS digest, {CARD}, first, others, cut
FROM {snapshots} LEFT JOIN ({answers}) USING (item) WHERE card IS NOT NULL"""
    return Planned(step, query, digest(taken.digest, inputs), check)


def _snapshots(context: Context) -> tuple[str, Part]:
    taken = of_step(context.workspace, "snapshots")
    return relation(taken, pa.schema([("item", pa.string()), *SNAPSHOT_ROWS])), taken


def _answers(context: Context, reader: Reader) -> tuple[str, str]:
    """SQL of the answers by item, and the digest of what it reads.

    Those to the first part stand apart: few cards have more, and a list of long texts has to fit in memory.
    """
    asked = of_step(context.workspace, "questions")
    journal = kept.place(context.workspace.root, reader.digest)
    answer = "{" + ", ".join(f"'{name}': {name}" for name in ANSWERED) + "}"
    query = f"""
WITH asked AS (SELECT item, key, part, cut FROM {relation(asked, pa.schema([("item", pa.string()), *QUESTIONS]))}),
said AS (SELECT item, part, cut, {answer.replace("'text': text", "'text': said.text")} AS answer
  FROM asked JOIN {kept.relation(journal)} AS said USING (key)),
more AS (SELECT item, list(answer ORDER BY part) AS others FROM said WHERE part > 0 GROUP BY item)
SELECT item, answer AS first, cut, others FROM said LEFT JOIN more USING (item) WHERE part = 0"""
    return query, digest(asked.digest, kept.digest(journal))


def sealed(*columns: str) -> str:
    """SQL of an item's digest: all that its rows depend on; a null is unlike any value, and keeps its place."""
    return f"md5(concat_ws(chr(31), {', '.join(f'coalesce({column}::VARCHAR, chr(30))' for column in columns)}))"


def _of_sources(context: Context, names: list[str]) -> tuple[str, Callable[[], object]]:
    """Digest of what the sources gave, and a look at every byte of it."""

    def check() -> None:
        for name in names:
            of_source(context.workspace, name, check=True)

    return digest([of_source(context.workspace, name).digest for name in names]), check


def _repository_items(context: Context) -> str:
    """A repository that two sources name is taken as the later one of the settings gives it."""
    parts = [of_source(context.workspace, source) for source in context.repositories]
    ranked = " UNION ALL ".join(
        f"SELECT *, {rank} AS rank FROM {relation(part, REPOSITORY_RECORDS)}"
        for rank, part in enumerate(parts or [Part((), "")])
    )
    return f"""
SELECT repository_id AS item, {sealed("digest", "host", "url")} AS digest,
  repository_id, location, revision, digest AS tree, host, url, source
FROM ({ranked}) QUALIFY row_number() OVER (PARTITION BY repository_id ORDER BY rank DESC) = 1"""


def _opened(item: dict[str, Any]) -> Tree:
    """The repository as it was when it was collected; SkipItem 'changed' where it is another by now."""
    tree = open_tree(item["location"], item["revision"])
    if tree.digest != item["tree"]:
        raise SkipItem("changed", "its files changed while the build ran: build again")
    return tree


def _capture(item: dict[str, Any], as_of: datetime) -> Result:
    facts = {name: item[name] for name in ("repository_id", "host", "url", "source")}
    row = repositories.capture(_opened(item), **facts)
    return Result([{**row, "captured_at": as_of}])


def _map(item: dict[str, Any], as_of: datetime, signatures: Signatures) -> Result:
    """One repository's rows; the summary says how much of it was read, for its row of `repositories`."""
    found = scan_tree(_opened(item), Origin(item["repository_id"], item["host"], item["url"]), signatures)
    summary = {
        "scan_status": "partial" if found.unread else "scanned",
        "files_scanned": found.files_scanned,
        "files_skipped": sum(found.unread.values()),
        "unread": found.unread,
        "scanned_at": as_of.isoformat(),
    }
    return Result(found.rows, summary)


def _questions(item: dict[str, Any], budget: Budget) -> Result:
    rules = card.ruled(item)
    made, cut = asking.questions(item["card"] or "", rules.front.end, rules.values, budget)
    return Result([{**asdict(question), "cut": cut} for question in made])


def _extract(item: dict[str, Any], as_of: datetime, provenance: dict[str, Any]) -> Result:
    said = [item["first"], *(item["others"] or ())] if item.get("first") else []
    row = card.extract(item, [card.Answered(**answer) for answer in said], bool(item.get("cut")))
    named = provenance if said else {}
    return Result([{**row, **named, **card.license_terms(item["card"] or ""), "extracted_at": as_of}])
