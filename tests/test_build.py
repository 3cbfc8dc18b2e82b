"""A whole build by the real command: what comes out, what is done again, and what a kill or a change does to it."""

import json
import re
import shutil
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import command
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from command import SAMPLE, Built, build, build_here, complaint, hashed, here, told

from builder import schemas
from builder.engine import commits, workspace
from builder.pipeline import status

STEPS = ("snapshots", "repositories", "mappings", "extraction")
CHANGED_MODEL = "google/flan-t5-small"
MODEL = {"id": "pine/birch", "_id": "6" * 24, "sha": "1" * 40, "downloads": 100, "private": False, "tags": []}


def manifest(built: Built) -> dict[str, Any]:
    return json.loads((built.out / "MANIFEST.json").read_text())


def table(built: Built, name: str) -> list[dict[str, Any]]:
    """Rows of a merged table."""
    (path,) = (built.work / "tables").glob(f"{name}-*.parquet")
    return pq.read_table(path).to_pylist()


def by_key(built: Built, name: str) -> dict[tuple[Any, ...], dict[str, Any]]:
    return {tuple(row[column] for column in schemas.BY_NAME[name].key): row for row in table(built, name)}


def state(folder: Path) -> dict[str, tuple[int, int]]:
    """Every file with its inode and date: another one wherever it was written again."""
    return {str(path): (path.stat().st_ino, path.stat().st_mtime_ns) for path in folder.rglob("*") if path.is_file()}


def ran(built: Built) -> dict[str, str]:
    """Of every step that ran something: how much of how much."""
    said = told(built)
    return {step: said[step].removesuffix(" items run") for step in STEPS if "run" in said[step]}


# What the sample gives


def test_every_table_has_its_rows(sample: Built) -> None:
    assert {name: facts["rows"] for name, facts in manifest(sample)["tables"].items()} == SAMPLE
    assert {name: len(table(sample, name)) for name in SAMPLE} == SAMPLE
    for name, rows in SAMPLE.items():
        assert f"{name:20} {rows:>12,} rows" in sample.done.stdout


def test_output_ends_with_the_line_that_loads_it(sample: Built) -> None:
    assert sample.done.stdout.splitlines()[-1].startswith("load_dataset(")


def test_nothing_is_written_but_the_dataset_and_the_workspace(tmp_path: Path, sample_copy: Built) -> None:
    home = tmp_path / "home"
    home.mkdir()
    build(tmp_path, "--out", "again", env=command.environment(HOME=str(home)))  # where libraries look at their import
    assert list(home.iterdir()) == []
    assert {path.name for path in tmp_path.iterdir()} == {"home", "work", "peatmoss", "again"}


def test_dataset_tells_nothing_of_the_machine(sample: Built) -> None:
    files = [path for path in sample.out.rglob("*") if path.is_file()]
    assert len(files) > len(SAMPLE)
    places = [str(place).encode() for place in (sample.out.parent, Path(schemas.__file__).parents[1], Path.home())]
    assert [path for path in files for place in places if place in path.read_bytes()] == []


def test_every_record_is_accounted_for(sample: Built) -> None:
    lines = {line.step: line for line in status.read(workspace.opened(sample.work))}
    assert {step: line.items for step, line in lines.items()} == {
        "collect hub-2024-07": 33,
        "collect hub-2026-10": 61,
        "collect repositories": 12,
        "snapshots": 68,
        "repositories": 12,
        "mappings": 12,
        "extraction": 28,
        "merge models": 91,  # 30 and 61 records
        **{f"merge {name}": rows for name, rows in SAMPLE.items() if name != "models"},
    }
    for step, line in lines.items():
        assert line.done == line.items
        if step in STEPS:
            folder = sample.work / "steps" / step
            files = [folder / commit.files["items"].name for commit in commits.read_all(folder)]
            items = pa.concat_tables([pq.read_table(path) for path in files]).to_pylist()
            assert Counter(item["reason"] for item in items if item["reason"]) == line.skipped
            assert sum(item["rows"] for item in items) == line.rows
            with_rows = sum(item["rows"] > 0 for item in items)
            without = sum(item["rows"] == 0 and item["reason"] is None for item in items)
            assert with_rows + without + sum(line.skipped.values()) == line.items
        else:
            assert line.rows + sum(line.skipped.values()) == line.items


