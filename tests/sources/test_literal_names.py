"""Names in literal lists and dictionaries of Python code."""

import ast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder.sources.literal_names import strings


def names(code: str) -> list[str]:
    """The names of what the last line of a text is."""
    body = ast.parse(code).body
    last = body[-1]
    assert isinstance(last, ast.Expr)
    return strings(last.value, body)


@pytest.mark.parametrize(
    "code",
    [
        pytest.param("load()", id="a call"),
        pytest.param("names", id="a name of nothing"),
        pytest.param("names = names\nnames", id="a name of itself"),
        pytest.param("[1, None, x, 'a'.upper()]", id="no strings"),
        pytest.param("{i: 1 for i in load()}", id="of a call"),
        pytest.param("[i for i in ['a', 'b'] if i in KNOWN]", id="with a condition"),
        pytest.param("[f(i) for i in ['a']]", id="of a function"),
        pytest.param("[f'{i!r}' for i in ['a']]", id="of a conversion"),
        pytest.param("[i.name for i, in ['a']]", id="of an attribute"),
    ],
)
def test_no_names(code):
    assert names(code) == []


@pytest.mark.parametrize(
    "code",
    [
        pytest.param("['a', 'b']", id="a list"),
        pytest.param("('a', 'b')", id="a tuple"),
        pytest.param("{'a': 1, 'b': load()}", id="a dictionary"),
        pytest.param("dict(a=1, b=2)", id="dict"),
        pytest.param("names: list = ['a', 'b']\nsorted(names)", id="a name with its type"),
        pytest.param("x = {'a': 1}\n{**x, 'b': 2}", id="unpacked into a dictionary"),
        pytest.param("x = ['a']\n[*x, 'b']", id="unpacked into a list"),
        pytest.param("x = {'a': 1}\ny = {'b': 2}\nx | y", id="joined"),
        pytest.param("['a'] + ['b']", id="added"),
        pytest.param("x = {'a': 1, 'b': 2}\nx.items()", id="items"),
        pytest.param("ids = ['a', 'b']\n{i: f'https://fen.example/{i}' for i in ids}", id="a comprehension"),
        pytest.param("x = {'a': 1, 'b': 2}\n{k: v for k, v in x.items()}", id="a comprehension of pairs"),
        pytest.param("if here:\n    x = ['a', 'b']\nx", id="in a branch"),
    ],
)
def test_names(code):
    assert names(code) == ["a", "b"]


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        pytest.param("[f'moss_{s}' for s in ['s', 'l']]", ["moss_s", "moss_l"], id="a template"),
        pytest.param("['moss_' + s for s in ('s', 'l')]", ["moss_s", "moss_l"], id="added"),
        pytest.param(
            "[a + b for a in 'x', for b in ['1', '2']]".replace("'x',", "['x']"), ["x1", "x2"], id="two loops"
        ),
    ],
)
def test_names_that_are_made(code, expected):
    assert names(code) == expected


@given(st.lists(st.text(max_size=5), max_size=5))
def test_what_is_written_is_read(texts):
    assert names(f"x = {texts!r}\n{{f'{{i}}': 1 for i in x}}") == texts
