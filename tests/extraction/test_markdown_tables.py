"""Our rule for tables finds what markdown-it's own rule finds."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from builder.extraction.markdown import blocks

THEIRS = MarkdownIt("commonmark").enable("table").disable(["inline", "text_join"])
PIECES = st.sampled_from(
    ["|", "a", " ", "\\", "\\|", "-", "--", ":", ":-", "\n", "|-|-|\n", "|a|b|\n", "a|b\n", "-|-\n", "\t", "    ", "> "]
    + ["- ", "# b\n", "```\n", "\n\n", "\xa0", "\\\\|"]
)


def theirs(text: str) -> list[tuple[int, int, str]]:
    lines = [0, *(at + 1 for at, letter in enumerate(text) if letter == "\n"), len(text)]
    found = []
    tokens = THEIRS.parse(text)
    for at, token in enumerate(tokens):
        if token.type == "table_open" and token.map:
            end = next(i for i in range(at, len(tokens)) if tokens[i].type == "thead_close")
            head = " | ".join(one.content for one in tokens[at:end] if one.type == "inline")
            found.append((lines[token.map[0]], lines[min(token.map[1], len(lines) - 1)], head))
    return found


def ours(text: str) -> list[tuple[int, int, str]]:
    return [(block.start, block.end, block.text) for block in blocks(text) if block.kind == "table"]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        pytest.param("a|b\n-\n", 0, id="fewer columns below than above"),
        pytest.param("a|b\n- |-\n1|2\n", 0, id="a list's item below"),
        pytest.param("    a|b\n    -|-\n", 0, id="code"),
        pytest.param("a\n|-|\n", 0, id="no pipe in the head"),
        pytest.param("|a|b|\n|--|:-:|\n|1|2|\n\nmore", 1, id="ends at an empty line"),
        pytest.param("|a|b|\n|-|-|\n|1|\n# c\n", 1, id="ends at a heading"),
        pytest.param("a\\|b | c\n-|-\n", 1, id="an escaped pipe"),
        pytest.param("> a|b\n> -|-\n> 1|2\n3|4\n", 1, id="in a quotation"),
        pytest.param(" " * 40 + "\n\n|a|b|\n|-|-|\n", 1, id="behind blank front matter"),
    ],
)
def test_a_table_is_where_markdown_it_has_one(text: str, count: int) -> None:
    assert ours(text) == theirs(text)
    assert len(ours(text)) == count


@given(st.lists(PIECES, max_size=40).map("".join))
def test_any_text_has_the_tables_of_markdown_it(text: str) -> None:
    assert ours(text) == theirs(text)
