"""Values as cells of a Markdown table: one readable line that breaks nothing."""

from datetime import datetime
from itertools import pairwise
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from builder.dataset.cells import cell, code, line, share, type_name
from builder.schemas import columns

MARKDOWN = MarkdownIt("commonmark").enable("table")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        pytest.param(None, "", id="null"),
        pytest.param("", "", id="empty"),
        pytest.param("plain", "plain", id="text"),
        pytest.param(" two\n lines\t", "two lines", id="lines"),
        pytest.param("a|b", "a\\|b", id="pipe"),
        pytest.param("a_b*c<d>", "a\\_b\\*c\\<d\\>", id="markdown"),
        pytest.param("$x$", "\\$x\\$", id="formula"),
        pytest.param("123456789", "12345...", id="long"),
        pytest.param("\x00\x1b[0m", "··\\[0m", id="control"),
        pytest.param("a\u200bb\u202ec", "a·b·c", id="zero-width-and-direction"),
        pytest.param("\ud800", "·", id="surrogate"),
        pytest.param("斷詞", "斷詞", id="chinese"),
        pytest.param(["a"], '\\["a"\\]', id="list"),
        pytest.param(1.5, "1.5", id="number"),
        pytest.param(False, "false", id="false"),
        pytest.param(datetime(2024, 7, 1), "2024-...", id="date"),
    ],
)
def test_cell(value: Any, text: str) -> None:
    assert cell(value, 5 if text.endswith("...") else 40) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        pytest.param(None, "", id="null"),
        pytest.param("f(x)", "`f(x)`", id="code"),
        pytest.param("a | b", "`a \\| b`", id="pipe"),
        pytest.param("a`b", "a\\`b", id="backtick"),
    ],
)
def test_code(value: Any, text: str) -> None:
    assert code(value) == text


@settings(deadline=None)
@given(st.text(max_size=30), st.sampled_from([cell, code]))
def test_any_text_is_one_cell(text: str, shown: Any) -> None:
    tokens = MARKDOWN.parse(f"| a | b |\n|---|---|\n| {shown(text)} | end |\n")
    cells = [after.content for before, after in pairwise(tokens) if before.type == "td_open"]
    assert len(cells) == 2
    assert cells[1] == "end"


@pytest.mark.parametrize(
    ("part", "whole", "text"),
    [
        (0, 0, ""),
        (0, 9, "0 %"),
        (9, 9, "100 %"),
        (1, 9, "11.1 %"),
        (1, 10**6, "< 0.1 %"),
        (10**6 - 1, 10**6, "> 99.9 %"),
    ],
)
def test_share(part: int, whole: int, text: str) -> None:
    assert share(part, whole) == text.replace(" %", "\u00a0%")


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        (pa.string(), "string"),
        (pa.float64(), "float64"),
        (columns.TIME, "timestamp"),
        (columns.TEXTS, "list of string"),
        (columns.records(path=columns.TEXT, size=columns.INT), "list of {path, size}"),
    ],
    ids=str,
)
def test_type_name(kind: pa.DataType, name: str) -> None:
    assert type_name(kind) == name


def test_a_line_is_not_cut_within_its_length() -> None:
    assert line("12345", 5) == "12345"
