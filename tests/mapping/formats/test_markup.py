import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder.mapping.formats.markup import read_markup


def entries(text: str) -> list[tuple[str, str, tuple[int, int]]]:
    return [(".".join(one.keys), one.value, tuple(one.place)) for one in read_markup(text)]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="nothing"),
        pytest.param("<!-- <a b='c'/> -->", id="comment"),
        pytest.param("<?xml version='1.0'?><!DOCTYPE a>", id="declarations"),
        pytest.param("<a>  </a>", id="no text"),
        pytest.param("1 < 2", id="no element"),
    ],
)
def test_nothing(text: str) -> None:
    assert entries(text) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param('<a>\n  <b c="d"/>\n</a>', [("a.b.c", "d", (2, 9))], id="attribute"),
        pytest.param("<a><b>x &amp; y</b></a>", [("a.b", "x & y", (1, 7))], id="text"),
        pytest.param('<p name="m" value="v"/>', [("p.name", "m", (1, 10)), ("m", "v", (1, 20))], id="property"),
        pytest.param('<s name="m">v</s>', [("s.name", "m", (1, 10)), ("m", "v", (1, 13))], id="resource"),
        pytest.param("<d><key>m</key><string>v</string></d>", [("d.m", "v", (1, 24))], id="property list"),
        pytest.param("<a><![CDATA[v]]></a>", [("a", "v", (1, 4))], id="data"),
        pytest.param("<a><b>v</a>", [], id="not closed"),
    ],
)
def test_entries(text: str, found: list[tuple[str, str, tuple[int, int]]]) -> None:
    assert entries(text) == found


@given(st.text(alphabet="<>/ab=\"' -!?[]\n"))
def test_any_text_is_read(text: str) -> None:
    read_markup(text)
