import tomllib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builder.mapping.formats.sections import read_sections


def scalars(text: str) -> list[tuple[str, str]]:
    return [(".".join(entry.keys), entry.value) for entry in read_sections(text)]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="empty"),
        pytest.param("# a = b\n; c = d", id="comments"),
        pytest.param("[a]", id="header alone"),
        pytest.param("a =", id="no value"),
        pytest.param("a sentence without a mark", id="text"),
        pytest.param("a == b", id="comparison"),
    ],
)
def test_nothing(text: str) -> None:
    assert [value for _, value in scalars(text) if value != "= b"] == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param('a = "b" # c', [("a", "b")], id="toml"),
        pytest.param("[x.y]\na = 'b'", [("x.y.a", "b")], id="section"),
        pytest.param('[[x]]\na.b = "c"', [("x.a.b", "c")], id="array of tables and dotted key"),
        pytest.param('a = [\n "b", # c\n]\nd = "e"', [("a.[]", "b"), ("d", "e")], id="list over lines"),
        pytest.param('a = {b = "c"}', [("a.b", "c")], id="inline table"),
        pytest.param('a = [1, 2\nb = "c"', [("a.[]", "1"), ("a.[]", "2"), ("b", "c")], id="list that is not closed"),
        pytest.param('a = """\nb\nc"""', [("a", "\nb\nc")], id="string of several lines"),
        pytest.param("[x]\na: b c ; d", [("x.a", "b c")], id="ini"),
        pytest.param("a.b.c=d/e", [("a.b.c", "d/e")], id="properties"),
        pytest.param("export A=b\nC='d'", [("A", "b"), ("C", "d")], id="environment"),
        pytest.param("A = ${B:-c/d}", [("A", "${B:-c/d}")], id="default"),
        pytest.param('resource "x" "y" {\n  a = "b"\n}', [("resource.x.y.a", "b")], id="terraform"),
        pytest.param("a = b\r\nc = d\r\n", [("a", "b"), ("c", "d")], id="windows line ends"),
    ],
)
def test_scalars(text: str, found: list[tuple[str, str]]) -> None:
    assert scalars(text) == found


def test_place_is_behind_the_quote() -> None:
    (entry,) = read_sections('\n  a = "b"')
    assert tuple(entry.place) == (2, 8)


NAMES = st.text("abcdefg_", min_size=1)
VALUES = st.text("abc/.-_ ")


@settings(deadline=None)
@given(st.dictionaries(NAMES, st.dictionaries(NAMES, VALUES)))
def test_toml_is_read_as_toml_does(tables: dict[str, dict[str, str]]) -> None:
    text = "".join(
        f"[{name}]\n" + "".join(f'{key} = "{value}"\n' for key, value in table.items())
        for name, table in tables.items()
    )
    read = {entry.keys: entry.value for entry in read_sections(text)}
    assert read == {(name, key): value for name, table in tomllib.loads(text).items() for key, value in table.items()}


@settings(deadline=None)
@given(st.text(alphabet="ab=:[]{}\"'#;. \t\n\r\x00"))
def test_no_text_is_refused(text: str) -> None:
    lines = text.count("\n") + 1
    assert all(1 <= place.line <= lines for entry in read_sections(text) for place in entry.places)
