"""Rows in tables of so many rows and bytes: the cuts depend on the rows alone."""

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder.engine.slices import cut, widths

SCHEMA = pa.schema([("text", pa.string()), ("list", pa.list_(pa.int64()))])


def batches(sizes: list[int], step: int) -> list[pa.RecordBatch]:
    rows = [{"text": "x" * size, "list": None} for size in sizes]
    return [pa.RecordBatch.from_pylist(rows[at : at + step], SCHEMA) for at in range(0, len(rows), step)]


@pytest.mark.parametrize(
    ("sizes", "expected"),
    [
        pytest.param([], [], id="nothing"),
        pytest.param([1, 1, 1, 1], [3, 1], id="by their number"),
        pytest.param([400, 400, 400], [2, 1], id="by their bytes"),
        pytest.param([5000, 1, 1], [1, 2], id="a row that is larger than a cut"),
        pytest.param([1, 5000, 1], [1, 1, 1], id="between two that are not"),
    ],
)
@pytest.mark.parametrize("step", [1, 2, 10])
def test_cuts(sizes, expected, step):
    assert [table.num_rows for table in cut(batches(sizes, step), SCHEMA, 3, 1000)] == expected


@given(st.lists(st.integers(0, 3000), max_size=30), st.integers(1, 7), st.integers(1, 7))
def test_cuts_are_the_same_however_the_rows_come(sizes, one, other):
    found = [
        [table["text"].to_pylist() for table in cut(batches(sizes, step), SCHEMA, 5, 2000)] for step in (one, other)
    ]
    assert found[0] == found[1]
    assert [len(text) for texts in found[0] for text in texts] == sizes


def test_lists_count_by_their_length():
    rows = pa.RecordBatch.from_pylist([{"text": None, "list": [1] * 10}, {"text": "ab", "list": None}], SCHEMA)
    assert widths(rows).tolist() == [16 + 600, 16 + 2]
