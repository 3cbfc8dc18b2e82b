"""One DuckDB query per table: newest record per key, what is gone and renamed, the identity join.

The relations that the queries read (records, newest, snapshot_rows ...) are made by merge.py.
"""

from builder import schemas
from builder.engine.sql import names, strings
from builder.redaction.exclusions import Exclusions
from builder.schemas import Table

# `replaced`: models whose name another one took, by the hub's own ids; `id` is what they are called since, `until` when
# the next one was made (null where that is the Hub's floor date, which stands for whatever is older). Hashes and not
# ids are grouped first: a table of ids would fill DuckDB's memory.
REPLACED = """
CREATE OR REPLACE TEMP TABLE replaced AS
WITH known AS (SELECT model_id, hub_id, created_at, ordinal FROM recorded WHERE told = 'record' AND hub_id IS NOT NULL),
several AS (
  SELECT hash(model_id) AS hashed FROM known GROUP BY 1 HAVING min(hash(hub_id)) <> max(hash(hub_id))
), owners AS (
  SELECT model_id AS name, hub_id, max(ordinal) AS ordinal, min(created_at) AS created_at
  FROM known WHERE hash(model_id) IN (FROM several) GROUP BY ALL
), ordered AS (
  SELECT *, lead(created_at) OVER by_time AS next_made, lead(hub_id) OVER by_time AS next_id
  FROM owners WINDOW by_time AS (PARTITION BY name ORDER BY ordinal)
)
SELECT name, hub_id, name || '@' || hub_id AS id,
  CASE WHEN next_made > TIMESTAMP '2022-03-03' THEN next_made END AS until
FROM ordered WHERE next_id IS NOT NULL
"""
RECORDS = """
CREATE OR REPLACE TEMP VIEW records AS
SELECT recorded.* REPLACE (CASE WHEN told = 'record' AND id IS NOT NULL THEN id ELSE model_id END AS model_id)
FROM recorded LEFT JOIN replaced ON name = model_id AND replaced.hub_id = recorded.hub_id
"""
# `revisions`: which revisions of a name were those of the model that had it before, and of no later one
REVISIONS = """
CREATE OR REPLACE TEMP TABLE revisions AS
SELECT name, revision, min(id) AS id
FROM recorded JOIN replaced ON name = model_id WHERE told = 'record' AND revision IS NOT NULL
GROUP BY name, revision HAVING bool_and(replaced.hub_id IS NOT DISTINCT FROM recorded.hub_id)
"""
# `newest`: the records that count, one per model, by number alone (a table of ids would fill DuckDB's memory).
# `seen` is the last event that gave its counts alone, `withdrawn` the last that said that it is gone.
NEWEST = """
CREATE OR REPLACE TEMP TABLE newest AS
SELECT ordinal, seen, withdrawn, taken OR
  greatest(ordinal, seen) < greatest(CASE WHEN hub = 'huggingface' THEN {complete} ELSE 0 END, withdrawn) AS gone
FROM (
  SELECT max(hub) AS hub, max(ordinal) FILTER (told = 'record') AS ordinal,
    coalesce(max(ordinal) FILTER (told = 'seen'), -1) AS seen,
    coalesce(max(ordinal) FILTER (told = 'gone'), -1) AS withdrawn,
    bool_or(model_id IN (SELECT id FROM replaced)) AS taken
  FROM records GROUP BY model_id
) WHERE ordinal IS NOT NULL
"""
MOVED = """
CREATE OR REPLACE TEMP TABLE moved AS SELECT unnest($1::VARCHAR[]) AS old_id, unnest($2::VARCHAR[]) AS new_id
"""
# `renamed`: models that are gone, and the model that has their hub_id now; then those of the Hub's own renames (a table
# of names without an owner), unless the hub's ids say otherwise. Dates tell nothing: the floor date is many models'.
RENAMED = """
CREATE OR REPLACE TEMP TABLE renamed AS
WITH left_over AS (
  SELECT model_id, hub_id FROM records SEMI JOIN (FROM newest WHERE gone) last USING (ordinal) WHERE hub_id IS NOT NULL
  UNION
  SELECT model_id, hub_id FROM records WHERE hub_id IS NOT NULL
  AND ordinal IN (SELECT withdrawn FROM newest WHERE gone)
), by_id AS (
  SELECT left_over.model_id AS old_id, min(records.model_id) AS new_id
  FROM records JOIN left_over USING (hub_id) SEMI JOIN (FROM newest WHERE NOT gone) last USING (ordinal)
  GROUP BY left_over.model_id
), by_table AS (
  SELECT old.model_id AS old_id, new.model_id AS new_id
  FROM moved JOIN records old ON old.model_id = moved.old_id JOIN records new ON new.model_id = moved.new_id
  SEMI JOIN newest then_newest ON then_newest.ordinal = old.ordinal
  SEMI JOIN (FROM newest WHERE NOT gone) now_newest ON now_newest.ordinal = new.ordinal
  WHERE old.ordinal < new.ordinal AND coalesce(old.hub_id, new.hub_id, '') = coalesce(new.hub_id, old.hub_id, '')
)
FROM by_id UNION ALL FROM by_table ANTI JOIN by_id USING (old_id)
"""
# Joins are run as they are written, the left side streamed: by its own choice DuckDB holds all cards in memory.
AS_WRITTEN = "SET disabled_optimizers = 'join_order,build_side_probe_side'"
OPTIMIZED = "SET disabled_optimizers = ''"
COUNTS = ("downloads", "downloads_all_time", "likes", "gated", "disabled")  # change without a change of the model
# Ids and former ones, also of models that `models` leaves out: what is excluded is so under its older names, too.
KNOWN = """(
  SELECT model_id, former_ids, status FROM models WHERE status IS DISTINCT FROM 'replaced'
  UNION ALL SELECT new_id, [old_id], 'present' FROM renamed
)"""
# What an older record of the same revision tells where the newest tells nothing. Ids tell who a model is, counts and
# dates when it was looked at: these stay the newest record's.
CARRIED = (
    *("revision", "created_at", "last_modified", "task", "domain", "library", "tags", "license", "license_name"),
    *("license_link", "license_spdx", "languages", "datasets", "base_models", "architectures", "model_type"),
    *("parameters", "parameters_source", "used_storage", "children_model_count", "entrypoint_source"),
)
# lists that are empty where a record merely does not tell them: an older one of the same revision may
OFTEN_UNTOLD = frozenset({"datasets", "base_models"})


