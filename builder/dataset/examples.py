"""The two rows that a dataset's page shows: a mapping with its line of code, an extracted value with its quotation."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import duckdb

from builder.dataset.shards import is_garbled
from builder.engine.sql import name, strings

CANDIDATES = 50  # of which the first that can be read is shown
SHOWN = (  # columns of the mapping
    *("repository_id", "path", "line", "code", "expression", "model_name", "model_id"),
    *("resolution", "defined_at", "usage", "confidence"),
)
# a name that was followed to where it is written shows more than a literal, and the package's own code more than a test
MAPPING = f"""
    SELECT {", ".join(SHOWN)} FROM mappings WHERE model_id IS NOT NULL AND code IS NOT NULL
    ORDER BY usage = 'use' DESC, defined_at IS NOT NULL DESC, context = 'source' DESC, confidence IS NOT NULL DESC,
        len(code) <= 100 DESC, mapping_id LIMIT {CANDIDATES}"""
FIELDS = ("evaluation", "hardware", "carbon_emitted_g", "parameter_count", "datasets", "base_model", "license")


@dataclass(frozen=True)
class Value:
    """One value of a model's card with its evidence."""

    model_id: str
    field: str
    value: Any
    source: str
    quote: str
    start: int
    end: int


def mapping(connection: duckdb.DuckDBPyConnection) -> dict[str, Any] | None:
    """The SHOWN columns of a row of `mappings` that tells much; None where no row has a model and its code."""
    for row in _dicts(connection, MAPPING):
        if not is_garbled(row):
            return row
    return None


def value(connection: duckdb.DuckDBPyConnection) -> Value | None:
    """A value of the relation `extracted_metadata` with a quotation, a language model's first; None without any."""
    fields = strings(FIELDS)
    found = _dicts(
        connection,
        f"""
        SELECT model_id, revision, entry.* FROM (
            SELECT model_id, revision, unnest(evidence) AS entry FROM extracted_metadata
        ) WHERE entry.field IN ({fields}) AND entry.start IS NOT NULL AND len(entry.quote) BETWEEN 4 AND 160
        ORDER BY entry.source = 'llm' DESC, list_position([{fields}], entry.field), model_id, revision, entry.start
        LIMIT {CANDIDATES}""",
    )
    for row in found:
        value = _value(connection, row)
        if value is not None and not is_garbled([value, row]):
            return Value(row["model_id"], row["field"], value, row["source"], row["quote"], row["start"], row["end"])
    return None


def _value(connection: duckdb.DuckDBPyConnection, row: dict[str, Any]) -> Any:  # noqa: ANN401 - of any field
    """The value that an entry of evidence belongs to, of a record the fields with a value; None where there is none."""
    where = [row["model_id"], row["revision"]]
    query = f"SELECT {name(row['field'])} FROM extracted_metadata WHERE model_id = ? AND revision = ?"
    found = connection.execute(query, where).fetchone()
    whole = found[0] if found else None
    if row["index"] is not None and isinstance(whole, list):
        whole = whole[row["index"]] if row["index"] < len(whole) else None
    return {key: part for key, part in whole.items() if part is not None} if isinstance(whole, dict) else whole


def _dicts(connection: duckdb.DuckDBPyConnection, query: str) -> Iterator[dict[str, Any]]:
    done = connection.execute(query)
    titles = [one[0] for one in done.description or ()]
    for row in done.fetchall():
        yield dict(zip(titles, row, strict=True))
