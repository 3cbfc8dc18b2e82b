"""Notebooks in other languages than Python."""

import json
from typing import Any

import pytest

from builder.mapping.outside import other_notebooks
from builder.mapping.repository import map_repository
from builder.reference.signatures import load_signatures
from builder.repository.trees import SourceFile

GO = 'import "github.com/gomlx/go-huggingface/hub"\n%%\n'


def notebook(language: str, *cells: str) -> bytes:
    made = [{"cell_type": "code", "source": cell.splitlines(keepends=True)} for cell in cells]
    return json.dumps({"cells": made, "metadata": {"kernelspec": {"language": language}}}).encode()


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"[]", id="list"),
        pytest.param(b'{"metadata": {"kernelspec": {"language": "go"}}, "cells": 3}', id="no cells"),
        pytest.param(notebook("brainfuck", "+"), id="a language without a reader"),
    ],
)
def test_without_code(data: bytes) -> None:
    code = other_notebooks.read(data)
    assert code is None or code.text == ""


@pytest.mark.parametrize(
    ("cells", "found"),
    [
        pytest.param([GO + 'fmt.Println("o/n")'], [], id="printed"),
        pytest.param([GO + "!echo hub.New\nx := 1"], [], id="shell"),
        pytest.param(["x := 1", GO + 'hub.New("o/n")'], [(1, 3, "o/n")], id="call"),
        pytest.param(
            [GO + 'var ids = []string{\n"o/a",\n"o/b"}', "for _, id := range ids {\nhub.New(id)\n}"],
            [(0, 4, "o/a"), (0, 5, "o/b")],
            id="loop over a list of another cell",
        ),
    ],
)
def test_go(cells: list[str], found: list[Any]) -> None:
    sources = [SourceFile("a.ipynb", "0" * 40, notebook("go", *cells))]
    rows = map_repository("owner/repo", None, None, ["a.ipynb"], sources, load_signatures()).rows
    assert [(row["cell"], row["line"], row["model_name"]) for row in rows] == found
