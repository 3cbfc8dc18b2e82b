"""The rows of sources that find repositories: hits once each, what is left out, the queries behind them."""

import hashlib
from datetime import datetime

import pytest

from builder.redaction.exclusions import Exclusions
from builder.sources.finds import FINDS, Asked, Finder, Hit

AT = datetime(2026, 11, 1)
TOKEN = "ghp_" + "a1B2" * 9


def finder(*excluded: str) -> Finder:
    return Finder("search", AT, Exclusions(frozenset(hashlib.sha256(one.encode()).hexdigest() for one in excluded)))


def hit(name: str, host: str = "github.com") -> Hit:
    return Hit(name, host, f"https://{host}/{name}")


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        pytest.param("reed", "bad_id", id="no owner"),
        pytest.param("reed/..", "bad_id", id="a way out of a folder"),
        pytest.param("a/b/c", "bad_id", id="three parts that are no Space"),
        pytest.param("reed/bed\n", "bad_id", id="a line's end"),
        pytest.param("reed/b\u00e9d", "bad_id", id="no ASCII"),
        pytest.param("reed/" + "b" * 200, "bad_id", id="too long"),
        pytest.param(f"reed/{TOKEN}", "secret_in_id", id="a token"),
        pytest.param("Moor/Path", "excluded", id="an excluded repository"),
        pytest.param("spaces/moor/path", "excluded", id="its Space"),
        pytest.param("spaces/fen/any", "excluded", id="a Space of an excluded owner"),
    ],
)
def test_hit_without_a_row(name: str, reason: str) -> None:
    page = finder("moor/path", "fen").page(7, "q", "", [hit(name), hit("heath/tool")])
    assert page.rows["repository_id"].to_pylist() == ["heath/tool"]
    assert page.skipped.to_pylist() == [{"item": "search#7", "reason": reason, "detail": None}]
    assert page.rows["position"].to_pylist() == [8]


def test_repository_is_one_row_of_a_page_whatever_its_case() -> None:
    hits = [hit("Heath/Tool"), hit("heath/tool"), hit("heath/tool", "gitlab.com"), hit("heath/tool")]
    page = finder().page(0, "q", "size:0..9", hits)
    assert [(row["host"], row["repository_id"]) for row in page.rows.to_pylist()] == [
        ("github.com", "Heath/Tool"),
        ("gitlab.com", "heath/tool"),
    ]


def test_rows_of_a_hit_and_of_its_query() -> None:
    declared = Hit("spaces/a/b", "huggingface.co", "https://huggingface.co/spaces/a/b", ("gpt2", f"a/{TOKEN}"))
    page = finder().page(3, "q", "size:0..9", [declared], [Asked("q", "size:0..9", 5, False)], cursor="c")
    assert page.rows.schema == FINDS
    assert page.cursor == "c"
    found, asked = page.rows.to_pylist()
    assert found == {
        "event": "repository",
        "repository_id": "spaces/a/b",
        "host": "huggingface.co",
        "url": "https://huggingface.co/spaces/a/b",
        "source": "search",
        "query": "q",
        "slice": "size:0..9",
        "total": None,
        "complete": None,
        "asked_at": AT,
        "models_declared": ["gpt2"],
        "position": 3,
    }
    assert {name: value for name, value in asked.items() if value is not None} == {
        "event": "query",
        "source": "search",
        "query": "q",
        "slice": "size:0..9",
        "total": 5,
        "complete": False,
        "asked_at": AT,
        "position": 4,
    }
