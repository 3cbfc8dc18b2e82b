"""What GitHub says of repositories: names in, rows and states out, by GitHub's own way of answering."""

import itertools
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

import github_graphql
import pytest
from github_graphql import TOKEN, GraphQL, repository
from graphql import GraphQLError

from builder.engine.crawl import Round
from builder.engine.journal import Page
from builder.errors import ApiError
from builder.redaction.exclusions import Exclusions, fingerprint
from builder.sources.github_facts import GitHubFacts
from builder.web.client import Api

NOW = datetime(2026, 11, 1)
LOOK = Round(NOW, 0, None)


@pytest.fixture
def github() -> Iterator[GraphQL]:
    with github_graphql.serving() as running:
        yield running


def source(github: GraphQL, names: Sequence[str], token: str | None = TOKEN, **more: Any) -> GitHubFacts:
    api = Api(github.url, f"Bearer {token}" if token else None, patience_s=5, timeout_s=60)
    return GitHubFacts("facts", api, "/graphql", "https://github.com", bool(token), lambda: sorted(names), **more)


def pages(facts: GitHubFacts, cursor: str | None = None) -> list[Page]:
    return list(facts.pages(LOOK, cursor, list))


def rows(made: list[Page]) -> dict[str, dict[str, Any]]:
    return {row["asked"]: row for page in made for row in page.rows.to_pylist()}


def skipped(made: list[Page]) -> dict[str, str]:
    return {row["item"]: row["reason"] for page in made for row in page.skipped.to_pylist()}


def test_nothing_found_nothing_asked(github: GraphQL) -> None:
    assert pages(source(github, [])) == []
    assert github.asked == []


def test_the_columns(github: GraphQL) -> None:
    github.repositories["fen/tool"] = repository("fen/tool", description="Reads ferns. " * 40)
    row = rows(pages(source(github, ["fen/tool"])))["fen/tool"]
    assert row["description"] == ("Reads ferns. " * 40)[:300]
    assert {name: row[name] for name in row if name != "description"} == {
        "asked": "fen/tool",
        "repository_id": "fen/tool",
        "host": "github.com",
        "url": "https://github.com/fen/tool",
        "host_id": "1",
        "default_branch": "main",
        "created_at": datetime(2020, 1, 2, 3, 4, 5),
        "pushed_at": datetime(2024, 5, 6, 7, 8, 9),
        "stars": 3,
        "forks": 1,
        "is_fork": False,
        "is_archived": False,
        "topics": ["nlp"],
        "license_declared": "MIT",
        "issue_count": 5,
        "pull_request_count": 7,
        "status": "present",
        "asked_at": NOW,
        "position": 0,
    }


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        pytest.param(None, {"status": "gone"}, id="deleted"),
        pytest.param(
            GraphQLError("Repository access blocked", extensions={"type": "FORBIDDEN"}), {"status": "blocked"}, id="451"
        ),
        pytest.param(repository("moor/tool"), {"repository_id": "moor/tool"}, id="transferred"),
        pytest.param(repository("fen/tool", isDisabled=True), {"status": "blocked"}, id="disabled by GitHub"),
        pytest.param(repository("fen/tool", isEmpty=True, defaultBranchRef=None), {"status": "empty"}, id="empty"),
        pytest.param(repository("fen/tool", isArchived=True), {"is_archived": True}, id="archived"),
        pytest.param(repository("fen/tool", licenseInfo=None), {"license_declared": None}, id="no licence"),
        pytest.param(
            repository("fen/tool", description="mail fern@example.org"),
            {"description": "mail <email>"},
            id="an address in its description",
        ),
    ],
)
def test_states(github: GraphQL, known: dict[str, Any] | GraphQLError | None, expected: dict[str, Any]) -> None:
    if known is not None:
        github.repositories["fen/tool"] = known
    row = rows(pages(source(github, ["fen/tool"])))["fen/tool"]
    assert {name: row[name] for name in expected} == expected


@pytest.mark.parametrize(
    ("known", "reason"),
    [
        pytest.param(repository("fen/tool", isPrivate=True), "private", id="private"),
        pytest.param(repository("moor/left"), "excluded", id="excluded by its new name"),
        pytest.param(GraphQLError("Something went wrong"), "no_answer", id="an error of another type"),
    ],
)
def test_what_gives_no_row(github: GraphQL, known: dict[str, Any] | GraphQLError, reason: str) -> None:
    github.repositories["fen/tool"] = known
    made = pages(source(github, ["fen/tool"], exclusions=Exclusions(frozenset({fingerprint("moor/left")}))))
    assert rows(made) == {}
    assert skipped(made) == {"fen/tool": reason}


def test_eleven_requests_for_a_thousand(github: GraphQL) -> None:
    names = [f"fen/n{number}" for number in range(1000)]
    github.repositories |= {name: repository(name, number) for number, name in enumerate(names)}
    made = rows(pages(source(github, names)))
    assert set(made) == set(names)
    assert len(github.asked) == 11
    assert sorted(row["position"] for row in made.values()) == list(range(1000))


def test_fewer_are_asked_where_it_takes_github_too_long(github: GraphQL) -> None:
    names = [f"fen/n{number}" for number in range(40)]
    github.repositories |= {name: repository(name) for name in names}
    github.most = 10
    assert set(rows(pages(source(github, names)))) == set(names)
    assert max(github.asked) <= 10


def test_a_round_goes_on_at_its_page(github: GraphQL) -> None:
    names = [f"fen/n{number:03}" for number in range(120)]
    github.repositories |= {name: repository(name) for name in names}
    (first,) = itertools.islice(source(github, names).pages(LOOK, None, list), 1)
    rest = pages(source(github, names), first.cursor)
    assert set(rows([first])) | set(rows(rest)) == set(names)
    assert not set(rows([first])) & set(rows(rest))


def test_a_token_that_expires_in_mid_run_keeps_what_came_before(github: GraphQL) -> None:
    names = [f"fen/r{number:03}" for number in range(200)]
    github.repositories |= {name: repository(name) for name in names}
    github.expires = 2
    made: list[Page] = []
    with pytest.raises(ApiError, match="does not accept the token"):
        made.extend(source(github, names).pages(LOOK, None, list))
    assert sorted(rows(made)) == names[:150]
    github.expires = None
    assert sorted(rows(pages(source(github, names), made[-1].cursor))) == names[150:]


def test_without_a_token_nothing_is_asked(github: GraphQL) -> None:
    assert skipped(pages(source(github, ["fen/tool"], token=None))) == {"fen/tool": "no_token"}
    assert github.asked == []


def test_a_token_that_has_expired(github: GraphQL) -> None:
    with pytest.raises(ApiError, match="does not accept the token"):
        pages(source(github, ["fen/tool"], token="old"))
