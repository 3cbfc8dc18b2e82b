"""A built dataset staged as a release: the same bytes every time, the same rows in another form, history that grows."""

import json
import re
import shutil
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import datasets
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import yaml
from command import SAMPLE, Built
from publishing import MANIFEST, edited, replaced

from builder import schemas
from builder.dataset.derived import PUBLISHED
from builder.engine.durable import sha256
from builder.release.stage import Form, Previous, patterns, stage

FORMS = pytest.mark.parametrize("form", ["parquet", "arrow"])
FULL = [table for table in PUBLISHED if SAMPLE.get(table.name, 1)]  # the page offers no table without rows
TABLES = pytest.mark.parametrize("table", [table.name for table in schemas.TABLES])
NAME = "owner/moss"
First = Callable[[Form], Path]


@pytest.fixture
def built(sample: Built, tmp_path: Path) -> Path:
    return shutil.copytree(sample.out, tmp_path / "peatmoss")


@pytest.fixture(scope="session")
def first(sample: Built, tmp_path_factory: pytest.TempPathFactory) -> First:
    """`first(form)`: release v1 of the sample, for looking at only; each form is written once."""
    return cache(lambda form: staged(sample.out, tmp_path_factory.mktemp(form) / "v1", form=form))


def staged(built: Path, folder: Path, tag: str = "v1", form: Form = "parquet", after: Path | None = None) -> Path:
    """A release in a folder of its own, after another."""
    folder.mkdir(parents=True)
    known = told(after) if after else {}
    stage(built, folder, NAME, tag, form, Previous(known["release"], known, after) if after else None)
    return folder


def told(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / MANIFEST).read_text())
    return found


def tree(folder: Path) -> dict[str, str]:
    return {str(path.relative_to(folder)): sha256(path) for path in sorted(folder.rglob("*")) if path.is_file()}


def rows(folder: Path, table: str) -> pa.Table:
    parts = []
    for path in sorted((folder / table).iterdir()):
        data = path.read_bytes()
        parts.append(pq.read_table(path) if path.suffix == ".parquet" else pa.ipc.open_stream(data).read_all())
    return pa.concat_tables(parts)


