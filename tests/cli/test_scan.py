"""`peatmoss scan`: which models a repository uses, where; what is no repository is told in one line."""

import json
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from command import PEATMOSS, Built, environment, here, run
from command import complaint as complained

from builder.bundled import PACKAGE
from builder.errors import InputError
from builder.scan import report

CODE = """\
from transformers import AutoModel, AutoTokenizer, pipeline
import sys

AutoModel.from_pretrained("reed/base")
AutoTokenizer.from_pretrained("reed/base")
pipeline("fill-mask", model="Moss/Large")
AutoModel.from_pretrained(sys.argv[1])
"""


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder with one file, and a cache of its own beside it."""
    monkeypatch.setenv("PEATMOSS_CACHE", str(tmp_path / "cache"))
    (tmp_path / "code").mkdir()
    (tmp_path / "code/use.py").write_text(CODE)
    return tmp_path / "code"


def complaint(done: subprocess.CompletedProcess[str]) -> str:
    """The one line of a scan that failed: its exit code 1 would mean findings."""
    return complained(done, code=2)


def rows(text: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in text.splitlines()]


def test_a_table_for_a_person(place: Path) -> None:
    done = run("scan", cwd=place, env=environment(**THIS))  # its default: here
    assert done.returncode == 0
    heads, *lines = (line.split() for line in done.stdout.splitlines())
    assert heads == ["model", "usage", "how", "sure", "commit", "where"]
    assert [line[:3] + line[4:] for line in lines] == [
        ["Moss/Large", "use", "literal", "floating", "use.py:6"],
        ["reed/base", "use", "literal", "floating", "use.py:4", "and", "1", "more"],
    ]
    assert "2 names at 3 places" in done.stderr
    assert "2 of them not pinned to a commit" in done.stderr
    assert "give a table of models (--models TABLE)" in done.stderr
    assert "1 call whose model could not be resolved" in done.stderr
    assert "use.py:7" in here("scan", "--all", cwd=place).stdout


def test_every_place_can_be_listed(place: Path) -> None:
    (place / "tests").mkdir()
    (place / "tests/a.py").write_text(CODE)
    assert "use.py:4 and 3 more" in here("scan", cwd=place).stdout
    lines = [line.split() for line in here("scan", "--places", cwd=place).stdout.splitlines()]
    assert [(line[1], line[-1]) for line in lines if line[0] == "reed/base"] == [
        *(("use", "use.py:4"), ("component", "use.py:5")),
        *(("use", "tests/a.py:4"), ("component", "tests/a.py:5")),
    ]


def test_what_only_tests_and_documents_name_is_counted(place: Path) -> None:
    (place / "tests").mkdir()
    (place / "tests/a.py").write_text(CODE.replace("reed/base", "reed/tested"))
    (place / "README.md").write_text("```python\nAutoModel.from_pretrained('reed/shown')\n```\n")
    done = here("scan", cwd=place)
    assert "reed/tested" not in done.stdout
    assert "not shown: models found only there (1 in tests" in done.stderr
    assert "reed/tested" in here("scan", "--all", cwd=place).stdout
    (place / "use.py").unlink()
    assert "reed/tested" in here("scan", cwd=place).stdout  # nothing else is there


def test_values_of_a_choice_are_one_line(place: Path) -> None:
    (place / "use.py").write_text(
        "import argparse\nfrom transformers import AutoModel\n\np = argparse.ArgumentParser()\n"
        f"p.add_argument('--model', choices={[f'reed/{number}' for number in range(5)]})\n"
        "AutoModel.from_pretrained(p.parse_args().model)\n"
    )
    _, line, values = here("scan", cwd=place).stdout.splitlines()
    assert line.startswith("one of 5  selectable  argument_parser")
    assert line.endswith("use.py:6")
    assert values == "  of: reed/0, reed/1, reed/2 and 2 more"


def test_the_summary_of_a_job_is_added_to(place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "summary").write_text("before\n")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path / "summary"))
    assert here("scan", "--format", "summary", cwd=place).stdout == ""
    text = (tmp_path / "summary").read_text()
    assert text.startswith("before\n### Models")
    assert "[reed/base](https://huggingface.co/reed/base)" in text
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path / "none/summary"))
    assert "the summary cannot be written" in complaint(here("scan", "--format", "summary", cwd=place))


MODELS = {
    "model_id": ["moss/large", "reed/new", "reed/root"],
    "former_ids": [[], ["reed/base"], []],
    "status": ["gone", "present", "present"],
    "license_spdx": [None, "MIT", "CC-BY-NC-4.0"],
    "base_models": [[], [{"model_id": "reed/root", "relation": "finetune"}], []],
}
BASES = pa.list_(pa.struct([("model_id", pa.string()), ("relation", pa.string())]))
TYPES = [("model_id", pa.string()), ("former_ids", pa.list_(pa.string())), ("status", pa.string())]


@pytest.fixture
def models(tmp_path: Path) -> Path:
    """A table of models: one gone, one renamed whose base model forbids commercial use."""
    types = [*TYPES, ("license_spdx", pa.string()), ("base_models", BASES)]
    pq.write_table(pa.table(MODELS, schema=pa.schema(types)), tmp_path / "models.parquet")
    return tmp_path / "models.parquet"


def test_facts_of_a_table_of_models(place: Path, models: Path) -> None:
    done = here("scan", "--models", models, "--license", "proprietary", "--use", "commercial", cwd=place)
    heads, *lines = (" ".join(line.split()) for line in done.stdout.splitlines())
    assert heads == "model usage how sure commit licence verdict where"
    assert lines[0].endswith("floating none declared model license missing use.py:6")
    assert lines[1].startswith("gone from its hub")
    assert lines[2].endswith("floating MIT incompatible use.py:4 and 1 more")
    assert lines[3:] == [
        "renamed: the code says reed/base",
        "CC-BY-NC-4.0: no commercial use (by its base model reed/root)",
        "made from reed/root (CC-BY-NC-4.0)",
    ]
    assert "licences: 1 incompatible, 1 model license missing" in done.stderr
    assert "licence of the repository: proprietary" in done.stderr


def test_without_a_licence_it_says_what_is_owed(place: Path, models: Path) -> None:
    done = here("scan", "--models", models, cwd=place)
    assert "to pass it on: pass on the licence's text and its notices" in done.stdout
    assert "licence of the repository: none found: give it by --license" in done.stderr
    (place / "LICENSE").write_text("SPDX-License-Identifier: MIT\n")
    assert "licence of the repository: MIT" in here("scan", "--models", models, cwd=place).stderr


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        pytest.param(["--use", "fun"], "no use 'fun': commercial, research", id="use"),
        pytest.param(["--license", "mine"], "'mine' is not an SPDX expression", id="licence"),
    ],
)
def test_words_that_are_none_are_wrong_usage(arguments: list[str], sentence: str, place: Path) -> None:
    done = here("scan", *arguments, cwd=place, env=environment(COLUMNS="200"))
    assert done.returncode == 2
    assert sentence in done.stderr


def test_an_address_is_to_be_cloned_first(place: Path) -> None:
    line = complaint(here("scan", "https://github.com/moss-lab/triage", cwd=place))
    assert line == "https://github.com/moss-lab/triage is a URL: git clone it first, then scan the folder"


def test_a_line_per_place(place: Path) -> None:
    found = rows(here("scan", ".", "--format", "jsonl", cwd=place).stdout)
    assert [(row["line"], row["model_name"], row["model_id"]) for row in found] == [
        (4, "reed/base", None),
        (5, "reed/base", None),
        (6, "Moss/Large", None),
        (7, None, None),
    ]
    told = json.loads(here("scan", ".", "--format", "json", cwd=place).stdout)
    assert told["mappings"] == found
    assert [row["findings"] for row in found] == [["unpinned"]] * 3 + [[]]
    assert (told["repository_id"], told["commit"], told["files_scanned"]) == ("local/code", None, 1)


def test_a_table_of_models_gives_ids(place: Path, tmp_path: Path) -> None:
    columns = {"model_id": ["moss/large", "reed/new"], "former_ids": [[], ["reed/base"]], "status": ["present"] * 2}
    types = [("model_id", pa.string()), ("former_ids", pa.list_(pa.string())), ("status", pa.string())]
    pq.write_table(pa.table(columns, schema=pa.schema(types)), tmp_path / "models.parquet")
    found = rows(here("scan", ".", "--format", "jsonl", "--models", tmp_path / "models.parquet", cwd=place).stdout)
    assert [(row["model_id"], row["identity"]) for row in found] == [
        ("reed/new", "former_name"),
        ("reed/new", "former_name"),
        ("moss/large", "exact"),
        (None, None),
    ]


def test_a_workspace_is_a_table_of_models(place: Path, sample: Built) -> None:
    (place / "use.py").write_text(CODE.replace("reed/base", "gpt2"))
    found = rows(here("scan", ".", "--format", "jsonl", "--models", sample.work, cwd=place).stdout)
    assert found[0]["model_id"] == "openai-community/gpt2"


def test_what_was_scanned_is_kept_until_a_file_changes(place: Path, tmp_path: Path) -> None:
    first = here("scan", ".", "--format", "jsonl", cwd=place).stdout
    (kept,) = (tmp_path / "cache").iterdir()
    assert here("scan", ".", "--format", "jsonl", cwd=place).stdout == first
    kept.write_bytes(b"damaged")
    assert here("scan", ".", "--format", "jsonl", cwd=place).stdout == first
    (place / "use.py").write_text(CODE + "pipeline('x', 'a/b')\n")
    assert len(rows(here("scan", ".", "--format", "jsonl", cwd=place).stdout)) == 5
    assert len(list((tmp_path / "cache").iterdir())) == 2
    here("scan", ".", "--no-cache", cwd=place)
    assert len(list((tmp_path / "cache").iterdir())) == 2


def test_a_cache_that_cannot_be_written_is_none(place: Path, tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file")
    assert len(rows(here("scan", ".", "--format", "jsonl", cwd=place).stdout)) == 4


def test_a_git_directory_at_a_revision(place: Path, commit_files: Callable[..., str]) -> None:
    first = commit_files(place, {})
    commit_files(place, {"use.py": "print()\n"})
    (row, *_) = rows(here("scan", place / ".git", "--revision", first, "--format", "jsonl", cwd=place).stdout)
    assert (row["commit"], row["path"], row["line"]) == (first, "use.py", 4)
    assert here("scan", place / ".git", "--format", "jsonl", cwd=place).stdout == ""


def test_a_place_is_explained(place: Path) -> None:
    done = here("scan", "--explain", "use.py:7", cwd=place)
    assert done.stdout.startswith("use.py:7: AutoModel.from_pretrained(sys.argv[1])\n")
    assert "  the name is lost here" in done.stdout
    line = complaint(here("scan", "--explain", "use.py:1", cwd=place))
    assert line.startswith("use.py:1: nothing here names a model; see use.py:4")


def test_an_empty_folder_is_no_error(tmp_path: Path) -> None:
    done = here("scan", tmp_path, "--no-cache", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr == "no file here is of a kind that a scan reads\n"


def test_a_single_file(place: Path) -> None:
    (place / "other.py").write_text(CODE)
    found = rows(here("scan", "use.py", "--format", "jsonl", cwd=place).stdout)
    assert [(row["path"], row["line"]) for row in found] == [("use.py", line) for line in (4, 5, 6, 7)]
    (place / "picture.png").write_bytes(b"\x89PNG")
    line = complaint(here("scan", "picture.png", cwd=place))
    assert line.startswith("picture.png: a scan does not read this kind of file; give code")


def test_a_single_file_that_cannot_be_read_is_one_line(place: Path) -> None:
    tree = report.opened(str(place / "use.py"))
    assert tree.entries()
    (place / "use.py").unlink()  # as without permission, which root has
    with pytest.raises(InputError, match=r"use\.py: cannot be read; make it readable"):
        report.mapped(str(place / "use.py"), tree, cache=False)


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        pytest.param("values.yaml", "1 too large to be settings", id="settings"),
        pytest.param("values.json", "1 too large to be settings", id="JSON"),
        pytest.param("values.yaml.tpl", "1 too large to be settings", id="a template that names its kind"),
        pytest.param("values.tpl", "1 too large to be settings", id="a template"),
        pytest.param("use.py", "1 too large", id="code"),
    ],
)
def test_what_is_too_large_is_in_the_account(name: str, reason: str, place: Path) -> None:
    lines = 5_000_000 if name == "use.py" else 500_000
    (place / name).write_bytes(b"model: reed/base\n" + b"\n" * lines)
    done = here("scan", "--no-cache", cwd=place)
    assert f"not read: {reason} ({name})\n" in done.stderr


def test_some_files_that_were_not_read_are_named_and_all_on_request(place: Path) -> None:
    names = [f"data{number}\x1b.py" for number in range(5)]
    for name in names:
        (place / name).write_bytes(b"a = 1\0")
    done = here("scan", "--no-cache", cwd=place)
    first = ", ".join(f"data{number}\\x1b.py" for number in range(3))
    assert f"not read: 5 binary ({first} and 2 more)\n--all names every file" in done.stderr
    done = here("scan", "--no-cache", "--all", cwd=place)
    assert "data4\\x1b.py)\n" in done.stderr
    assert "more)" not in done.stderr
    done = here("scan", "--no-cache", "--format", "json", cwd=place)
    made = json.loads(done.stdout)
    assert (made["unread"], made["unread_files"]) == ({"binary": 5}, {"binary": names})


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        pytest.param(["nowhere"], "nowhere: no such folder", id="no folder"),
        pytest.param([".", "--revision", "v9"], "not a git directory, so it has no revision 'v9'", id="no git"),
        pytest.param([".", "--models", "nowhere"], "nowhere: no such file or folder; give a table", id="gone"),
        pytest.param([".", "--models", "use.py"], "use.py: not a Parquet file", id="no Parquet"),
        pytest.param([".", "--models", "."], "holds no models in Parquet or Arrow", id="no models"),
    ],
)
def test_wrong_input_is_one_line(arguments: list[str], sentence: str, place: Path) -> None:
    assert sentence in complaint(here("scan", *arguments, cwd=place))


@pytest.mark.parametrize(
    ("columns", "sentence"),
    [
        pytest.param({"name": ["a"]}, "no column former_ids, model_id, status", id="foreign"),
        pytest.param({"model_id": ["a/b"], "revision": ["v"]}, "no column former_ids, status", id="another of ours"),
        pytest.param({"model_id": ["a/b"], "status": ["present"]}, "no column former_ids", id="outdated"),
        pytest.param(
            {"model_id": [7], "former_ids": [[["x"]]], "status": [1.5]},
            "the table of models cannot be read",
            id="types",
        ),
    ],
)
def test_a_foreign_table_of_models_is_one_line(
    columns: dict[str, list[object]], sentence: str, place: Path, tmp_path: Path
) -> None:
    pq.write_table(pa.table(columns), tmp_path / "models.parquet")
    line = complaint(here("scan", "--models", tmp_path / "models.parquet", "--fail-on", "gone", cwd=place))
    assert sentence in line
    assert "models.parquet" in line


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(lambda data: data[:-20], id="cut"),
        pytest.param(lambda data: data[:-8] + bytes(4) + data[-4:], id="length of its footer"),
        pytest.param(lambda data: data[:4] + bytes(len(data) // 2) + data[4 + len(data) // 2 :], id="pages"),
        pytest.param(lambda data: b"PAR1", id="nothing but its mark"),
    ],
)
@pytest.mark.parametrize("place_of", ["file", "release", "workspace"])
def test_a_damaged_table_of_models_is_one_line(
    place_of: str, damage: Callable[[bytes], bytes], place: Path, sample: Built, tmp_path: Path
) -> None:
    """Whichever of the three it is."""
    if place_of == "workspace":
        shutil.copytree(sample.work / "tables", tmp_path / "work/tables")
        (table,) = (tmp_path / "work/tables").glob("models-*.parquet")
        given = tmp_path / "work"
    else:
        table = tmp_path / "peatmoss/models/train-00000-of-00001.parquet"
        table.parent.mkdir(parents=True)
        (whole,) = (sample.work / "tables").glob("models-*.parquet")
        shutil.copy(whole, table)
        given = table if place_of == "file" else tmp_path / "peatmoss"
    table.write_bytes(damage(table.read_bytes()))
    line = complaint(here("scan", ".", "--models", given, cwd=place))
    assert str(table) in line


def test_a_damaged_record_of_a_workspace_is_one_line(place: Path, sample: Built, tmp_path: Path) -> None:
    shutil.copytree(sample.work / "tables", tmp_path / "work/tables")
    (tmp_path / "work/tables/models.commit.json").write_text("{")
    assert "models.commit.json is damaged: build again" in complaint(
        here("scan", ".", "--models", tmp_path / "work", cwd=place)
    )


@pytest.mark.parametrize("within", ["", "models", "models/peatmoss-train-00000-of-00001.arrow"])
def test_models_may_be_arrow_shards(within: str, place: Path, sample: Built) -> None:
    (place / "use.py").write_text(CODE.replace("reed/base", "bert-base-uncased"))
    arguments = ("scan", ".", "--format", "jsonl", "--models", sample.out / within)
    found = rows(here(*arguments, cwd=place).stdout)
    assert {row["model_id"] for row in found} == {"google-bert/bert-base-uncased", None}


def test_a_damaged_shard_is_one_line(place: Path, tmp_path: Path) -> None:
    (tmp_path / "models.arrow").write_bytes(b"no shard")
    line = complaint(here("scan", ".", "--models", tmp_path / "models.arrow", cwd=place))
    assert line.endswith("models.arrow is damaged or no Arrow shard: build again")


def test_an_unknown_format_is_wrong_usage(place: Path) -> None:
    done = here("scan", "--format", "xml", cwd=place)
    assert done.returncode == 2
    assert "no format 'xml': table, jsonl, json, markdown" in done.stderr


ODD = (
    "a\x1b[31m.py",
    "b\x07.py",
    "c\u202egnp.py",
    "d\ne.py",
    "f\u200b.py",
    "deep/" * 20 + "folder/file with a name.py",
)
LINE = 'from transformers import AutoModel\nAutoModel.from_pretrained("reed/base")\n'
THIS = {"PYTHONPATH": str(PACKAGE.parent)}  # the code beside these tests, whatever is installed


@pytest.fixture
def odd(place: Path) -> Path:
    """A folder whose files have odd names, each with one model."""
    (place / "use.py").unlink()
    for number, name in enumerate(ODD):
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        (place / name).write_text(LINE.replace("base", f"base{number}"))
    return place


@pytest.mark.parametrize("columns", ["20", "60", "200"])
def test_a_path_is_whole_and_on_one_line(odd: Path, columns: str) -> None:
    done = here("scan", cwd=odd, env=environment(COLUMNS=columns))
    lines = done.stdout.splitlines()
    assert len(lines) == 1 + len(ODD)
    assert [line.split()[0] for line in lines[1:]] == [f"reed/base{number}" for number in range(len(ODD))]
    shown = (r"a\x1b[31m.py:2", r"b\x07.py:2", r"c\u202egnp.py:2", r"d\x0ae.py:2", r"f\u200b.py:2", f"{ODD[-1]}:2")
    assert [line.endswith(name) for line, name in zip(lines[1:], shown, strict=True)] == [True] * len(ODD)
    assert f"in {len(ODD)} files read" in done.stderr


@pytest.mark.parametrize(
    ("form", "encoding"),
    [("table", "ascii"), ("table", "latin-1"), ("table", "utf-8"), ("jsonl", "ascii"), ("json", "latin-1")],
)
def test_a_pipe_that_lacks_characters(place: Path, form: str, encoding: str) -> None:
    (place / "use.py").rename(place / "é斷🌿.py")
    env = environment(PYTHONIOENCODING=encoding, LC_ALL="C", **THIS)
    done = run("scan", ".", "--format", form, cwd=place, env=env, encoding=encoding)
    assert (done.returncode, "Traceback" in done.stderr) == (0, False)
    if form == "table":
        assert "é斷🌿.py:4".encode(encoding, "backslashreplace").decode(encoding) in done.stdout
    else:
        paths = [row["path"] for row in (rows(done.stdout) if form == "jsonl" else json.loads(done.stdout)["mappings"])]
        assert paths == ["é斷🌿.py"] * 4


# Findings, and what they come to


@pytest.mark.parametrize(
    ("arguments", "code", "last"),
    [
        pytest.param(
            [], 0, "findings: 3 unpinned; with --fail-on KIND, the exit code is 1 for them", id="nothing asked for"
        ),
        pytest.param(["--fail-on", "unpinned"], 1, "failed: 3 unpinned (--fail-on unpinned)", id="found"),
        pytest.param(["--fail-on", "remote-code"], 0, "passed: nothing of remote-code", id="not found"),
        pytest.param(
            ["--fail-on", "remote-code,gone"],
            3,
            "not decided for 2 models and 1 place, so not passed (--fail-on remote-code, gone): .peatmoss.toml can "
            "accept them",
            id="with commas",
        ),
        pytest.param(
            ["--fail-on", "gone", "--fail-on", "unpinned"],
            1,
            "failed: 3 unpinned (--fail-on gone, unpinned)",
            id="twice",
        ),
    ],
)
@pytest.mark.parametrize("form", ["table", "json", "sarif"])
def test_what_was_asked_for_is_the_exit_code(
    form: str, arguments: list[str], code: int, last: str, place: Path
) -> None:
    done = here("scan", "--format", form, *arguments, cwd=place)
    assert (done.returncode, done.stderr.splitlines()[-1]) == (code, last)


def test_a_conflict_and_a_model_that_is_gone(place: Path, models: Path) -> None:
    asked = ("scan", "--models", models, "--license", "proprietary", "--use", "commercial", "--fail-on")
    done = here(*asked, "conflict,gone", cwd=place)
    assert done.returncode == 1
    assert (
        "conflict: reed/new at use.py:4: CC-BY-NC-4.0: no commercial use (by its base model reed/root)" in done.stderr
    )
    assert "gone: moss/large at use.py:6: gone from its hub" in done.stderr
    assert "failed: 1 conflict, 1 gone (--fail-on conflict, gone)" in done.stderr
    done = here(*asked, "reused-name", cwd=place)  # the table has no such column
    assert done.returncode == 3
    assert "undecided (reused-name): moss/large at use.py:6, reed/new at use.py:4: not known here" in done.stderr


CONFIG = """\
fail-on = "unpinned"
exclude = ["tests/"]
baseline = "known.json"
[[accepted]]
finding = "unresolved"
reason = "whoever calls it names the model"
date = 2026-01-01
"""


def test_a_team_fixes_what_is_asked_for(place: Path) -> None:
    (place / "tests").mkdir()
    (place / "tests/a.py").write_text(CODE.replace("reed/base", "reed/tested"))
    (place / ".peatmoss.toml").write_text(CONFIG.replace("baseline", "# baseline"))
    done = here("scan", "--format", "json", cwd=place)
    assert done.returncode == 1
    made = json.loads(done.stdout)
    assert {row["path"] for row in made["mappings"]} == {"use.py"}
    assert (made["asked"], len(made["findings"])) == (["unpinned"], 3)
    assert done.stderr.startswith("settings: .peatmoss.toml (accepted, exclude, fail-on); --no-config leaves it out\n")
    assert here("scan", "--fail-on", "remote-code", cwd=place).returncode == 0  # the command line goes first
    done = here("scan", "--no-config", "--format", "json", cwd=place)
    assert (done.returncode, len(json.loads(done.stdout)["findings"])) == (0, 6)


def test_a_single_file_tells_nothing_of_what_others_have(place: Path) -> None:
    (place / "b.py").write_text("print()\n")
    here("scan", "--write-baseline", "known.json", cwd=place)
    (place / ".peatmoss.toml").write_text(CONFIG.replace('["tests/"]', '["use.py"]'))
    part = here("scan", "b.py", cwd=place).stderr
    assert [words for words in ("but not found", "no longer found", "matches no file") if words in part] == []
    assert "accepted, but not found" in here("scan", cwd=place).stderr  # use.py is left out
    assert "no longer found: 3 of the baseline's" in here("scan", cwd=place).stderr


def test_new_findings_alone(place: Path) -> None:
    (place / ".peatmoss.toml").write_text(CONFIG)
    assert "known.json: no such baseline: write it" in complaint(here("scan", "--new-only", cwd=place))
    done = here("scan", "--write-baseline", "known.json", cwd=place)
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr == "known.json: 3 findings, which --baseline known.json --new-only leaves out\n"
    (place / "use.py").write_text("\n\n" + CODE)
    done = here("scan", "--new-only", cwd=place)
    assert done.returncode == 0
    assert "known before, not shown: 3 unpinned\npassed: nothing new of unpinned\n" in done.stderr
    (place / "use.py").write_text(CODE + 'pipeline("fill-mask", model="reed/added")\n')
    done = here("scan", "--baseline", "known.json", "--new-only", "--format", "json", cwd=place)
    assert done.returncode == 1
    assert [(one["model"], one["new"]) for one in json.loads(done.stdout)["findings"]] == [("reed/added", True)]
    assert here("scan", cwd=place).returncode == 1  # without it, all count


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        pytest.param(["--fail-on", "unpined"], "no kind 'unpined' (did you mean 'unpinned'?)", id="kind"),
        pytest.param(["--fail-on", "reused_name"], "(did you mean 'reused-name'?)", id="underscore"),
        pytest.param(["--fail-on", ""], "no kind ''", id="no kind"),
        pytest.param(["--fail-on", "gone,"], "no kind ''", id="a comma too many"),
        pytest.param(["--new-only"], "give --baseline FILE as well", id="new to what"),
        pytest.param(["--write-baseline", "a", "--new-only"], "leave --new-only and --fail-on out", id="part of all"),
    ],
)
def test_options_that_do_not_go_together(arguments: list[str], sentence: str, place: Path) -> None:
    assert sentence in complaint(here("scan", *arguments, cwd=place))


@pytest.mark.parametrize(
    ("name", "content", "arguments", "sentence"),
    [
        pytest.param(".peatmoss.toml", "colour = 1", [], ".peatmoss.toml: colour: unknown key", id="settings"),
        pytest.param(".peatmoss.toml", "a = [", [], ".peatmoss.toml is not TOML", id="no TOML"),
        pytest.param(
            "known.json", "{", ["--baseline", "known.json"], "known.json is damaged or no baseline", id="damaged"
        ),
        pytest.param(
            "use.py", CODE, ["--write-baseline", "use.py"], "use.py holds something else", id="not overwritten"
        ),
    ],
)
def test_files_of_the_workflow_that_cannot_be_used(
    name: str, content: str, arguments: list[str], sentence: str, place: Path
) -> None:
    (place / name).write_text(content)
    assert sentence in complaint(here("scan", *arguments, cwd=place))
    assert (place / name).read_text() == content


def test_our_own_files_name_no_models(place: Path) -> None:
    (place / ".peatmoss.toml").write_text(
        '[[accepted]]\nfinding = "gone"\nmodel = "reed/b"\nreason = "a"\ndate = 2026-01-01'
    )
    here("scan", "--no-config", "--write-baseline", ".peatmoss-baseline.json", cwd=place)
    found = rows(here("scan", "--format", "jsonl", "--no-config", "--no-cache", cwd=place).stdout)
    assert {row["path"] for row in found} == {"use.py"}


@pytest.mark.parametrize(("form", "both"), [("table", False), ("jsonl", False), ("jsonl", True)])
def test_a_reader_that_goes_away(form: str, both: bool, place: Path) -> None:
    """As with `| head -1`, whose end of the pipe is closed here before anything is written."""
    reading, writing = os.pipe()
    os.close(reading)
    errors = writing if both else subprocess.PIPE
    command = [PEATMOSS, "scan", ".", "--format", form]
    done = subprocess.run(
        command, cwd=place, env=environment(**THIS), stdout=writing, stderr=errors, text=True, check=False
    )
    os.close(writing)
    assert done.returncode == 2
    if not both:
        assert done.stderr.endswith("peatmoss: standard output was closed before all of it was written\n")
        assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("redirection", "sentence"),
    [
        pytest.param(">/dev/full", "the disk is full", id="full"),
        pytest.param(">&-", "standard output or standard error is closed", id="closed"),
    ],
)
def test_output_that_leads_nowhere(redirection: str, sentence: str, place: Path) -> None:
    done = subprocess.run(
        ["bash", "-c", f"{PEATMOSS} scan . {redirection}"],
        cwd=place,
        env=environment(**THIS),
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, sentence in done.stderr, "Traceback" in done.stderr) == (2, True, False)
