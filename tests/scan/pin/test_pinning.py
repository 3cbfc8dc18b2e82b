"""A repository before and after it is pinned: patch, lock, what is left alone, and what a scan says afterwards."""

import json
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hub_server import Model, serve

from builder.cli import app
from builder.errors import InputError
from builder.scan.pin.patch import patch
from builder.scan.pin.pinning import pin
from builder.scan.pin.write import write
from builder.scan.report import scan

A, B = "a" * 40, "b" * 40
CODE = "from transformers import AutoModel\n\n\ndef load(name):\n    return AutoModel.from_pretrained(name)\n\n\n"
FILES = {
    "a.py": CODE + 'AutoModel.from_pretrained("moss/one")\n',
    "b.py": CODE + 'load("moss/two")\n',
    "docs/use.py": CODE + 'AutoModel.from_pretrained("moss/one")\n',
    "c.py": CODE + 'AutoModel.from_pretrained("moss/new")\n',
    "d.py": CODE + 'AutoModel.from_pretrained("moss/one", revision="v1")\n',
}


@pytest.fixture
def table(tmp_path: Path) -> str:
    """A table of two models."""
    columns = {
        "model_id": ["moss/one", "moss/two"],
        "status": ["present"] * 2,
        "revision": [A, B],
        "license_spdx": ["MIT", None],
        "former_ids": pa.array([[], []], pa.list_(pa.string())),
    }
    pq.write_table(pa.table(columns), tmp_path / "models.parquet")
    return str(tmp_path / "models.parquet")


def repository(folder: Path, files: dict[str, str]) -> str:
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text)
    return str(folder)


def revisions(folder: str) -> dict[str, str | None]:
    """The revision of each file's place."""
    rows = scan(folder, cache=False).rows
    return {row["path"]: row["revision"] for row in rows if row["usage"] == "use"}


def test_what_can_be_pinned_is_and_the_rest_is_locked(tmp_path: Path, table: str) -> None:
    folder = repository(tmp_path / "r", FILES)
    found = pin(folder, models=table, cache=False)
    assert [change.path for change in found.changes] == [b"a.py", b"models.lock"]
    assert ([row["path"] for row in found.pinned], found.unknown, found.left) == (
        ["a.py"],
        ("moss/new", "moss/one at v1"),
        1,
    )
    assert revisions(folder) == dict.fromkeys(FILES) | {"d.py": "v1"}  # nothing is written
    write(folder, found.changes)
    assert revisions(folder) == {"a.py": A, "b.py": None, "docs/use.py": None, "c.py": None, "d.py": "v1"}
    (locked,) = json.loads((tmp_path / "r/models.lock").read_bytes())["models"]
    assert (locked["model"], locked["commit"], locked["license"]) == ("moss/two", B, None)
    assert [one["place"] for one in locked["places"]] == ["b.py:8"]


def test_a_second_time_nothing_is_left_to_do(tmp_path: Path, table: str) -> None:
    folder = repository(tmp_path / "r", FILES)
    write(folder, pin(folder, models=table, cache=False).changes)
    assert pin(folder, models=table, cache=False).changes == ()


def test_a_locked_commit_stays_and_a_lock_without_models_goes(tmp_path: Path, table: str) -> None:
    old = {"version": 1, "models": [{"model": "moss/two", "hub": "huggingface", "commit": "c" * 40}]}
    folder = repository(tmp_path / "r", {"b.py": FILES["b.py"], "models.lock": json.dumps(old)})
    assert [one.commit for one in pin(folder, models=table, cache=False).locked] == ["c" * 40]
    (tmp_path / "r/b.py").write_text("")
    (change,) = pin(folder, models=table, cache=False).changes
    assert (change.path, change.after) == (b"models.lock", None)


def test_the_patch_of_a_commit_applies_to_its_files(
    tmp_path: Path, table: str, commit_files: Callable[..., str], run_git: Callable[..., str]
) -> None:
    commit_files(tmp_path / "r", FILES)
    run_git(tmp_path, "clone", "--quiet", "--bare", str(tmp_path / "r"), str(tmp_path / "r.git"))
    found = pin(str(tmp_path / "r.git"), models=table, cache=False)
    (tmp_path / "p.patch").write_bytes(patch(found.changes))
    run_git(tmp_path / "r", "apply", str(tmp_path / "p.patch"))
    assert revisions(str(tmp_path / "r"))["a.py"] == A
    with pytest.raises(InputError, match="git directory"):
        write(str(tmp_path / "r.git"), found.changes)


def test_paths_that_the_settings_leave_out_are_left(tmp_path: Path, table: str) -> None:
    folder = repository(tmp_path / "r", {**FILES, ".peatmoss.toml": 'exclude = ["a.py"]\n'})
    assert [change.path for change in pin(folder, models=table, cache=False).changes] == [b"models.lock"]
    whole = pin(folder, models=table, cache=False, config=False)
    assert [change.path for change in whole.changes] == [b"a.py", b"models.lock"]


