"""Repositories in, their issues and pull requests that name a model out, by GitHub's own way of answering."""

import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

import github_graphql
import pytest
from github_graphql import TOKEN, GraphQL, Talks, repository, talk
from graphql import GraphQLError

from builder.engine.crawl import Round
from builder.engine.journal import Page
from builder.errors import ApiError
from builder.redaction.exclusions import Exclusions, fingerprint
from builder.sources.discussions import LISTED, Asked, Discussions
from builder.sources.naming import Names
from builder.web.client import Api

NOW = datetime(2026, 11, 1)
LOOK = Round(NOW, 0, None)
GPT2 = Names(("gpt2",), ("transformers",))
NONE = Talks([])


@pytest.fixture
def github() -> Iterator[GraphQL]:
    with github_graphql.serving() as running:
        yield running


def source(github: GraphQL, wanted: Sequence[Asked], token: str | None = TOKEN, **more: Any) -> Discussions:
    api = Api(github.url, f"Bearer {token}" if token else None, patience_s=5, timeout_s=60)
    return Discussions("talks", api, "/graphql", bool(token), lambda: wanted, **more)


def pages(of: Discussions, cursor: str | None = None) -> list[Page]:
    return list(of.pages(LOOK, cursor, list))


def rows(made: list[Page], event: str = "discussion") -> list[dict[str, Any]]:
    return [row for row in all_rows(made) if row["event"] == event]


def skipped(made: list[Page]) -> dict[str, str]:
    return {row["item"]: row["reason"] for page in made for row in page.skipped.to_pylist()}


def found(made: list[Page]) -> list[tuple[Any, ...]]:
    return sorted((row["repository_id"], row["is_pull_request"], row["num"] or 0) for row in all_rows(made))


def all_rows(made: list[Page]) -> list[dict[str, Any]]:
    return [row for page in made for row in page.rows.to_pylist()]


def put(github: GraphQL, name: str, issues: list[dict[str, Any]], pulls: list[dict[str, Any]] | None = None) -> None:
    known = {"issues": Talks(issues), "pullRequests": Talks(pulls or [])}
    github.repositories[name] = repository(name, **known)


def test_no_repository_no_question(github: GraphQL) -> None:
    assert pages(source(github, [])) == []
    assert github.asked == []


def test_lists_that_are_known_to_be_empty_are_not_asked_for(github: GraphQL) -> None:
    (page,) = pages(source(github, [Asked("fen/a", GPT2, 0, 0)]))
    assert [(row["event"], row["is_pull_request"]) for row in page.rows.to_pylist()] == [
        (LISTED, False),
        (LISTED, True),
    ]
    assert github.asked == []


def test_what_names_no_model_is_not_kept(github: GraphQL) -> None:
    put(github, "fen/a", [talk(1, "It fails", "on Monday")])
    made = pages(source(github, [Asked("fen/a", GPT2)]))
    assert (rows(made), len(rows(made, LISTED)), skipped(made)) == ([], 2, {})


def test_the_columns(github: GraphQL) -> None:
    pull = {"__typename": "PullRequest", "id": "P1", "state": "MERGED", "closedAt": "2023-05-01T00:00:00Z"}
    more = {"authorAssociation": "OWNER", "labels": {"nodes": []}, **pull}
    title = "@somebody: mail me at ann" + "@fen.example, " + "hf_" + "x1Y2" * 9
    put(github, "fen/a", [talk(7, title, "with GPT2")], [talk(8, "Bump transformers", **more)])
    issue, pulled = rows(pages(source(github, [Asked("fen/a", GPT2)])))
    assert issue["title"] == "@<name>: mail me at <email>, <token>"
    assert (issue["names"], issue["libraries"], issue["labels"], issue["comments"]) == (["gpt2"], [], ["bug"], 2)
    assert (issue["num"], issue["state"], issue["author_role"], issue["closed_at"]) == (7, "open", "other", None)
    assert (pulled["names"], pulled["libraries"], pulled["labels"]) == ([], ["transformers"], [])
    assert (pulled["state"], pulled["author_role"], pulled["is_pull_request"]) == ("merged", "owner", True)
    assert (pulled["closed_at"], pulled["created_at"]) == (datetime(2023, 5, 1), datetime(2023, 4, 5, 6, 7, 8))
    assert "with GPT2" not in str((issue, pulled))


