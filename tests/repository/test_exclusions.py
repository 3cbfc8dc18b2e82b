"""Files that a tree is read without, by the patterns of .gitignore."""

from collections.abc import Callable
from pathlib import Path

import pytest

from builder.repository.exclusions import idle, without
from builder.repository.trees import open_files

FILES = ("README.md", "docs/a.md", "src/tests/b.py", "src/use.py", "tests/a.py")


@pytest.fixture(params=["folder", "commit"])
def tree(request: pytest.FixtureRequest, tmp_path: Path, commit_files: Callable[..., str]):
    commit = commit_files(tmp_path, dict.fromkeys(FILES, "a = 1\n"))
    return open_files(str(tmp_path), commit if request.param == "commit" else None)


@pytest.mark.parametrize(
    ("patterns", "left"),
    [
        pytest.param([], FILES, id="nothing"),
        pytest.param(["nowhere/"], FILES, id="nothing there"),
        pytest.param(["tests/"], ("README.md", "docs/a.md", "src/use.py"), id="a folder anywhere"),
        pytest.param(["/tests/"], ("README.md", "docs/a.md", "src/tests/b.py", "src/use.py"), id="a folder at the top"),
        pytest.param(["*.md"], ("src/tests/b.py", "src/use.py", "tests/a.py"), id="an ending"),
        pytest.param(["src/**/*.py"], ("README.md", "docs/a.md", "tests/a.py"), id="below a folder"),
        pytest.param(["docs/*", "!docs/a.md"], FILES, id="but not this one"),
        pytest.param(["*"], (), id="everything"),
    ],
)
def test_what_is_left(tree, patterns: list[str], left: tuple[str, ...]) -> None:
    made = without(tree, patterns)
    assert tuple(entry.path for entry in made.entries()) == left
    assert (made.digest == tree.digest) is (left == FILES)
    assert made.commit == tree.commit
    assert [data for _, data in made.read(made.entries())] == [b"a = 1\n"] * len(left)


def test_paths_by_name(tree) -> None:
    assert without(tree, (), ["none"]) is tree
    assert len(without(tree, (), ["README.md", "none"]).entries()) == len(FILES) - 1


def test_patterns_that_match_nothing(tree) -> None:
    assert idle(tree, ["*.md", "docz/", "!docs/a.md", "!none"]) == ["docz/", "!none"]
