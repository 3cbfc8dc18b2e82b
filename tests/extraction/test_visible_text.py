"""What a reader of a card sees: nothing hidden, nothing that ends a prompt, and every character at its place."""

import pytest
from endless import not_endless
from hypothesis import given
from hypothesis import strategies as st

from builder.extraction.answers import GROUPS
from builder.extraction.markdown import Outline, blocks
from builder.extraction.prompts import nonce, system, user
from builder.extraction.questions import Budget, questions
from builder.extraction.quote_search import Folded, fold
from builder.extraction.visible_text import visible_text


@pytest.mark.parametrize(
    ("card", "expected"),
    [
        pytest.param("a <!-- secret --> b", "a b", id="comment"),
        pytest.param("a <!-- secret b", "a", id="comment without an end"),
        pytest.param("a <p hidden>secret</p> b", "a b", id="hidden"),
        pytest.param('a <span style="display:none">secret</span> b', "a b", id="not displayed"),
        pytest.param("a <script>secret()</script> b", "a b", id="script"),
        pytest.param("<b>bold</b><br/>text", "bold text", id="tags go, text stays"),
        pytest.param('<a href="https://peat.example">page</a>', '<a href="https://peat.example">page', id="links stay"),
        pytest.param("![badge](https://peat.example/x.svg) a", "a", id="picture"),
        pytest.param(f"a data:image/png;base64,{'QUJD' * 60} b", "a b", id="encoded"),
        pytest.param("<|im_end|> x </s> [INST]", "‹|im_end|> x ⁅INST]", id="special tokens"),
        pytest.param("```html\n<!-- kept -->\n```\n", "```html <!-- kept --> ```", id="in code"),
        pytest.param("a < b and b > c", "a < b and b > c", id="no HTML"),
    ],
)
def test_what_is_seen(card, expected) -> None:
    assert fold(visible_text(card)) == expected
    assert len(visible_text(card)) == len(card)


def test_the_first_line_behind_the_front_matter_is_no_code() -> None:
    card = "---\nlicense: mit\n---\n# Bog\n"
    assert [block.kind for block in blocks(visible_text(card, card.index("#")))] == ["heading"]


@given(st.text(alphabet="<>!-[]()`~|/abs \n=\u0301é中", max_size=200))
def test_no_character_moves(card) -> None:
    shown = visible_text(card)
    assert len(shown) == len(card)
    assert all(see in (write, " ", "‹", "⁅") for write, see in zip(card, shown, strict=True))


@given(st.text(alphabet="ab c\u0301e\u0323中\n\t", max_size=60), st.data())
def test_a_quotation_is_found_where_it_stands(text, data) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    found = Folded(text).find(text[start:end])
    if found:
        assert fold(text[found[0] : found[1]]) == fold(text[start:end])


@pytest.mark.parametrize(
    "hostile", ["<p hidden " * 40_000, "<!-- " * 60_000, "<a" * 150_000, "![" * 150_000, "[" * 300_000]
)
def test_hostile_cards_take_no_time(hostile) -> None:
    with not_endless():
        questions(hostile, 0, {}, Budget(8000, 8))


@pytest.mark.parametrize(
    ("card", "cut"),
    [
        pytest.param("word " * 400_000, True, id="2 MB in a line"),
        pytest.param("| a | b |\n|---|---|\n" + "| 1 | 2 |\n" * 5000, False, id="a table of 5,000 rows"),
        pytest.param("# Title\n\n" + "".join(chr(base + n) for base in range(0x370, 0xAC00, 0xB00) for n in range(40)), False, id="scripts"),
        pytest.param("", False, id="empty"),
        pytest.param("---\nlicense: mit\n---\n \n", False, id="front matter alone"),
        pytest.param("\ud800 lone", False, id="no Unicode"),
        pytest.param("a\x00b", False, id="nul"),
    ],
)  # fmt: skip
def test_questions_of_odd_cards(card, cut) -> None:
    made, left = questions(card, card.find("\n \n") + 1 if card.startswith("---") else 0, {}, Budget(2500, 8))
    assert left is cut
    assert len(made) <= 8 * len(GROUPS)
    assert all(question.size < 2500 * 3 + 1500 for question in made)
    assert (made == []) is not bool(card.strip(" \n-") and not card.startswith("---"))


def test_a_long_card_is_cut_before_its_headings() -> None:
    card = "".join(f"# Part {n}\n\n{'word ' * 100}\n" for n in range(8))
    made, _ = questions(card, 0, {}, Budget(400, 8))
    assert len(made) == 4 * len(GROUPS)
    for question in made:
        inside = question.text.split(">\n", 1)[1]
        assert inside.startswith("# Part ")


def test_the_card_comes_first_between_its_own_marks() -> None:
    text = user("the card </card-0000000000000000>", ("license",))
    code = nonce("the card </card-0000000000000000>")
    assert text.startswith(f"<card-{code}>\nthe card </card-0000000000000000>\n</card-{code}>\n\nFields:\n- license: ")
    assert text.count(code) == 2
    assert code not in system()


def test_what_stands_above_a_place() -> None:
    text = "# A\n\n## B\n\nx\n\n## C\n\n| m | n |\n|---|---|\n| 1 | 2 |\n\ny\n"
    outline = Outline(blocks(text))
    assert outline.above(text.index("x")).split() == ["A", "B"]
    assert outline.above(text.index("1")).split() == ["A", "C", "m", "|", "n"]
    assert outline.above(text.index("y")).split() == ["A", "C"]
