import hashlib
import json
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder.engine.durable import digest, read_json, replacing, sha256, write_json
from builder.errors import DamagedError

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda children: st.lists(children, max_size=3) | st.dictionaries(st.text(max_size=4), children, max_size=3),
    max_leaves=8,
)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


class Stop(BaseException):
    """What Ctrl-C raises is no Exception either."""


@pytest.mark.parametrize("error", [ValueError, Stop])
@pytest.mark.parametrize("before", [None, "old"])
def test_an_error_leaves_what_was_there(tmp_path, error, before):
    path = tmp_path / "file"
    if before:
        path.write_text(before)
    with pytest.raises(error), replacing(path) as temporary:
        temporary.write_text("half of the n")
        raise error
    assert names(tmp_path) == (["file"] if before else [])
    assert not before or path.read_text() == before


def test_a_writer_that_writes_nothing_is_an_error_and_leaves_what_was_there(tmp_path):
    (tmp_path / "file").write_text("old")
    with pytest.raises(FileNotFoundError), replacing(tmp_path / "file"):
        pass
    assert (tmp_path / "file").read_text() == "old"


def test_a_file_is_there_whole_at_the_end_and_not_before(tmp_path):
    path = tmp_path / "new" / "file"
    with replacing(path) as temporary:
        temporary.write_text("new")
        assert not path.exists()
        assert temporary.parent == path.parent  # a rename across file systems copies
    assert path.read_text() == "new"
    assert names(path.parent) == ["file"]


def test_a_folder_is_never_replaced(tmp_path):
    (tmp_path / "file" / "inside").mkdir(parents=True)
    with pytest.raises(OSError), replacing(tmp_path / "file") as temporary:
        temporary.write_text("new")
    assert names(tmp_path) == ["file"]


def test_no_file_is_no_value(tmp_path):
    assert read_json(tmp_path / "nothing.json") is None


@pytest.mark.parametrize("data", [b"", b"{", b"\xff"], ids=["empty", "half", "no UTF-8"])
def test_a_damaged_file_is_an_error(tmp_path, data):
    (tmp_path / "file.json").write_bytes(data)
    with pytest.raises(ValueError, match=r".+"):
        read_json(tmp_path / "file.json")


@given(VALUES)
def test_what_is_written_is_read(tmp_path_factory, value):
    path = tmp_path_factory.getbasetemp() / "value.json"
    write_json(path, value)
    assert read_json(path) == value


@given(st.dictionaries(st.text(max_size=4), VALUES, max_size=4), st.data())
def test_whatever_byte_of_an_object_changes_it_is_not_read(tmp_path_factory, value, data):
    path = tmp_path_factory.getbasetemp() / "changed.json"
    write_json(path, value)
    written = path.read_bytes()
    at = data.draw(st.integers(0, len(written) - 1))
    other = data.draw(st.integers(0, 255).filter(lambda byte: byte != written[at]))
    path.write_bytes(written[:at] + bytes([other]) + written[at + 1 :])
    with pytest.raises(DamagedError, match=r"changed\.json is damaged") as caught:
        read_json(path)
    assert caught.value.record == path


@pytest.mark.parametrize("change", [lambda data: data[:-9], lambda data: data + b" ", lambda data: b""])
def test_an_object_that_is_cut_short_or_longer_is_not_read(tmp_path, change):
    write_json(tmp_path / "file", {"a": 1})
    (tmp_path / "file").write_bytes(change((tmp_path / "file").read_bytes()))
    with pytest.raises(DamagedError):
        read_json(tmp_path / "file")


@given(st.dictionaries(st.text(max_size=4), VALUES, max_size=4))
def test_an_object_of_an_older_version_without_a_checksum_is_read(tmp_path_factory, value):
    path = tmp_path_factory.getbasetemp() / "older.json"
    path.write_text(json.dumps(value))
    assert read_json(path) == value


def test_an_object_that_was_read_with_its_checksum_can_be_written_again(tmp_path):
    write_json(tmp_path / "file", {"a": 1})
    write_json(tmp_path / "file", json.loads((tmp_path / "file").read_text()) | {"a": 2})
    assert read_json(tmp_path / "file") == {"a": 2}


def test_a_file_is_on_the_disk_before_it_takes_its_place_and_its_name_after(tmp_path, monkeypatch):
    """Without the first fsync a loss of power leaves an empty file by the name, without the second the old one."""
    path, calls = tmp_path / "file", []

    def fsync(handle: int) -> None:
        calls.append((str(Path(f"/proc/self/fd/{handle}").readlink()), path.exists()))

    monkeypatch.setattr(os, "fsync", fsync)
    with replacing(path) as temporary:
        temporary.write_text("new")
    assert calls == [(str(temporary), False), (str(tmp_path), True)]


def test_equal_values_are_equal_bytes(tmp_path):
    write_json(tmp_path / "a", {"x": 1, "y": {"b": 2, "a": 3}})
    write_json(tmp_path / "b", {"y": {"a": 3, "b": 2}, "x": 1})
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_the_hash_of_a_file_is_that_of_its_bytes(tmp_path):
    data = b"x" * 3_000_001
    (tmp_path / "file").write_bytes(data)
    assert sha256(tmp_path / "file") == hashlib.sha256(data).hexdigest()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param(("ab",), ("a", "b"), id="where a part ends"),
        pytest.param(("a", "b"), ("b", "a"), id="order"),
        pytest.param(([],), (), id="nothing, and a list of nothing"),
        pytest.param((1,), ("1",), id="a number and its text"),
        pytest.param((None,), ("None",), id="null and its text"),
        pytest.param(({"a": 1},), ({"a": 2},), id="a value in a mapping"),
    ],
)
def test_different_parts_have_different_digests(one, other):
    assert digest(*one) != digest(*other)


@given(st.lists(VALUES, max_size=3), st.lists(VALUES, max_size=3))
def test_a_digest_tells_whether_parts_are_equal_as_json(one, other):
    same = json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)
    assert (digest(*one) == digest(*other)) is same