def select(table: Table, row: str, gone: str, computed: dict[str, str]) -> str:
    """The columns of a table from relation `row`; where `gone` holds only those that outlive the model."""
    columns = []
    for column, name in zip(table.columns, names(table.schema.names), strict=True):
        value = computed.get(column.name, f"{row}.{name}")
        if not column.kept and gone:
            value = f"CASE WHEN {gone} THEN NULL ELSE {value} END"
        columns.append(f"{value} AS {name}")
    return "SELECT " + ", ".join(columns)


def not_excluded(exclusions: Exclusions, *columns: str) -> str:
    """WHERE that leaves out rows whose ids, or their owners, are excluded."""
    if not exclusions.hashes or not columns:
        return "WHERE true"
    listed = strings(sorted(exclusions.hashes))
    tests = [
        f"coalesce(sha256(lower({part})) IN ({listed}), false)"
        for column in columns
        for part in (column, *(f"split_part({column}, '{sign}', 1)" for sign in "/#@"), *_of_three(column))
    ]
    return f"WHERE NOT ({' OR '.join(tests)})"


def _of_three(column: str) -> tuple[str, str]:
    """SQL of owner, and of owner/name, of an id such as 'spaces/owner/name'; null of any other."""
    three = f"len(string_split({column}, '/')) = 3"
    owner, name = (f"split_part({column}, '/', {at})" for at in (2, 3))
    return f"CASE WHEN {three} THEN {owner} END", f"CASE WHEN {three} THEN {owner} || '/' || {name} END"


