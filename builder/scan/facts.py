"""Facts about the models that a scan found, out of a table of models: licence, commit, base models, status."""

from collections.abc import Iterable
from typing import Any

from builder.errors import InputError
from builder.scan.entries import Base, Facts
from builder.scan.models import Relation, connected

LICENCES = ("license", "license_spdx")  # a table that has neither does not say that a model has none
DEPTH = 12  # base models of base models that are followed; a circle ends there, too
TEXTS = ("revision", "status", "license", "license_name", "license_spdx", "gated", "task")
OTHERS = {"base_models": "STRUCT(model_id VARCHAR, relation VARCHAR)[]", "reused_name": "BOOLEAN"}
OTHERS |= {"former_ids": "VARCHAR[]", "collected_at": "TIMESTAMP"}
COLUMNS = {"model_id": "VARCHAR", **dict.fromkeys(TEXTS, "VARCHAR"), **OTHERS}
QUERY = """
SELECT {columns} FROM {models} models SEMI JOIN (SELECT unnest($1::VARCHAR[]) AS model_id) wanted USING (model_id)
WHERE status IS DISTINCT FROM 'renamed'
"""


def facts(models: Relation, ids: Iterable[str]) -> dict[str, Facts]:
    """What a table of models says of these models and their base models' licences, by model_id.

    InputError for a table that cannot be read, or that has no column `model_id`. Columns that an older table lacks are
    not known.
    """
    wanted, found = set(ids), dict[str, dict[str, Any]]()
    if not wanted:
        return {}
    with connected(models) as (connection, relation):
        present = {name for name, *_ in connection.execute(f"DESCRIBE SELECT * FROM {relation}").fetchall()}
        if "model_id" not in present:
            raise InputError(f"{models}: has no column model_id; give a table of models, a dataset or a workspace")
        columns = ", ".join(
            f"CAST({name if name in present else 'NULL'} AS {kind}) AS {name}" for name, kind in COLUMNS.items()
        )
        query = QUERY.format(columns=columns, models=relation)
        left = wanted
        for _ in range(DEPTH):
            rows = connection.execute(query if "status" in present else query.partition("WHERE")[0], [sorted(left)])
            for row in rows.fetchall():
                found[row[0]] = dict(zip(COLUMNS, row, strict=True))
            left = {base["model_id"] for model in left for base in _bases(found.get(model))} - found.keys() - {None}
            if not left:
                break
    declared = not present.isdisjoint(LICENCES)
    return {name: _facts(found[name], found, declared) for name in sorted(wanted & found.keys())}


def _facts(row: dict[str, Any], known: dict[str, dict[str, Any]], declared: bool) -> Facts:
    taken = row["collected_at"]
    return Facts(
        model_id=row["model_id"],
        revision=row["revision"],
        status=row["status"],
        license=licence(row),
        license_spdx=row["license_spdx"],
        license_known=declared,
        bases=tuple(_above(row, known)),
        reused_name=row["reused_name"],
        gated=row["gated"],
        task=row["task"],
        as_of=None if taken is None else taken.date().isoformat(),
    )


def licence(row: dict[str, Any]) -> str | None:
    """A model's licence as `pairs.model_license` has it: SPDX, else what stands behind 'other', else as declared."""
    named = (row["license_name"] or "").strip() if row["license"] == "other" else ""
    return row["license_spdx"] or named or row["license"] or None


def _above(row: dict[str, Any], known: dict[str, dict[str, Any]]) -> Iterable[Base]:
    """The base models, then theirs, each once."""
    done, left = {row["model_id"]}, [row]
    while left:
        above = []
        for base in (base for one in left for base in _bases(one)):
            name = base["model_id"]
            if name is not None and name not in done:
                done.add(name)
                yield Base(name, base["relation"], licence(known[name]) if name in known else None)
                above += [known[name]] if name in known else []
        left = above


def _bases(row: dict[str, Any] | None) -> list[dict[str, Any]]:
    return [base for base in (row or {}).get("base_models") or [] if base is not None]