def test_models_keep_their_snapshots_under_a_new_name(sample: Built) -> None:
    models = by_key(sample, "models")
    assert models[("bert-base-uncased",)]["status"] == "renamed"
    assert models[("google-bert/bert-base-uncased",)]["former_ids"] == ["bert-base-uncased"]
    revisions: dict[str, int] = Counter(row["model_id"] for row in table(sample, "snapshots"))
    assert "bert-base-uncased" not in revisions
    assert revisions["google-bert/bert-base-uncased"] == 2


def test_gone_models_keep_ids_dates_counts_and_licence_only(sample: Built) -> None:
    gone = [row for row in table(sample, "models") if row["status"] == "gone"]
    assert gone
    for row in gone:
        told = {name for name, value in row.items() if value is not None}
        assert told <= {column.name for column in schemas.MODELS.columns if column.kept}


# Again


def test_second_build_does_nothing_and_says_so(sample: Built, sample_copy: Built) -> None:
    build_here(sample_copy.work.parent)  # in its new place
    before = state(sample_copy.work) | state(sample_copy.out)
    again = build_here(sample_copy.work.parent)
    assert {step: text for step, text in told(again).items() if not text.startswith("nothing new")} == {}
    assert again.done.stdout == sample.done.stdout
    after = state(sample_copy.work) | state(sample_copy.out)
    changed = {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}
    assert {Path(name).name for name in changed} <= {"run.json", "lease.lock"}


def test_one_worker_elsewhere_makes_the_same_bytes(sample: Built, tmp_path: Path) -> None:
    elsewhere = tmp_path / "some where"
    elsewhere.mkdir()
    other = build_here(elsewhere, "--workers", 1, "--work", "w", "--out", "deep/er/o")
    assert manifest(other) == manifest(sample)
    assert other.done.returncode == 0
    for name in manifest(sample)["files"]:
        assert (other.out / name).read_bytes() == (sample.out / name).read_bytes()


def test_damaged_dataset_is_written_again(sample: Built, sample_copy: Built, tmp_path: Path) -> None:
    build_here(tmp_path)
    (shard,) = (sample_copy.out / "models").iterdir()
    shard.write_bytes(b"?" + shard.read_bytes()[1:])
    assert "has other bytes" in complaint(here("check", cwd=tmp_path))
    assert told(build_here(tmp_path))["dataset"] == f"{sum(SAMPLE.values())} done"
    assert here("check", cwd=tmp_path).returncode == 0
    assert manifest(sample_copy) == manifest(sample)


def flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def without_checksums(folder: Path) -> None:
    """Makes every JSON object below a folder one that an older version wrote."""
    for path in folder.rglob("*.json"):
        value = json.loads(path.read_text())
        if isinstance(value, dict) and value.pop("checksum", None):
            path.write_text(json.dumps(value, indent=1, sort_keys=True) + "\n")


RECORDS = ("steps/mappings/plan.json", "steps/mappings/*.commit.json", "collect/*/source.json")
RECORDS += ("collect/*/*/000000.commit.json", "tables/mappings.commit.json", "dataset.json", "settings.json")
FILES = [  # a file with data, and the record that must be gone for its damage to matter in the next build
    pytest.param("steps/mappings/plan.parquet", "steps/mappings/*.commit.json", id="items of a plan"),
    pytest.param("steps/mappings/*-rows-*.parquet", "tables/mappings.commit.json", id="rows of a partition"),
    pytest.param("collect/*/*/000000-rows-*.parquet", "tables/models.commit.json", id="rows of a page"),
    pytest.param("tables/mappings-*.parquet", "dataset.json", id="table"),
]


def damage(work: Path, pattern: str) -> str:
    """Flips a bit of the largest file of a pattern; what a build says of it."""
    path = max(work.glob(pattern), key=lambda path: path.stat().st_size)
    flip(path)
    return path.name


