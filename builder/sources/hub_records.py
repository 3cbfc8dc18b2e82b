"""Raw records of the Hub as rows: columns in, columns out, and a reason for each record that gives no row."""

import hashlib
import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from builder import schemas
from builder.engine.journal import Page
from builder.engine.step import SKIPPED_SCHEMA
from builder.redaction.controls import RE2_UNSEEN
from builder.redaction.exclusions import Exclusions
from builder.redaction.privacy import has_secret, mask_json
from builder.reference.domains import DOMAINS, domain_of
from builder.reference.licenses import license_spdx
from builder.sources.columns import (
    among,
    changed,
    joined,
    masked,
    masked_lists,
    pairs,
    relisted,
    suspicious,
    tagged,
    times,
)
from builder.sources.dump_files import RawPage
from builder.sources.raw import FILES, JSON, RAW, TAGS, TEXT, is_int, valid

RECORD, SEEN, GONE = "record", "seen", "gone"
FROM_MERGE = {"has_card", "has_snapshot", "status", "former_ids"}  # the merge knows these
RECORDS = pa.schema(
    [(c.name, c.type) for c in schemas.MODELS.columns if c.name not in FROM_MERGE]
    + [
        ("position", pa.int64()),  # within the source: of two records of a model the later one counts
        ("files", FILES),
        ("config", pa.string()),
        ("card", pa.string()),
        ("card_sha256", pa.string()),
        ("told", pa.string()),  # RECORD, or what a later look at the hub told: SEEN (its counts alone), GONE
    ]
)
ID = rf"^[^\s/{RE2_UNSEEN}]+(/[^\s/{RE2_UNSEEN}]+)?$"
TASKS = pa.array(sorted(DOMAINS))
RELATIONS = ("adapter", "finetune", "merge", "quantized")  # the Hub's words for how a model was made of another
GATED = {"false": "no", "true": "auto"}
# ISO 639-1: the Hub puts languages among the tags as bare codes
LANGUAGES = pa.array(
    """
    aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el en
    eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it iu ja jv
    ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne
    ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq sr ss st
    su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu multilingual
    """.split()  # noqa: SIM905 - a table to read, not 185 lines
)


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
    return Page(exclusions.leave_out(table)[0], skipped)


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
    size = len(raw["id"])
    raw = {name: _masked(column, name) for name, column in raw.items()}
    tags = raw["tags"]
    told = _from_json(raw["cardData"], _card_data, CARD_DATA)
    config = _from_json(raw["config"], _config, CONFIG)
    weights = {name: _from_json(raw[name], _total, TOTAL).field("total") for name in ("safetensors", "gguf")}
    licenses = pc.coalesce(joined(tagged(tags, "license:")), told.field("license"))
    languages = among(tags, LANGUAGES)
    bases = pairs(tags, "base_model:", RELATIONS, ("model_id", "relation"))
    named = pc.coalesce(_from_json(raw["baseModels"], _bases, BASES).field("base_models"), told.field("base_models"))
    owners = pc.struct_field(pc.extract_regex(raw["id"], r"^(?P<owner>[^/]+)/"), "owner")
    return {
        "model_id": raw["id"],
        "hub": _constant("huggingface", size),
        "hub_id": raw["_id"],
        "revision": raw["sha"],
        "author": pc.coalesce(raw["author"], owners),
        "created_at": times(raw["createdAt"]),
        "last_modified": times(raw["lastModified"]),
        "downloads": raw["downloads"],
        "downloads_all_time": raw["downloadsAllTime"],
        "likes": raw["likes"],
        "task": raw["pipeline_tag"],
        "domain": _domains(raw["pipeline_tag"], tags),
        "library": raw["library_name"],
        "tags": tags,
        "license": licenses,
        "license_name": told.field("license_name"),
        "license_link": told.field("license_link"),
        "license_spdx": _by_value(licenses, license_spdx),
        "languages": pc.coalesce(told.field("languages"), languages),
        "datasets": tagged(tags, "dataset:"),
        "base_models": _first_filled(bases, named),
        "architectures": config.field("architectures"),
        "model_type": config.field("model_type"),
        "parameters": pc.coalesce(weights["safetensors"], weights["gguf"]),
        "parameters_source": pc.if_else(
            pc.is_valid(weights["safetensors"]), "safetensors", pc.if_else(pc.is_valid(weights["gguf"]), "gguf", None)
        ).cast(pa.string()),
        "gated": _by_value(raw["gated"], lambda word: GATED.get(word.lower(), word)),
        "disabled": raw["disabled"],
        "entrypoint_source": pa.nulls(size, pa.string()),
        "source": _constant(source, size),
        "collected_at": _constant(taken_at, size, pa.timestamp("us")),
        "files": raw["siblings"],
        "config": raw["config"],
        "card": raw["card"],
        "card_sha256": pa.array(map(_sha256, raw["card"].to_pylist()), pa.string()),
        "told": _constant(RECORD, size),
    }


