"""Names, strings and types as they stand in SQL, one or many at a time."""

from collections.abc import Iterable

import pyarrow as pa


def quoted(text: str) -> str:
    """A SQL string."""
    return "'" + text.replace("'", "''") + "'"


def strings(texts: Iterable[str]) -> str:
    """SQL strings, with commas between them."""
    return ", ".join(map(quoted, texts))


def name(column: str) -> str:
    """A SQL identifier."""
    return '"' + column.replace('"', '""') + '"'


def names(columns: Iterable[str]) -> list[str]:
    """A SQL identifier for each column."""
    return list(map(name, columns))


def nulls(schema: pa.Schema) -> str:
    """A SELECT list that gives the columns of a schema, each null in the type of its column."""
    return ", ".join(f"NULL::{sql_type(field.type)} AS {name(field.name)}" for field in schema)


def sql_type(kind: pa.DataType) -> str:
    """DuckDB's word for an Arrow type of the tables."""
    if pa.types.is_list(kind):
        return f"{sql_type(kind.value_type)}[]"
    if pa.types.is_struct(kind):
        return f"STRUCT({', '.join(f'{name(field.name)} {sql_type(field.type)}' for field in kind)})"
    words = {pa.string(): "VARCHAR", pa.int64(): "BIGINT", pa.float64(): "DOUBLE", pa.bool_(): "BOOLEAN"}
    return words.get(kind, "TIMESTAMP")
