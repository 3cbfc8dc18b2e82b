"""A release whose tables lack the columns of today, and have none of the tables since: followed, and taken out of."""

import io
import json
import shutil
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from command import Built
from hub_server import Hub
from publishing import MANIFEST, NAME, contents, release, somebody_commits, whole

from builder import schemas
from builder.engine.durable import sha256, write_json
from builder.release.removal import remove

# Columns of `models` and `extracted_metadata` that came after the first layout, in which a model had one base.
SINCE = {
    "models": {
        *("used_storage", "trending_score", "children_model_count", "inference_providers", "spaces_count"),
        *("reused_name", "carried_over"),
    },
    "extracted_metadata": {"base_models"},
    "repositories": {"model_issue_count", "model_pull_request_count"},
    "mappings": set(),
    "pairs": {"derived_models"},
    "snapshots": set(),  # had its discussions in a column, where there is a table now
}
SINCE_TABLES = ("discussions", "mapping_events")
RESULT = ("task", "dataset", "metric", "value", "value_text")  # fields of an evaluation, as they were
MODEL = "openai-community/gpt2"


def older(table: str, rows: pa.Table) -> pa.Table:
    """Rows as the first layout has them, whose columns stood in another order."""
    rows = rows.select(sorted(set(rows.schema.names) - SINCE[table]))
    if table == "snapshots":
        talk = [[{"num": 1, "title": "t"}]] * rows.num_rows
        return rows.append_column(schemas.TALK, pa.array(talk, schemas.TALK.type))
    if table != "extracted_metadata":
        return rows
    at = rows.schema.get_field_index("evaluation")
    kept = [
        [{name: one[name] for name in RESULT} for one in cell] if cell is not None else None
        for cell in rows["evaluation"].to_pylist()
    ]
    fields = [field for field in rows.schema.field(at).type.value_type if field.name in RESULT]
    return rows.set_column(at, "evaluation", pa.array(kept, pa.list_(pa.struct(fields))))


@pytest.fixture
def published(hub: Hub, sample: Built, tmp_path: Path) -> Path:
    """A dataset of today, after a release v1 whose files have the first layout's columns."""
    built = shutil.copytree(sample.out, tmp_path / "peatmoss")
    release(built, "v1")
    there = contents(hub)
    known = json.loads(there[MANIFEST])
    changed: dict[str, bytes] = {}
    for name in [one for one in there if one.partition("/")[0] in SINCE]:
        table = name.partition("/")[0]
        sink = io.BytesIO()
        pq.write_table(older(table, pq.read_table(io.BytesIO(there[name]))), sink)
        changed[name] = sink.getvalue()
        (tmp_path / "file").write_bytes(changed[name])
        known["files"][name] |= {"sha256": sha256(tmp_path / "file"), "bytes": len(changed[name])}
    gone = [name for name in known["files"] if name.partition("/")[0] in SINCE_TABLES]
    for name in gone:
        del known["files"][name]
    known["tables"] = {name: facts for name, facts in known["tables"].items() if name not in SINCE_TABLES}
    write_json(tmp_path / "manifest", {key: value for key, value in known.items() if key != "sha256"})
    somebody_commits(hub, changed | {MANIFEST: (tmp_path / "manifest").read_bytes()}, *gone)
    return built


def columns(hub: Hub, table: str) -> set[str]:
    (data,) = (data for name, data in contents(hub).items() if name.startswith(f"{table}/"))
    return set(pq.read_schema(io.BytesIO(data)).names)


def test_it_has_none_of_the_columns_since(hub: Hub, published: Path) -> None:
    assert all(not columns(hub, table) & names for table, names in SINCE.items())


def test_a_release_of_today_follows_it(hub: Hub, published: Path) -> None:
    release(published, "v2")
    assert whole(hub, "main")["previous"] == "v1"
    assert any(name.startswith("discussions/") for name in contents(hub))
    assert "discussions" not in columns(hub, "snapshots")
    assert all(names <= columns(hub, table) for table, names in SINCE.items())
    seen = {row["first_seen"] for row in rows(hub, "mappings")}
    assert seen == {"v1"}  # every mapping was in the release before


def test_a_model_is_taken_out_of_it(hub: Hub, published: Path) -> None:
    found = remove(MODEL, NAME, published, everywhere=False, dry_run=False, say=lambda text: None)
    assert found.release == "v1-1"
    assert whole(hub, "main")["release"] == "v1-1"
    assert MODEL not in {row["model_id"] for row in rows(hub, "models")}
    assert all(not columns(hub, table) & names for table, names in SINCE.items())


def rows(hub: Hub, table: str) -> list[dict[str, object]]:
    (data,) = (data for name, data in contents(hub).items() if name.startswith(f"{table}/"))
    return pq.read_table(io.BytesIO(data)).to_pylist()
