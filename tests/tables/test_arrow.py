import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder.tables.arrow import rebatched

SCHEMA = pa.schema([("value", pa.int64()), ("texts", pa.list_(pa.string()))])


def batches(*sizes: int) -> list[pa.RecordBatch]:
    """Batches of these sizes that count on."""
    starts = [sum(sizes[:number]) for number in range(len(sizes))]
    return [
        pa.RecordBatch.from_pylist(
            [{"value": value, "texts": [str(value)] * (value % 3)} for value in range(start, start + size)], SCHEMA
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
def test_tables_have_so_many_rows_whatever_the_batches(sizes, expected):
    tables = list(rebatched(batches(*sizes), SCHEMA, 4))
    assert [table.num_rows for table in tables] == expected
    assert pa.concat_tables(tables).to_pylist() == pa.Table.from_batches(batches(*sizes), SCHEMA).to_pylist()


@given(st.lists(st.integers(0, 20), max_size=8), st.integers(1, 9))
def test_the_same_rows_make_the_same_tables_however_they_come(sizes, rows):
    apart = list(rebatched(batches(*sizes), SCHEMA, rows))
    together = list(rebatched(batches(sum(sizes)), SCHEMA, rows))
    assert apart == together
    assert all(column.num_chunks <= 1 for table in apart for column in table.columns)


def test_rows_go_on_as_soon_as_a_table_is_full():
    """Of an endless input no more is taken than is needed."""
    endless = (batch for _ in iter(int, 1) for batch in batches(3))
    assert next(rebatched(endless, SCHEMA, 4)).num_rows == 4
