"""Which repository a folder is, by its remote."""

from collections.abc import Callable
from pathlib import Path

import pytest

from builder.repository.origins import Origin, local_id, origin_of, public


@pytest.mark.parametrize(
    ("address", "name"),
    [
        pytest.param("", None, id="nothing"),
        pytest.param("/srv/me/code.git", None, id="a path"),
        pytest.param("https://git.example.org/o/n", None, id="no public host"),
        pytest.param("https://github.com/only", None, id="no owner"),
        pytest.param("https://[::1", None, id="no address"),
        pytest.param("https://github.com/o/n.git", "o/n", id="https"),
        pytest.param("https://user:secret@github.com/o/n", "o/n", id="with a password"),
        pytest.param("git@github.com:o/n.git", "o/n", id="scp"),
        pytest.param("ssh://git@gitlab.com/o/n/", "o/n", id="ssh"),
    ],
)
def test_public_addresses(address: str, name: str | None) -> None:
    found = public(address)
    assert (found and found.repository_id) == name
    assert found is None or (found.url is not None and "secret" not in found.url)


def test_a_clone_is_its_origin_and_a_folder_its_name(
    tmp_path: Path, commit_files: Callable[..., str], run_git: Callable[..., str]
) -> None:
    (tmp_path / "my code").mkdir()
    assert origin_of(tmp_path / "my code") == Origin("local/my-code")
    commit_files(tmp_path / "clone", {"a.py": ""})
    assert origin_of(tmp_path / "clone") == origin_of(tmp_path / "clone/.git") == Origin("local/clone")
    run_git(tmp_path / "clone", "remote", "add", "origin", "git@github.com:reed/bed.git")
    assert origin_of(tmp_path / "clone") == Origin("reed/bed", "github.com", "https://github.com/reed/bed")


def test_an_id_holds_no_white_space() -> None:
    assert local_id("local", " a  b.git") == "local/-a-b"
