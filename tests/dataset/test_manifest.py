import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from builder import schemas
from builder.dataset import manifest
from builder.dataset.manifest import NAME, Shards
from builder.engine.durable import sha256, write_json
from builder.errors import OutputError

AS_OF = datetime(2024, 7, 11)


def shard(table: str, number: int = 0, of: int = 1) -> str:
    return f"{table}/peatmoss-train-{number:05d}-of-{of:05d}.arrow"


def built(folder: Path) -> dict[str, Any]:
    """A dataset of a shard per table and a card, with its manifest."""
    shards = {}
    for table in schemas.TABLES:
        path = folder / shard(table.name)
        path.parent.mkdir(parents=True)
        path.write_text(table.name)
        shards[table.name] = Shards({shard(table.name): 3})
    (folder / "README.md").write_text("card")
    made = manifest.compose(folder, shards, AS_OF, [{"name": "hub"}], {"hub/models.jsonl": "0" * 64})
    write_json(folder / NAME, made)
    return made


@pytest.fixture
def folder(tmp_path) -> Path:
    built(tmp_path / "peatmoss")
    return tmp_path / "peatmoss"


def test_a_manifest_names_every_file_with_its_hash_size_and_rows(folder):
    known = manifest.read(folder)
    assert known.keys() >= {"format", "as_of", "peatmoss", "tools", "sources", "inputs", "tables", "files"}
    assert set(known["files"]) == {"README.md", *(shard(table.name) for table in schemas.TABLES)}
    models = known["files"][shard("models")]
    assert models == {"sha256": sha256(folder / shard("models")), "bytes": len("models"), "rows": 3}
    assert "rows" not in known["files"]["README.md"]
    assert known["tables"]["models"]["rows"] == 3
    assert known["as_of"] == "2024-07-11T00:00:00"


def test_rows_of_several_shards_are_added_up():
    assert Shards({"a": 2, "b": 3}).rows == 5
    assert Shards({}).rows == 0


def test_nothing_in_it_depends_on_the_place(tmp_path):
    assert built(tmp_path / "here") == built(tmp_path / "elsewhere" / "there")
    assert (tmp_path / "here" / NAME).read_bytes() == (tmp_path / "elsewhere" / "there" / NAME).read_bytes()
    assert str(tmp_path) not in (tmp_path / "here" / NAME).read_text()


def test_the_schema_of_every_table_has_its_own_digest():
    assert len({manifest.schema_digest(table) for table in schemas.TABLES}) == len(schemas.TABLES)


def test_a_whole_dataset_has_no_damages(folder):
    assert manifest.damages(folder, manifest.read(folder)) == []
    assert manifest.strangers(folder, manifest.read(folder)) == []


def lose(folder: Path) -> None:
    (folder / "README.md").unlink()


def shorten(folder: Path) -> None:
    (folder / shard("models")).write_text("model")


def swap(folder: Path) -> None:
    (folder / shard("models")).write_text("sledom")


def become_a_folder(folder: Path) -> None:
    lose(folder)
    (folder / "README.md").mkdir()


def add(folder: Path) -> None:
    (folder / "models" / "notes.txt").write_text("mine")


def add_an_empty_folder(folder: Path) -> None:
    (folder / "plots").mkdir()


def link(folder: Path) -> None:
    (folder / "link").symlink_to(folder / "models")


@pytest.mark.parametrize(
    ("damage", "expected"),
    [
        (lose, ["README.md is missing"]),
        (shorten, [f"{shard('models')} has other bytes than {NAME} says"]),
        (swap, [f"{shard('models')} has other bytes than {NAME} says"]),
        (become_a_folder, [f"README.md is not in {NAME}", "README.md is missing"]),
        (add, [f"models/notes.txt is not in {NAME}"]),
        (add_an_empty_folder, [f"plots is not in {NAME}"]),
        (link, [f"link is not in {NAME}"]),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_a_damage_is_a_sentence(folder, damage, expected):
    known = manifest.read(folder)
    damage(folder)
    assert manifest.damages(folder, known) == expected


def test_no_manifest_is_no_dataset(tmp_path):
    assert manifest.read(tmp_path) is None
    assert manifest.read(tmp_path / "nothing") is None


@pytest.mark.parametrize(
    ("text", "says"),
    [
        pytest.param("", "is not JSON", id="empty"),
        pytest.param("Manifest-Version: 1.0", "is not JSON", id="of a jar"),
        pytest.param("[]", "was not written by", id="a list"),
        pytest.param('{"name": "a web app"}', "was not written by", id="of a web app"),
        pytest.param('{"format": 99, "files": {}}', "was not written by", id="of another version"),
        pytest.param('{"format": 1}', "was not written by", id="without files"),
        pytest.param('{"format": 1, "files": ["a"]}', "was not written by", id="files that are a list"),
    ],
)
def test_another_ones_manifest_is_told_with_the_remedy(tmp_path, text, says):
    (tmp_path / NAME).write_text(text)
    with pytest.raises(OutputError, match=f"{NAME} {says}.* --out"):
        manifest.read(tmp_path)


def test_a_manifest_that_is_no_utf8_is_told_with_the_remedy(tmp_path):
    (tmp_path / NAME).write_bytes(b"\xff")
    with pytest.raises(OutputError, match="is damaged"):
        manifest.read(tmp_path)


def test_it_is_json_that_people_can_read(folder):
    text = (folder / NAME).read_text()
    assert text.endswith("}\n")
    assert list(json.loads(text)) == sorted(json.loads(text))


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        pytest.param("report.html", True, id="a page of ours"),
        pytest.param("figures/growth.svg", True, id="a figure of ours"),
        pytest.param("figures/mine.svg", False, id="somebody's own figure"),
        pytest.param("notes.txt", False, id="somebody's own file"),
    ],
)
def test_a_dataset_whose_manifest_is_damaged_is_ours_if_all_its_files_are(folder, name, expected):
    (folder / name).parent.mkdir(exist_ok=True)
    (folder / name).write_text("added later")
    (folder / NAME).write_text("{")
    assert manifest.is_damaged(folder) is expected
