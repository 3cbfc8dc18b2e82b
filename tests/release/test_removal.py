"""Removals on a loopback Hub: a release without the id, the earlier ones on request, everything true afterwards."""

import base64
import hashlib
import io
import json
import shutil
import zlib
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from command import Built
from hub_server import READ_TOKEN, Hub
from publishing import MANIFEST, NAME, contents, release, tags, titles

from builder.errors import PublishError
from builder.release import publish
from builder.release.publishable import Allowed
from builder.release.removal import Removal, remove

OWNER, MODEL, REPOSITORY = "openai-community", "openai-community/gpt2", "reedbed/embed-kit"


@pytest.fixture
def published(v2: None, sample: Built, tmp_path: Path) -> Path:
    """A folder beside which removals work, after two releases of the sample."""
    return shutil.copytree(sample.out, tmp_path / "peatmoss")


def removed(identifier: str, beside: Path, everywhere: bool = False, dry_run: bool = False) -> Removal:
    return remove(identifier, NAME, beside, everywhere=everywhere, dry_run=dry_run, say=lambda text: None)


def holding(hub: Hub, revision: str, word: str) -> list[str]:
    """Data files at a revision of which a row has the word in a name."""
    found = []
    for path, data in contents(hub, revision).items():
        if path.endswith(".parquet"):
            rows = pq.read_table(io.BytesIO(data)).to_pylist()
            names = [row.get(key) or "" for row in rows for key in ("model_id", "repository_id", "model_name")]
            found += [path] if any(name == word or name.startswith(f"{word}/") for name in names) else []
    return found


def read(files: dict[str, bytes], table: str) -> list[dict[str, Any]]:
    """Rows of a published table."""
    shards = [data for path, data in sorted(files.items()) if path.startswith(f"{table}/")]
    return [row for data in shards for row in pq.read_table(io.BytesIO(data)).to_pylist()]


def texts(hub: Hub, revision: str) -> list[bytes]:
    """Every row of a revision as text, its card and its changelog, in lower case."""
    files = contents(hub, revision)
    tables = {path.partition("/")[0] for path in files if path.endswith(".parquet")}
    rows = [json.dumps(row, default=str) for table in sorted(tables) for row in read(files, table)]
    return [text.lower().encode() for text in rows] + [files["README.md"], files["CHANGELOG.md"]]


def true(hub: Hub, revision: str) -> bool:
    """Whether manifest, counts and card of a revision agree with its files."""
    files = contents(hub, revision)
    known = json.loads(files[MANIFEST])
    card = files["README.md"].decode()
    for path, facts in known["files"].items():
        rows = pq.read_metadata(io.BytesIO(files[path])).num_rows if "rows" in facts else None
        if len(files[path]) != facts["bytes"] or rows != facts.get("rows"):
            return False
    return all(f"num_examples: {one['rows']}" in card for one in known["tables"].values() if one["rows"])


@pytest.mark.parametrize(
    "identifier",
    [
        pytest.param(OWNER, id="an owner"),
        pytest.param(MODEL, id="a model"),
        pytest.param(REPOSITORY, id="a repository"),
    ],
)
def test_main_gets_a_release_without_the_id_and_earlier_ones_stay(hub: Hub, published: Path, identifier: str) -> None:
    before = contents(hub, "v1")
    found = removed(identifier, published)
    assert found.release == "v2-1"
    assert found.rows > 0
    assert found.tags.keys() == {"v1", "v2"}
    assert titles(hub)[-1] == "v2-1"
    assert holding(hub, "main", identifier) == holding(hub, "v2-1", identifier) == []
    assert holding(hub, "v1", identifier) != []
    assert contents(hub, "v1") == before
    assert true(hub, "main")


def test_the_page_in_a_space_no_longer_names_it(hub: Hub, sample: Built, tmp_path: Path) -> None:
    built = shutil.copytree(sample.out, tmp_path / "peatmoss")
    said: list[str] = []
    allowed = Allowed("parquet", "v1", [])
    publish.publish(built, NAME, allowed, dry_run=False, say=said.append, space="owner/page")
    assert MODEL in named(hub)
    found = remove(MODEL, NAME, built, everywhere=False, dry_run=False, say=said.append, space="owner/page")
    assert found.page is not None
    assert found.page.difference.send.keys() == {"index.html", "README.md", MANIFEST}
    there = named(hub)
    assert MODEL not in there
    assert len(there) > 10


