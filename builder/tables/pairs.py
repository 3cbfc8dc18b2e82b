"""`pairs`: mappings by repository and model, with the verdict on their licences, base models included."""

from collections import defaultdict
from collections.abc import Iterator

import duckdb
import pyarrow as pa

from builder.column_values import USAGES
from builder.engine.sql import names, quoted, strings
from builder.licences.interface import Exposure, Judgement
from builder.licences.judge import UNREAD, inherited, judge
from builder.schemas import PAIRS

DEPTH = 12  # base models of base models that are followed; a circle ends there, too
BATCH = 50_000  # cases judged at once
# A licence in the words of licences.judge: SPDX, else what stands behind 'other', else the declared name.
OF_MODEL = (
    "coalesce(license_spdx, CASE WHEN license = 'other' THEN nullif(trim(license_name), '') END, nullif(license, ''))"
)
OF_REPOSITORY = "coalesce(license_spdx, nullif(license_declared, ''))"
# Pins in the sense of scan.entries.pinned: a branch or a tag is none, and what is no repository of commits takes none.
FIXED = "coalesce(regexp_full_match(revision, '[0-9a-fA-F]{40}'), false) OR identity IS NOT DISTINCT FROM 'file_hash'"
CAN_BE_PINNED = (
    "usage IN ('use', 'component', 'selectable')"
    " AND (hub IS NULL OR hub = 'huggingface' OR (hub = 'pytorch' AND contains(model_name, '#')))"
)
PAIRED = f"""
CREATE OR REPLACE TEMP TABLE paired AS
SELECT repository_id, model_id, min_by(usage, list_position([{strings(USAGES)}], usage)) AS usage,
  count(*) AS places, list_sort(list(DISTINCT context) FILTER (context IS NOT NULL)) AS contexts,
  bool_and({FIXED}) FILTER ({CAN_BE_PINNED}) AS pinned, bool_or(trust_remote_code) AS trust_remote_code,
  bool_or(identity = 'file_hash') IS TRUE AS bundled, min(first_seen) AS first_seen
FROM mappings WHERE model_id IS NOT NULL GROUP BY repository_id, model_id
"""
# Models that are published from a repository: the card names it as the model's code, and either both have one owner, or
# the repository names the model as well. (Cards also name the code of libraries, and of the model they were made from.)
PUBLISHED = r"""
CREATE OR REPLACE TEMP TABLE published AS
WITH said AS (
  SELECT DISTINCT model_id, lower(regexp_extract(github_repo, 'github\.com/([\w.-]+/[\w.-]+?)(?:\.git)?/?$', 1)) AS code
  FROM extracted_metadata WHERE github_repo IS NOT NULL
)
SELECT repository_id, said.model_id
FROM said JOIN repositories ON lower(repository_id) = code
LEFT JOIN paired USING (repository_id, model_id)
WHERE split_part(lower(said.model_id), '/', 1) = split_part(code, '/', 1) OR paired.model_id IS NOT NULL
"""
# The models above each used or published one, nearest first, as `models` and the cards name them; only those in
# `models` have a licence to tell.
BASES = f"""
CREATE OR REPLACE TEMP TABLE bases AS
WITH RECURSIVE told AS (
  SELECT model_id, unnest(base_models).model_id AS base_id FROM models WHERE len(base_models) > 0
  UNION
  SELECT model_id, unnest(base_models) FROM extracted_metadata WHERE len(base_models) > 0
), edges AS (
  SELECT model_id, base_id FROM told WHERE base_id <> model_id
), above AS (
  SELECT model_id, base_id, 1 AS depth FROM edges
  WHERE model_id IN (SELECT model_id FROM paired UNION ALL SELECT model_id FROM published)
  UNION
  SELECT above.model_id, edges.base_id, depth + 1
  FROM above JOIN edges ON edges.model_id = above.base_id
  WHERE depth < {DEPTH} AND edges.base_id <> above.model_id
)
SELECT above.model_id, base_id, min(depth) AS depth, any_value({OF_MODEL}) AS licence
FROM above JOIN models ON models.model_id = base_id GROUP BY above.model_id, base_id
"""
LICENCES = (
    f"CREATE OR REPLACE TEMP VIEW model_licences AS SELECT model_id, {OF_MODEL} AS of_model FROM models",
    f"CREATE OR REPLACE TEMP VIEW repository_licences AS SELECT repository_id, {OF_REPOSITORY} AS of_repository,"
    " CASE WHEN len(license_files) > 0 THEN 'unrecognised'"
    f" WHEN license_files IS NULL THEN {quoted(UNREAD)} END AS unrecognised FROM repositories",
)
# What was made from a model and published from a repository, and the licences that it is passed on under: each one's
# own, else the repository's.
DERIVED = """
CREATE OR REPLACE TEMP TABLE derived AS
SELECT repository_id, base_id AS model_id, list_sort(list(published.model_id)) AS derived_models,
  string_agg(DISTINCT coalesce(of_model, of_repository), ', ' ORDER BY coalesce(of_model, of_repository)) AS passed_on
FROM published JOIN bases USING (model_id) JOIN model_licences USING (model_id)
JOIN repository_licences USING (repository_id)
GROUP BY repository_id, base_id
"""
# Every pair with what it is judged by; a model counts by its name (`based`) only where it has base models. A release of
# the paper tells no usage: its pairs are uses.
WEIGHED = """
CREATE OR REPLACE TEMP VIEW weighed AS
SELECT paired.*, of_model, of_repository, derived_models,
  CASE WHEN derived_models IS NOT NULL THEN 'derived' WHEN bundled THEN 'bundled' WHEN usage = 'hosted' THEN 'hosted'
    WHEN usage IS NULL OR usage IN ('use', 'component', 'selectable') THEN 'referenced' END AS exposure,
  coalesce(passed_on, of_repository, unrecognised) AS outbound,
  CASE WHEN paired.model_id IN (SELECT model_id FROM bases) THEN paired.model_id END AS based
FROM paired JOIN model_licences USING (model_id) JOIN repository_licences USING (repository_id)
LEFT JOIN derived USING (repository_id, model_id)
"""
# What is to be judged, each once
CASES = """
CREATE OR REPLACE TEMP TABLE cases AS
SELECT row_number() OVER () AS number, * FROM (
  SELECT DISTINCT based, of_model, outbound, exposure FROM weighed WHERE exposure IS NOT NULL
)
"""
JUDGED = pa.schema(
    [
        *(("number", pa.int64()), ("verdict", pa.string()), ("obligations", pa.list_(pa.string()))),
        *(("dropped_terms", pa.list_(pa.string())), ("rule", pa.string()), ("rule_source", pa.string())),
        ("conflict_via", pa.string()),
    ]
)
QUERY = f"""
SELECT {", ".join(names(PAIRS.schema.names))} FROM (
  SELECT weighed.*, weighed.of_model AS model_license, of_repository AS repository_license,
    judged.* EXCLUDE (number)
  FROM weighed
  LEFT JOIN cases ON cases.based IS NOT DISTINCT FROM weighed.based
    AND cases.of_model IS NOT DISTINCT FROM weighed.of_model
    AND cases.outbound IS NOT DISTINCT FROM weighed.outbound
    AND cases.exposure = weighed.exposure
  LEFT JOIN judged USING (number)
)
"""
Bases = dict[str, list[tuple[str, str | None]]]  # model -> its base models with their licences, nearest first


