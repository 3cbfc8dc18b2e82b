"""`peatmoss build` with bad input, a bad place, a full disk, a rival, Ctrl-C: one line, and nothing half-written."""

import gzip
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import command
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from command import SAMPLE, Built, build_here, complaint, here

HUB = '[[sources]]\nkind = "hub_dump"\nname = "hub"\npath = "{}"\ntaken_at = 2025-01-01T00:00:00Z\n'
LOCAL = '[[sources]]\nkind = "local"\nname = "code"\npath = "{}"\n'
RECORD = json.dumps({"id": "pine/birch", "sha": "1" * 40, "downloads": 100}).encode() + b"\n"


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A folder with settings 'mine.toml' over one good record."""
    (tmp_path / "hub.jsonl").write_bytes(RECORD)
    (tmp_path / "mine.toml").write_text("partitions = 1\n" + HUB.format("hub.jsonl"))
    return tmp_path


def bytes_of(folder: Path) -> Mapping[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def left_over(folder: Path) -> list[str]:
    """Hidden folders that a build works in."""
    return [path.name for path in folder.iterdir() if path.name.startswith(".peatmoss")]


# Input


def truncated(folder: Path) -> None:
    data = gzip.compress(RECORD * 500)
    (folder / "bad.jsonl.gz").write_bytes(data[: len(data) // 2])


def wrong_type(folder: Path) -> None:
    pq.write_table(pa.table({"id": ["pine/birch"], "downloads": ["many"]}), folder / "bad.parquet")


def no_id(folder: Path) -> None:
    pq.write_table(pa.table({"name": ["pine/birch"]}), folder / "bad.parquet")


def no_parquet(folder: Path) -> None:
    (folder / "bad.parquet").write_bytes(b"PAR1 and no more")


def no_git(folder: Path) -> None:
    (folder / "bad/.git").mkdir(parents=True)


def plain(folder: Path) -> None:
    (folder / "bad").mkdir()


@pytest.mark.parametrize(
    ("damage", "source", "sentence"),
    [
        pytest.param(None, HUB.format("bad.jsonl"), "bad.jsonl: there is no such file", id="missing-file"),
        pytest.param(None, HUB.format("bad/*.json"), "bad/*.json: there is no such file", id="glob-of-nothing"),
        pytest.param(wrong_type, HUB.format("bad.parquet"), "column 'downloads' is string", id="wrong-column-type"),
        pytest.param(no_id, HUB.format("bad.parquet"), "no column 'id'", id="no-id"),
        pytest.param(no_parquet, HUB.format("bad.parquet"), "bad.parquet is damaged", id="no-parquet"),
        pytest.param(truncated, HUB.format("bad.jsonl.gz"), "bad.jsonl.gz cannot be read to the end", id="gzip"),
        pytest.param(None, HUB.format("mine.toml"), "must end in .parquet, .jsonl or .json", id="other-ending"),
        pytest.param(None, HUB.format("hub.jsonl") + 'cards = "bad"\n', "bad is not a folder", id="no-cards"),
        pytest.param(None, LOCAL.format("bad"), "bad: no such folder", id="missing-folder"),
        pytest.param(no_git, LOCAL.format("bad"), "bad/.git", id="no-git-directory"),
        pytest.param(plain, LOCAL.format("bad") + 'revision = "v1"\n', "not a git directory", id="revision-of-folder"),
        pytest.param(plain, LOCAL.format("bad") + "root = true\n", "holds no owner/name folders", id="empty-root"),
    ],
)
def test_bad_input_is_one_line(
    damage: Callable[[Path], None] | None,
    source: str,
    sentence: str,
    place: Path,
    sample: Built,
) -> None:
    if damage:
        damage(place)
    (place / "mine.toml").write_text(source)
    shutil.copytree(sample.out, place / "peatmoss")
    line = complaint(here("build", "--config", "mine.toml", cwd=place))
    assert sentence in line
    assert bytes_of(place / "peatmoss") == bytes_of(sample.out)
    assert left_over(place) == []


def test_revision_that_does_not_exist(place: Path, commit_files: Callable[..., str]) -> None:
    commit_files(place / "code", {"a.py": "a = 1\n"})
    (place / "mine.toml").write_text(LOCAL.format("code") + 'revision = "v9"\n')
    line = complaint(here("build", "--config", "mine.toml", cwd=place))
    assert "no commit for revision 'v9'" in line
    assert not (place / "peatmoss").exists()


def test_input_that_was_mended_builds(place: Path) -> None:
    (place / "hub.jsonl").rename(place / "elsewhere")
    complaint(here("build", "--config", "mine.toml", cwd=place))
    (place / "elsewhere").rename(place / "hub.jsonl")
    assert "models                           1 row\n" in build_here(place, "--config", "mine.toml").done.stdout


# Settings


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        pytest.param(None, ["mine.toml: no such file"], id="missing"),
        pytest.param("sources = [", ["mine.toml is not TOML"], id="no-toml"),
        pytest.param("", ["sources: at least one [[sources]] is needed: see docs/sources.md"], id="empty"),
        pytest.param("sources = []\npartition = 3\n", ["sources: at least one", "partition: unknown key"], id="faults"),
        pytest.param(HUB.format("x") + "[mapping]\nworkers = 0\n", ["mapping.workers: 0 is not a positive"], id="zero"),
    ],
)
def test_bad_settings_are_one_line(text: str | None, sentences: list[str], place: Path) -> None:
    (place / "mine.toml").unlink()
    if text is not None:
        (place / "mine.toml").write_text(text)
    line = complaint(here("build", "--config", "mine.toml", cwd=place))
    assert [sentence for sentence in sentences if sentence not in line] == []
    assert {path.name for path in place.iterdir()} <= {"hub.jsonl", "mine.toml"}


@pytest.mark.parametrize("text", [None, "owner/name\n"], ids=["missing", "no-hashes"])
def test_bad_exclusions_are_one_line(text: str | None, place: Path) -> None:
    if text:
        (place / "excluded").write_text(text)
    line = complaint(here("build", "--config", "mine.toml", "--exclude", "excluded", cwd=place))
    assert line.startswith("excluded: ")
    assert not (place / "work").exists()


def test_bad_clock_is_one_line(place: Path) -> None:
    known = command.environment(SOURCE_DATE_EPOCH="yesterday")
    line = complaint(here("build", "--config", "mine.toml", cwd=place, env=known))
    assert line == "SOURCE_DATE_EPOCH is 'yesterday', not a number of seconds"


# Places


def test_foreign_folder_stays_as_it_is(place: Path) -> None:
    (place / "peatmoss").mkdir()
    (place / "peatmoss/thesis.tex").write_text("years of work")
    line = complaint(here("build", "--config", "mine.toml", cwd=place))
    assert "is not empty and was not written by peatmoss: give another folder with --out" in line
    assert bytes_of(place / "peatmoss") == {"thesis.tex": b"years of work"}


def test_file_in_our_folder_stays(place: Path, sample: Built) -> None:
    shutil.copytree(sample.out, place / "peatmoss")
    (place / "peatmoss/models/notes.txt").write_text("mine")
    line = complaint(here("build", "--config", "mine.toml", cwd=place))
    assert "holds models/notes.txt, which peatmoss did not write: move it away, or give another --out" in line
    assert bytes_of(place / "peatmoss") == {**bytes_of(sample.out), "models/notes.txt": b"mine"}


@pytest.mark.parametrize(
    ("option", "value", "sentence"),
    [
        pytest.param("--out", "file", "file is a file: give a folder with --out", id="out-is-a-file"),
        pytest.param("--out", "file/x", "file/x cannot be written (Not a directory)", id="out-below-a-file"),
        pytest.param("--out", "/proc/nowhere", "/proc/nowhere cannot be written", id="out-nowhere"),
        pytest.param("--out", ".", "cannot be put in place as a whole: give a folder in it", id="out-is-here"),
        pytest.param("--out", "/", "cannot be put in place as a whole: give a folder in it", id="out-is-the-root"),
        pytest.param("--out", "work", "work is not empty and was not written by peatmoss", id="out-is-work"),
        pytest.param("--out", "nowhere://x/y", "nowhere://x/y cannot be used", id="out-of-no-protocol"),
        pytest.param("--work", "file", "file is a file: give a folder with --work", id="work-is-a-file"),
        pytest.param("--work", "file/x", "Not a directory", id="work-below-a-file"),
        pytest.param(
            "--work", ".", "is not empty and is not a workspace: give another folder with --work", id="not-ours"
        ),
        pytest.param("--work", "/proc/nowhere", "/proc/nowhere", id="work-nowhere"),
    ],
)
def test_bad_place_is_told_before_the_work_begins(option: str, value: str, sentence: str, place: Path) -> None:
    (place / "file").write_text("mine")
    done = here("build", "--config", "mine.toml", option, value, cwd=place)
    assert sentence in complaint(done)
    assert len(done.stderr.splitlines()) == 1
    assert (place / "file").read_text() == "mine"
    assert left_over(place) == []


def test_link_is_followed(place: Path) -> None:
    (place / "big disk").mkdir()
    (place / "peatmoss").symlink_to("big disk")
    for _ in range(2):
        build_here(place, "--config", "mine.toml")
        assert (place / "peatmoss").is_symlink()
        assert (place / "big disk/MANIFEST.json").is_file()
    assert here("check", cwd=place).returncode == 0


@contextmanager
def mounted(folder: Path, size: str) -> Iterator[Path]:
    """A small file system of its own; skips the test where nothing may be mounted."""
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)]
    if shutil.which("mount") is None or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("nothing may be mounted here")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


@pytest.mark.parametrize("option", ["--out", "--work"])
def test_read_only_folder(option: str, place: Path) -> None:
    with mounted(place / "disk", "1m") as disk:
        subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
        done = here("build", "--config", "mine.toml", option, disk / "x", cwd=place)
        line = complaint(done)
        assert str(disk) in line
        assert "Read-only file system" in line
        assert len(done.stderr.splitlines()) == 1
    assert not (place / "peatmoss").exists()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
@pytest.mark.parametrize("option", ["--out", "--work"])
def test_folder_of_somebody_else(option: str, place: Path) -> None:
    (place / "theirs").mkdir(mode=0o555)
    line = complaint(here("build", "--config", "mine.toml", option, place / "theirs/x", cwd=place))
    assert "theirs" in line
    assert "Permission denied" in line


# Ctrl-C


def test_interrupted_build_says_so_and_goes_on(place: Path) -> None:
    moments = [
        lambda: any((place / "work/steps/snapshots").glob("*.commit.json")),
        lambda: any((place / ".peatmoss-staging").glob("*/*.arrow")),
    ]
    for moment in moments:
        process = command.start("build", "--config", "mine.toml", "--workers", 1, cwd=place)
        command.wait_until(moment, process)
        assert complaint(command.interrupt(process), code=130) == "stopped: run the same command again to continue"
        assert not (place / "work/lease.json").exists()
        assert not (place / "peatmoss").exists()
    assert left_over(place) == []
    built = build_here(place, "--config", "mine.toml")
    assert command.told(built)["snapshots"].startswith("nothing new")
    assert here("check", cwd=place).returncode == 0


# Output


def test_printed_lines_load_the_dataset(sample: Built, tmp_path: Path) -> None:
    lines = sample.done.stdout.splitlines()[-2:]
    assert lines == ["from datasets import load_dataset", 'load_dataset("peatmoss", "mappings", split="train")']
    assert rows_of(lines, sample.out.parent, tmp_path) == SAMPLE["mappings"]


@pytest.mark.parametrize("out", ["it's here", "file://{place}/far/away"], ids=["folder", "url"])
def test_printed_lines_load_a_table_that_has_rows(out: str, place: Path) -> None:
    built = build_here(place, "--config", "mine.toml", "--out", out.format(place=place))
    lines = built.done.stdout.splitlines()[-2:]
    assert rows_of(lines, place, place) == 1


def rows_of(lines: list[str], folder: Path, home: Path) -> int:
    """Rows of what the lines load where there is no Hub."""
    first, last = lines
    code = f"{first}\nmade = {last}\nprint(len(made['train'] if 'train' in made else made))"
    known = command.environment(HF_HOME=str(home / "hf"), HF_HUB_OFFLINE="1")
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=folder, env=known, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return int(done.stdout)


def test_dataset_at_a_url_is_checked_like_any(place: Path) -> None:
    build_here(place, "--config", "mine.toml", "--out", f"file://{place}/far/away")
    assert (place / "far/away/MANIFEST.json").read_bytes() == (place / "work/dataset/MANIFEST.json").read_bytes()
    assert here("check", "far/away", cwd=place).returncode == 0


def test_a_workspace_of_other_settings_is_named(place: Path) -> None:
    (place / "other.toml").write_text((place / "mine.toml").read_text())
    first = build_here(place, "--config", "mine.toml")
    assert "settings" not in command.told(first)
    again = build_here(place, "--config", "other.toml")
    assert command.told(again)["settings"].startswith(f"work was built from {place / 'mine.toml'}: its rows go;")
    assert "settings" not in command.told(build_here(place, "--config", "other.toml"))
