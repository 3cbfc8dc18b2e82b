"""benchmarks/mapping_diff.py: the rows of two scans in, what differs out."""

from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture
def diff(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(ROOT / "benchmarks"))
    import mapping_diff

    return mapping_diff


def row(line: int, name: str | None = "acme/net", **more: Any) -> dict[str, Any]:
    known = {"path": "a.py", "line": line, "cell": None, "model_name": name, "model_id": None, "usage": "use"}
    return {**known, "loads": "model", "resolution": "literal", "expression": "x", "call": "f", **more}


def marks(module: ModuleType, old: dict[str, Any], new: dict[str, Any]) -> list[tuple[str, int, str]]:
    return [(mark, one["line"], what) for mark, one, what in module.differences(old, new)]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        pytest.param({}, {}, [], id="nothing"),
        pytest.param({"a": row(1)}, {"a": row(1)}, [], id="the same"),
        pytest.param({"a": row(1, confidence=0.5)}, {"a": row(1, confidence=0.7)}, [], id="confidence alone"),
        pytest.param({"a": row(1)}, {}, [("-", 1, "")], id="gone"),
        pytest.param({}, {"a": row(1)}, [("+", 1, "")], id="added"),
        pytest.param({"a": row(1)}, {"a": row(2)}, [("~", 2, "line 1 -> 2")], id="moved"),
        pytest.param(
            {"a": row(1)}, {"a": row(1, usage="mention")}, [("~", 1, "usage use -> mention")], id="another usage"
        ),
        pytest.param(
            {"a": row(5), "b": row(1)}, {"c": row(3)}, [("-", 1, ""), ("+", 3, ""), ("-", 5, "")], id="by their places"
        ),
    ],
)
def test_differences(
    diff: ModuleType, old: dict[str, Any], new: dict[str, Any], expected: list[tuple[str, int, str]]
) -> None:
    assert marks(diff, old, new) == expected


def test_a_line_says_what_the_label_of_its_place_does(diff: ModuleType) -> None:
    label = {"path": "a.py", "line": "7", "is_true_usage": "yes", "resolved_model_id": "acme/net"}
    assert diff.shown("+", row(7), "", [label]) == "+ a.py:7 acme/net use model, literal  [label: yes acme/net]"
    assert diff.shown("-", row(8), "", [label]) == "- a.py:8 acme/net use model, literal"
    assert diff.shown("+", row(7, None), "", []) == "+ a.py:7 (x) use model, literal"


def test_neither_a_checkout_nor_a_commit(diff: ModuleType) -> None:
    from contextlib import ExitStack

    with ExitStack() as stack, pytest.raises(SystemExit, match="neither a checkout of this project nor a commit"):
        diff.checkout("no-such-commit", stack)
