"""Slices: two parts that are together the whole, within the operators of a query, until nothing is left to split by."""

from datetime import date

import pytest
from code_search import File, holds
from hypothesis import given
from hypothesis import strategies as st

from builder.sources.slices import LARGEST, OPERATORS, Slice, of_days, of_sizes

BY = ("extension:py", "extension:md", "path:src", "path:docs", "filename:app.py")
FILES = st.builds(
    File,
    st.just("a/b"),
    st.sampled_from(["src/app.py", "docs/a.md", "app.py", "x/y.md", "src/a.py", "b.txt"]),
    st.integers(0, LARGEST - 1),
)


@pytest.mark.parametrize(
    ("whole", "text"),
    [
        pytest.param(of_sizes(), "size:0..393216", id="sizes"),
        pytest.param(of_days(date(2026, 11, 1)), "created:2008-01-01..2026-11-01", id="days"),
        pytest.param(
            Slice("size", 5, 5, ("extension:py", "-path:src")), "size:5..5 extension:py -path:src", id="words"
        ),
    ],
)
def test_text_of_a_slice(whole: Slice, text: str) -> None:
    assert whole.text == text
    assert Slice.of_json(whole.to_json()) == whole


@pytest.mark.parametrize(
    ("whole", "operators"),
    [
        pytest.param(Slice("created", 9, 9), 0, id="a day"),
        pytest.param(Slice("size", 9, 9, at=len(BY)), 0, id="no words left"),
        pytest.param(Slice("size", 9, 9), OPERATORS, id="no operators left"),
    ],
)
def test_what_cannot_be_split(whole: Slice, operators: int) -> None:
    assert whole.split(() if whole.key == "created" else BY, operators) is None


@given(st.lists(FILES, min_size=1, max_size=30), st.integers(0, OPERATORS), st.data())
def test_parts_hold_what_the_whole_holds_and_nothing_twice(
    files: list[File], operators: int, data: st.DataObject
) -> None:
    whole, depth = of_sizes(), 0
    while parts := whole.split(BY, operators):
        for file in files:
            inside = [all(holds(file, word) for word in part.text.split()) for part in (whole, *parts)]
            assert inside[0] == (inside[1] + inside[2])
            assert not (inside[1] and inside[2])
        assert all(part.negated + operators <= max(OPERATORS, operators) for part in parts)
        whole = data.draw(st.sampled_from(parts))
        depth += 1
    assert depth < 60
