"""Files before and after -> a patch with which one becomes the other."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder.scan.pin.patch import Change, patch, spans

LINES = st.lists(st.sampled_from([b"a\n", b"b\n", b"\n", b"c\r\n", b"d"]), max_size=30).map(b"".join)


def applied(before: bytes, made: bytes) -> bytes:
    """What a patch of one file makes of it, by the format's own rules; each line that it shows must be there."""
    old = before.split(b"\n")
    lines = [line + b"\n" for line in old[:-1]] + ([old[-1]] if old[-1] else [])
    after: list[bytes] = []
    at = 0
    for hunk in (b"\n" + made).split(b"\n@@ -")[1:]:
        head, *body = hunk.split(b"\n")
        start, count = map(int, head.split(b" ")[0].split(b","))
        first = start - 1 if count else start
        after += lines[at:first]
        at = first
        for number, line in enumerate(body):
            ending = b"" if body[number + 1 : number + 2] == [b"\\ No newline at end of file"] else b"\n"
            if line[:1] in (b" ", b"-"):
                assert lines[at] == line[1:] + ending
                at += 1
            if line[:1] in (b" ", b"+"):
                after.append(line[1:] + ending)
    return b"".join(after + lines[at:])


@given(LINES, LINES)
def test_a_patch_makes_one_file_the_other(before: bytes, after: bytes) -> None:
    assert applied(before, patch([Change(b"a", before, after)])) == after


EDITS = st.lists(
    st.tuples(st.integers(0, 60), st.integers(0, 12), st.sampled_from(["x", "\nx", "x\n", ""])), max_size=6
)


@given(LINES, EDITS)
def test_a_patch_of_edits(before: bytes, edits: list[tuple[int, int, str]]) -> None:
    text = before.decode()
    places, at = [], 0
    for start, length, new in sorted(edits):
        if at <= start <= len(text):
            places.append((start, min(start + length, len(text)), new))
            at = start + length + 1
    after = text
    for start, end, new in reversed(places):
        after = after[:start] + new + after[end:]
    made = patch([Change(b"a", before, after.encode(), spans(text, places))])
    assert applied(before, made) == after.encode()


def test_only_what_changes_is_shown() -> None:
    before = b"".join(b"%d\n" % number for number in range(20))
    after = before.replace(b"\n2\n", b"\ntwo\n").replace(b"\n3\n", b"\nthree\n").replace(b"18\n", b"18\n18.5\n")
    assert patch([Change(b"a/b.txt", before, after)]).startswith(
        b"--- a/a/b.txt\n+++ b/a/b.txt\n@@ -1,20 +1,21 @@\n 0\n 1\n"
    )
    places = [(4, 5, "two"), (6, 7, "three"), (len(before) - 3, len(before) - 3, "18.5\n")]
    assert patch([Change(b"a/b.txt", before, after, spans(before.decode(), places))]) == (
        b"--- a/a/b.txt\n+++ b/a/b.txt\n@@ -1,7 +1,7 @@\n 0\n 1\n-2\n-3\n+two\n+three\n 4\n 5\n 6\n"
        b"@@ -17,4 +17,5 @@\n 16\n 17\n 18\n+18.5\n 19\n"
    )


def test_nothing_changes() -> None:
    assert patch([Change(b"a", b"x\n", b"x\n")]) == b""


@pytest.mark.parametrize(
    "name",
    [
        pytest.param("a b.py", id="a space"),
        pytest.param("é/ü.py", id="other letters"),
        pytest.param('a"b\\c.py', id="quotes"),
        pytest.param("a\tb.py", id="a tab"),
        pytest.param("b/-- c", id="dashes"),
    ],
)
@pytest.mark.parametrize("below", ["", "part/"], ids=["top", "a folder below"])
def test_git_takes_a_patch(
    tmp_path: Path, commit_files: Callable[..., str], run_git: Callable[..., str], name: str, below: str
) -> None:
    commit_files(tmp_path, {below + name: "one\ntwo", below + "gone": "x\n"})
    changes = [
        Change(name.encode(), b"one\ntwo", b"one\n2\n"),
        Change(b"models.lock", None, b"{}\n"),
        Change(b"gone", b"x\n", None),
    ]
    (tmp_path / "given.patch").write_bytes(patch(changes))
    run_git(tmp_path / below, "apply", str(tmp_path / "given.patch"))
    assert (tmp_path / below / name).read_bytes() == b"one\n2\n"
    assert (tmp_path / below / "models.lock").read_bytes() == b"{}\n"
    assert not (tmp_path / below / "gone").exists()
