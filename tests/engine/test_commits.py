import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from builder.engine import commits
from builder.engine.commits import Commit
from builder.errors import WorkspaceError


def table(*values: int) -> pa.Table:
    return pa.table({"value": pa.array(values, pa.int64())})


def made(folder: Path, key: str, *values: int) -> Commit:
    file = commits.write_parquet(folder, f"{key}-rows", table(*values))
    return commits.write(folder, Commit(key, "inputs", len(values), len(values), {}, {"rows": file}))


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_nothing_is_committed_in_a_folder_that_is_not_there(tmp_path):
    folder = tmp_path / "nothing"
    assert (commits.read(folder, "a"), commits.keys(folder), commits.read_all(folder)) == (None, [], [])


def test_a_commit_reads_as_it_was_written(tmp_path):
    files = {role: commits.write_parquet(tmp_path, f"a-{role}", table(1)) for role in ("rows", "items")}
    commit = Commit("a", "inputs", 7, 1, {"private": 2, "bad_id": 4}, files)
    assert commits.write(tmp_path, commit) == commit
    assert commits.read(tmp_path, "a") == commit
    assert commits.read_all(tmp_path) == [commit]


def test_a_file_is_named_by_its_content(tmp_path):
    one, other = (commits.write_parquet(tmp_path, "a", table(value)) for value in (1, 2))
    assert one.name != other.name
    assert commits.write_parquet(tmp_path, "a", table(1)) == one
    assert (one.bytes, one.rows) == ((tmp_path / one.name).stat().st_size, 1)
    assert names(tmp_path) == {one.name, other.name}


def test_a_later_commit_takes_the_place_of_the_earlier_and_its_files(tmp_path):
    before = made(tmp_path, "a", 1)
    after = made(tmp_path, "a", 2)
    assert commits.read(tmp_path, "a") == after
    assert names(tmp_path) == {"a.commit.json", after.files["rows"].name}
    assert before.digest != after.digest


def test_the_same_content_keeps_its_file(tmp_path):
    assert made(tmp_path, "a", 1) == made(tmp_path, "a", 1)
    assert commits.whole(tmp_path, commits.read_all(tmp_path)[0])


def test_a_digest_is_of_the_content_alone(tmp_path):
    one = made(tmp_path / "here", "a", 1)
    other = made(tmp_path / "there", "b", 1)
    assert one.digest == other.digest
    assert made(tmp_path / "here", "a", 2).digest != one.digest


def test_what_a_kill_leaves_before_the_record_is_not_seen(tmp_path):
    """In the order of writing: a temporary file, a named file, a temporary record."""
    before = made(tmp_path, "a", 1)
    (tmp_path / ".tmp-1-a-rows.parquet").write_bytes(b"PAR1")
    commits.write_parquet(tmp_path, "a-rows", table(2))
    (tmp_path / ".tmp-1-a.commit.json").write_text("{")
    (tmp_path / ".tmp-1-b.commit.json").write_text("{")
    assert commits.read_all(tmp_path) == [before]
    assert pq.read_table(commits.verify(tmp_path, [before], "rows")[0]) == table(1)


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"{", id="half"),
        pytest.param(b"\xff", id="no UTF-8"),
        pytest.param(b"[]", id="a list"),
        pytest.param(b"{}", id="without files"),
        pytest.param(b'{"files": 1}', id="files that are none"),
        pytest.param(b'{"files": {"rows": {"name": "x"}}}', id="half a file"),
        pytest.param(b'{"files": {}, "key": "a"}', id="half a commit"),
    ],
)
def test_a_damaged_record_is_told_with_the_remedy(tmp_path, data):
    (tmp_path / "a.commit.json").write_bytes(data)
    with pytest.raises(WorkspaceError, match=r"a\.commit\.json is damaged: remove that file"):
        commits.read(tmp_path, "a")


def test_a_record_of_a_later_version_is_not_misread(tmp_path):
    made(tmp_path, "a", 1)
    path = tmp_path / "a.commit.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), "new": 1}))
    with pytest.raises(WorkspaceError):
        commits.read(tmp_path, "a")


def shorter(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1])


def flipped(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


@pytest.mark.parametrize(
    ("damage", "whole"), [(Path.unlink, False), (shorter, False), (flipped, True)], ids=["gone", "shorter", "flipped"]
)
def test_a_changed_file_is_never_read(tmp_path, damage, whole):
    commit = made(tmp_path, "a", 1)
    assert commits.whole(tmp_path, commit)
    damage(tmp_path / commit.files["rows"].name)
    assert commits.whole(tmp_path, commit) is whole
    with pytest.raises(WorkspaceError, match=r"was changed after its commit: remove .*a\.commit\.json"):
        commits.verify(tmp_path, [commit], "rows")


def test_a_folder_is_brought_down_to_the_keys_that_count(tmp_path):
    kept = made(tmp_path, "a", 1)
    made(tmp_path, "b", 2)
    commits.write_parquet(tmp_path, "c-rows", table(3))
    (tmp_path / ".tmp-1-c-rows.parquet").write_bytes(b"PAR1")
    for name in ("plan.parquet", "plan.json"):
        (tmp_path / name).touch()
    commits.drop(tmp_path, ["a", "never was"], spare="plan.parquet")
    assert names(tmp_path) == {"a.commit.json", kept.files["rows"].name, "plan.parquet", "plan.json"}


def test_two_keys_with_the_same_content_do_not_lose_it(tmp_path):
    """A file's name holds its key: a file that two records named would be gone with the first of them."""
    made(tmp_path, "a", 1)
    other = made(tmp_path, "b", 1)
    commits.drop(tmp_path, ["b"])
    assert commits.whole(tmp_path, other)
