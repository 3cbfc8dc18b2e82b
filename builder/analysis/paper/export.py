"""Writes PeaTMOSS.db, with the tables of the paper's SQLite release, and mapping.csv: its notebooks run on a build."""

import csv
import sqlite3
import tomllib
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import duckdb

from builder.analysis.paper.filled import MAPPING, NUMBERED, queries
from builder.bundled import bundled

DATABASE, CSV = "PeaTMOSS.db", "mapping.csv"
BATCH = 10_000  # rows in memory at once


def export(connection: duckdb.DuckDBPyConnection, folder: Path) -> dict[str, int]:
    """Writes both files from a connection's tables into a folder; rows of each of the paper's tables, 0 of empty ones.

    Files of these names are replaced once the new ones are whole; OSError where the folder cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    connection.execute(NUMBERED)
    unfinished = folder / f".{DATABASE}.part"
    unfinished.unlink(missing_ok=True)
    try:
        with closing(sqlite3.connect(unfinished)) as database:
            counts = _fill(connection, database)
        unfinished.replace(folder / DATABASE)
    finally:
        unfinished.unlink(missing_ok=True)
    part = folder / f".{CSV}.part"
    with part.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(_rows(connection, MAPPING))
    part.replace(folder / CSV)
    return counts


def tables() -> dict[str, dict[str, Any]]:
    """The paper's tables: columns, those that are text, key, what is unique, references."""
    return tomllib.loads((bundled("configs") / "paper_tables.toml").read_text(encoding="utf-8"))


def statement(name: str, table: dict[str, Any]) -> str:
    """The CREATE TABLE of one of them."""
    kinds = dict.fromkeys(table.get("texts", []), "VARCHAR")
    lines = [f"{one} {kinds.get(one, 'INTEGER')}{' NOT NULL' * (one in table['key'])}" for one in table["columns"]]
    lines.append(f"PRIMARY KEY ({', '.join(table['key'])})")
    lines += [f"UNIQUE ({', '.join(columns)})" for columns in table.get("unique", [])]
    lines += [f"FOREIGN KEY({one}) REFERENCES {other} (id)" for one, other in table.get("references", {}).items()]
    return f"CREATE TABLE {name} ({', '.join(lines)})"


def _fill(connection: duckdb.DuckDBPyConnection, database: sqlite3.Connection) -> dict[str, int]:
    known = tables()
    for name, table in known.items():
        database.execute(statement(name, table))
    counts = dict.fromkeys(known, 0)
    for name, query in queries().items():
        columns = [column for column, *_ in connection.execute(f"DESCRIBE {query}").fetchall()]
        places = ", ".join("?" * len(columns))
        insert = f"INSERT INTO {name} ({', '.join(columns)}) VALUES ({places})"
        counts[name] = database.executemany(insert, _rows(connection, query)).rowcount
    database.commit()
    return {name: max(count, 0) for name, count in counts.items()}


def _rows(connection: duckdb.DuckDBPyConnection, query: str) -> Iterator[tuple[Any, ...]]:
    answered = connection.execute(query)
    while rows := answered.fetchmany(BATCH):
        yield from rows
