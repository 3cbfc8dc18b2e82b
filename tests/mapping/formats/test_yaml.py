import pytest
import yaml as reference
from hypothesis import given, settings
from hypothesis import strategies as st

from builder.mapping.formats.entries import MAX_DEPTH, Place
from builder.mapping.formats.yaml import read_yaml


def scalars(text: str) -> list[tuple[str, str]]:
    return [(".".join(entry.keys), entry.value) for entry in read_yaml(text)]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="empty"),
        pytest.param("# a: b", id="comment"),
        pytest.param("a:", id="no value"),
        pytest.param("a: # b", id="comment for a value"),
        pytest.param("just text", id="text"),
        pytest.param("%YAML 1.2\n---\n...", id="marks of documents"),
        pytest.param("{% if a %}\n{{- if .Values.a }}\n{{- end }}", id="lines of templates"),
    ],
)
def test_nothing(text: str) -> None:
    assert read_yaml(text) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param("a: b/c  # d", [("a", "b/c")], id="comment behind a value"),
        pytest.param("a: b#c", [("a", "b#c")], id="no comment without a space"),
        pytest.param("a:\r\n  b: c\r\n", [("a.b", "c")], id="windows line ends"),
        pytest.param("a:\n\tb: c", [("a.b", "c")], id="tab"),
        pytest.param("\"a b\": 'it''s'", [("a b", "it's")], id="quoted key and value"),
        pytest.param("a: http://h:80/x", [("a", "http://h:80/x")], id="colons in a value"),
        pytest.param("a b: c", [("a b", "c")], id="key of two words"),
        pytest.param("- a\n- b: c\n  d: e", [("[]", "a"), ("[].b", "c"), ("[].d", "e")], id="list"),
        pytest.param("a:\n- b\nc: d", [("a.[]", "b"), ("c", "d")], id="list as deep as its key"),
        pytest.param("- - a\n  - b\n-\n  c: d", [("[].[]", "a"), ("[].[]", "b"), ("[].c", "d")], id="list of lists"),
        pytest.param(
            "a:\n  b: c\n d: e\nf: g", [("a.b", "c"), ("a.d", "e"), ("f", "g")], id="indentation that is wrong"
        ),
        pytest.param("a: [b, {c: d}]", [("a.[]", "b"), ("a.[].c", "d")], id="flow"),
        pytest.param("a: [\n  b,\n  c\n]\nd: e", [("a.[]", "b"), ("a.[]", "c"), ("d", "e")], id="flow over lines"),
        pytest.param("a: [b\nc: d", [("a.[]", "b"), ("c", "d")], id="flow that is not closed"),
        pytest.param("a: {{ b }}\nc: d", [("a", "{{ b }}"), ("c", "d")], id="template"),
        pytest.param("a: |\n  b\n   c\nd: e", [("a", "b\n c"), ("d", "e")], id="literal block"),
        pytest.param("a: >-\n  b\n  c", [("a", "b\nc")], id="folded block"),
        pytest.param("a: b\n  c\nd: e", [("a", "b\nc"), ("d", "e")], id="plain scalar over lines"),
        pytest.param('a: "b\n  c"\nd: e', [("a", "b\n  c"), ("d", "e")], id="quoted scalar over lines"),
        pytest.param("a: 'b\nc: d", [("a", "'b"), ("c", "d")], id="quote that is not closed"),
        pytest.param("a:\n  b", [("a", "b")], id="value on the next line"),
        pytest.param("a: !!str b", [("a", "b")], id="tag"),
        pytest.param("a: !ref <b>", [("a", "!ref <b>")], id="reference is a value"),
        pytest.param("a: !new:m.C\n  b: c", [("a._target_", "m.C"), ("a.b", "c")], id="object"),
        pytest.param("a: &x b\nc: *x", [("a", "b"), ("*x", "b"), ("c", "*x")], id="anchor and alias"),
        pytest.param("a: b\n---\na: c", [("a", "b"), ("a", "c")], id="two documents"),
        pytest.param(
            "a: b\n<<<<<<< HEAD\nc: d\n=======\nc: e", [("a", "b"), ("c", "d"), ("c", "e")], id="merge markers"
        ),
    ],
)
def test_scalars(text: str, found: list[tuple[str, str]]) -> None:
    assert scalars(text) == found


def test_places_of_every_line_of_a_block() -> None:
    (entry,) = read_yaml("a:\n  run: |\n    x\n      y")
    assert [tuple(place) for place in entry.places] == [(3, 5), (4, 5)]


@pytest.mark.parametrize(
    ("text", "folded"),
    [pytest.param("a: |\n  b", False, id="literal"), pytest.param("a: >\n  b", True, id="folded")],
)
def test_folded(text: str, folded: bool) -> None:
    assert [entry.folded for entry in read_yaml(text)] == [folded]


def test_values_of_one_mapping_share_their_parent_with_the_lists_in_it() -> None:
    one, two, three = read_yaml("- a: 1\n  b:\n  - 2\n- a: 3")
    assert one.parent == two.parent != three.parent


def test_what_stands_in_an_object_has_its_class_beside_it() -> None:
    target, value = read_yaml("a: !new:m.C\n  b: c")
    assert target.parent == value.parent


@pytest.mark.parametrize(
    "text", ["- " * 10_000, "[" * 10_000, "a: {" * 10_000, "\n".join(" " * n + "a:" for n in range(500))]
)
def test_deep_nesting_ends(text: str) -> None:
    assert all(len(entry.keys) <= MAX_DEPTH for entry in read_yaml(text))


NAMES = st.text("abcdefg_", min_size=1)
VALUES = st.from_regex(r"[a-c][a-c/._-]*", fullmatch=True)
TREES = st.recursive(
    VALUES,
    lambda inner: st.lists(inner, min_size=1, max_size=4) | st.dictionaries(NAMES, inner, min_size=1, max_size=4),
    max_leaves=12,
)


def leaves(tree: object, keys: tuple[str, ...] = ()) -> list[tuple[tuple[str, ...], str]]:
    if isinstance(tree, dict):
        return [leaf for key, value in tree.items() for leaf in leaves(value, (*keys, key))]
    if isinstance(tree, list):
        return [leaf for value in tree for leaf in leaves(value, (*keys, "[]"))]
    return [(keys, str(tree))]


@settings(deadline=None)
@given(st.dictionaries(NAMES, TREES, min_size=1, max_size=4), st.booleans())
def test_yaml_is_read_as_yaml_does(tree: dict[str, object], flow: bool) -> None:
    text = reference.safe_dump(tree, sort_keys=False, default_flow_style=flow, width=10_000)
    assert [(entry.keys, entry.value) for entry in read_yaml(text)] == leaves(tree)


def test_a_block_without_lines_stands_where_it_is_announced() -> None:
    assert [entry.places for entry in read_yaml("a: 1\n- >")][-1:] == [(Place(2, 1),)]


@settings(deadline=None)
@given(st.text(alphabet="ab:-#&*!|>[]{}'\"%,. \t\n\r\x00"))
def test_no_text_is_refused(text: str) -> None:
    lines = text.count("\n") + 1
    assert all(1 <= place.line <= lines for entry in read_yaml(text) for place in entry.places)