def test_damaged_records_of_the_workspace_are_named_and_made_anew(
    sample: Built, sample_copy: Built, tmp_path: Path
) -> None:
    damaged = [damage(sample_copy.work, pattern) for pattern in RECORDS]
    built = build_here(tmp_path)
    repairs = [line for line in built.done.stderr.splitlines() if line.startswith("repair ")]
    assert [name for name in damaged if not any(f"/{name} is damaged" in line for line in repairs)] == []
    assert manifest(built) == manifest(sample)


@pytest.mark.parametrize(("path", "record"), FILES)
def test_a_damaged_file_of_the_workspace_is_named_and_made_anew(
    sample: Built, sample_copy: Built, tmp_path: Path, path: str, record: str
) -> None:
    name = damage(sample_copy.work, path)
    for removed in sample_copy.work.glob(record):
        removed.unlink()
    built = build_here(tmp_path)
    assert re.search(rf"/{re.escape(name)} was changed after .*: it is made anew", told(built)["repair"])
    assert manifest(built) == manifest(sample)


def test_a_damaged_manifest_of_the_dataset_is_made_anew(sample: Built, sample_copy: Built, tmp_path: Path) -> None:
    flip(sample_copy.out / "MANIFEST.json")
    assert "MANIFEST.json is" in complaint(here("check", cwd=tmp_path))
    assert manifest(build_here(tmp_path)) == manifest(sample)


def test_a_workspace_and_a_dataset_of_an_older_version_without_checksums_are_opened(
    sample: Built, sample_copy: Built, tmp_path: Path
) -> None:
    for folder in (sample_copy.work, sample_copy.out):
        without_checksums(folder)
    assert here("check", cwd=tmp_path).returncode == here("status", cwd=tmp_path).returncode == 0
    assert ran(build_here(tmp_path)) == {}
    assert manifest(sample_copy).keys() == manifest(sample).keys()


# What changes


def test_one_changed_card_runs_one_item(sample: Built, sample_copy: Built, sample_input: Path) -> None:
    at = sample_input.parent
    assert ran(build_here(at, "--config", sample_input)) == {}  # the same input in another place
    card = at / "sample/cards" / CHANGED_MODEL / "README.md"
    card.write_bytes(card.read_bytes() + b"\nOne line more.\n")
    changed = build_here(at, "--config", sample_input)
    assert ran(changed) == {"snapshots": "1 of 68", "extraction": "1 of 28"}
    for name in SAMPLE:
        before, after = by_key(sample, name), by_key(changed, name)
        assert before.keys() == after.keys()
        different = {key[0] for key in before if before[key] != after[key]}
        assert different == ({CHANGED_MODEL} if name in {"snapshots", "extracted_metadata"} else set())
    assert any("One line more." in (row["card"] or "") for row in table(changed, "snapshots"))


def test_one_changed_file_runs_one_repository(sample: Built, sample_copy: Built, sample_input: Path) -> None:
    at = sample_input.parent
    code = at / "sample/repositories/peat-studio/rain-gauge/extra.py"
    code.write_text('from transformers import AutoModel\n\nAutoModel.from_pretrained("gpt2")\n')
    changed = build_here(at, "--config", sample_input)
    assert ran(changed) == {"repositories": "1 of 12", "mappings": "1 of 12"}
    new = by_key(changed, "mappings").keys() - by_key(sample, "mappings").keys()
    assert len(new) == len(table(changed, "mappings")) - SAMPLE["mappings"] == 1
    (row,) = (by_key(changed, "mappings")[key] for key in new)
    assert (row["repository_id"], row["path"], row["line"]) == ("peat-studio/rain-gauge", "extra.py", 3)
    assert (row["model_id"], row["identity"]) == ("openai-community/gpt2", "former_name")


