"""Passing over plain paragraphs and lists changes no heading, table or code: they are those that markdown-it finds."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from builder.extraction.markdown import blocks

THEIRS = MarkdownIt("commonmark").enable("table").disable(["inline", "text_join"])
KINDS = {"heading_open": "heading", "table_open": "table", "fence": "code", "code_block": "code"}
PIECES = st.sampled_from(
    [
        "peat\n",
        "moss ",
        "a|b\n",
        "|-|-|\n",
        "- ",
        "-\n",
        "--\n",
        "===\n",
        "* x\n",
        "- x\n",
        "+ y",
        "1. z\n",
        "# head\n",
        "## b",
        ">",
        "> q\n",
    ]
    + [
        "```\n",
        "~~~\n",
        "\n",
        "\n\n",
        "    ",
        "  ",
        "\t",
        "é\n",
        "<p>\n",
        "[a]: b\n",
        "#\n",
        "- - x\n",
        "- # h\n",
        "-x\n",
    ]
)


def theirs(text: str) -> list[tuple[str, int, int]]:
    lines = [0, *(at + 1 for at, letter in enumerate(text) if letter == "\n"), len(text)]
    tokens = [token for token in THEIRS.parse(text) if token.type in KINDS and token.map]
    return [(KINDS[one.type], lines[one.map[0]], lines[min(one.map[1], len(lines) - 1)]) for one in tokens if one.map]


def ours(text: str) -> list[tuple[str, int, int]]:
    return [(block.kind, block.start, block.end) for block in blocks(text)]


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        pytest.param("moss\n===\n", ["heading"], id="a line below"),
        pytest.param("moss\na|b\n-|-\n", ["table"], id="a table in a paragraph"),
        pytest.param("- a\n\n      b\n", ["code"], id="deeper text of an item"),
        pytest.param("- a\n- b\n\n    c\n", [], id="text of the last item"),
        pytest.param("moss\n- a\n- b\n\n# peat\n", ["heading"], id="a list in a paragraph"),
        pytest.param("moss\n# peat\nreed\n", ["heading"], id="a heading in a paragraph"),
        pytest.param("- a\n---\n", [], id="a rule below a list"),
    ],
)
def test_text_around_plain_lines(text: str, kinds: list[str]) -> None:
    assert [kind for kind, _, _ in ours(text)] == kinds == [kind for kind, _, _ in theirs(text)]


@given(st.lists(PIECES, max_size=14).map("".join))
def test_any_text_has_the_blocks_that_markdown_it_finds(text: str) -> None:
    text = text.lstrip(" \t\n")
    assert ours(text) == theirs(text)
