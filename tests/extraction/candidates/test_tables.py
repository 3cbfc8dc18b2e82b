"""Tables in Markdown and HTML as rows of cells."""

import pytest

from builder.extraction.candidates.page import Page

SAID = [
    pytest.param("| a | b |\n|---|---|\n| 1 | 2 |", [["a", "b"], ["1", "2"]], id="Markdown"),
    pytest.param("a | b\n---|---\n1 | 2", [["a", "b"], ["1", "2"]], id="no outer lines"),
    pytest.param("|a|\n|-|\n", [["a"]], id="a head alone"),
    pytest.param(
        r"| a | b |" + "\n|-|-|\n" + r"| x \| y | **2** |", [["a", "b"], ["x | y", "2"]], id="a line in a cell"
    ),
    pytest.param(
        "| a | b |\n|-|-|\n| [m](https://x.example/y) | `3` |", [["a", "b"], ["m", "3"]], id="a link and marks"
    ),
    pytest.param(
        "<table><tr><th>a<th>b</tr>\n\n<tr>\n    <td><b>1</b>\n    </td><td>2</td></tr></table>",
        [["a", "b"], ["1", "2"]],
        id="HTML",
    ),
    pytest.param(
        "<table><tr><td rowspan=2>a</td><td colspan='2'>b</td></tr><tr><td>1</td><td>2</td></tr></table>",
        [["a", "b", "b"], ["a", "1", "2"]],
        id="cells over rows and columns",
    ),
]
NONE = [
    pytest.param("a | b", id="no table"),
    pytest.param("```\n<table><tr><td>1</td></tr></table>\n```", id="HTML in code"),
    pytest.param("<!-- <table><tr><td>1</td></tr></table> -->", id="a comment"),
    pytest.param("<table></table>", id="empty"),
    pytest.param("</td></tr><td>1", id="cells of no table"),
]


@pytest.mark.parametrize(("card", "cells"), SAID)
def test_cells(card: str, cells: list[list[str]]) -> None:
    (grid,) = Page(card).grids
    assert [[cell.text for cell in row] for row in (grid.head, *grid.rows)] == cells


@pytest.mark.parametrize("card", NONE)
def test_no_cells(card: str) -> None:
    assert [
        cell.text for grid in Page(card).grids for row in (grid.head, *grid.rows) for cell in row if cell.text
    ] == []


def test_places_are_the_card_s_own() -> None:
    card = "<table><tr><td> <i>a</i> </td><td>27.5</td></tr></table>\n\n| x | y |\n|---|---|\n| 1 |  0.25 |\n"
    cells = [cell for grid in Page(card).grids for row in (grid.head, *grid.rows) for cell in row]
    assert [card[cell.start : cell.end] for cell in cells if cell.text in ("27.5", "0.25")] == ["27.5", "0.25"]
