"""Lists that are searched for an element: which of its models are used, and which are on offer."""

import pytest

from builder.mapping.python.program.facts import Facts
from builder.mapping.python.resolve import resolve
from builder.reference.signatures import load_signatures

ROWS = """
from transformers import AutoModel
ROWS = [{"name": "a", "tags": ["x", "y"], "repo": "acme/a"}, {"name": "b", "tags": ["z"], "repo": "acme/b"}]
PAIRS = {"a": "acme/a", "b": "acme/b"}
"""
USED, OFFERED = {"acme/a": "use", "acme/b": "use"}, {"acme/a": "selectable", "acme/b": "selectable"}


def named(source: str) -> dict[str | None, str]:
    made = resolve({"app.py": Facts((ROWS + source).encode())}, load_signatures()).found
    return {found.name: found.usage for places in made.values() for found in places}


def loop(condition: str, head: str = "def f(name):", rest: str = "") -> str:
    load = 'AutoModel.from_pretrained(row["repo"])'
    return f"{head}\n    for row in ROWS:\n        if {condition}:\n            return {load}\n{rest}"


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        pytest.param(loop("row['on']"), USED, id="no comparison"),
        pytest.param(loop("other == name"), USED, id="a comparison of something else"),
        pytest.param(loop("row['name'] > name"), USED, id="no equality"),
        pytest.param(loop("row['name'] == name"), OFFERED, id="equal"),
        pytest.param(loop("name == row['name']"), OFFERED, id="the other way round"),
        pytest.param(loop("row.get('name') == name"), OFFERED, id="get"),
        pytest.param(loop("row['name'].lower() == name.lower()"), OFFERED, id="other letters"),
        pytest.param(loop("row['name'] == name and ready"), OFFERED, id="and something else"),
        pytest.param(loop("name in row['tags']"), OFFERED, id="in a list of the element"),
        pytest.param(loop("row['name'] in names"), OFFERED, id="in a list that is open"),
        pytest.param(loop("row['name'] in ('a', 'c')"), {"acme/a": "use"}, id="in a list that is known"),
        pytest.param(loop("row['name'] == 'a'"), {"acme/a": "use"}, id="a known text"),
        pytest.param(
            loop("row['name'] == name", "def f(name='a'):"),
            {"acme/a": "use", "acme/b": "selectable"},
            id="a default",
        ),
        pytest.param(loop("row['name'] == name", rest="f('b')"), {"acme/b": "use"}, id="what the caller passes"),
        pytest.param(
            "def f(name):\n    for key, repo in PAIRS.items():\n        if key == name:\n"
            "            AutoModel.from_pretrained(repo)",
            OFFERED,
            id="a table's items",
        ),
        pytest.param(
            "def g(name):\n    for row in ROWS:\n        if row['name'] == name:\n            return row\n"
            "def f(name):\n    AutoModel.from_pretrained(g(name)['repo'])",
            OFFERED,
            id="a function that finds it",
        ),
        pytest.param(
            "def f(name):\n    found = None\n    for row in ROWS:\n        if row['name'] == name:\n"
            "            found = row\n            break\n    AutoModel.from_pretrained(found['repo'])",
            OFFERED,
            id="kept in a variable",
        ),
        pytest.param(
            "def f(name):\n    row = next(row for row in ROWS if row['name'] == name)\n"
            "    AutoModel.from_pretrained(row['repo'])",
            OFFERED,
            id="next",
        ),
        pytest.param(
            "def f(name):\n    AutoModel.from_pretrained([r['repo'] for r in ROWS if r['name'] == name][0])",
            OFFERED,
            id="comprehension",
        ),
        pytest.param(
            "AutoModel.from_pretrained([r['repo'] for r in ROWS if r['name'] == 'b'][0])",
            {"acme/b": "use"},
            id="comprehension with a known text",
        ),
        pytest.param(
            "for r in ROWS:\n    [AutoModel.from_pretrained(x['repo']) for x in ROWS if x['name'] == 'b']",
            {"acme/b": "use"},
            id="comprehension that loads",
        ),
        pytest.param(
            "def f(name):\n    row = next(filter(lambda r: r['name'] == name, ROWS))\n"
            "    AutoModel.from_pretrained(row['repo'])",
            OFFERED,
            id="filter",
        ),
        pytest.param("for row in ROWS:\n    AutoModel.from_pretrained(row['repo'])", USED, id="all of them"),
    ],
)
def test_searches(source: str, expected: dict[str | None, str]) -> None:
    assert named(source) == expected


def test_objects() -> None:
    source = """
from dataclasses import dataclass
@dataclass
class Row:
    name: str
    repo: str
KNOWN = (Row("a", "acme/a"), Row(name="b", repo="acme/b"))
def f(name):
    for row in KNOWN:
        if row.name == name:
            AutoModel.from_pretrained(row.repo)
"""
    assert named(source) == OFFERED
