"""Repositories with several commits, here and at git's own HTTP server, through the step and the merge."""

import subprocess
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

import git_server
import pytest

from builder.engine import journal, plan, workspace
from builder.engine.run import run_step
from builder.pipeline import history, repositories
from builder.pipeline.context import Context
from builder.redaction.exclusions import Exclusions
from builder.reference.signatures import load_signatures
from builder.repository import git
from builder.scan import history as versions
from builder.settings import build as settings
from builder.sources.hub_records import RECORDS
from builder.sources.local import Local, find
from builder.sources.repository_list import RepositoryList
from builder.tables.merge import Merge

NOW = datetime(2026, 11, 1)
CHOSEN = {
    "sources": [{"kind": "local", "name": "unused", "path": "."}],
    "repositories": {"history": True, "fetch_s": 60},
    "mapping": {"workers": 1},
}
LOAD = 'from transformers import AutoModel\nAutoModel.from_pretrained("gpt2"{})\n'
COMMITS = (
    {"a.py": "x = 1\n"},
    {"a.py": LOAD.format("")},
    {"a.py": LOAD.format(', revision="v1"'), "big.bin": "0" * 400_000},
    {"a.py": None, "b.py": LOAD.format(', revision="v1"')},
    {"b.py": "x = 2\n"},
)
EVENTS = [
    ("added", "a.py", None, None),
    ("repinned", "a.py", "v1", None),
    ("renamed", "b.py", "v1", "a.py"),
    ("removed", "b.py", None, None),
]
Commits = Callable[[Path], Path]


@pytest.fixture
def committed(tmp_path: Path) -> Path:
    """A bare repository with these commits, fen/tool below its folder."""
    work, bare = tmp_path / "made", tmp_path / "served/fen/tool"
    identity = ("-c", "user.name=n", "-c", "user.email=e", "-c", "commit.gpgsign=false")
    subprocess.run(["git", "init", "-q", "-b", "main", work], check=True)
    for number, files in enumerate(COMMITS):
        for name, text in files.items():
            if text is None:
                (work / name).unlink()
            else:
                (work / name).write_text(text)
        subprocess.run(["git", "-C", work, "add", "-A"], check=True)
        dated = {
            "GIT_AUTHOR_DATE": f"2024-01-0{number + 1}T00:00:00Z",
            "GIT_COMMITTER_DATE": f"2024-01-0{number + 1}T00:00:00Z",
        }
        subprocess.run(
            ["git", *identity, "-C", work, "commit", "-qm", "m"], check=True, env={"PATH": "/usr/bin:/bin"} | dated
        )
    subprocess.run(["git", "clone", "-q", "--bare", work, bare], check=True)
    for name in ("allowFilter", "allowAnySHA1InWant"):
        subprocess.run(["git", "-C", bare, "config", f"uploadpack.{name}", "true"], check=True)
    return bare


@pytest.fixture
def place(tmp_path: Path) -> workspace.Workspace:
    return workspace.create(tmp_path / "work", 1)


def ran(place: workspace.Workspace, held: list[str], finds: tuple[str, ...] = ()) -> tuple[int, int]:
    chosen = settings.parse(CHOSEN, Path(), "test")
    context = Context(place, chosen, [], held, load_signatures(), NOW, 1, finds=finds)
    done = (0, 0)
    for planner in (repositories.plan, history.plan):
        planned = planner(context)
        with workspace.connect(place) as connection:
            made = plan.make(place, connection, planned.step, planned.query, planned.inputs)
        done = run_step(place, planned.step, made, lambda items: None)
    return done


def table(place: workspace.Workspace, finds: tuple[str, ...] = (), wanted: bool = True) -> list[dict[str, Any]]:
    merge = Merge(place, [], RECORDS, Exclusions(), load_signatures(), {}, finds, history=wanted)
    with workspace.connect(place) as connection:
        merge.run(connection, lambda rows: None)
        query = f"SELECT * FROM read_parquet('{place.tables}/mapping_events-*.parquet')"
        return list(connection.sql(query).to_arrow_table().to_pylist())


def events(rows: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    return [(row["event"], row["path"], row["revision"], row["before"]) for row in rows]


def skipped(place: workspace.Workspace) -> list[tuple[str, str]]:
    from builder.pipeline.status import skipped as told

    return [(item, reason) for _, reason, item, detail in told(place, "history")]


def local(place: workspace.Workspace, folder: Path) -> list[str]:
    journal.collect(place, Local("held", partial(find, str(folder), False, "fen/tool", None), Exclusions()), id)
    return ["held"]


def test_a_folder_without_commits_has_no_history(place: workspace.Workspace, tmp_path: Path) -> None:
    (tmp_path / "plain").mkdir()
    (tmp_path / "plain/a.py").write_text(LOAD.format(""))
    ran(place, local(place, tmp_path / "plain"))
    assert (table(place), skipped(place)) == ([], [("fen/tool", "no_history")])


def test_a_repository_that_is_here(place: workspace.Workspace, committed: Path) -> None:
    held = local(place, committed)
    ran(place, held)
    rows = table(place)
    assert events(rows) == EVENTS
    assert [row["date"].day for row in rows] == [2, 3, 4, 5]
    assert {(row["repository_id"], row["library"], row["model_name"], row["model_id"]) for row in rows} == {
        ("fen/tool", "transformers", "gpt2", None)
    }
    assert table(place, wanted=False) == []


@pytest.fixture
def served(committed: Path) -> Iterator[str]:
    with git_server.serving(committed.parents[1]) as address:
        yield address


def test_one_that_was_found_is_fetched_without_what_is_not_read(
    place: workspace.Workspace, served: str, tmp_path: Path, committed: Path
) -> None:
    (tmp_path / "list.txt").write_text("fen/tool\nfen/gone\n")
    source = RepositoryList("list", str(tmp_path / "list.txt"), served, NOW, Exclusions())
    journal.collect(place, source, id)
    ran(place, [], ("list",))
    assert skipped(place) == [("fen/gone", "not_fetched")]
    assert events(table(place, ("list",))) == EVENTS
    (clone,) = (place.root / "fetched").glob("*/??/fen%2Ftool%20history")
    big = next(one.blob for one in git.changes(committed, git.resolve(committed), 9) if one.path == b"big.bin")
    assert list(git.read_blobs(clone, [str(big)])) == [None]


def test_what_a_version_said_is_kept(
    place: workspace.Workspace, committed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    changes = git.changes(committed, git.resolve(committed), 9)
    reader = history.Reader(load_signatures(), place.root / "versions")
    first = history._Versions(reader, "fen/tool")
    first.read(committed, first.lacking([one for one in changes if one.path != b"big.bin"]))
    again = history._Versions(reader, "fen/tool")
    monkeypatch.setattr(versions, "uses", None)
    assert again.lacking([one for one in changes if one.path != b"big.bin"]) == []
    uses = again.of(next(one for one in changes if one.path == b"b.py"))
    assert uses is not None
    assert uses.keys() == {("transformers", "gpt2")}
    again.file.write_bytes(b"damaged")
    assert history._Versions(reader, "fen/tool").count == 0
