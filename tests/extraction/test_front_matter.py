"""Front matter: found as the Hub finds it, told apart when broken, never dear, and every scalar in its place."""

from typing import Any

import pytest
import yaml
from endless import not_endless
from hypothesis import given
from hypothesis import strategies as st

from builder.extraction import front_matter
from builder.extraction.front_matter import Node, Scalar, read_front_matter


@pytest.fixture(params=["CSafeLoader", "SafeLoader"])
def _loader(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """libyaml's parser and the one that PyYAML has without it."""
    monkeypatch.setattr(front_matter, "LOADER", getattr(yaml, request.param))


def texts(node: Node) -> Any:
    """A tree without its places."""
    match node:
        case Scalar():
            return node.text
        case list():
            return [texts(item) for item in node]
        case dict():
            return {key: texts(item) for key, item in node.items()}


def fenced(block: str) -> str:
    return f"---\n{block}\n---\n# A model\n"


ABSENT = [
    pytest.param("", id="empty card"),
    pytest.param("# A model\n", id="prose only"),
    pytest.param("# A model\n---\nlicense: mit\n---\n", id="fence after prose"),
    pytest.param("---\nlicense: mit\n", id="never closed"),
    pytest.param("---\nlicense: mit\n----\n", id="closed by four dashes"),
    pytest.param("--- \nlicense: mit\n---\n", id="space after the opening fence"),
    pytest.param("---license: mit\n---\n", id="no line end after the opening fence"),
    pytest.param("---\n---\n# A model\n", id="one fence right after the other"),
]
FOUND = [
    pytest.param("---\nlicense: mit\n---", id="end of the card"),
    pytest.param("---\nlicense: mit\n--- \t\n# A model", id="spaces after the closing fence"),
    pytest.param("---\r\nlicense: mit\r\n---\r\n# A model", id="CR LF"),
    pytest.param("---\rlicense: mit\r---\n", id="CR"),
    pytest.param("\n \n---\nlicense: mit\n---\n", id="blank lines before"),
    pytest.param("\ufeff---\nlicense: mit\n---\n", id="byte order mark before"),
    pytest.param("---\n\ufefflicense: mit\n---\n", id="byte order mark within"),
    pytest.param("---\nlicense: mit\n---\ntext\n---\n", id="more fences in the prose"),
    pytest.param("---\nlicense: apache-2.0\nlicense: mit\n---\n", id="key twice: the last counts"),
    pytest.param("---\n# note\nlicense: 'mit' # yes\n---\n", id="comments"),
]
EMPTY = [
    pytest.param("---\n\n---\n", id="blank line"),
    pytest.param("---\n# only a comment\n---\n", id="comment"),
    pytest.param("---\nnull\n---\n", id="null"),
    pytest.param("---\n{}\n---\n", id="empty mapping"),
]
INVALID = [
    pytest.param("@#$@%@#", "cannot start any token", id="no YAML"),
    pytest.param('language: "fr"tags:\n- ctc', "", id="no line end after quotes"),
    pytest.param("a:\t- b", "", id="tab"),
    pytest.param("a: *b", "alias 'b' has no anchor", id="alias of nothing"),
    pytest.param("a: &a [*a]", "within its own", id="anchor within itself"),
    pytest.param("license: {{ license }}", "a key that is no scalar", id="template left open"),
    pytest.param("a: b\n--- c", "more than one document", id="two documents"),
    pytest.param("a: b\0", "", id="control character"),
    pytest.param("a: \ud800", "", id="half a surrogate pair"),
    pytest.param("a: [" * 101, "nested deeper than 100", id="deep nesting"),
    pytest.param("a: " + "x" * 1_000_000, "the limit is 1000000", id="too long"),
    pytest.param(
        "a: &a [" + "b," * 1000 + "]\nb: [" + "*a," * 300 + "]", "more than 300000 values", id="too many values"
    ),
    pytest.param("%TAG !a! b\n--- {a: b}", "directives are not read", id="directive"),
]
LAUGHS = "\n".join(f"{b}: &{b} [{', '.join([f'*{a}'] * 9)}]" for a, b in zip("abcdefgh", "bcdefghi", strict=True))


@pytest.mark.usefixtures("_loader")
@pytest.mark.parametrize("card", ABSENT)
def test_absent(card: str) -> None:
    assert read_front_matter(card) == front_matter.FrontMatter("absent")


@pytest.mark.usefixtures("_loader")
@pytest.mark.parametrize("card", FOUND)
def test_found(card: str) -> None:
    found = read_front_matter(card)
    assert found.state == "ok"
    assert texts(found.values["license"]) == "mit"
    place = found.values["license"]
    assert isinstance(place, Scalar)
    assert card[place.start : place.end].strip("'") == "mit"


@pytest.mark.usefixtures("_loader")
@pytest.mark.parametrize("card", EMPTY)
def test_nothing_between_the_fences_is_an_empty_mapping(card: str) -> None:
    assert read_front_matter(card) == front_matter.FrontMatter("ok", {}, len(card))


@pytest.mark.usefixtures("_loader")
@pytest.mark.parametrize(("block", "reason"), INVALID)
def test_invalid(block: str, reason: str) -> None:
    found = read_front_matter(fenced(block))
    assert (found.state, found.values, found.end) == ("invalid", {}, 0)
    assert found.error is not None
    assert reason in found.error
    assert "\n" not in found.error


@pytest.mark.usefixtures("_loader")
@pytest.mark.parametrize("block", ["- mit\n- en", "tags:text-classification", "42"])
def test_not_a_mapping(block: str) -> None:
    found = read_front_matter(fenced(block))
    assert (found.state, found.values, found.end) == ("not_a_mapping", {}, 0)


def test_prose_begins_after_the_closing_fence() -> None:
    card = fenced("license: mit")
    assert card[read_front_matter(card).end :] == "# A model\n"


def test_aliases_are_what_they_stand_for_at_the_anchor() -> None:
    card = fenced("a: &x mit\nb: [*x, &y no, *y]")
    found = read_front_matter(card).values
    assert texts(found) == {"a": "mit", "b": ["mit", "no", "no"]}
    assert found["b"] == [found["a"], Scalar("no", card.index("&y"), card.index("no,") + 2), found["b"][1]]


def test_laughing_aliases_are_counted_not_expanded() -> None:
    assert "aliases expanded" in str(read_front_matter(fenced(f"a: &a [x, x, x]\n{LAUGHS}")).error)


def test_long_scalar_is_not_multiplied() -> None:
    block = f"a: &a {'x' * 100_000}\nb: [{', '.join(['*a'] * 300)}]"
    assert "aliases expanded" in str(read_front_matter(fenced(block)).error)


def test_tags_make_no_objects() -> None:
    found = read_front_matter(fenced("a: !!python/object/apply:os.getcwd []\nb: !!int 'x'"))
    assert texts(found.values) == {"a": [], "b": "x"}


HOSTILE = [
    pytest.param("[" * 600_000, id="brackets"),
    pytest.param("a:\n" + "- &a b\n" * 80_000, id="anchors"),
    pytest.param("%TAG !a! b\n" * 50_000, id="directives"),
    pytest.param("\n--- x" * 100_000, id="almost fences"),
    pytest.param("a: " + "'" * 600_001, id="quotes"),
    pytest.param("".join(f"k{i}: v\n" for i in range(49_000)), id="keys"),
]


@pytest.mark.parametrize("block", HOSTILE)
def test_no_card_is_dear(block: str) -> None:
    with not_endless():
        read_front_matter(fenced(block))


words = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=12)
values = st.recursive(words, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words, inner, max_size=3))


@given(st.dictionaries(words, values, min_size=1, max_size=4), st.sampled_from([True, False, None]), st.booleans())
def test_reads_what_yaml_reads_with_types_left_alone(data: dict[str, Any], flow: bool | None, ascii_only: bool) -> None:
    block = yaml.safe_dump(data, default_flow_style=flow, allow_unicode=not ascii_only, width=40)
    found = read_front_matter(fenced(block))
    if found.state == "ok":  # a text may hold a line that closes the fence
        assert texts(found.values) == yaml.load(block, Loader=yaml.BaseLoader)


pieces = st.sampled_from(
    ["---\n", "\n---\n", "a: ", "- ", "'x y'", '"é\\n"', "😀", "\r\n", "\n", "|\n  ", "&a ", "*a", "[b, c]"]
)


@given(st.lists(pieces, max_size=30).map("".join) | st.text(max_size=200))
def test_any_text_is_read_and_plain_scalars_stand_where_they_say(middle: str) -> None:
    card = f"---\n{middle}\nlast: é😀 plain\n---\n"
    found = read_front_matter(card)
    last = found.values.get("last")
    if isinstance(last, Scalar):
        assert card[last.start : last.end] == last.text == "é😀 plain"