def test_a_single_file_has_no_lock(tmp_path: Path, table: str) -> None:
    folder = repository(tmp_path / "r", FILES)
    for name, paths in (("a.py", [b"a.py"]), ("b.py", [])):
        found = pin(f"{folder}/{name}", models=table, cache=False)
        assert [change.path for change in found.changes] == paths


def test_several_models_at_one_call_are_not_pinned(tmp_path: Path, table: str) -> None:
    text = CODE + 'for name in ("moss/one", "moss/two"):\n    AutoModel.from_pretrained(name)\n'
    found = pin(repository(tmp_path / "r", {"a.py": text}), models=table, cache=False)
    assert found.pinned == ()
    assert [one.model for one in found.locked] == ["moss/one", "moss/two"]


def test_an_edit_that_would_change_what_is_found_is_taken_back(tmp_path: Path, table: str) -> None:
    """`Mine` is called as the library's class is, and takes the revision for a name."""
    text = "from mine import AutoModel\n"
    files = {
        "mine.py": "import transformers\n\n\nclass AutoModel:\n    @staticmethod\n"
        "    def from_pretrained(name, revision=None):\n"
        "        return transformers.AutoModel.from_pretrained(revision or name)\n",
        "a.py": f'{text}AutoModel.from_pretrained("moss/one")\n',
    }
    folder = repository(tmp_path / "r", files)
    found = pin(folder, models=table, cache=False)
    assert [change.path for change in found.changes if change.path != b"models.lock"] == []


def test_a_method_that_the_repository_defines_is_not_edited(tmp_path: Path, table: str) -> None:
    load = "\n\n    def load_lora_weights(self, name):\n        self.pipe.load_lora_weights(name)\n"
    made = "class Mine:\n    def __init__(self, pipe):\n        self.pipe = pipe" + load
    use = f"from diffusers import DiffusionPipeline as P\np = P.from_pretrained('moss/two', revision='{B}')\n"
    folder = repository(tmp_path / "r", {"a.py": use + "p.load_lora_weights('moss/one')\n"})
    assert [row["line"] for row in pin(folder, models=table, cache=False).pinned] == [3]
    repository(tmp_path / "r", {"m.py": made})
    assert pin(folder, models=table, cache=False).pinned == ()


def test_a_file_that_changed_meanwhile_is_not_written(tmp_path: Path, table: str) -> None:
    folder = repository(tmp_path / "r", FILES)
    found = pin(folder, models=table, cache=False)
    (tmp_path / "r/a.py").write_text("changed")
    with pytest.raises(InputError, match="changed while it was scanned"):
        write(folder, found.changes)
    assert (tmp_path / "r/a.py").read_text() == "changed"


def test_what_is_written_keeps_its_mode(tmp_path: Path, table: str) -> None:
    folder = repository(tmp_path / "r", {"a.py": FILES["a.py"]})
    (tmp_path / "r/a.py").chmod(0o755)
    write(folder, pin(folder, models=table, cache=False).changes)
    assert (tmp_path / "r/a.py").stat().st_mode & 0o777 == 0o755


def test_the_commits_come_from_the_hub_where_it_is_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = repository(tmp_path / "r", {"a.py": FILES["a.py"]})
    with serve(tmp_path / "hub") as hub:
        monkeypatch.setenv("HF_ENDPOINT", hub.url)
        monkeypatch.setenv("PEATMOSS_CACHE", str(tmp_path / "cache"))
        monkeypatch.delenv("HF_HUB_OFFLINE", raising=False)
        hub.catalog.put(Model({"_id": "moss/one", "id": "moss/one", "sha": A, "tags": []}))
        write(folder, pin(folder, online=True, cache=False).changes)
    assert revisions(folder) == {"a.py": A}


def test_the_command(tmp_path: Path, table: str, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    folder = repository(tmp_path / "r", FILES)
    assert app.run(["pin", folder, "--models", table, "--no-cache"]) == 0
    asked = capsysbinary.readouterr()
    assert asked.out.startswith(b"--- a/a.py\n+++ b/a.py\n@@ -")
    assert asked.err.decode().splitlines() == [
        "1 place of 1 model pinned in 1 file",
        "1 model at 1 place in models.lock, which says why",
        "no commit is known for 2 names: moss/new, moss/one at v1",
        "1 place in documents and vendored code left as they are",
    ]


@pytest.mark.parametrize(
    ("options", "says"),
    [
        pytest.param([], "--models TABLE or --online", id="no facts"),
        pytest.param(["--models", "m", "--online"], "not both", id="two places for facts"),
        pytest.param(["--models", "nowhere"], "nowhere: no such file or folder", id="no table"),
    ],
)
def test_wrong_usage_of_the_command(
    tmp_path: Path, options: list[str], says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert app.run(["pin", str(tmp_path), *options]) == 2
    told = capsys.readouterr()
    assert (told.out, told.err.count("\n")) == ("", 1)
    assert says in told.err