def test_removed_input_leaves_the_tables(sample_copy: Built, sample_input: Path) -> None:
    at = sample_input.parent
    shutil.rmtree(at / "sample/repositories/bog-vision/mural")
    (at / "sample/cards" / CHANGED_MODEL / "README.md").unlink()
    changed = build_here(at, "--config", sample_input)
    assert ("bog-vision/mural",) not in by_key(changed, "repositories")
    assert "bog-vision/mural" not in {row["repository_id"] for row in table(changed, "mappings")}
    assert CHANGED_MODEL not in {row["model_id"] for row in table(changed, "extracted_metadata")}
    assert by_key(changed, "models")[(CHANGED_MODEL,)]["has_card"] is False


def test_settings_changed(sample: Built, sample_copy: Built, sample_input: Path) -> None:
    sample_input.write_text(sample_input.read_text().replace("min_downloads = 50", "min_downloads = 100000"))
    changed = build_here(sample_input.parent, "--config", sample_input)
    assert ran(changed) == {}
    wanted = {key for key, row in by_key(sample, "snapshots").items() if row["downloads"] > 100_000}
    assert by_key(changed, "snapshots").keys() == wanted
    assert 0 < len(wanted) < SAMPLE["snapshots"]
    assert by_key(changed, "extracted_metadata").keys() <= wanted
    assert len(table(changed, "models")) == SAMPLE["models"]


def test_only_the_steps_that_are_named(tmp_path: Path) -> None:
    first = build_here(tmp_path, "--only", "collect")
    assert set(told(first)) == {"collect hub-2024-07", "collect hub-2026-10", "collect repositories"}
    assert not first.out.exists()
    second = build_here(tmp_path, "--only", "merge", "--only", "collect")  # in their own order, whatever is said
    assert list(told(second))[-1] == "merge"
    assert {name: len(table(second, name)) for name in SAMPLE} == {**dict.fromkeys(SAMPLE, 0), "models": 66}


def test_dataset_of_old_tables_is_not_taken_for_new(sample_copy: Built, sample_input: Path) -> None:
    at, use = sample_input.parent, ("--config", sample_input)
    build_here(at, *use)
    before = manifest(sample_copy)["tables"]
    (at / "sample/cards" / CHANGED_MODEL / "README.md").unlink()
    build_here(
        at, *use, *(part for step in ("collect", "snapshots", "extraction", "dataset") for part in ("--only", step))
    )
    assert manifest(sample_copy)["tables"] == before  # nobody merged
    build_here(at, *use)
    assert manifest(sample_copy)["tables"]["extracted_metadata"]["rows"] == SAMPLE["extracted_metadata"] - 1


def test_wrong_tables_never_become_a_dataset(sample_copy: Built, tmp_path: Path) -> None:
    folder = sample_copy.work / "tables"
    merged = commits.read(folder, "repositories")
    assert merged is not None
    rows = pq.read_table(folder / merged.files["rows"].name)
    twice = commits.write_parquet(folder, "repositories", pa.concat_tables([rows, rows]))
    commits.write(folder, commits.Commit("repositories", merged.inputs, 24, 24, {}, {"rows": twice}))
    before = state(sample_copy.out)
    for _ in range(2):
        line = complaint(here("build", cwd=tmp_path))
        assert "repositories: 12 rows with the repository_id of another" in line
    assert state(sample_copy.out) == before


# Left out


