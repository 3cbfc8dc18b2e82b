"""Columns stand in the order in which somebody reads a row: what it is about first, hashes and commits last."""

import pytest

from builder import schemas
from builder.schemas import Table

READ_FIRST = {
    "mappings": ("repository_id", "path", "line", "model_id", "model_name", "usage", "code", "url"),
    "pairs": ("repository_id", "model_id", "verdict", "model_license", "repository_license"),
    "models": ("model_id", "task", "domain", "library", "license"),
    "mapping_events": ("repository_id", "path", "event", "model_id"),
}
OPAQUE = ("mapping_id", "commit", "blob", "revision", "hub_id", "host_id", "fingerprint")


def opaque(table: Table, name: str) -> bool:
    """Whether nobody reads a column's values: hashes, commits and ids of the hosts'. A pinned revision is read."""
    pinned = name == "revision" and table.name in {"mappings", "mapping_events"}
    return (name in OPAQUE or name.endswith("_sha256")) and not pinned


@pytest.mark.parametrize("name", READ_FIRST)
def test_what_a_row_is_about_comes_first(name: str) -> None:
    first = READ_FIRST[name]
    assert tuple(schemas.BY_NAME[name].schema.names[: len(first)]) == first


@pytest.mark.parametrize("table", schemas.TABLES, ids=lambda table: table.name)
def test_hashes_and_commits_come_last(table: Table) -> None:
    found = [opaque(table, name) for name in table.schema.names]
    assert found == sorted(found)