@pytest.mark.parametrize(
    ("author", "association", "role"),
    [
        pytest.param(None, "NONE", "other", id="an account that is gone"),
        pytest.param({"__typename": "Bot", "login": "b"}, "CONTRIBUTOR", "bot", id="bot"),
        pytest.param({"__typename": "User", "login": "u"}, "COLLABORATOR", "member", id="collaborator"),
        pytest.param({"__typename": "User", "login": "u"}, "CONTRIBUTOR", "contributor", id="contributor"),
        pytest.param({"__typename": "User", "login": "u"}, "FIRST_TIMER", "other", id="newcomer"),
    ],
)
def test_an_author_is_a_role(github: GraphQL, author: dict[str, str] | None, association: str, role: str) -> None:
    put(github, "fen/a", [talk(1, "gpt2", author=author, authorAssociation=association)])
    (row,) = rows(pages(source(github, [Asked("fen/a", GPT2)])))
    assert row["author_role"] == role


def test_long_lists_come_in_pages_and_end_at_the_newest(github: GraphQL) -> None:
    put(github, "fen/a", [talk(number, "gpt2") for number in range(1250, 0, -1)], [talk(2000, "gpt2", id="P2000")])
    made = pages(source(github, [Asked("fen/a", GPT2)]))
    assert [row["num"] for row in rows(made) if not row["is_pull_request"]] == list(range(1250, 250, -1))
    assert len(made) == 10
    assert [row["position"] for row in all_rows(made)] == list(range(1003))


@pytest.mark.parametrize("stop", [0, 1, 2, 3])
def test_it_goes_on_where_it_was(github: GraphQL, stop: int) -> None:
    for name in ("fen/a", "fen/b", "fen/c"):
        put(github, name, [talk(n, "gpt2", id=f"{name}{n}") for n in range(150)])
    wanted = [Asked(name, GPT2) for name in ("fen/a", "fen/b", "fen/c")]
    github.most = 2
    whole = pages(source(github, wanted))
    again = pages(source(github, wanted), whole[stop].cursor)
    assert found([*whole[: stop + 1], *again]) == found(whole)
    assert len(rows(whole)) == 450


def test_fewer_are_asked_where_it_is_too_much(github: GraphQL) -> None:
    github.most = 3
    names = [f"fen/r{n}" for n in range(6)]
    for name in names:
        put(github, name, [talk(1, "gpt2", id=name)])
    made = pages(source(github, [Asked(name, GPT2) for name in names]))
    assert sorted(row["repository_id"] for row in rows(made)) == names
    assert len(rows(made, LISTED)) == 12
    assert [json.loads(str(page.cursor))[2] for page in made[:3]] == [5, 2, 2]


def test_every_other_answer_is_a_reason(github: GraphQL) -> None:
    github.repositories["fen/blocked"] = GraphQLError("Repository access blocked", extensions={"type": "FORBIDDEN"})
    github.repositories["fen/broken"] = GraphQLError("Something went wrong", extensions={"type": "SERVICE_UNAVAILABLE"})
    put(github, "fen/hidden", [talk(1, "gpt2")])
    github.repositories["fen/hidden"]["isPrivate"] = True  # type: ignore[index]
    names = ("fen/blocked", "fen/broken", "fen/gone", "fen/hidden")
    made = pages(source(github, [Asked(name, GPT2) for name in names]))
    expected = {"fen/blocked": "blocked", "fen/broken": "no_answer", "fen/gone": "gone", "fen/hidden": "private"}
    assert (skipped(made), rows(made), rows(made, LISTED)) == (expected, [], [])


def test_a_token_that_expires_is_one_line_and_what_came_before_is_kept(github: GraphQL) -> None:
    put(github, "fen/a", [talk(number, "gpt2") for number in range(350)])
    wanted = [Asked("fen/a", GPT2, None, 0)]
    github.expires = 4  # two pages, each with its labels
    made, asking = [], source(github, wanted).pages(LOOK, None, list)
    with pytest.raises(ApiError, match="does not accept the token"):
        made.extend(asking)
    github.expires = None
    made += pages(source(github, wanted), made[-1].cursor)
    assert [row["num"] for row in rows(made)] == list(range(350))


def test_without_a_token_nothing_is_asked(github: GraphQL) -> None:
    made = pages(source(github, [Asked("fen/a", GPT2)], token=None))
    assert (skipped(made), github.asked) == ({"fen/a": "no_token"}, [])


def test_an_excluded_name_is_struck_out(github: GraphQL) -> None:
    put(github, "fen/a", [talk(1, "gpt2 against moss/secret")])
    listed = Exclusions(frozenset({fingerprint("moss/secret")}))
    (row,) = rows(pages(source(github, [Asked("fen/a", GPT2)], exclusions=listed)))
    assert "moss" not in row["title"]
