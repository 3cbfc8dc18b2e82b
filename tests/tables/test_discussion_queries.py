"""Discussions of models as their snapshots hold them, as rows of the flat table."""

from datetime import datetime
from typing import Any

import duckdb
import pyarrow as pa
import pytest

from builder import schemas
from builder.engine.step import ITEM
from builder.redaction.exclusions import Exclusions, fingerprint
from builder.sources.discussions import TALKS
from builder.tables.discussion_queries import discussions

NONE = Exclusions()
ONE, TWO = datetime(2026, 10, 1), datetime(2026, 11, 1)
TABLES = {
    "snapshot_rows": pa.schema([ITEM, *schemas.SNAPSHOTS.schema, schemas.TALK]),
    "models": schemas.MODELS.schema,
    "repositories": schemas.REPOSITORIES.schema,
    "mappings": schemas.MAPPINGS.schema,
    "talks": TALKS,
    "revisions": pa.schema([(name, pa.string()) for name in ("name", "revision", "id")]),
    "renamed": pa.schema([(name, pa.string()) for name in ("old_id", "new_id")]),
}


def snapshot(model_id: str, revision: str, moment: datetime, *talks: dict[str, Any]) -> dict[str, Any]:
    known = {"model_id": model_id, "revision": revision, "captured_at": moment, "discussions": list(talks)}
    return {"item": f"{model_id}@{revision}", **known}


def model(model_id: str, status: str = "present") -> dict[str, Any]:
    return {"model_id": model_id, "status": status}


def made(exclusions: Exclusions = NONE, **tables: list[dict[str, Any]]) -> list[dict[str, Any]]:
    with duckdb.connect() as connection:
        for name, schema in TABLES.items():
            connection.register(name, pa.Table.from_pylist(tables.get(name, []), schema))
        found = connection.sql(discussions(exclusions)).to_arrow_table()
    return list(found.select(schemas.DISCUSSIONS.schema.names).cast(schemas.DISCUSSIONS.schema).to_pylist())


def test_nothing_gives_nothing() -> None:
    assert made() == []


@pytest.mark.parametrize("status", ["gone", "replaced", "renamed"])
def test_what_is_not_there_any_more_has_none(status: str) -> None:
    talk = {"num": 1, "title": "t"}
    assert made(models=[model("fen/a", status)], snapshot_rows=[snapshot("fen/a", "1", ONE, talk)]) == []


def test_the_newest_snapshot_counts() -> None:
    older, newer = {"num": 1, "title": "then"}, {"num": 1, "title": "now", "status": "merged", "author_role": "bot"}
    rows = [snapshot("fen/a", "1", ONE, older, {"num": 2}), snapshot("fen/a", "2", TWO, newer, {"title": "no number"})]
    (row,) = made(models=[model("fen/a")], snapshot_rows=rows)
    assert (row["subject"], row["subject_id"], row["num"], row["title"]) == ("model", "fen/a", 1, "now")
    assert (row["state"], row["author_role"], row["models"]) == ("merged", "bot", ["fen/a"])
    assert (row["labels"], row["libraries"]) == (None, None)


def test_they_go_over_to_the_new_name() -> None:
    known = {"models": [model("fen/new")], "renamed": [{"old_id": "fen/old", "new_id": "fen/new"}]}
    (row,) = made(snapshot_rows=[snapshot("fen/old", "1", ONE, {"num": 1})], **known)
    assert row["subject_id"] == "fen/new"


def test_repositories_name_models_by_their_ids() -> None:
    talk = {"event": "discussion", "repository_id": "fen/tool", "num": 4, "asked_at": ONE, "libraries": ["timm"]}
    mappings = [
        {"repository_id": "fen/tool", "model_name": "gpt2", "model_id": "openai-community/gpt2"},
        {"repository_id": "fen/tool", "model_name": "x/unknown"},
        {"repository_id": "fen/b", "model_name": "gpt2", "model_id": "other/gpt2"},
    ]
    rows = made(
        repositories=[{"repository_id": "fen/tool"}],
        mappings=mappings,
        talks=[talk | {"names": ["gpt2", "x/unknown"]}, talk | {"repository_id": "fen/gone", "names": []}],
    )
    assert [(row["subject_id"], row["models"], row["libraries"]) for row in rows] == [
        ("fen/tool", ["openai-community/gpt2", "x/unknown"], ["timm"])
    ]


def test_an_excluded_owner_has_none() -> None:
    known = {"models": [model("fen/a")], "snapshot_rows": [snapshot("fen/a", "1", ONE, {"num": 1})]}
    assert made(Exclusions(frozenset({fingerprint("fen")})), **known) == []
