"""Raw records of the Hub as rows: columns in, columns out, and a reason for each record that gives no row."""

import hashlib
from datetime import datetime
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from builder import schemas
from builder.engine.journal import Page
from builder.engine.step import SKIPPED_SCHEMA
from builder.hub.eval_results import EVAL_RESULTS
from builder.redaction.controls import RE2_UNSEEN
from builder.redaction.exclusions import Exclusions
from builder.redaction.privacy import has_secret, mask_json
from builder.reference.domains import DOMAINS, domain_of
from builder.reference.hub_ids import RELATIONS, hub_model_id
from builder.reference.languages import tag_language
from builder.reference.licenses import license_spdx
from builder.sources import hub_json
from builder.sources.columns import (
    among,
    by_value,
    changed,
    joined,
    masked,
    masked_lists,
    pairs,
    relisted,
    suspicious,
    tagged,
    times,
    translated,
)
from builder.sources.dump_files import RawPage
from builder.sources.raw import FILES, JSON, RAW, TAGS, TEXT

RECORD, SEEN, GONE = "record", "seen", "gone"
# the merge knows these
FROM_MERGE = {"has_card", "has_snapshot", "status", "former_ids", "reused_name", "carried_over"}
RECORDS = pa.schema(
    [(c.name, c.type) for c in schemas.MODELS.columns if c.name not in FROM_MERGE]
    + [
        ("position", pa.int64()),  # within the source: of two records of a model the later one counts
        ("files", FILES),
        ("config", pa.string()),
        ("card", pa.string()),
        ("card_sha256", pa.string()),
        ("eval_results", EVAL_RESULTS),
        ("told", pa.string()),  # RECORD, or a later event of the hub: SEEN (its counts alone), GONE
    ]
)
ID = rf"^[^\s/{RE2_UNSEEN}]+(/[^\s/{RE2_UNSEEN}]+)?$"
AS_GIVEN = {  # column -> the field of a record that it is
    **{"model_id": "id", "hub_id": "_id", "revision": "sha", "likes": "likes", "downloads": "downloads"},
    **{"downloads_all_time": "downloadsAllTime", "task": "pipeline_tag", "library": "library_name", "tags": "tags"},
    **{"disabled": "disabled", "used_storage": "usedStorage", "trending_score": "trendingScore"},
    **{"children_model_count": "childrenModelCount", "files": "siblings", "config": "config", "card": "card"},
}
GATED = {"false": "no", "true": "auto"}


def normalise(page: RawPage, source: str, taken_at: datetime, exclusions: Exclusions) -> Page:
    """Rows (RECORDS) and skipped records of one raw page; `position` counts within the file.

    Reasons: 'not_json', 'not_a_record', 'not_a_model', 'bad_value', 'no_id', 'bad_id', 'secret_in_id', 'private',
    'excluded'.
    """
    raw = {name: page.table[name].combine_chunks() for name in page.table.schema.names}
    positions = pa.array(page.positions, pa.int64())
    reasons = _reasons(raw, exclusions)
    good = pc.is_null(reasons)
    skipped = _skipped(page, raw, positions, reasons)
    raw = {name: column.filter(good) for name, column in raw.items()}
    rows = _rows(raw, source, taken_at)
    rows["position"] = positions.filter(good)
    table = pa.Table.from_arrays([rows[name] for name in RECORDS.names], schema=RECORDS)
    return Page(exclusions.leave_out(table)[0] if exclusions.hashes else table, skipped)


def _reasons(raw: dict[str, pa.Array], exclusions: Exclusions) -> pa.Array:
    """Per record why it gives no row, null if it gives one; the first that holds."""
    ids = raw["id"]
    secret = pc.fill_null(suspicious(ids), False)
    if pc.any(secret).as_py():
        secret = pa.array([bool(s) and has_secret(i) for i, s in zip(ids.to_pylist(), secret.to_pylist(), strict=True)])
    covered = pa.repeat(False, len(ids))
    if exclusions.hashes:
        covered = pa.array([exclusions.covers(i) for i in ids.to_pylist()], pa.bool_())
    rules = {
        "no_id": pc.fill_null(pc.equal(ids, ""), True),
        "secret_in_id": secret,
        "bad_id": pc.invert(pc.fill_null(pc.match_substring_regex(ids, ID), False)),
        "private": pc.fill_null(raw["private"], False),
        "excluded": covered,
    }
    return pc.case_when(pa.StructArray.from_arrays(list(rules.values()), names=list(rules)), *map(pa.scalar, rules))


def _skipped(page: RawPage, raw: dict[str, pa.Array], positions: pa.Array, reasons: pa.Array) -> pa.Table:
    """The skipped records; one without a usable id, or whose id must not be shown, is named by its place.

    The detail of an excluded record is the hub's own id, by which the merge knows the model under another name.
    """
    rows: list[tuple[str, str, str | None]] = [
        (f"{page.file}#{at}", reason, detail) for at, reason, detail in page.faults
    ]
    bad = pc.is_valid(reasons)
    columns = (raw["id"], raw["_id"], positions, reasons)
    for name, own, at, reason in zip(*(column.filter(bad).to_pylist() for column in columns), strict=True):
        rows.append(
            (name if reason == "private" else f"{page.file}#{at}", reason, own if reason == "excluded" else None)
        )
    return pa.Table.from_pylist(
        [dict(zip(SKIPPED_SCHEMA.names, row, strict=True)) for row in rows], schema=SKIPPED_SCHEMA
    )


