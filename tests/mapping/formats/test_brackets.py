import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builder.mapping.formats.brackets import read_brackets, unquoted
from builder.mapping.formats.entries import Positions


def scalars(text: str, separator: str = ":") -> list[tuple[str, str]]:
    return [
        (".".join(entry.keys), entry.value) for entry in read_brackets(text, Positions(text), separator=separator)[0]
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param("", [], id="empty"),
        pytest.param("{}", [], id="empty object"),
        pytest.param('{"a": }', [], id="no value"),
        pytest.param('// "a": "b"', [], id="line comment"),
        pytest.param('{/* "a": "b" */}', [], id="block comment"),
        pytest.param('{"a": "b"}', [("a", "b")], id="object"),
        pytest.param('{"a": "b", // c\n "d": 1,}', [("a", "b"), ("d", "1")], id="comment and trailing comma"),
        pytest.param('{"a": {"b": ["c", {"d": "e"}]}}', [("a.b.[]", "c"), ("a.b.[].d", "e")], id="nested"),
        pytest.param("{a: b/c, 'd': e}", [("a", "b/c"), ("d", "e")], id="yaml flow"),
        pytest.param("[a, b c]", [("[]", "a"), ("[]", "b c")], id="list of words"),
        pytest.param('{"a": "b\\u0041\\"c"}', [("a", 'bA"c')], id="escapes"),
        pytest.param('{"a" "b": "c"}', [("b", "c")], id="comma missing"),
        pytest.param('{"a": "b\n"c": "d"}', [("a", "b"), ("c", "d")], id="string that is not closed"),
        pytest.param("{u: http://h/x}", [("u", "http://h/x")], id="colon within a word"),
    ],
)
def test_scalars(text: str, found: list[tuple[str, str]]) -> None:
    assert scalars(text) == found


def test_equals_sign_separates_in_toml() -> None:
    assert scalars('{a = "b", c = [1]}', ":=") == [("a", "b"), ("c.[]", "1")]


def test_places_count_from_one_behind_the_quote() -> None:
    text = '{\n  "a": "b"}'
    (entry,), end = read_brackets(text, Positions(text))
    assert (*entry.place, end) == (2, 9, len(text))


def test_values_of_one_object_share_their_parent_and_others_do_not() -> None:
    text = '[{"a": "1", "b": ["2"]}, {"a": "3"}]'
    first, second, third = (entry.parent for entry in read_brackets(text, Positions(text))[0])
    assert first == second != third


@pytest.mark.parametrize("bracket", ["[", "{", '{"a":', "[{"])
def test_deep_nesting_ends(bracket: str) -> None:
    text = bracket * 10_000
    assert read_brackets(text, Positions(text)) == ([], len(text))


@pytest.mark.parametrize(
    ("written", "value"),
    [
        pytest.param("a", "a", id="bare"),
        pytest.param("'it''s'", "it's", id="single"),
        pytest.param('"a', "a", id="not closed"),
        pytest.param('"a\\q"', "a\\q", id="escape that is none"),
        pytest.param('""', "", id="empty"),
    ],
)
def test_unquoted(written: str, value: str) -> None:
    assert unquoted(written) == value


TEXTS = st.text(st.characters(exclude_characters='\x00"\\', exclude_categories=["Cs", "Cc"]), min_size=1)


@settings(deadline=None)
@given(st.dictionaries(TEXTS, TEXTS))
def test_json_is_read_as_json_does(values: dict[str, str]) -> None:
    text = json.dumps(values, ensure_ascii=False)
    read = read_brackets(text, Positions(text))[0]
    assert {entry.keys[0]: entry.value for entry in read} == values


@settings(deadline=None)
@given(st.text(alphabet="{}[]:,=\"'\\/*# \nab"))
def test_no_text_is_refused(text: str) -> None:
    entries, end = read_brackets(text, Positions(text))
    assert 0 <= end <= len(text)
    assert all(entry.place.line <= text.count("\n") + 1 for entry in entries)
