"""A built dataset held against its manifest: each kind of damage is found and named."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pytest
from command import SAMPLE, Built

from builder.dataset.verify import verify
from builder.engine.durable import sha256, write_json
from builder.errors import OutputError

MODELS = "models/peatmoss-train-00000-of-00001.arrow"
MAPPINGS = "mappings/peatmoss-train-00000-of-00001.arrow"
REFERENCE = f"mappings: {SAMPLE['mappings']} rows with a repository_id that is not in repositories"


@pytest.fixture
def out(sample: Built, tmp_path: Path) -> Path:
    return shutil.copytree(sample.out, tmp_path / "peatmoss")


def flip(path: Path, at: int) -> None:
    data = bytearray(path.read_bytes())
    data[at] ^= 1
    path.write_bytes(data)


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


def read(path: Path) -> pa.Table:
    return pa.ipc.open_stream(path.read_bytes()).read_all()


def rewrite(path: Path, table: pa.Table) -> None:
    with pa.ipc.new_stream(path, table.schema) as writer:
        writer.write_table(table)


def seal(out: Path) -> None:
    """Makes the manifest fit the bytes that are there, so that only their content can be wrong."""
    manifest = json.loads((out / "MANIFEST.json").read_text())
    for name in list(manifest["files"]):
        path = out / name
        if path.exists():
            manifest["files"][name] |= {"sha256": sha256(path), "bytes": path.stat().st_size}
        else:
            del manifest["files"][name]
    write_json(out / "MANIFEST.json", manifest)


def test_built_dataset_has_nothing_wrong(out: Path) -> None:
    manifest, found = verify(out)
    assert found == []
    assert manifest["tables"].keys() == SAMPLE.keys()


# Bytes


@pytest.mark.parametrize(
    ("damage", "sentence"),
    [
        pytest.param(lambda out: flip(out / MODELS, 0), f"{MODELS} has other bytes", id="first-byte"),
        pytest.param(lambda out: flip(out / MODELS, -1), f"{MODELS} has other bytes", id="last-byte"),
        pytest.param(lambda out: (out / MODELS).write_bytes(b""), f"{MODELS} has other bytes", id="empty"),
        pytest.param(lambda out: (out / MODELS).unlink(), f"{MODELS} is missing", id="missing"),
        pytest.param(lambda out: shutil.rmtree(out / "models"), f"{MODELS} is missing", id="missing-folder"),
        pytest.param(lambda out: (out / "README.md").unlink(), "README.md is missing", id="no-card"),
        pytest.param(lambda out: edit(out / "README.md", "66", "67"), "README.md has other bytes", id="edited-card"),
        pytest.param(lambda out: (out / "models/x").touch(), "models/x is not in MANIFEST.json", id="stray-file"),
        pytest.param(lambda out: (out / ".hidden").touch(), ".hidden is not in MANIFEST.json", id="hidden-file"),
    ],
)
def test_damage_is_named(damage: Callable[[Path], None], sentence: str, out: Path) -> None:
    damage(out)
    _, found = verify(out)
    assert any(one.startswith(sentence) for one in found)


def test_a_number_of_the_manifest_that_was_changed_is_named(out: Path) -> None:
    known = json.loads((out / "MANIFEST.json").read_text())
    known["tables"]["models"]["rows"] += 1
    write_json(out / "MANIFEST.json", known)  # with the checksum that fits
    assert any(one.startswith("models: 66 rows, MANIFEST.json says 67") for one in verify(out)[1])


@pytest.mark.parametrize("at", [0, 0.1, 0.3, 0.5, 0.7, 0.9, 0.9999], ids=str)
def test_a_byte_of_the_manifest_that_was_changed_is_named(out: Path, at: float) -> None:
    path = out / "MANIFEST.json"
    flip(path, int(at * path.stat().st_size))
    with pytest.raises(OutputError, match=r"MANIFEST\.json is (damaged|not JSON, or is damaged)"):
        verify(out)


def test_a_dataset_of_an_older_version_whose_manifest_has_no_checksum_is_read(out: Path) -> None:
    known = json.loads((out / "MANIFEST.json").read_text())
    del known["checksum"]
    (out / "MANIFEST.json").write_text(json.dumps(known))
    assert verify(out)[1] == []


def test_every_damage_is_named(out: Path) -> None:
    flip(out / MODELS, 100)
    (out / MAPPINGS).unlink()
    (out / "stray").touch()
    _, found = verify(out)
    assert sorted(one.split(" ")[0] for one in found) == [MAPPINGS, MODELS, "stray"]


# Content that the manifest vouches for


def twice(out: Path) -> None:
    table = read(out / MODELS)
    rewrite(out / MODELS, pa.concat_tables([table.slice(1), table.slice(1, 1)]))


def without_key(out: Path) -> None:
    table = read(out / MODELS)
    ids = [*table["model_id"].to_pylist()[:-1], None]
    rewrite(out / MODELS, table.set_column(0, table.schema.field(0), pa.array(ids)))


def of_nothing(out: Path) -> None:
    table = read(out / MAPPINGS)
    index = table.schema.get_field_index("repository_id")
    rewrite(out / MAPPINGS, table.set_column(index, "repository_id", pa.array(["o/gone"] * table.num_rows)))


def other_columns(out: Path) -> None:
    rewrite(out / MODELS, read(out / MODELS).drop_columns(["likes"]))


@pytest.mark.parametrize(
    ("damage", "sentence"),
    [
        pytest.param(twice, "models: 1 row with the model_id of another", id="key-twice"),
        pytest.param(without_key, "models: 1 row without model_id", id="no-key"),
        pytest.param(
            of_nothing,
            REFERENCE,
            id="reference",
        ),
        pytest.param(other_columns, "models: its columns are not those of this version", id="columns"),
        pytest.param(lambda out: shutil.rmtree(out / "models"), "models: the table is missing", id="no-shard"),
        pytest.param(
            lambda out: edit(out / "README.md", "num_examples: 66", "num_examples: 65"),
            "README.md: dataset_info says 65 of models, it has 66 rows",
            id="wrong-count",
        ),
        pytest.param(
            lambda out: edit(
                out / "README.md", "- config_name: models\n  data_files", "- config_name: m\n  data_files"
            ),
            "README.md: its configs lack models",
            id="no-config",
        ),
        pytest.param(
            lambda out: edit(out / "README.md", " Content: ", " Content: 0"),
            "README.md: its description of extracted_metadata is of other rows",
            id="other-content",
        ),
        pytest.param(
            lambda out: (out / "README.md").write_text("# peatmoss\n\n---\na: [\n---\n"),
            "README.md: it has no YAML front matter",
            id="no-front-matter",
        ),
        pytest.param(
            lambda out: edit(out / "README.md", "---\n", "---\n]["),
            "README.md: it has no YAML front matter",
            id="no-yaml",
        ),
        pytest.param(
            lambda out: edit(out / "README.md", "\ndataset_info:", "\ndataset_information:"),
            "README.md: dataset_info says None of models, it has 66 rows",
            id="no-dataset-info",
        ),
    ],
)
def test_wrong_content_is_named(damage: Callable[[Path], None], sentence: str, out: Path) -> None:
    damage(out)
    seal(out)
    _, found = verify(out)
    assert sentence in found


# What is no dataset of ours


@pytest.mark.parametrize(
    "content",
    [
        pytest.param("", id="empty"),
        pytest.param("{", id="cut-short"),
        pytest.param("[]", id="list"),
        pytest.param("{}", id="of-something-else"),
        pytest.param('{"format": 1, "files": {}}', id="half"),
        pytest.param('{"format": 1, "files": [], "tables": {}}', id="other-types"),
        pytest.param('{"format": 99, "files": {}, "tables": {}}', id="of-another-version"),
    ],
)
def test_manifest_of_something_else(content: str, out: Path) -> None:
    (out / "MANIFEST.json").write_text(content)
    with pytest.raises(OutputError, match=r"MANIFEST\.json (is not JSON|was not written by this|names no tables)"):
        verify(out)


def test_no_manifest(out: Path) -> None:
    (out / "MANIFEST.json").unlink()
    with pytest.raises(OutputError, match=r"holds no MANIFEST\.json: it is not a dataset built by peatmoss"):
        verify(out)


def test_no_folder(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="nowhere is not a folder: build a dataset first, or name its folder"):
        verify(tmp_path / "nowhere")
