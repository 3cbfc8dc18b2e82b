"""What must hold of the tables: keys unique and never null, references that resolve, columns and values declared."""

from collections.abc import Mapping

import duckdb
import pyarrow as pa

from builder import schemas
from builder.engine.sql import names, strings
from builder.schemas import Table
from builder.wording import counted


def violations(connection: duckdb.DuckDBPyConnection, tables: Mapping[str, pa.Schema]) -> list[str]:
    """Every rule that is broken, a sentence each. The connection has a view per table; `tables` their schemas."""
    found: list[str] = []
    sound: list[Table] = []  # those that can be asked
    for table in schemas.TABLES:
        if table.name not in tables:
            found.append(f"{table.name}: the table is missing")
            continue
        if tables[table.name].remove_metadata() != table.schema:
            found.append(f"{table.name}: its columns are not those of this version")
            continue
        sound.append(table)
        named = dict(zip(table.schema.names, names(table.schema.names), strict=True))
        found += [*_keys(connection, table, named), *_values(connection, table, named)]
    known = {table.name for table in sound}
    for table in sound:
        found += _references(connection, table, known)
    return found


def _keys(connection: duckdb.DuckDBPyConnection, table: Table, named: dict[str, str]) -> list[str]:
    key = ", ".join(named[column] for column in table.key)
    absent = " OR ".join(f"{named[column]} IS NULL" for column in table.key)
    empty, rows, distinct = _one(
        connection,
        f"SELECT count(*) FILTER ({absent}), count(*) FILTER (NOT ({absent})),"
        f" count(DISTINCT ({key})) FILTER (NOT ({absent})) FROM {table.name}",
    )
    found = []
    if empty:
        found.append(f"{table.name}: {counted(empty, 'row')} without {' or '.join(table.key)}")
    if distinct < rows:
        found.append(f"{table.name}: {counted(rows - distinct, 'row')} with the {', '.join(table.key)} of another")
    return found


def _values(connection: duckdb.DuckDBPyConnection, table: Table, named: dict[str, str]) -> list[str]:
    """Columns of a closed set of values that hold another one; null is none."""
    found = []
    for column in table.columns:
        if not column.values:
            continue
        query = f"SELECT count(*) FROM {table.name} WHERE {named[column.name]} NOT IN ({strings(column.values)})"
        (other,) = _one(connection, query)
        if other:
            words = ", ".join(column.values)
            found.append(f"{table.name}: {counted(other, 'row')} with another {column.name} than {words}")
    return found


def _references(connection: duckdb.DuckDBPyConnection, table: Table, known: set[str]) -> list[str]:
    found = []
    for (column, target), name in zip(table.references.items(), names(table.references), strict=True):
        other, _, key = target.partition(".")
        if other not in known:
            continue
        (missing,) = _one(
            connection,
            f'SELECT count(*) FROM {table.name} ANTI JOIN {other} ON {table.name}.{name} = {other}."{key}"'
            f" WHERE {table.name}.{name} IS NOT NULL",
        )
        if missing:
            found.append(f"{table.name}: {counted(missing, 'row')} with a {column} that is not in {other}")
    return found


def _one(connection: duckdb.DuckDBPyConnection, query: str) -> tuple[int, ...]:
    ((*row,),) = connection.execute(query).fetchall()
    return tuple(row)