def named(hub: Hub) -> list[str]:
    """The models that the page in the Space knows."""
    repository = hub.store.find("spaces", "owner/page")
    text = repository.content(repository.branch("main").files["index.html"]).read_text()
    packed = text.partition('id="data">')[2].partition("<")[0]
    models: list[str] = json.loads(zlib.decompress(base64.b64decode(packed)))["models"]
    return [*models, *(name for name in (MODEL,) if f">{name}<" in text)]  # in its tables, too


def test_the_card_and_the_changelog_tell_that_rows_were_removed_but_not_whose(hub: Hub, published: Path) -> None:
    found = removed(MODEL, published)
    files = contents(hub)
    said = f"So far, {found.rows} rows were removed, or changed because they named what was removed."
    assert said in files["README.md"].decode()
    assert f"## v2-1: removed on request\n\n{found.rows:,} rows." in files["CHANGELOG.md"].decode()
    manifest = json.loads(files[MANIFEST])
    assert (manifest["release"], manifest["previous"], manifest["removals"]) == ("v2-1", "v2", found.rows)
    assert all(MODEL.encode() not in files[name] for name in ("CHANGELOG.md", MANIFEST))


def test_nobody_else_names_the_id_afterwards(hub: Hub, published: Path) -> None:
    assert any(MODEL.encode() in data for data in texts(hub, "main"))
    removed(MODEL, published)
    assert not any(MODEL.encode() in data for data in texts(hub, "main"))
    files = contents(hub)
    cards = {row["model_id"]: row for row in read(files, "snapshots")}
    for row in read(files, "extracted_metadata"):
        card = cards[row["model_id"]]["card"]
        if card is None:  # of a model that is gone
            continue
        assert row["card_sha256"] == cards[row["model_id"]]["card_sha256"] == hashlib.sha256(card.encode()).hexdigest()
        placed = [one for one in row["evidence"] if one["start"] is not None]
        assert all(one["quote"] == card[one["start"] : one["end"]] for one in placed)


def test_everywhere_moves_the_tags_to_commits_without_the_id(hub: Hub, published: Path) -> None:
    before = tags(hub)
    removed(OWNER, published, everywhere=True)
    assert tags(hub).keys() == {"v1", "v2", "v2-1"}
    for tag in ("v1", "v2"):
        assert tags(hub)[tag] != before[tag]
        assert holding(hub, tag, OWNER) == []
        assert true(hub, tag)
        assert json.loads(contents(hub, tag)[MANIFEST])["release"] == tag
    assert hub.asked("^DELETE /api/datasets/owner/moss/branch/")
    assert removed(OWNER, published, everywhere=True) == Removal(None, 0, {})


def test_a_second_removal_counts_on(hub: Hub, published: Path) -> None:
    first = removed(MODEL, published)
    second = removed(REPOSITORY, published)
    assert second.release == "v2-2"
    assert json.loads(contents(hub)[MANIFEST])["removals"] == first.rows + second.rows


def test_the_next_release_still_counts_the_removals(hub: Hub, published: Path) -> None:
    found = removed(MODEL, published)
    release(published, "v3")
    assert json.loads(contents(hub)[MANIFEST])["removals"] == found.rows


def test_what_is_nowhere_changes_nothing(hub: Hub, published: Path) -> None:
    before = titles(hub), tags(hub)
    assert removed("nobody/nothing", published, everywhere=True) == Removal(None, 0, {})
    assert (titles(hub), tags(hub)) == before


def test_a_dry_run_tells_and_changes_nothing(hub: Hub, published: Path) -> None:
    before = titles(hub), tags(hub)
    found = removed(OWNER, published, everywhere=True, dry_run=True)
    assert found.release == "v2-1"
    assert found.tags.keys() == {"v1", "v2"}
    assert (titles(hub), tags(hub)) == before


def test_a_repository_without_a_release_is_named(hub: Hub, tmp_path: Path) -> None:
    with pytest.raises(PublishError, match="owner/moss holds no release of peatmoss"):
        removed(MODEL, tmp_path / "peatmoss")


def test_a_token_that_may_not_write_leaves_everything(
    hub: Hub, published: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = titles(hub), tags(hub)
    monkeypatch.setenv("HF_TOKEN", READ_TOKEN)
    with pytest.raises(PublishError, match="may not write"):
        removed(MODEL, published)
    assert (titles(hub), tags(hub)) == before
