"""A made-up release of a few models, as the four kinds of rows."""

import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

import command
import crawls
import pytest
import release_file

from builder.errors import InputError
from builder.redaction.exclusions import Exclusions, fingerprint
from builder.sources.release import KINDS, Release
from builder.sources.release_file import model_id

TAKEN_AT = datetime(2023, 7, 1)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return release_file.write(tmp_path / "PeaTMOSS.db", models=120, pairs=40, snapshots=10, repositories=9)


def rows(path: Path, kind: Any, *excluded: str) -> list[dict[str, Any]]:
    exclusions = Exclusions(frozenset(map(fingerprint, excluded)))
    pages = Release("paper", kind, str(path), TAKEN_AT, exclusions).pages(0)
    return [row for page in pages for row in page.rows.to_pylist()]


def test_models(path):
    found = {row["model_id"]: row for row in rows(path, "models")}
    assert len(found) == 120
    one = found["o7/m7"]
    assert (one["hub"], one["revision"], one["downloads"], one["likes"]) == ("huggingface", f"{7:040x}", 7, 7)
    assert (one["license"], one["license_spdx"], one["library"], one["author"]) == (
        "mit",
        "MIT",
        "library-2",
        "author-2",
    )
    assert (one["architectures"], one["tags"]) == (["architecture-1"], ["tag-1", "tag-2"])
    assert {row["hub"] for name, row in found.items() if "#" in name} == {"pytorch"}


def test_snapshots(path):
    found = rows(path, "snapshots")
    assert [row["model_id"] for row in found] == [f"o{n}/m{n}" for n in range(1, 11)]
    assert (found[0]["commit_count"], found[0]["commits"][0]["title"], found[0]["branches"]) == (4, "c3", ["main"])
    assert ([row["tags"] for row in found[:2]], found[0]["discussion_count"]) == ([["v1"], []], 4)
    assert [one["num"] for one in found[0]["discussions"]] == [3, 2, 1, 0]


def test_repositories_and_mappings(path):
    assert [row["repository_id"] for row in rows(path, "repositories")] == [f"o{n}/r{n}" for n in range(1, 10)]
    found = rows(path, "mappings")
    assert (len(found), len({row["mapping_id"] for row in found})) == (40, 40)
    assert (sum(row["path"] is None for row in found), {row["resolution"] for row in found}) == (20, {"release"})


@pytest.mark.parametrize("kind", KINDS)
def test_a_page_is_the_same_from_wherever_one_starts(path, kind):
    source = Release("paper", kind, str(path), TAKEN_AT, Exclusions())
    assert [page.rows for page in source.pages(1)] == [page.rows for page in source.pages(0)][1:]


def test_who_is_excluded_is_nowhere(path):
    assert "o7/m7" not in {row["model_id"] for kind in ("models", "snapshots") for row in rows(path, kind, "o7/m7")}
    assert "o7/m7" not in {row["model_name"] for row in rows(path, "mappings", "o7/m7")}
    assert "o7/r7" not in {row["repository_id"] for kind in KINDS[2:] for row in rows(path, kind, "o7/r7")}


@pytest.mark.parametrize(
    ("context", "hub", "url", "expected"),
    [
        pytest.param("gpt2", "hugging face", None, "gpt2", id="hugging face"),
        pytest.param("pytorch/vision:alexnet", "pytorch hub", None, "pytorch/vision#alexnet", id="with its repository"),
        pytest.param("alexnet", "pytorch hub", "https://github.com/a/b/tree/main", "a/b#alexnet", id="by its address"),
        pytest.param("alexnet", "pytorch hub", None, "alexnet", id="no repository"),
        pytest.param(None, "", None, "", id="nothing"),
    ],
)
def test_ids(context, hub, url, expected):
    assert model_id(context, hub, url) == expected


def test_what_is_no_release(tmp_path):
    cases = {
        "none.db": "there is no such file",
        "text.db": "cannot be read as SQLite",
        "other.db": "it lacks model.context_id",
    }
    (tmp_path / "text.db").write_text("no database at all, but text that is long enough")
    release_file.write(tmp_path / "other.db", 0, 0, 0, 0, lacking="model")
    for name, message in cases.items():
        with pytest.raises(InputError, match=message):
            rows(tmp_path / name, "models")


def test_text_that_is_no_utf8(path):
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("UPDATE hf_commit SET title = CAST(x'66ff' AS TEXT) WHERE model_id = 1")
    assert rows(path, "snapshots")[0]["commits"][0]["title"] == "f\ufffd"


def test_the_tables_of_a_release(path, tmp_path):
    settings = '[[sources]]\nkind = "release"\nname = "paper"\npath = "PeaTMOSS.db"\ntaken_at = 2023-07-01\n'
    (tmp_path / "live.toml").write_text(settings)
    command.build(tmp_path, "--config", "live.toml")
    found = crawls.rows(tmp_path, "mappings")
    assert len(found) == 40
    assert {(row["identity"], row["model_id"] == row["model_name"]) for row in found} == {("exact", True)}
    assert {row["scan_status"] for row in crawls.rows(tmp_path, "repositories")} == {"not_fetched"}
    pairs = crawls.rows(tmp_path, "pairs")
    assert {(row["usage"], row["exposure"]) for row in pairs} == {(None, "referenced")}
    assert {(row["verdict"], row["rule"]) for row in pairs} == {
        ("repository_license_missing", "the repository's licence was not read")
    }
    assert sum(row["has_snapshot"] for row in crawls.rows(tmp_path, "models")) == 10