def carried() -> str:
    """Query that makes `carried`: per newest record (by `ordinal`) the values that only older records tell.

    Each is {value, source, collected_at}. Older records are of the same revision, or the newest names none.
    """
    lacking = ", ".join(f"{_lacks(column)} AS lacks_{column}" for column in CARRIED)
    gives = {
        column: f"older.{column} IS NOT NULL AND (lacks_{column} IS NULL AND len(older.{column}) > 0"
        f" AND older.revision = lasting.revision OR coalesce(lacks_{column}, false))"
        if column in OFTEN_UNTOLD
        else f"lacks_{column} AND older.{column} IS NOT NULL"
        for column in CARRIED
    }
    values = ", ".join(
        f"max_by({{'value': older.{column}, 'source': source, 'collected_at': collected_at}}, older.ordinal)"
        f" FILTER ({given}) AS {column}"
        for column, given in gives.items()
    )
    return f"""
CREATE OR REPLACE TEMP TABLE carried AS
WITH several AS (
  SELECT hash(model_id) AS hashed FROM records WHERE told = 'record' GROUP BY 1 HAVING count(*) > 1
), lasting AS (
  SELECT model_id, ordinal, revision, {lacking} FROM records SEMI JOIN (FROM newest WHERE NOT gone) last USING (ordinal)
  WHERE hash(model_id) IN (FROM several)
)
SELECT lasting.ordinal, {values}
FROM records older JOIN lasting USING (model_id)
WHERE older.told = 'record' AND older.ordinal < lasting.ordinal AND hash(model_id) IN (FROM several)
  AND (lasting.revision IS NULL OR older.revision = lasting.revision)
  AND ({" OR ".join(gives.values())})
GROUP BY lasting.ordinal
"""


def _lacks(column: str) -> str:
    """SQL of whether a record lacks a column; null where its list is empty, so that it may or may not."""
    empty = f"WHEN len({column}) = 0 THEN NULL " if column in OFTEN_UNTOLD else ""
    return f"CASE WHEN {column} IS NULL THEN true {empty}ELSE false END"


def models(exclusions: Exclusions) -> str:
    """Query of `models`."""
    newest = {column: f"coalesce(carried.{column}.value, records.{column})" for column in CARRIED}
    return f"""
WITH captured AS (
  SELECT model_id, true AS has_snapshot, bool_or(card_sha256 IS NOT NULL) AS has_card
  FROM ({owned("snapshot_rows")}) GROUP BY model_id
), cards AS (
  SELECT model_id, max(license_name) AS license_name, max(license_link) AS license_link,
    max(extracted_at) AS extracted_at
  FROM ({owned("extraction_rows")}) WHERE license_name IS NOT NULL OR license_link IS NOT NULL GROUP BY model_id
), declared AS (
  SELECT model_id, revision, extracted_at, unnest(declared_bases) AS base FROM ({owned("extraction_rows")})
  WHERE len(declared_bases) > 0
), told AS (
  SELECT ordinal, {newest["base_models"]} AS bases
  FROM records SEMI JOIN newest USING (ordinal) LEFT JOIN carried USING (ordinal)
  WHERE model_id IN (SELECT model_id FROM declared)
), added AS (
  SELECT said.ordinal, list({{'model_id': base, 'relation': NULL::VARCHAR}} ORDER BY base) AS bases,
    max(extracted_at) AS extracted_at
  FROM (
    SELECT ordinal, base, max(extracted_at) AS extracted_at
    FROM records JOIN declared USING (model_id) SEMI JOIN told USING (ordinal)
    WHERE coalesce(records.revision, declared.revision) IS NOT DISTINCT FROM declared.revision
    GROUP BY ordinal, base
  ) said ANTI JOIN (SELECT ordinal, unnest(bases).model_id AS known FROM told) named
    ON named.ordinal = said.ordinal AND lower(known) = lower(base)
  GROUP BY said.ordinal
), former AS (
  SELECT new_id, list_sort(list(DISTINCT coalesce(name, old_id))) AS ids
  FROM renamed LEFT JOIN replaced ON id = old_id GROUP BY new_id
)
{select(schemas.MODELS, "records", "newest.gone", _of_models(newest))}
FROM records
JOIN newest USING (ordinal)
LEFT JOIN captured ON captured.model_id = records.model_id
LEFT JOIN cards ON cards.model_id = records.model_id
LEFT JOIN carried ON carried.ordinal = records.ordinal
LEFT JOIN added ON added.ordinal = records.ordinal
LEFT JOIN replaced ON replaced.id = records.model_id
LEFT JOIN (SELECT ordinal, {", ".join(COUNTS)} FROM records WHERE told = 'seen') counts ON counts.ordinal = newest.seen
LEFT JOIN renamed ON renamed.old_id = records.model_id
LEFT JOIN former ON former.new_id = records.model_id
{not_excluded(exclusions, "records.model_id")}
"""


