import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder.mapping.scripts.markup import tags


def attributes(text: str) -> list[tuple[str, dict[str, str]]]:
    return [(tag.name, {key: one.value for key, one in tag.attributes.items()}) for tag in tags(text.encode())]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param("a < b", [], id="comparison"),
        pytest.param('<!-- <a x="1"> -->', [], id="comment"),
        pytest.param("/* <a> */ // <b>", [], id="comments of a script"),
        pytest.param("<a>", [("a", {})], id="no attributes"),
        pytest.param("<a x=\"1\" y='2' z=3 on>", [("a", {"x": "1", "y": "2", "z": "3", "on": ""})], id="attributes"),
        pytest.param("<a x={'1'} {...more} f={() => { g(1) }}>", [("a", {"x": "1", "f": "() => { g(1) }"})], id="JSX"),
        pytest.param('<a x="<b y=1>">', [("a", {"x": "<b y=1>"})], id="tag within an attribute"),
        pytest.param('<a x="http://b">', [("a", {"x": "http://b"})], id="address"),
        pytest.param('<a x="1', [("a", {"x": ""})], id="unfinished"),
    ],
)
def test_attributes(text: str, found: list[tuple[str, dict[str, str]]]) -> None:
    assert attributes(text) == found


def test_what_is_around() -> None:
    found = list(tags(b"<select id=a><optgroup><option>x</option></optgroup></select><option>y</option>"))
    assert [(one.name, [other.name for other in one.around], one.text.value) for one in found] == [
        ("select", [], ""),
        ("optgroup", ["select"], ""),
        ("option", ["select"], "x"),
        ("option", [], "y"),
    ]


@given(st.text(alphabet="<>/=\"'{}ab! -*\n", max_size=80))
def test_every_value_stands_where_it_says(text: str) -> None:
    data = text.encode()
    for tag in tags(data):
        assert data[tag.start : tag.start + 1] == b"<"
        for one in tag.attributes.values():
            assert one.value == "" or len(data[one.start :]) >= len(one.value)
