import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder.mapping.scripts.vocabulary import MAX_SEARCHES, Vocabulary


def gathered(texts: list[bytes]) -> Vocabulary:
    vocabulary = Vocabulary(texts)
    for _ in range(MAX_SEARCHES):
        list(vocabulary.holding(b"nothing"))
    return vocabulary


@pytest.mark.parametrize(
    ("texts", "word", "found"),
    [
        pytest.param([], b"oakwood", [], id="no texts"),
        pytest.param([b"elm", b""], b"oakwood", [], id="nowhere"),
        pytest.param([b"oak wood"], b"oakwood", [], id="two words"),
        pytest.param([b"an oakwood()", b"elm", b"oakwood"], b"oakwood", [0, 2], id="a whole word"),
        pytest.param([b"my_oakwoods", b"elm"], b"oakwood", [0], id="a part of a word"),
        pytest.param([b"oak.wood", b"oak"], b"oak.wood", [0], id="two words that are asked for as one"),
        pytest.param([b"oak", b"soaked", b"elm"], b"oak", [0, 1], id="a short one"),
        pytest.param(["\u6a2boakwood\u00e9".encode()], b"oakwood", [0], id="beside letters of other scripts"),
    ],
)
def test_texts_that_hold_a_word(texts: list[bytes], word: bytes, found: list[int]) -> None:
    assert list(Vocabulary(texts).holding(word)) == found
    assert list(gathered(texts).holding(word)) == found


@given(
    st.lists(st.text("abcd_1 .\n\u00e9").map(str.encode), max_size=4),
    st.text("abcd_1.\u00e9", min_size=1, max_size=6).map(str.encode),
)
def test_the_gathered_words_find_what_a_search_finds(texts: list[bytes], word: bytes) -> None:
    assert list(gathered(texts).holding(word)) == [number for number, text in enumerate(texts) if word in text]
