"""What finding repositories will cost, before anybody is asked: at the limits of each, with a token and without."""

from pathlib import Path
from typing import Any

import pytest

from builder.pipeline import search_estimate
from builder.pipeline.search_estimate import costs, lines
from builder.settings import build as settings
from builder.settings.sources import Finding


def parsed(**source: Any) -> settings.Settings:
    return settings.parse({"sources": [{"name": "s", **source}]}, Path(), "test")


def of(**source: Any) -> Finding:
    (found,) = parsed(**source).sources
    return found  # type: ignore[return-value]


UNFETCHED = {"repositories": {"fetch": False}}


def test_list_asks_nobody() -> None:
    source = {"kind": "list", "path": "a.txt", "taken_at": "2026-11-01"}
    given = settings.parse({"sources": [{"name": "s", **source}], **UNFETCHED}, Path(), "test")
    assert list(lines(given)) == costs(of(**source)) == []


def test_what_is_found_is_fetched() -> None:
    head, few, many = lines(parsed(kind="list", path="a.txt", taken_at="2026-11-01"))
    assert head.startswith("fetching and scanning: ")
    assert "30,000 repositories" in few
    assert "at most 20,000 MB of clones at a time" in many


def test_facts_take_a_request_for_a_hundred(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search_estimate, "github_token", lambda: "token")
    head, few, many = lines(parsed(kind="github_facts"))
    assert head == "s: GraphQL, 100 repositories in a request"
    assert "301 requests" in few
    assert "10,001 requests" in many


def test_what_needs_a_token_is_left_out_in_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search_estimate, "github_token", lambda: None)
    (line,) = lines(parsed(kind="github", needs_token=True))
    assert line == "s: skipped, because there is no token: set GITHUB_TOKEN or run `gh auth login`"


def test_discussions_are_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search_estimate, "github_token", lambda: "token")
    *_, head, few, _ = lines(parsed(kind="github_facts", discussions=True))
    assert head.startswith("s: issues and pull requests")
    assert "4,500 requests" in few


@pytest.mark.parametrize(
    ("source", "token", "least", "most"),
    [
        pytest.param({"kind": "github"}, True, 6, 10, id="code, ten requests a minute"),
        pytest.param({"kind": "github", "queries": []}, True, 0.01, 0.5, id="topics alone"),
        pytest.param({"kind": "github"}, False, 0.1, 0.6, id="no token: topics alone"),
        pytest.param({"kind": "ecosystems", "packages": ["pypi/timm"]}, None, 0.001, 0.02, id="ecosyste.ms"),
        pytest.param({"kind": "spaces"}, None, 0.05, 0.5, id="Spaces"),
        pytest.param({"kind": "sourcegraph", "queries": ["a"]}, None, 0.001, 0.1, id="a stream"),
    ],
)
def test_hours_for_what_the_paper_found(source: dict[str, Any], token: bool | None, least: float, most: float) -> None:
    assert least <= costs(of(**source), token)[0].hours <= most


def test_more_repositories_cost_more() -> None:
    few, many = costs(of(kind="github"), token=True)
    assert (few.repositories, many.repositories) == search_estimate.SIZES
    assert 25 < many.requests / few.requests < 40
    assert many.bytes > few.bytes


def test_lines_say_what_lacks_a_token(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search_estimate, "github_token", lambda: None)
    first, *rest = lines(parsed(kind="github", topics=["bert"]))
    assert first.startswith("s: 1 topic at 10 requests a minute, since there is no token")
    assert "set GITHUB_TOKEN" in first
    assert len(rest) == 4  # of finding and of fetching; no more than a thousand of each topic, however many there are
