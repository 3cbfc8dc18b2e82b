"""Versions of files in, the commits at which uses began, changed and ended out; what changes nothing first."""

from datetime import datetime
from typing import Any

import pytest

from builder.reference.signatures import load_signatures
from builder.repository.git import Change
from builder.scan import history
from builder.scan.history import Use, Uses

SIGNATURES = load_signatures()
DAY = datetime(2024, 1, 1)
GPT2 = ("transformers", "gpt2")


def uses(code: str, path: str = "a.py") -> Uses:
    return history.uses(path, "0" * 40, code.encode(), SIGNATURES)


def load(name: str, more: str = "") -> str:
    return f'from transformers import AutoModel\nAutoModel.from_pretrained("{name}"{more})\n'


@pytest.mark.parametrize(
    ("code", "path"),
    [
        pytest.param("", "a.py", id="nothing"),
        pytest.param("def broken(:", "a.py", id="no Python"),
        pytest.param("See gpt2", "README.md", id="a mention"),
        pytest.param(load("gpt2"), "a.txt", id="a file that is not read"),
    ],
)
def test_no_use(code: str, path: str) -> None:
    assert uses(code, path) == {}


def test_uses_with_their_pins() -> None:
    code = load("gpt2", ', revision="abc"') + load("gpt2") + load("bert-base-cased")
    assert uses(code) == {
        ("transformers", "bert-base-cased"): Use("huggingface"),
        GPT2: Use("huggingface", ("abc",)),
    }


def told(*commits: dict[str, Uses | str | None]) -> list[tuple[Any, ...]]:
    """What comes of commits that give files these uses; '' is a file that is gone, None one that cannot be read."""
    changes, known = [], {}
    for number, files in enumerate(commits):
        for path, value in files.items():
            change = Change(str(number), DAY, path.encode(), None if value == "" else f"{number}{path}")
            changes.append(change)
            known[change] = {} if value == "" else value
    made = history.events(changes, lambda change: known[change])  # type: ignore[arg-type, return-value]
    return [(row["commit"], row["event"], row["path"], row["before"], row["revision"]) for row in made]


ONE: Uses = {GPT2: Use("huggingface")}
PINNED: Uses = {GPT2: Use("huggingface", ("v1",))}


@pytest.mark.parametrize(
    ("commits", "expected"),
    [
        pytest.param([], [], id="no commit"),
        pytest.param([{"a": {}}, {"a": ""}], [], id="no use"),
        pytest.param([{"a": ONE}, {"a": ONE}], [("0", "added", "a", None, None)], id="another version, the same use"),
        pytest.param([{"a": ONE}, {"a": None}], [("0", "added", "a", None, None)], id="a version that is lost"),
    ],
)
def test_what_changes_nothing(commits: list[dict[str, Uses]], expected: list[tuple[Any, ...]]) -> None:
    assert told(*commits) == expected


@pytest.mark.parametrize(
    ("then", "expected"),
    [
        pytest.param({"a": {}}, [("1", "removed", "a", None, None)], id="the use goes"),
        pytest.param({"a": ""}, [("1", "removed", "a", None, None)], id="the file goes"),
        pytest.param({"a": PINNED}, [("1", "repinned", "a", None, "v1")], id="a pin comes"),
        pytest.param({"a": "", "b": ONE}, [("1", "renamed", "b", "a", None)], id="the file has another name"),
        pytest.param({"a": "", "b": PINNED}, [("1", "renamed", "b", "a", "v1")], id="another name and a pin"),
        pytest.param({"b": ONE}, [("1", "added", "b", None, None)], id="a copy"),
        pytest.param(
            {"a": "", "b": ONE, "c": ONE},
            [("1", "renamed", "b", "a", None), ("1", "added", "c", None, None)],
            id="one becomes two",
        ),
    ],
)
def test_what_a_commit_does(then: dict[str, Uses], expected: list[tuple[Any, ...]]) -> None:
    assert told({"a": ONE}, then) == [("0", "added", "a", None, None), *expected]


def test_a_pin_that_goes() -> None:
    assert told({"a": PINNED}, {"a": ONE})[1] == ("1", "repinned", "a", "v1", None)


def test_a_use_that_comes_back() -> None:
    assert [event for _, event, *_ in told({"a": ONE}, {"a": ""}, {"a": ONE})] == ["added", "removed", "added"]
