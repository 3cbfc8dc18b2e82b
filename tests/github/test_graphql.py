"""GitHub's own, whole GraphQL schema: every question of ours is one that it allows."""

import os
from pathlib import Path

import pytest
from graphql import GraphQLSchema, build_schema, parse, validate

from builder.sources import discussions, github_facts

NODE = os.environ.get("PEATMOSS_NODE")
pytestmark = pytest.mark.skipif(NODE is None, reason="PEATMOSS_NODE names no folder with the schema: make test-github")


@pytest.fixture(scope="module")
def schema() -> GraphQLSchema:
    path = Path(NODE or "") / "node_modules/@octokit/graphql-schema/schema.graphql"
    # GitHub's own breaks a rule of the specification: fields are deprecated that their interfaces are not
    return build_schema(path.read_text(encoding="utf-8"), assume_valid=True, assume_valid_sdl=True)


def faults(schema: GraphQLSchema, text: str) -> list[str]:
    return [error.message for error in validate(schema, parse(text))]


def test_a_wrong_question_is_one(schema: GraphQLSchema) -> None:
    wrong = github_facts.query(1).replace("stargazerCount", "starCount")
    assert faults(schema, wrong) == ["Cannot query field 'starCount' on type 'Repository'. Did you mean 'forkCount'?"]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(github_facts.query(1), id="facts of one"),
        pytest.param(github_facts.query(100), id="facts of a hundred"),
        pytest.param(discussions.query([discussions.ISSUES, discussions.PULL_REQUESTS]), id="issues and pull requests"),
        pytest.param(discussions.DETAILS, id="what they say"),
    ],
)
def test_our_questions(schema: GraphQLSchema, text: str) -> None:
    assert faults(schema, text) == []
