"""A made-up SQLite file with the tables of a PeaTMOSS release, of any size."""

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import Any

LINKED = ("architecture", "author", "dataset", "language", "library", "license", "tag")
TABLES = {
    "model_hub": "id INTEGER PRIMARY KEY, name VARCHAR UNIQUE, url VARCHAR UNIQUE",
    "model": "id INTEGER PRIMARY KEY, context_id INTEGER UNIQUE, model_hub_id INTEGER, sha VARCHAR, repo_url VARCHAR,"
    " downloads INTEGER, likes INTEGER, has_snapshot INTEGER",
    "hf_commit": "id INTEGER PRIMARY KEY, commit_id VARCHAR, created_at VARCHAR, title VARCHAR, model_id INTEGER",
    "discussion": "id INTEGER PRIMARY KEY, title VARCHAR, status VARCHAR, num INTEGER, is_pull_request INTEGER,"
    " created_at VARCHAR, model_id INTEGER",
    "hf_git_ref": "id INTEGER PRIMARY KEY, model_id INTEGER",
    "hf_git_ref_info": "id INTEGER PRIMARY KEY, name VARCHAR",
    "hf_git_ref_to_branch": "hf_git_ref_id INTEGER, hf_git_ref_info_id INTEGER",
    "hf_git_ref_to_tag": "hf_git_ref_id INTEGER, hf_git_ref_info_id INTEGER",
    "reuse_repository": "id INTEGER PRIMARY KEY, owner VARCHAR, name VARCHAR, url VARCHAR, UNIQUE (owner, name)",
    "model_to_reuse_repository": "model_id INTEGER, reuse_repository_id INTEGER,"
    " PRIMARY KEY (model_id, reuse_repository_id)",
    "reuse_file": "id INTEGER PRIMARY KEY, path VARCHAR, model_id INTEGER, reuse_repository_id INTEGER,"
    " UNIQUE (path, model_id)",
    **dict.fromkeys(LINKED, "id INTEGER PRIMARY KEY, name VARCHAR UNIQUE"),
    **{
        f"model_to_{name}": f"model_id INTEGER, {name}_id INTEGER, PRIMARY KEY (model_id, {name}_id)" for name in LINKED
    },
}
PYTORCH = 2  # its hub's number


def write(path: Path, models: int, pairs: int, snapshots: int, repositories: int, lacking: str = "") -> Path:
    """A release; a hundredth of its models are PyTorch Hub's. `lacking` names a table to leave out."""
    with closing(sqlite3.connect(path)) as database:
        for table, columns in TABLES.items():
            if table != lacking:
                database.execute(f"CREATE TABLE {table} ({columns})")
        if not lacking:
            for table, rows in _rows(models, pairs, snapshots, repositories):
                _insert(database, table, rows)
        database.commit()
    return path


def _insert(database: sqlite3.Connection, table: str, rows: Iterable[tuple[Any, ...]]) -> None:
    first, *_ = database.execute(f"SELECT count(*) FROM pragma_table_info('{table}')").fetchone()
    database.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * first)})", rows)


def _rows(
    models: int, pairs: int, snapshots: int, repositories: int
) -> Iterable[tuple[str, Iterable[tuple[Any, ...]]]]:
    ids, every = range(1, models + 1), range(1, snapshots + 1)
    yield "model_hub", [(1, "Hugging Face", "https://hub.example"), (PYTORCH, "PyTorch Hub", "https://pytorch.example")]
    yield "model", (_model(n, n <= snapshots) for n in ids)
    for name in LINKED:
        yield name, ((n, f"{name}-{n}" if name != "license" else ("mit", "apache-2.0")[n % 2]) for n in range(1, 3))
    yield "model_to_tag", ((n, tag) for n in ids for tag in (1, 2))
    for name in ("library", "license", "author"):
        yield f"model_to_{name}", ((n, 1 + n % 2) for n in ids)
    yield "model_to_architecture", ((n, 1) for n in ids if n % 3)
    yield (
        "hf_commit",
        ((10 * n + k, f"{n:036x}{k:04x}", f"2023-01-0{k + 1} 00:00:00", f"c{k}", n) for n in every for k in range(4)),
    )
    yield (
        "discussion",
        ((4 * n + k, f"d{k}", "open", k, k % 2, "2023-02-01 00:00:00", n) for n in every for k in range(4)),
    )
    yield "hf_git_ref", ((n, n) for n in every)
    yield "hf_git_ref_info", [(1, "main"), (2, "v1")]
    yield "hf_git_ref_to_branch", ((n, 1) for n in every)
    yield "hf_git_ref_to_tag", ((n, 2) for n in every if n % 2)
    yield (
        "reuse_repository",
        ((n, f"o{n}", f"r{n}", f"https://github.com/o{n}/r{n}") for n in range(1, repositories + 1)),
    )
    used = [(1 + k % models, 1 + (k // models + k * 7) % repositories) for k in range(pairs)]
    yield "model_to_reuse_repository", used
    yield "reuse_file", ((k, f"src/f{k}.py", *pair) for k, pair in enumerate(used, 1) if k % 2)


def _model(n: int, captured: bool) -> tuple[Any, ...]:
    if n % 100:
        return (
            n,
            f"o{n % 97}/m{n}",
            1,
            f"{n:040x}",
            f"https://hub.example/o{n % 97}/m{n}",
            n % 1000,
            n % 10,
            int(captured),
        )
    return n, f"entry{n}", PYTORCH, None, f"https://github.com/fen/moss{n}", None, None, 0