def prepare(connection: duckdb.DuckDBPyConnection) -> None:
    """Makes what QUERY reads, from `mappings`, `models`, `repositories` and `extracted_metadata`."""
    for query in (PAIRED, PUBLISHED, BASES, *LICENCES, DERIVED, WEIGHED, CASES):
        connection.execute(query)
    connection.register("judged_columns", JUDGED.empty_table())
    connection.execute("CREATE OR REPLACE TEMP TABLE judged AS FROM judged_columns")
    bases = _bases(connection)
    ((cases,),) = connection.execute("SELECT count(*) FROM cases").fetchall()
    for first in range(0, cases, BATCH):
        connection.register("judged_batch", pa.Table.from_pylist(list(_judged(connection, first, bases)), JUDGED))
        connection.execute("INSERT INTO judged FROM judged_batch")
        connection.unregister("judged_batch")


def _bases(connection: duckdb.DuckDBPyConnection) -> Bases:
    found: Bases = defaultdict(list)
    rows = connection.execute("SELECT model_id, base_id, licence FROM bases ORDER BY model_id, depth, base_id")
    for model_id, base_id, licence in rows.fetchall():
        found[model_id].append((base_id, licence))
    return found


def _judged(connection: duckdb.DuckDBPyConnection, first: int, bases: Bases) -> Iterator[dict[str, object]]:
    wanted = "SELECT number, based, of_model, outbound, exposure FROM cases WHERE number > ? AND number <= ?"
    for number, based, licence, repository, exposure in connection.execute(wanted, [first, first + BATCH]).fetchall():
        own = judge(licence, repository, Exposure(exposure))
        whole = inherited(own, bases.get(based, []), repository, Exposure(exposure))
        yield {"number": number, **_row(whole)}


def _row(found: Judgement) -> dict[str, object]:
    return {
        "verdict": found.verdict,
        "obligations": list(found.obligations),
        "dropped_terms": None if found.dropped_terms is None else list(found.dropped_terms),
        "rule": found.rule,
        "rule_source": found.source,
        "conflict_via": found.via,
    }
