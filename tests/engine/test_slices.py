"""Rows in tables of so many rows and bytes: the cuts depend on the rows alone."""

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder.engine.slices import cut, rebatched, widths

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


def test_fields_of_a_record_count_as_columns():
    kind = pa.struct(list(SCHEMA))
    records = pa.array([{"text": "abc", "list": [1]}, None], kind)
    assert widths(pa.RecordBatch.from_arrays([records], ["record"])).tolist() == [8 + 3 + 60, 8]


NUMBERS = pa.schema([("value", pa.int64()), ("texts", pa.list_(pa.string()))])


def counting(*sizes: int) -> list[pa.RecordBatch]:
    """Batches of these sizes that count on."""
    starts = [sum(sizes[:number]) for number in range(len(sizes))]
    return [
        pa.RecordBatch.from_pylist(
            [{"value": value, "texts": [str(value)] * (value % 3)} for value in range(start, start + size)], NUMBERS
        )
        for start, size in zip(starts, sizes, strict=True)
    ]


@pytest.mark.parametrize(
    ("sizes", "expected"),
    [
        pytest.param([], [0], id="nothing: one empty table, which has columns"),
        pytest.param([0, 0], [0], id="batches of nothing"),
        pytest.param([1], [1], id="less than a table"),
        pytest.param([4], [4], id="exactly one"),
        pytest.param([0, 4, 0], [4], id="exactly one, and batches of nothing"),
        pytest.param([8], [4, 4], id="exactly two: no empty one behind"),
        pytest.param([9], [4, 4, 1], id="two and a rest"),
        pytest.param([3, 3, 3], [4, 4, 1], id="tables across batches"),
        pytest.param([1] * 9, [4, 4, 1], id="many small batches"),
    ],
)
def test_tables_have_so_many_rows_whatever_the_counting(sizes, expected):
    tables = list(rebatched(counting(*sizes), NUMBERS, 4))
    assert [table.num_rows for table in tables] == expected
    assert pa.concat_tables(tables).to_pylist() == pa.Table.from_batches(counting(*sizes), NUMBERS).to_pylist()


@given(st.lists(st.integers(0, 20), max_size=8), st.integers(1, 9))
def test_the_same_rows_make_the_same_tables_however_they_come(sizes, rows):
    apart = list(rebatched(counting(*sizes), NUMBERS, rows))
    together = list(rebatched(counting(sum(sizes)), NUMBERS, rows))
    assert apart == together
    assert all(column.num_chunks <= 1 for table in apart for column in table.columns)


def test_rows_go_on_as_soon_as_a_table_is_full():
    """Of an endless input no more is taken than is needed."""
    endless = (batch for _ in iter(int, 1) for batch in counting(3))
    assert next(rebatched(endless, NUMBERS, 4)).num_rows == 4
