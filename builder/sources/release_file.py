"""A PeaTMOSS release as a file: what it must have, the queries over it, and its rows group by group.

Its tables: PeaTMOSS.sql of PurdueDualityLab/PeaTMOSS-Artifact.
"""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from itertools import groupby
from pathlib import Path
from typing import Any

from builder.errors import InputError

ROWS = 8192  # of a page
FIELDS = {  # what a release must have
    "model": {"id", "context_id", "model_hub_id", "sha", "repo_url", "downloads", "likes", "has_snapshot"},
    "model_hub": {"id", "name", "url"},
    "hf_commit": {"commit_id", "created_at", "title", "model_id"},
    "discussion": {"title", "status", "num", "is_pull_request", "created_at", "model_id"},
    "hf_git_ref": {"id", "model_id"},
    "hf_git_ref_info": {"id", "name"},
    "hf_git_ref_to_branch": {"hf_git_ref_id", "hf_git_ref_info_id"},
    "hf_git_ref_to_tag": {"hf_git_ref_id", "hf_git_ref_info_id"},
    "reuse_repository": {"id", "owner", "name", "url"},
    "model_to_reuse_repository": {"model_id", "reuse_repository_id"},
    "reuse_file": {"path", "model_id", "reuse_repository_id"},
    **{f"model_to_{name}": {"model_id", f"{name}_id"} for name in ("architecture", "dataset", "library", "license")},
    **{f"model_to_{name}": {"model_id", f"{name}_id"} for name in ("author", "tag", "language")},
}
LINKED = ("architecture", "author", "dataset", "language", "library", "license", "tag")
MODELS = """
SELECT model.id, CAST(context_id AS TEXT), lower(coalesce(model_hub.name, '') || coalesce(model_hub.url, '')),
  sha, repo_url, downloads, likes, has_snapshot
FROM model LEFT JOIN model_hub ON model_hub.id = model_hub_id ORDER BY model.id
"""
COMMITS = "SELECT model_id, commit_id, created_at, title FROM hf_commit ORDER BY model_id, created_at DESC, id"
DISCUSSIONS = """
SELECT model_id, num, title, status, is_pull_request, created_at FROM discussion ORDER BY model_id, num DESC
"""
REFS = """
SELECT model_id, hf_git_ref_info.name FROM hf_git_ref JOIN {0} ON {0}.hf_git_ref_id = hf_git_ref.id
JOIN hf_git_ref_info ON hf_git_ref_info.id = {0}.hf_git_ref_info_id ORDER BY model_id, hf_git_ref_info.name
"""
PAIRS = """
SELECT used.reuse_repository_id, owner, reuse_repository.name, reuse_file.path, CAST(context_id AS TEXT),
  lower(coalesce(model_hub.name, '') || coalesce(model_hub.url, '')), repo_url
FROM model_to_reuse_repository used
JOIN reuse_repository ON reuse_repository.id = used.reuse_repository_id
JOIN model ON model.id = used.model_id LEFT JOIN model_hub ON model_hub.id = model_hub_id
LEFT JOIN reuse_file
  ON reuse_file.model_id = used.model_id AND reuse_file.reuse_repository_id = used.reuse_repository_id
ORDER BY owner, reuse_repository.name, context_id, reuse_file.path
"""


@contextmanager
def opened(path: str) -> Iterator[sqlite3.Connection]:
    """A release, for reading; InputError where it is none, naming what it lacks."""
    if not Path(path).is_file():
        raise InputError(f"{path}: there is no such file: check sources.path in the settings")
    try:
        with closing(sqlite3.connect(f"{Path(path).absolute().as_uri()}?mode=ro&immutable=1", uri=True)) as database:
            if lacking := _lacking(database):
                named = ", ".join(lacking[:3]) + (f" and {len(lacking) - 3} more" if len(lacking) > 3 else "")
                raise InputError(f"{path}: not a PeaTMOSS release: it lacks {named}; name the release's PeaTMOSS.db")
            database.text_factory = lambda data: data.decode("utf-8", "replace")
            yield database
    except sqlite3.Error as error:
        raise InputError(f"{path} cannot be read as SQLite ({error}): fetch it again") from error


def _lacking(database: sqlite3.Connection) -> list[str]:
    """The columns that a release has and this file has not, as 'table.column'."""
    return [
        f"{table}.{column}"
        for table, columns in FIELDS.items()
        for column in sorted(columns - {row[1] for row in database.execute(f"PRAGMA table_info({table})")})
    ]


def model_id(context_id: str | None, hub: str, url: str | None) -> str:
    """The id of a model of the release: 'owner/name', for PyTorch Hub 'owner/repo#entry'."""
    name = str(context_id or "")
    if "pytorch" not in hub or "#" in name:
        return name
    if "/" in name and ":" in name:
        return name.replace(":", "#", 1)
    named = re.search(r"github\.com/([\w.-]+/[\w.-]+?)(?:\.git)?(?:[/#?].*)?$", url or "")
    return f"{named[1]}#{name}" if named else name


def link(name: str) -> str:
    """Query of a model's names in a look-up table, in the order of the models."""
    return (
        f"SELECT model_id, {name}.name FROM model_to_{name} JOIN {name} ON {name}.id = {name}_id"
        f" ORDER BY model_id, {name}_id"
    )


def batches(rows: sqlite3.Cursor) -> Iterator[list[tuple[Any, ...]]]:
    """A query's rows, a page of them at a time."""
    while batch := rows.fetchmany(ROWS):
        yield batch


class Groups:
    """Rows by their first column, in ascending order of it, one group at a time."""

    def __init__(self, rows: Iterator[tuple[Any, ...]]) -> None:
        self._groups = groupby(rows, key=lambda row: row[0])
        self._held: tuple[Any, list[tuple[Any, ...]]] | None = None

    def of(self, key: int) -> list[tuple[Any, ...]]:
        """The rest of the rows of a group; those of smaller keys are passed by."""
        while self._held is None or self._held[0] is None or self._held[0] < key:
            following = next(self._groups, None)
            if following is None:
                return []
            self._held = (following[0], [row[1:] for row in following[1]])
        return self._held[1] if self._held[0] == key else []
