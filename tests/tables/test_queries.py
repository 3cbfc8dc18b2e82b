"""Rules of the queries that stand alone: which rows an exclusion leaves out, whatever form their ids have."""

import duckdb
import pytest

from builder.redaction.exclusions import Exclusions, fingerprint
from builder.tables.queries import not_excluded

LISTED = Exclusions(frozenset(map(fingerprint, ("jane", "joe/model"))))


@pytest.mark.parametrize(
    ("identifier", "stays"),
    [
        pytest.param("joe/other", True, id="another of an owner"),
        pytest.param("spaces/joe/other", True, id="another Space of an owner"),
        pytest.param("spaces/a/jane", True, id="a Space that is called so"),
        pytest.param("Jane/any", False, id="an owner"),
        pytest.param("joe/model#entry", False, id="an entry point"),
        pytest.param("spaces/jane/app", False, id="a Space of an owner"),
        pytest.param("gitlab.com/JOE/model", False, id="a repository of another host"),
    ],
)
def test_excluded_rows(identifier: str, stays: bool) -> None:
    query = f"SELECT count(*) FROM (SELECT $1 AS id) {not_excluded(LISTED, 'id')}"
    assert duckdb.connect().execute(query, [identifier]).fetchall() == [(int(stays),)]
    assert LISTED.covers(identifier) is not stays


def test_table_without_ids_keeps_its_rows() -> None:
    assert not_excluded(LISTED) == "WHERE true"
