"""The digests of items: what they depend on, and nothing lost between the columns."""

import duckdb
import pytest

from builder.pipeline.context import item_digest


def digest(task: str | None, library: str | None) -> str:
    query = f"SELECT {item_digest('task', 'library')} FROM (SELECT $1::VARCHAR AS task, $2::VARCHAR AS library)"
    ((found,),) = duckdb.connect().execute(query, [task, library]).fetchall()
    return str(found)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(("a", None), (None, "a"), id="a value that moves to another column"),
        pytest.param(("", None), (None, None), id="an empty text and none"),
        pytest.param(("a", "b"), ("ab", ""), id="a value that moves over the edge"),
    ],
)
def test_a_change_is_another_digest(before, after):
    assert digest(*before) != digest(*after)
    assert digest(*before) == digest(*before)