def _rows(raw: dict[str, pa.Array], source: str, taken_at: datetime) -> dict[str, pa.Array]:
    """The columns of RECORDS but for `position`."""
    size = len(raw["id"])
    raw = {name: _masked(column, name) for name, column in raw.items()}
    owners = pc.struct_field(pc.extract_regex(raw["id"], r"^(?P<owner>[^/]+)/"), "owner")
    return {
        **{column: raw[name] for column, name in AS_GIVEN.items()},
        **_declared(raw),
        **_counted(raw),
        "hub": _constant("huggingface", size),
        "author": pc.coalesce(raw["author"], owners),
        "created_at": times(raw["createdAt"]),
        "last_modified": times(raw["lastModified"]),
        "domain": _domains(raw["pipeline_tag"], raw["tags"]),
        "gated": by_value(raw["gated"], lambda word: GATED.get(word.lower(), word)),
        "entrypoint_source": pa.nulls(size, pa.string()),
        "source": _constant(source, size),
        "collected_at": _constant(taken_at, size, pa.timestamp("us")),
        "card_sha256": pa.array(map(_sha256, raw["card"].to_pylist()), pa.string()),
        "told": _constant(RECORD, size),
    }


def _declared(raw: dict[str, pa.Array]) -> dict[str, pa.Array]:
    """What the model says of itself in its tags, its card's front matter and its config."""
    tags = raw["tags"]
    card = hub_json.from_json(raw["cardData"], hub_json.card_data, hub_json.CARD_DATA)
    config = hub_json.from_json(raw["config"], hub_json.config, hub_json.CONFIG)
    named = hub_json.from_json(raw["baseModels"], hub_json.base_models, hub_json.BASES)
    licenses = pc.coalesce(joined(tagged(tags, "license:")), card.field("license"))
    bases = pairs(tags, "base_model:", RELATIONS, ("model_id", "relation"), hub_model_id)
    return {
        "license": licenses,
        "license_name": card.field("license_name"),
        "license_link": card.field("license_link"),
        "license_spdx": by_value(licenses, license_spdx),
        "languages": pc.coalesce(card.field("languages"), translated(tags, tag_language)),
        "datasets": tagged(tags, "dataset:"),
        "base_models": hub_json.united(bases, [source.field("base_models") for source in (named, card, config)]),
        "architectures": config.field("architectures"),
        "model_type": config.field("model_type"),
    }


def _counted(raw: dict[str, pa.Array]) -> dict[str, pa.Array]:
    """What the Hub found out about the model: its size, who serves it, how it did."""
    weights = {
        name: hub_json.from_json(raw[name], hub_json.total, hub_json.TOTAL).field("total")
        for name in ("safetensors", "gguf")
    }
    measured = pc.if_else(pc.is_valid(weights["gguf"]), "gguf", None)
    providers = hub_json.from_json(raw["inferenceProviderMapping"], hub_json.providers, hub_json.PROVIDERS)
    results = hub_json.from_json(raw["evalResults"], hub_json.results, hub_json.RESULTS)
    return {
        "parameters": pc.coalesce(weights["safetensors"], weights["gguf"]),
        "parameters_source": pc.if_else(pc.is_valid(weights["safetensors"]), "safetensors", measured).cast(pa.string()),
        "inference_providers": providers.field("inference_providers"),
        "spaces_count": hub_json.from_json(raw["spaces"], hub_json.count, hub_json.COUNT).field("count"),
        "eval_results": results.field("eval_results"),
    }


def _sha256(text: str | None) -> str | None:
    return None if text is None else hashlib.sha256(text.encode()).hexdigest()


def _constant(value: Any, size: int, kind: pa.DataType | None = None) -> pa.Array:  # noqa: ANN401
    return pa.repeat(pa.scalar(value, kind), size)


def _domains(tasks: pa.Array, tags: pa.Array) -> pa.Array:
    """Domains of task and tags together, as the paper joins them; asked once per set of tasks among the tags."""
    found = pc.coalesce(pc.binary_join(among(tags, pa.array(sorted(DOMAINS))), " "), pa.scalar(""))
    return by_value(
        pc.binary_join_element_wise(found, pc.coalesce(tasks, pa.scalar("")), " "),
        lambda words: domain_of(words.split()),
    )


def _masked(column: pa.Array, name: str) -> pa.Array:
    """A raw column with its secrets and addresses masked; ids are left, since those with a secret give no row."""
    kind = RAW[name][0]
    if kind is FILES:
        return _masked_files(column)
    if kind is JSON:
        return changed(column, suspicious(column), mask_json)
    if kind == TAGS:
        return masked_lists(column)
    return masked(column) if kind == TEXT and name != "id" else column


def _masked_files(files: pa.Array) -> pa.Array:
    values = files.flatten()
    paths = values.field(0)
    clean = masked(paths)
    if clean is paths:
        return files
    structs = pa.StructArray.from_arrays([clean, *values.flatten()[1:]], fields=list(FILES.value_type))
    return relisted(files, structs)