def _sha256(text: str | None) -> str | None:
    return None if text is None else hashlib.sha256(text.encode()).hexdigest()


def _constant(value: Any, size: int, kind: pa.DataType | None = None) -> pa.Array:  # noqa: ANN401
    return pa.repeat(pa.scalar(value, kind), size)


def _by_value(column: pa.Array, answer: Callable[[str], str | None]) -> pa.Array:
    """A function of single values, asked once per distinct value."""
    coded = column.dictionary_encode()
    answers = pa.array([answer(value) for value in coded.dictionary.to_pylist()], pa.string())
    return answers.take(coded.indices)


def _domains(tasks: pa.Array, tags: pa.Array) -> pa.Array:
    """Domains of task and tags together, as the paper joins them; asked once per set of tasks among the tags."""
    found = pc.coalesce(pc.binary_join(among(tags, TASKS), " "), pa.scalar(""))
    return _by_value(
        pc.binary_join_element_wise(found, pc.coalesce(tasks, pa.scalar("")), " "),
        lambda words: domain_of(words.split()),
    )


def _first_filled(lists: pa.Array, others: pa.Array) -> pa.Array:
    """The lists, where one is empty or null the other's."""
    empty = pc.fill_null(pc.equal(pc.list_value_length(lists), 0), True)
    return pc.if_else(pc.and_(empty, pc.is_valid(others)), others, lists)


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


BASES = pa.struct([("base_models", schemas.MODELS.schema.field("base_models").type)])
CARD_DATA = pa.struct(
    [("license", pa.string()), ("license_name", pa.string()), ("license_link", pa.string())]
    + [("languages", pa.list_(pa.string())), *BASES]
)
CONFIG = pa.struct([("architectures", pa.list_(pa.string())), ("model_type", pa.string())])
TOTAL = pa.struct([("total", pa.int64())])


def _from_json(texts: pa.Array, read: Callable[[Any], dict[str, Any]], kind: pa.DataType) -> pa.Array:
    """JSON texts as structs; nulls where a text is null, no JSON or no mapping."""
    if texts.null_count == len(texts):
        return pa.array([{}] * len(texts), kind)
    rows = []
    for text in texts.to_pylist():
        try:
            value = json.loads(text) if text else None
        except (ValueError, RecursionError):
            value = None
        rows.append(read(value) if isinstance(value, dict) else {})
    return pa.array(rows, kind)


def _strings(value: Any) -> list[str] | None:  # noqa: ANN401 - a JSON value
    values = value if isinstance(value, list) else [value]
    found = [valid(entry) for entry in values if isinstance(entry, str) and entry]
    return found or None


def _string(value: Any) -> str | None:  # noqa: ANN401 - a JSON value
    return valid(value) if isinstance(value, str) and value else None


def _card_data(value: dict[str, Any]) -> dict[str, Any]:
    licenses = _strings(value.get("license"))
    bases = _strings(value.get("base_model"))
    relation = _string(value.get("base_model_relation"))
    return {
        "license": ", ".join(licenses) if licenses else None,
        "license_name": _string(value.get("license_name")),
        "license_link": _string(value.get("license_link")),
        "languages": _strings(value.get("language")),
        "base_models": [{"model_id": base, "relation": relation} for base in bases] if bases else None,
    }


def _config(value: dict[str, Any]) -> dict[str, Any]:
    return {"architectures": _strings(value.get("architectures")), "model_type": _string(value.get("model_type"))}


def _total(value: dict[str, Any]) -> dict[str, Any]:
    total = value.get("total")
    return {"total": total if is_int(total) and total >= 0 else None}


def _bases(value: dict[str, Any]) -> dict[str, Any]:
    models = value.get("models") if isinstance(value.get("models"), list) else []
    ids = [model.get("id") if isinstance(model, dict) else model for model in models or []]
    relation = _string(value.get("relation"))
    found = [{"model_id": valid(name), "relation": relation} for name in ids if isinstance(name, str) and name]
    return {"base_models": found or None}