def front_matter(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((folder / "README.md").read_text().split("---\n")[1])
    return found


# Bytes


@FORMS
def test_the_same_dataset_is_the_same_bytes_anywhere(built: Path, first: First, tmp_path: Path, form: Form) -> None:
    one = first(form)
    moved = shutil.copytree(built, tmp_path / "elsewhere" / "deep")
    other = staged(moved, tmp_path / "other place", form=form)
    assert tree(one) == tree(other)
    after = [staged(built, tmp_path / f"after {name}", "v2", form, there) for name, there in (("a", one), ("b", other))]
    assert tree(after[0]) == tree(after[1])


@FORMS
def test_the_manifest_tells_every_file(first: First, form: Form) -> None:
    folder = first(form)
    facts = told(folder)["files"]
    there = tree(folder)
    assert there.keys() == facts.keys() | {MANIFEST}
    assert {name: one["sha256"] for name, one in facts.items()} == {n: there[n] for n in facts}
    assert all((folder / name).stat().st_size == one["bytes"] for name, one in facts.items())
    counted = {name: one["rows"] for name, one in facts.items() if "rows" in one}
    assert counted == {name: rows_of(folder / name) for name in facts if "/" in name}


def rows_of(path: Path) -> int:
    whole = pq.read_table(path) if path.suffix == ".parquet" else pa.ipc.open_stream(path.read_bytes()).read_all()
    return int(whole.num_rows)


def test_the_built_dataset_stays_as_it_is(built: Path, tmp_path: Path) -> None:
    before = tree(built)
    staged(built, tmp_path / "release")
    assert tree(built) == before


# Rows


@FORMS
@TABLES
def test_rows_order_and_columns_are_the_builds(sample: Built, first: First, form: Form, table: str) -> None:
    before, after = rows(sample.out, table), rows(first(form), table)
    assert after.schema.remove_metadata() == schemas.BY_NAME[table].schema
    seen = {"mappings": ["first_seen", "last_seen"], "pairs": ["first_seen"]}.get(table, [])
    assert after.drop_columns(seen).equals(before.replace_schema_metadata(None).drop_columns(seen))


def test_parquet_is_what_the_viewer_reads_best(built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    edited(built, "models", lambda one: pa.concat_tables([one] * 40))
    monkeypatch.setattr("builder.release.stage.GROUP_BYTES", 100_000)
    folder = staged(built, tmp_path / "release")
    for path in folder.glob("*/*.parquet"):
        metadata = pq.read_metadata(path)
        groups = [metadata.row_group(n) for n in range(metadata.num_row_groups)]
        columns = [group.column(n) for group in groups for n in range(metadata.num_columns) if group.num_rows]
        assert {column.compression for column in columns} == ({"ZSTD"} if metadata.num_rows else set())
        assert all(column.has_offset_index and column.has_column_index for column in columns)
    groups = pq.ParquetFile(folder / "models/train-00000-of-00001.parquet").metadata
    assert [groups.row_group(n).num_rows for n in range(groups.num_row_groups)] == [1000, 1000, 640]


@FORMS
def test_many_shards_tell_their_number(
    built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: Form
) -> None:
    edited(built, "models", lambda one: pa.concat_tables([one] * 40))
    monkeypatch.setattr("builder.release.stage.GROUP_BYTES", 1)
    monkeypatch.setattr("builder.release.stage.SHARD_BYTES", {"parquet": 1, "arrow": 1})
    folder = staged(built, tmp_path / "release", form=form)
    names = sorted(path.name for path in (folder / "models").iterdir())
    assert names == [f"train-{n:05d}-of-00003.{form}" for n in range(3)]
    assert [told(folder)["files"][f"models/{name}"]["rows"] for name in names] == [1000, 1000, 640]
    assert rows(folder, "models")["model_id"].equals(rows(built, "models")["model_id"])
    loaded = load(folder, tmp_path, "models")
    assert loaded["model_id"][:] == rows(built, "models")["model_id"].to_pylist()


def load(folder: Path, tmp_path: Path, table: str) -> datasets.Dataset:
    return datasets.load_dataset(str(folder), table, split="train", cache_dir=str(tmp_path / "cache"))


@FORMS
def test_every_table_is_loaded_by_its_name(built: Path, first: First, tmp_path: Path, form: Form) -> None:
    folder = staged(built, tmp_path / "v2", "v2", form, first(form))
    history = f"models_history/v1.{form}"
    shutil.copy(first(form) / history, folder / history)  # as on the Hub, where it stays
    for table in FULL:
        loaded = load(folder, tmp_path, table.name)
        assert loaded.data.table.schema.remove_metadata() == table.schema
        assert loaded.to_list() == rows(folder, table.name).to_pylist()


@FORMS
def test_empty_tables_are_left_out_of_the_page_and_named_there(built: Path, tmp_path: Path, form: Form) -> None:
    for table in ("mappings", "pairs", "repositories", "models"):
        edited(built, table, lambda one: one.slice(0, 0))
    folder = staged(built, tmp_path / "v1", form=form)
    assert rows(folder, "mappings").schema.remove_metadata() == schemas.MAPPINGS.schema
    assert rows(folder, "models_history").num_rows == 0
    # the library loads no empty split
    offered = datasets.get_dataset_config_names(str(folder))
    assert offered == ["extracted_metadata", "snapshots"]
    page = (folder / "README.md").read_text(encoding="utf-8")
    assert "These tables have no rows here, and `load_dataset` does not offer them: " in page
    after = staged(built, tmp_path / "v2", "v2", form, folder)
    assert told(after)["tables"]["mappings"]["rows"] == 0


# One release after another


def test_mappings_tell_their_first_and_last_release(built: Path, tmp_path: Path) -> None:
    everything = rows(built, "mappings").slice(0, 70)
    edited(built, "mappings", lambda one: one.slice(0, 50))
    one = staged(built, tmp_path / "v1")
    edited(built, "mappings", lambda _: everything.slice(10))
    two = staged(built, tmp_path / "v2", "v2", "arrow", one)
    edited(built, "mappings", lambda _: everything)
    three = staged(built, tmp_path / "v3", "v3", "parquet", two)
    tables = [rows(at, "mappings").to_pylist() for at in (one, two, three)]
    seen = [[(row["first_seen"], row["last_seen"]) for row in table] for table in tables]
    assert seen[0] == [("v1", "v1")] * 50
    assert seen[1] == [("v1", "v2")] * 40 + [("v2", "v2")] * 20
    # what the release before did not hold counts as new
    assert seen[2] == [("v3", "v3")] * 10 + [("v1", "v3")] * 40 + [("v2", "v3")] * 20


def test_pairs_tell_their_first_release(built: Path, tmp_path: Path) -> None:
    everything = rows(built, "pairs")
    edited(built, "pairs", lambda one: one.slice(0, 30))
    one = staged(built, tmp_path / "v1")
    edited(built, "pairs", lambda _: everything)
    two = staged(built, tmp_path / "v2", "v2", "arrow", one)
    assert rows(two, "pairs")["first_seen"].to_pylist() == ["v1"] * 30 + ["v2"] * (everything.num_rows - 30)


def test_history_has_a_file_of_each_release(built: Path, first: First, tmp_path: Path) -> None:
    one = first("parquet")
    edited(built, "models", lambda found: replaced(found, "status", 0, "gone"))
    two = staged(built, tmp_path / "v2", "v2", "parquet", one)
    assert [path.name for path in (two / "models_history").iterdir()] == ["v2.parquet"]
    assert told(two)["files"]["models_history/v1.parquet"] == told(one)["files"]["models_history/v1.parquet"]
    before, after = rows(one, "models_history"), rows(two, "models_history")
    models = rows(built, "models")
    gone = models["model_id"][0].as_py()
    assert set(before["model_id"].to_pylist()) - set(after["model_id"].to_pylist()) == {gone}
    assert after["model_id"].to_pylist() == sorted(after["model_id"].to_pylist())
    assert (set(after["release"].to_pylist()), set(after["status"].to_pylist())) == ({"v2"}, {"present"})
    downloads = dict(zip(models["model_id"].to_pylist(), models["downloads"].to_pylist(), strict=True))
    assert all(row["downloads"] == downloads[row["model_id"]] for row in after.to_pylist())


def test_history_of_another_form_is_written_anew(built: Path, first: First, tmp_path: Path) -> None:
    one = first("parquet")
    two = staged(built, tmp_path / "v2", "v2", "arrow", one)
    assert {name for name in told(two)["files"] if name.startswith("models_history/")} == {
        "models_history/v1.arrow",
        "models_history/v2.arrow",
    }
    again = pa.ipc.open_stream((two / "models_history/v1.arrow").read_bytes()).read_all()
    assert again.equals(rows(one, "models_history"))
    assert {name for name in tree(two) if name.endswith(".parquet")} == set()


def test_a_release_takes_the_place_of_its_own_history(built: Path, first: First, tmp_path: Path) -> None:
    one = first("parquet")
    edited(built, "models", lambda found: replaced(found, "downloads", 0, 5))
    again = staged(built, tmp_path / "again", "v1", "parquet", one)
    facts = told(again)["files"]["models_history/v1.parquet"]
    assert facts["sha256"] == sha256(again / "models_history/v1.parquet")


def test_the_changelog_grows_on_top(built: Path, first: First, tmp_path: Path) -> None:
    one = first("parquet")
    edited(built, "models", lambda found: replaced(found.slice(1), "likes", 0, 99))
    two = staged(built, tmp_path / "v2", "v2", "parquet", one)
    three = staged(built, tmp_path / "v3", "v3", "parquet", two)
    text = (three / "CHANGELOG.md").read_text()
    assert re.findall("^#+ .*", text, re.MULTILINE) == ["# Changes of the data", "## v3", "## v2", "## v1"]
    assert text.count("# Changes of the data") == 1
    first, second, third = text.split("\n## ")[:0:-1]
    assert "The first release." in first
    assert "| models | 66 |" in first
    assert "Since v1:" in second
    assert "| models | 65 | 0 | 1 | 1 |" in second
    assert "Since v2:" in third
    assert "| models | 65 | 0 | 0 | 0 |" in third
    assert text.endswith((one / "CHANGELOG.md").read_text().partition("## ")[2])


def test_what_moved_is_told_without_a_name(built: Path, first: First, tmp_path: Path) -> None:
    one = first("parquet")
    assert "Verdicts" not in (one / "CHANGELOG.md").read_text()
    edited(built, "pairs", lambda found: replaced(replaced(found, "verdict", 0, "incompatible"), "usage", 0, "use"))
    (pair,) = rows(built, "pairs").slice(0, 1).to_pylist()
    two = staged(built, tmp_path / "v2", "v2", "parquet", one)
    for name in ("CHANGELOG.md", "README.md"):
        text = (two / name).read_text()
        since = text[text.index("v1") :].partition("## The columns")[0]
        licences = f"{pair['model_license']} to {pair['repository_license']}"
        assert "- Verdicts on licences, incompatible: 0 before, 1 now\n" in since
        assert f"- new licence conflicts: 1 pair ({licences} 1)\n" in since
        assert pair["repository_id"] not in since
        assert pair["model_id"] not in since


# The card


@FORMS
def test_the_card_tells_true_sizes(built: Path, first: First, tmp_path: Path, form: Form) -> None:
    folder = staged(built, tmp_path / "v2", "v2", form, first(form))
    facts = told(folder)["files"]
    info = {one["config_name"]: one for one in front_matter(folder)["dataset_info"]}
    assert info.keys() == {table.name for table in FULL}
    for table, one in info.items():
        files = [fact for name, fact in facts.items() if name.startswith(f"{table}/")]
        (split,) = one["splits"]
        assert split["name"] == "train"
        assert split["num_examples"] == sum(fact["rows"] for fact in files)
        assert one["download_size"] == sum(fact["bytes"] for fact in files)
        assert one["dataset_size"] == split["num_bytes"] > 0
        assert [feature["name"] for feature in one["features"]] == schemas_of(table)


def schemas_of(table: str) -> list[str]:
    return next(one.schema.names for one in PUBLISHED if one.name == table)


def full(form: Form) -> dict[str, str]:
    """Patterns of the files of the tables with rows."""
    return {table.name: patterns(form)[table.name] for table in FULL}


@FORMS
def test_the_card_names_the_files_of_each_table(first: First, form: Form) -> None:
    folder = first(form)
    configs = {one["config_name"]: one for one in front_matter(folder)["configs"]}
    assert {name: one["data_files"] for name, one in configs.items()} == {
        name: [{"split": "train", "path": pattern}] for name, pattern in full(form).items()
    }
    assert [name for name, one in configs.items() if one.get("default")] == ["mappings"]
    for name, pattern in full(form).items():
        assert {str(path.relative_to(folder)) for path in folder.glob(pattern)} == {
            file for file in told(folder)["files"] if file.startswith(f"{name}/")
        }


def test_the_card_names_release_changes_and_faults(built: Path, first: First, tmp_path: Path) -> None:
    one = first("parquet")
    assert "Changes since" not in (one / "README.md").read_text()
    two = tmp_path / "v2"
    two.mkdir()
    stage(built, two, NAME, "v2", "parquet", Previous("v1", told(one), one), ["models: 3 rows repeat another's"])
    text = (two / "README.md").read_text()
    assert "Published although the checks found:** models: 3 rows repeat another's" in text
    assert "## Changes since v1" in text
    assert "Release **v2**" in text
    assert f'load_dataset("{NAME}", "mappings", revision="v2")' in text
