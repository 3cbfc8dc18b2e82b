"""A build in the form of the paper's release, asked what people ask of that."""

import csv
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pytest
from command import SAMPLE, Built, here

from builder import schemas
from builder.analysis.paper.export import export, tables
from builder.analysis.paper.filled import queries
from builder.dataset.opened import opened
from builder.sources import release_file


@pytest.fixture(scope="module")
def folder(sample: Built, tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("paper")
    with opened(sample.out) as (connection, _):
        export(connection, made)
    return made


@pytest.fixture
def database(folder: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(folder / "PeaTMOSS.db")) as connection:
        yield connection


def test_every_table_is_there_and_every_reference_leads_somewhere(database: sqlite3.Connection) -> None:
    names = {name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    assert names == tables().keys()
    assert len(names) == 56
    assert queries().keys() <= names
    assert database.execute("PRAGMA foreign_key_check").fetchall() == []


def test_downloads_beside_reuse(database: sqlite3.Connection) -> None:
    rows = database.execute(
        """SELECT context_id, downloads, count(reuse_repository_id) AS reused FROM model
        LEFT JOIN model_to_reuse_repository ON model_id = model.id
        GROUP BY model.id ORDER BY downloads DESC LIMIT 100"""
    ).fetchall()
    assert len(rows) == SAMPLE["models"]
    assert sum(reused for *_, reused in rows) == SAMPLE["pairs"]


@pytest.mark.parametrize(("hub", "expected"), [pytest.param(1, True, id="hub"), pytest.param(3, False, id="no hub")])
def test_tags_of_the_models_of_repositories(database: sqlite3.Connection, hub: int, expected: bool) -> None:
    query = """SELECT reuse_repository_id, group_concat(tag.name) FROM model
        JOIN model_to_tag ON model_to_tag.model_id = model.id JOIN tag ON tag.id = tag_id
        JOIN model_to_reuse_repository AS used ON used.model_id = model.id
        WHERE model_hub_id = ? GROUP BY reuse_repository_id"""
    assert bool(database.execute(query, [hub]).fetchall()) is expected


@pytest.mark.parametrize(
    "query",
    [
        pytest.param("SELECT id, title FROM github_issue WHERE state = 'OPEN' ORDER BY updated_at DESC", id="issues"),
        pytest.param(
            "SELECT id, title FROM github_pull_request WHERE state IN ('OPEN', 'MERGED') ORDER BY updated_at DESC",
            id="pull requests",
        ),
    ],
)
def test_discussions_can_be_asked_for(database: sqlite3.Connection, query: str) -> None:
    assert database.execute(query).fetchall() == []  # the sample has none


def written(rows: dict[str, list[dict[str, Any]]], folder: Path) -> dict[str, int]:
    """Exports made-up rows; the paper's tables with the number of their rows."""
    with duckdb.connect() as connection:
        for table in schemas.TABLES:
            connection.register(table.name, pa.Table.from_pylist(rows.get(table.name, []), table.schema))
        return export(connection, folder)


def test_commits_of_a_task(tmp_path: Path) -> None:
    made = [{"sha": "1" * 40, "date": datetime(2023, 5, 6, 7), "title": "first"}]
    model = {"model_id": "pine/a", "hub": "huggingface", "task": "fill-mask", "tags": ["pytorch", "license:mit"]}
    replaced = {"model_id": "pine/a@1", "hub": "huggingface", "task": "fill-mask", "status": "replaced"}
    captured = {"model_id": "pine/a", "revision": "1", "commits": made}
    written({"models": [model, replaced], "snapshots": [captured]}, tmp_path)
    query = """SELECT context_id, tag.name, hf_commit.created_at FROM model
        JOIN model_to_tag ON model_to_tag.model_id = model.id JOIN tag ON tag.id = tag_id
        LEFT JOIN hf_commit ON hf_commit.model_id = model.id WHERE model_hub_id = 1 ORDER BY tag.name"""
    with closing(sqlite3.connect(tmp_path / "PeaTMOSS.db")) as database:
        rows = database.execute(query).fetchall()
    assert rows == [("pine/a", "fill-mask", "2023-05-06 07:00:00"), ("pine/a", "pytorch", "2023-05-06 07:00:00")]


def test_empty_tables_are_exported(tmp_path: Path) -> None:
    counts = written({}, tmp_path)
    assert {name for name, count in counts.items() if count} == {"model_hub"}
    assert (tmp_path / "mapping.csv").read_text() == ""


def test_tags_are_none_of_another_kind(database: sqlite3.Connection) -> None:
    names = [name for (name,) in database.execute("SELECT name FROM tag")]
    assert "text-generation" in names
    assert [name for name in names if ":" in name or name in {"transformers", "en"}] == []


def test_our_own_reader_of_releases_finds_the_same_pairs(folder: Path, sample: Built) -> None:
    with release_file.opened(str(folder / "PeaTMOSS.db")) as database:
        rows = database.execute(release_file.PAIRS).fetchall()
        read = {(f"{row[1]}/{row[2]}", release_file.model_id(*row[4:])) for row in rows}
        hubs = {row[2] for row in database.execute(release_file.MODELS)}
    with opened(sample.out) as (connection, _):
        known = connection.execute("SELECT repository_id, model_id FROM pairs WHERE usage <> 'mention'").fetchall()
    assert read == set(known)
    assert all("pytorch" in hub or "huggingface" in hub for hub in hubs)


@pytest.mark.parametrize(
    ("pair", "expected"),
    [
        pytest.param({"usage": "mention"}, 0, id="a mention"),
        pytest.param({"usage": None}, 1, id="a release's, which tells no usage"),
        pytest.param({"usage": "use"}, 1, id="a use"),
    ],
)
def test_which_pairs_are_mappings_of_the_paper(pair: dict[str, str | None], expected: int, tmp_path: Path) -> None:
    place = {"mapping_id": "1", "repository_id": "oak/r", "model_id": "pine/a", "path": "a.py"}
    rows = {
        "models": [{"model_id": "pine/a", "hub": "huggingface", "license": "mit"}],
        "repositories": [{"repository_id": "oak/r"}],
        "pairs": [{"repository_id": "oak/r", "model_id": "pine/a"} | pair],
        "mappings": [place | pair, place | pair | {"mapping_id": "2"}],
    }
    counts = written(rows, tmp_path)
    assert [counts["model_to_reuse_repository"], counts["reuse_file"]] == [expected, expected]
    pairs = "github.com/oak/r,pine/a,https://huggingface.co/pine/a,mit\n" * expected
    assert (tmp_path / "mapping.csv").read_text() == pairs


def test_a_file_in_the_way_is_told_in_one_line(sample: Built, tmp_path: Path) -> None:
    (tmp_path / "there").write_text("mine")
    done = here("export", sample.out, "--paper", tmp_path / "there", cwd=tmp_path)
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1
    assert (tmp_path / "there").read_text() == "mine"


def test_pairs_have_the_papers_columns(folder: Path) -> None:
    with (folder / "mapping.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    assert rows
    assert {len(row) for row in rows} == {4}
    assert all(url == f"https://huggingface.co/{model}" and licence for _, model, url, licence in rows)


def test_the_command_names_empty_tables_last(sample: Built, tmp_path: Path) -> None:
    done = here("export", sample.out, "--paper", tmp_path / "new", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "github_milestone" in done.stdout.splitlines()[-1]
    assert sorted(path.name for path in (tmp_path / "new").iterdir()) == ["PeaTMOSS.db", "mapping.csv"]
