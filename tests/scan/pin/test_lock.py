"""models.lock: its format, and what is none."""

import json

import pytest

from builder.errors import InputError
from builder.scan.pin.lock import Locked, read, written

COMMIT = "c0ffee" * 6 + "c0de"


def test_the_format_is_stable() -> None:
    models = [
        Locked("b/b", "huggingface", COMMIT, None, (("b.py:2", "why"), ("a.py:1", "why"), ("a.py:1", "why"))),
        Locked("a/a", "huggingface", COMMIT, "MIT", (("a.py:7", "it takes no commit"),)),
    ]
    made = written(models)
    assert made is not None
    assert json.loads(made) == {
        "version": 1,
        "models": [
            {
                "model": "a/a",
                "hub": "huggingface",
                "commit": COMMIT,
                "license": "MIT",
                "places": [{"place": "a.py:7", "why": "it takes no commit"}],
            },
            {
                "model": "b/b",
                "hub": "huggingface",
                "commit": COMMIT,
                "license": None,
                "places": [{"place": "a.py:1", "why": "why"}, {"place": "b.py:2", "why": "why"}],
            },
        ],
    }
    assert read(made) == {("huggingface", "a/a"): COMMIT, ("huggingface", "b/b"): COMMIT}


def test_nothing_is_locked() -> None:
    assert (written([]), read(None)) == (None, {})


@pytest.mark.parametrize(
    ("data", "says"),
    [
        pytest.param(b"not json", "no file of locked models", id="no JSON"),
        pytest.param(b"\xff", "no file of locked models", id="no text"),
        pytest.param(b"[" * 100_000, "no file of locked models", id="too deep"),
        pytest.param(b"[]", "no file of locked models", id="another shape"),
        pytest.param(b'{"version": 1, "models": [{}]}', "no file of locked models", id="a model without a name"),
        pytest.param(b'{"version": 2, "models": []}', "version 2", id="a version to come"),
        pytest.param(
            b'{"version": 1, "models": [{"hub": "h", "model": "a/a", "commit": "main"}]}',
            "a commit that is none",
            id="a branch",
        ),
    ],
)
def test_what_is_no_lock(data: bytes, says: str) -> None:
    with pytest.raises(InputError, match=says):
        read(data)