@pytest.fixture(scope="module")
def excluding(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The sample without an owner, a repository and a model, from the first build on."""
    folder = tmp_path_factory.mktemp("excluding")
    (folder / "excluded").write_text(hashed("moss-lab", "bog-vision/mural", CHANGED_MODEL))
    return build_here(folder, "--exclude", "excluded")


def test_excluded_ids_are_in_no_table(sample: Built, excluding: Built) -> None:
    def named(built: Built) -> Counter[str]:
        return Counter(
            row[column]
            for name in SAMPLE
            for row in table(built, name)
            for column in {"model_id", "repository_id", "author"} & row.keys()
            if row[column] in {CHANGED_MODEL, "bog-vision/mural", "moss-lab"}
            or str(row[column]).startswith("moss-lab/")
        )

    assert len(named(sample)) > 4
    assert named(excluding) == {}


def test_excluded_ids_are_counted_and_not_named(excluding: Built) -> None:
    skipped = list(status.skipped(workspace.opened(excluding.work), "collect"))
    found = [(step, item) for step, reason, item, _ in skipped if reason == "excluded"]
    assert Counter(step for step, _ in found)["collect repositories"] == 3
    assert [item for _, item in found if "moss-lab" in item or "mural" in item or "flan" in item] == []
    assert "moss-lab" not in (excluding.out / "MANIFEST.json").read_text()


def test_exclusions_of_a_second_build_count_as_much(sample_copy: Built, excluding: Built, tmp_path: Path) -> None:
    (tmp_path / "excluded").write_text(hashed("moss-lab", "bog-vision/mural", CHANGED_MODEL))
    assert ran(build_here(tmp_path, "--exclude", "excluded")) == {}
    assert manifest(sample_copy) == manifest(excluding)


# Git


def test_git_directories_tell_commit_blob_and_permalink(
    tmp_path: Path, run_git: Callable[..., str], commit_files: Callable[..., str]
) -> None:
    code = '# one line\nfrom transformers import AutoModel\nmodel = AutoModel.from_pretrained("pine/birch")\n'
    tree, bare, plain = tmp_path / "tree", tmp_path / "bare.git", tmp_path / "plain"
    first = commit_files(tree, {"src/größe a.py": code})
    run_git(tree, "remote", "add", "origin", "https://user:secret@github.com/o/r.git")
    run_git(tmp_path, "clone", "--quiet", "--bare", str(tree), str(bare))
    run_git(bare, "remote", "set-url", "origin", "git@github.com:o/bare.git")
    second = commit_files(tree, {"src/größe a.py": "\n" + code})
    (tree / "src/größe a.py").write_text("not committed: never read")
    plain.mkdir()
    (plain / "a.py").write_text(code)
    (tmp_path / "hub.jsonl").write_text(json.dumps(MODEL) + "\n")
    sources = [("tree", f'path = "{tree}"'), ("bare", 'path = "bare.git"'), ("plain", 'path = "plain"')]
    sources.append(("old", f'path = "tree"\nrevision = "{first[:12]}"\nrepository_id = "o/old"'))
    (tmp_path / "mine.toml").write_text(
        'partitions = 2\n[[sources]]\nkind = "hub_dump"\nname = "hub"\npath = "hub.jsonl"\n'
        "taken_at = 2025-01-01T00:00:00Z\n"
        + "".join(f'[[sources]]\nkind = "local"\nname = "{name}"\n{rest}\n' for name, rest in sources)
    )
    built = build_here(tmp_path, "--config", "mine.toml")

    repositories = by_key(built, "repositories")
    assert set(repositories) == {("o/r",), ("o/bare",), ("local/plain",), ("o/old",)}
    assert repositories[("o/r",)]["url"] == "https://github.com/o/r"
    assert [repositories[(name,)]["commit"] for name in ("o/r", "o/bare", "o/old")] == [second, first, first]
    assert repositories[("local/plain",)]["host"] == "local"
    rows = {row["repository_id"]: row for row in table(built, "mappings")}
    assert {name: (row["model_id"], row["line"]) for name, row in rows.items()} == {
        "o/r": ("pine/birch", 4),
        "o/bare": ("pine/birch", 3),
        "o/old": ("pine/birch", 3),
        "local/plain": ("pine/birch", 3),
    }
    place = "blob/{}/src/gr%C3%B6%C3%9Fe%20a.py#L{}"
    assert rows["o/r"]["url"] == "https://github.com/o/r/" + place.format(second, 4)
    assert rows["o/bare"]["url"] == "https://github.com/o/bare/" + place.format(first, 3)
    assert rows["local/plain"]["url"] is None
    assert rows["local/plain"]["commit"] is None
    blob = run_git(tree, "rev-parse", f"{first}:src/größe a.py")
    assert [rows[name]["blob"] for name in ("o/bare", "o/old", "local/plain")] == [blob] * 3
    assert "secret" not in "".join(path.read_text(errors="replace") for path in built.out.rglob("*.*"))
