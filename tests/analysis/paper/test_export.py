"""A build in the form of the paper's release, asked what people ask of that."""

import csv
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from command import SAMPLE, Built, here

from builder.analysis.paper.export import export, tables
from builder.analysis.paper.filled import queries
from builder.dataset.opened import opened


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


def test_open_issues_can_be_asked_for(database: sqlite3.Connection) -> None:
    assert database.execute("SELECT id, title FROM github_issue WHERE state = 'OPEN' LIMIT 100").fetchall() == []


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