def _of_models(newest: dict[str, str]) -> dict[str, str]:
    """Columns of `models` that are more than those of the newest record, by their expressions."""
    of_card = {
        column: f"CASE WHEN {newest['license']} = 'other' AND {newest[column]} IS NULL THEN cards.{column} END"
        for column in ("license_name", "license_link")
    }
    return (
        {
            "status": "CASE WHEN renamed.new_id IS NOT NULL THEN 'renamed' WHEN replaced.id IS NOT NULL THEN 'replaced'"
            " WHEN newest.gone THEN 'gone' ELSE 'present' END",
            "former_ids": "coalesce(former.ids, []::VARCHAR[])",
            "reused_name": "records.model_id IN (SELECT name FROM replaced)",
            "has_snapshot": "coalesce(captured.has_snapshot, false)",
            "has_card": "coalesce(captured.has_card, false)",
            "carried_over": _carried_over(of_card),
        }
        | newest
        | {column: f"coalesce({newest[column]}, {value})" for column, value in of_card.items()}
        | {
            "base_models": f"CASE WHEN added.bases IS NULL THEN {newest['base_models']}"
            f" ELSE list_concat({newest['base_models']}, added.bases) END"
        }
        | {
            count: f"CASE WHEN counts.ordinal > records.ordinal THEN counts.{count} ELSE records.{count} END"
            for count in COUNTS
        }
    )


def _carried_over(of_card: dict[str, str]) -> str:
    """Which values the newest record does not say itself: of an older record, or of a card."""
    entries = [
        f"CASE WHEN carried.{column} IS NULL THEN [] ELSE [{{'field': '{column}', 'source': carried.{column}.source,"
        f" 'collected_at': carried.{column}.collected_at}}] END"
        for column in CARRIED
    ]
    entries += [
        f"CASE WHEN {value} IS NULL THEN [] ELSE [{{'field': '{column}', 'source': 'extracted_metadata',"
        " 'collected_at': cards.extracted_at}] END"
        for column, value in of_card.items()
    ]
    entries.append(
        "CASE WHEN added.bases IS NULL THEN [] ELSE [{'field': 'base_models', 'source': 'extracted_metadata',"
        " 'collected_at': added.extracted_at}] END"
    )
    return f"flatten([{', '.join(entries)}])"


def owned(rows: str) -> str:
    """A step's rows under the ids that their models have now: another's revisions, then what has been renamed."""
    return f"""
  SELECT {rows}.* REPLACE (coalesce(new_id, id, model_id) AS model_id), old_id
  FROM {rows} LEFT JOIN revisions ON name = model_id AND revisions.revision = {rows}.revision
  LEFT JOIN renamed ON old_id = coalesce(id, model_id)"""


def of_models(table: Table, rows: str) -> str:
    """Query of `snapshots` and `extracted_metadata`: the step's rows, withdrawn where the model is gone.

    Rows of a renamed model go over to its new name, but for a revision that is there under the new name already; those
    of a model whose name was taken go with it.
    """
    computed = {}
    if table is schemas.SNAPSHOTS:
        computed["status"] = "CASE WHEN models.status = 'present' THEN 'captured' ELSE 'gone' END"
    return f"""
WITH owned AS NOT MATERIALIZED ({owned(rows)}), chosen AS (
  SELECT min_by(item, coalesce(old_id, '')) AS item FROM owned GROUP BY model_id, revision
)
{select(table, "owned", "models.status IN ('gone', 'replaced')", computed)}
FROM owned SEMI JOIN chosen USING (item) JOIN models ON models.model_id = owned.model_id
"""
