"""A name in code -> the ids that it can have in `models`, and one query that finds which of them is there."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from builder.reference.signatures import Library, Signatures

if TYPE_CHECKING:
    import duckdb  # 50 ms, which a scan without a table of models need not wait for

UNOWNED = frozenset("/:#")  # a name with one of these says whose it is, or what; no alias is for it
STAGE = """
CREATE OR REPLACE TEMP TABLE candidates AS
SELECT unnest($1::VARCHAR[]) AS library, unnest($2::VARCHAR[]) AS model_name, unnest($3::VARCHAR[]) AS candidate,
  unnest($4::VARCHAR[]) AS identity, unnest($5::INTEGER[]) AS preference
"""
# The Hub keeps no two ids that differ in letter case alone, and finds a model under either; `models` has its spelling.
# A model's own id comes before a former one of another model.
IDENTIFIED = """
SELECT library, model_name, model_id, CASE WHEN former THEN 'former_name' ELSE identity END AS identity
FROM (
  SELECT candidates.*, model_id, model_id AS name, false AS former
  FROM candidates JOIN {models} models ON lower(models.model_id) = lower(candidate)
  WHERE status IS DISTINCT FROM 'renamed'
  UNION ALL
  SELECT candidates.*, model_id, name, true
  FROM candidates JOIN (
    SELECT model_id, unnest(former_ids) AS name FROM {models} WHERE len(former_ids) > 0
    AND status IS DISTINCT FROM 'renamed'
  ) former ON lower(former.name) = lower(candidate)
)
WINDOW same_name AS (PARTITION BY library, model_name ORDER BY preference, former, name <> candidate, model_id)
QUALIFY row_number() OVER same_name = 1
"""
# Of the models that share a file the one with the most downloads, which the others most likely have it from.
COPIED = """
SELECT 'sha256:' || lower(sha256) AS code, model_id, revision, hub
FROM (
  SELECT model_id, revision, hub, downloads, captured_at, unnest(files).lfs_sha256 AS sha256 FROM {snapshots} snapshots
)
WHERE 'sha256:' || lower(sha256) IN ({codes})
QUALIFY row_number() OVER (
  PARTITION BY lower(sha256) ORDER BY downloads DESC NULLS LAST, captured_at DESC NULLS LAST, model_id, revision
) = 1
"""


def hub_ids(library: str, name: str, signatures: Signatures) -> list[tuple[str, str]]:
    """Candidates (model_id, identity) in order of preference: as written, its former name's new one, then aliases.

    A library's alias is for names without an owner ('en_core_web_sm' of spacy is 'spacy/en_core_web_sm').
    """
    known = signatures.by_name.get(library)
    moved = signatures.names.moved.get(name)
    found = [(name, "exact" if known is None else _own(known, name))]
    if moved is not None:
        found.append((moved, "former_name"))
    if known is not None:
        found += [(alias, "alias") for alias in _aliases(known, name)]
    return found


def _own(library: Library, name: str) -> str:
    """How a name as such names a model: a builder's, or what a short name stood for where a library takes no other."""
    if library.hub == "pytorch" and library.members:
        return "builder"
    return "alias" if library.closed and name in library.names.values() else "exact"


def _aliases(library: Library, name: str) -> list[str]:
    found = [library.aliases[name]] if name in library.aliases else []
    if library.alias is not None and not UNOWNED.intersection(name):
        plain = library.alias.format(name=name)
        tag = library.tag_of.get(name)
        found += [plain] if tag is None else [f"{plain}.{tag}", plain]
    return found


def stage(connection: duckdb.DuckDBPyConnection, names: Iterable[tuple[str, str]], signatures: Signatures) -> None:
    """Makes table `candidates` of (library, name) pairs, which IDENTIFIED joins with a relation `models`."""
    rows = [
        (library, name, candidate, identity, preference)
        for library, name in names
        for preference, (candidate, identity) in enumerate(hub_ids(library, name, signatures))
    ]
    columns = [list(column) for column in zip(*rows, strict=True)] or [[] for _ in range(5)]
    connection.execute(STAGE, columns)


def identify(
    connection: duckdb.DuckDBPyConnection, names: Iterable[tuple[str, str]], models: str, signatures: Signatures
) -> dict[tuple[str, str], tuple[str, str]]:
    """(library, name) -> (model_id, identity), where the name is in `models`.

    `models` is a relation in DuckDB's words with the columns model_id, former_ids and status ("read_parquet('x')").
    """
    stage(connection, names, signatures)
    found = connection.execute(IDENTIFIED.format(models=models)).fetchall()
    return {(library, name): (model_id, identity) for library, name, model_id, identity in found}


def copied(
    connection: duckdb.DuckDBPyConnection, codes: Iterable[str], snapshots: str
) -> dict[str, tuple[str, str, str]]:
    """'sha256:<hex>' of a file of weights -> (model_id, revision, hub) of the snapshot that has the file.

    `snapshots` is a relation in DuckDB's words with the columns of that table.
    """
    asked = "SELECT unnest($codes::VARCHAR[])"
    found = connection.execute(COPIED.format(snapshots=snapshots, codes=asked), {"codes": list(codes)}).fetchall()
    return {code: (model_id, revision, hub) for code, model_id, revision, hub in found}
