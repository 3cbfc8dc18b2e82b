"""Permanent links to the lines of a repository that stands at a public host."""

from collections.abc import Callable
from pathlib import Path

import pytest

from builder.reference.signatures import load_signatures
from builder.repository.origins import Origin
from builder.repository.trees import open_tree
from builder.scan.repository import scan_tree

CODE = 'from transformers import AutoModel\nAutoModel.from_pretrained("gpt2")\n'


@pytest.mark.parametrize(
    ("host", "link"),
    [
        pytest.param("local", None, id="no host"),
        pytest.param("git.example.org", None, id="a host whose links are not known"),
        pytest.param("github.com", "blob/{}/a.py#L2", id="GitHub"),
        pytest.param("gitlab.com", "-/blob/{}/a.py#L2", id="GitLab"),
        pytest.param("codeberg.org", "src/commit/{}/a.py#L2", id="Codeberg"),
        pytest.param("bitbucket.org", "src/{}/a.py#lines-2", id="Bitbucket"),
        pytest.param("gitee.com", "blob/{}/a.py#L2", id="Gitee"),
        pytest.param("huggingface.co", "blob/{}/a.py#L2", id="a Space"),
    ],
)
def test_links(
    host: str, link: str | None, tmp_path: Path, commit_files: Callable[[Path, dict[str, str]], str]
) -> None:
    commit = commit_files(tmp_path, {"a.py": CODE})
    page = None if host == "local" else f"https://{host}/fen/tool"
    (row,) = scan_tree(open_tree(str(tmp_path)), Origin("fen/tool", host, page), load_signatures()).rows
    assert row["url"] == (f"{page}/{link.format(commit)}" if link else None)
