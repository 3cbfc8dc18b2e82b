"""Names are data: what a terminal would obey, or nobody would see, is written out."""

import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder.redaction.controls import RE2_UNSEEN, has_unseen, visible


@pytest.mark.parametrize(
    "text",
    ["", "src/a b.py", "斷詞.py", "é e\u0301 \U0001f469 ❤\ufe0f", "a\\x1b.py", "~!@#$%^&*()"],
)
def test_what_reads_as_it_is(text):
    assert visible(text) == text
    assert not has_unseen(text)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param("a\x1b[31m.py", r"a\x1b[31m.py", id="colour of a terminal"),
        pytest.param("a\x07.py", r"a\x07.py", id="bell"),
        pytest.param("a\u202egnp.py", r"a\u202egnp.py", id="direction"),
        pytest.param("a\nb\rc\td", r"a\x0ab\x0dc\x09d", id="lines"),
        pytest.param("a\u200bb\u2060c\ufeffd", r"a\u200bb\u2060c\ufeffd", id="no width"),
        pytest.param("a\u2028b\x85c", r"a\u2028b\x85c", id="other line ends"),
        pytest.param("a\x9b31mb\x7f", r"a\x9b31mb\x7f", id="controls of eight bits"),
        pytest.param("a\U000e0041", r"a\U000e0041", id="tag"),
        pytest.param("a\udce9", r"a\udce9", id="half a pair"),
    ],
)
def test_what_is_written_out(before, after):
    assert visible(before) == after
    assert has_unseen(before)
    assert visible(after) == after


@given(st.text())
def test_one_line_that_can_be_printed(text):
    made = visible(text)
    assert not has_unseen(made)
    assert len(made.splitlines()) <= 1
    made.encode()


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_arrow_finds_the_same(text):
    assert pc.match_substring_regex(pa.array([text]), f"[{RE2_UNSEEN}]").to_pylist() == [has_unseen(text)]
