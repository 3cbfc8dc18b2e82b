import re

import pytest

from builder.reference.beginnings import beginnings


@pytest.mark.parametrize(
    ("text", "places"),
    [
        pytest.param("", [], id="no text"),
        pytest.param("decline rear", [], id="within other words"),
        pytest.param("x.linear", [], id="behind a sign that joins"),
        pytest.param("linear, cosine lr", [0, 8, 15], id="at the beginning of words"),
    ],
)
def test_names_begin_where_no_word_goes_on(text: str, places: list[int]) -> None:
    pattern = beginnings(["linear", "lr(?![a-z])", "cosine"], r"\w.")
    assert [found.start() for found in pattern.finditer(text)] == places
    by_boundary = re.compile(r"(?<![\w.])(?:linear|lr(?![a-z])|cosine)")
    assert [found.start() for found in by_boundary.finditer(text)] == places
