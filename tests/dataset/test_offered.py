"""The tables that a dataset offers, and the one that its examples load."""

import pytest

from builder.dataset.offered import loadable, shown


@pytest.mark.parametrize(
    ("rows", "offered", "example"),
    [
        pytest.param({"models": 0, "mappings": 0}, ["models"], "models", id="nothing at all"),
        pytest.param({"models": 2, "mappings": 0}, ["models"], "models", id="no mappings"),
        pytest.param(
            {"models": 0, "repositories": 1, "mappings": 3}, ["repositories", "mappings"], "mappings", id="no models"
        ),
        pytest.param(
            {"snapshots": 1, "models": 2, "mappings": 3}, ["models", "snapshots", "mappings"], "mappings", id="all"
        ),
    ],
)
def test_tables_without_rows_are_not_offered(rows, offered, example):
    assert (loadable(rows), shown(rows)) == (offered, example)
