from datetime import datetime

import pytest

from builder.snapshots import entries


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param("2024-07-11T01:02:03.000Z", datetime(2024, 7, 11, 1, 2, 3), id="as the Hub writes it"),
        pytest.param("2024-07-11T01:02:03+02:00", datetime(2024, 7, 10, 23, 2, 3), id="of another zone"),
        pytest.param("yesterday", None, id="no moment"),
        pytest.param(1720659723, None, id="a number"),
        pytest.param("0001-01-01T00:00:00+14:00", None, id="before there were years"),
    ],
)
def test_a_moment_is_naive_utc(before, after):
    assert entries.time(before) == after


@pytest.mark.parametrize(
    ("author", "role"),
    [
        pytest.param({"name": "Org", "isOrgMember": True}, "owner", id="the model's owner, in whatever case"),
        pytest.param({"name": "SFconvertbot"}, "bot", id="an account of a program"),
        pytest.param({"name": "somebody", "isOrgMember": True}, "member", id="of the organisation"),
        pytest.param({"name": "somebody"}, "other", id="anybody"),
        pytest.param({}, "other", id="nobody told"),
    ],
)
def test_a_discussion_keeps_what_its_author_is_and_no_name(author, role):
    row = entries.discussion({"num": 1, "title": "t", "author": author}, "org/model")
    assert row["author_role"] == role
    assert author.get("name", "nobody") not in str({**row, "author_role": None})


def test_a_file_without_a_size_has_none():
    assert entries.file({"path": "a", "size": "big", "lfs": {"sha256": "f0"}}) == {
        "path": "a",
        "size": None,
        "oid": None,
        "lfs_sha256": "f0",
        "security": None,
    }


def test_names_that_hold_addresses_are_masked():
    address = "@".join(("who", "example.org"))
    assert address not in str(entries.names([{"name": f"for-{address}"}]))
    assert entries.names(None) is None


@pytest.mark.parametrize(
    "path",
    ["../../x", "a/../b", "/etc/passwd", "a//b", "", ".", "a/.", "..\\x", "C:\\x", "c:/x", "a\0b", "\\\\host\\x"],
)
def test_a_path_that_leads_out(path):
    omitted = []
    assert entries.inside([{"path": path}, {"path": "a.bin"}, {"path": path}], omitted) == [{"path": "a.bin"}]
    assert omitted == ["files:bad_path:2"]


@pytest.mark.parametrize("path", ["a.bin", "a/b..c", "...", "..a/b", "a:b", "a\nb", "ä/斷"])
def test_a_path_within(path):
    omitted = []
    assert entries.inside([{"path": path}], omitted) == [{"path": path}]
    assert omitted == []
