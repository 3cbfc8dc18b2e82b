"""One repository through a whole build: found, described, fetched, mapped, its history and its issues read."""

from collections.abc import Callable
from pathlib import Path

import git_server
import github_graphql
import pyarrow as pa
import pytest

from builder.cli import app

CODE = 'from transformers import AutoModel\nAutoModel.from_pretrained("gpt2")\n'


def table(folder: Path, name: str) -> list[dict[str, object]]:
    (path,) = (folder / "peatmoss" / name).glob("*.arrow")
    return list(pa.ipc.open_stream(path.read_bytes()).read_all().to_pylist())


def test_a_repository_that_was_found(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    commit_files: Callable[[Path, dict[str, str]], str],
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GITHUB_TOKEN", github_graphql.TOKEN)
    first = commit_files(tmp_path / "served/fen/tool", {"a.py": CODE})
    newest = commit_files(tmp_path / "served/fen/tool", {"b.py": CODE, "LICENSE": "x"})
    (tmp_path / "list.txt").write_text("Fen/Old-Name\n")
    with git_server.serving(tmp_path / "served") as host, github_graphql.serving() as github:
        talks = {"issues": github_graphql.Talks([github_graphql.talk(1, "Which gpt2?")])}
        known = github_graphql.repository(
            "fen/tool", url=f"{host}/fen/tool", **talks, pullRequests=github_graphql.Talks([])
        )
        github.repositories |= {"fen/old-name": known, "fen/tool": known}
        (tmp_path / "mine.toml").write_text(f"""
partitions = 1
[[sources]]
kind = "list"
name = "list"
path = "list.txt"
taken_at = 2026-11-01
web = "{host}"
[[sources]]
kind = "github_facts"
name = "facts"
api = "{github.url}"
web = "{host}"
discussions = true
[repositories]
history = true
""")
        assert app.run(["build", "--config", "mine.toml", "--workers", "1"]) == 0
    (tool,) = table(tmp_path, "repositories")
    assert (tool["repository_id"], tool["former_ids"], tool["stars"]) == ("fen/tool", ["Fen/Old-Name"], 3)
    assert (tool["scan_status"], tool["commit"], tool["model_issue_count"]) == ("scanned", newest, 1)
    assert {(row["path"], row["model_name"]) for row in table(tmp_path, "mappings")} == {
        ("a.py", "gpt2"),
        ("b.py", "gpt2"),
    }
    events = [(row["path"], row["event"], row["commit"]) for row in table(tmp_path, "mapping_events")]
    assert sorted(events) == [("a.py", "added", first), ("b.py", "added", newest)]
    (talk,) = table(tmp_path, "discussions")
    assert (talk["subject_id"], talk["title"], talk["models"]) == ("fen/tool", "Which gpt2?", ["gpt2"])
    assert app.run(["check"]) == 0
    assert capsys.readouterr().out.endswith("are correct\n")
