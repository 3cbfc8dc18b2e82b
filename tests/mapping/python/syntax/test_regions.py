import ast
import io
import tokenize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder.mapping.python.syntax.regions import Mark, Regions, mark_places, word_places


def shown(source: str) -> list[bool]:
    """Of each 'here' whether it is code."""
    data = source.encode()
    return [Regions(data).is_code(place) for place in word_places(data, b"here")]


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("# here", id="comment"),
        pytest.param("'here'", id="text"),
        pytest.param('x = f("it\'s here")', id="quote in a text"),
        pytest.param("'\\' here'", id="escaped quote"),
        pytest.param('"""here"""', id="docstring"),
        pytest.param("'''\n# '\nhere\n'''", id="text of several lines"),
        pytest.param('"""a\\"""here"""', id="escaped quotes"),
        pytest.param('x = """ \' """ # here', id="comment behind a text"),
        pytest.param('"""\nhere', id="text that stays open"),
        pytest.param("x = 'a' # it's here", id="quote in a comment"),
    ],
)
def test_no_code(source: str) -> None:
    assert shown(source) == [False]


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("here", id="alone"),
        pytest.param("x = 'a' + here", id="behind a text"),
        pytest.param('"""a""" + here', id="behind a docstring"),
        pytest.param("# it's\nhere", id="below a comment"),
        pytest.param('# """\nhere', id="below quotes in a comment"),
        pytest.param('x = \'"""\'\nhere', id="below quotes in a text"),
        pytest.param('"""\'\'\'"""; here', id="other quotes within"),
        pytest.param("x = '' '#' ''; here", id="hash in a text"),
        pytest.param("'a' 'b' and here", id="texts in a row"),
        pytest.param("x = r'\\\\' + here", id="backslashes"),
    ],
)
def test_code(source: str) -> None:
    assert shown(source) == [True]


def test_words_are_whole() -> None:
    assert word_places(b"load, loads, reload, un_load, load", b"load") == [0, 30]


def test_a_long_line_is_read_in_time_with_its_length() -> None:
    data = b"import x\nx = ['" + b"', 'here', '".join([b"a"] * 20_000) + b"']"
    places, regions = word_places(data, b"here"), Regions(data)
    answers = [regions.is_code(place) for place in places]
    assert len(answers) == 19_999
    assert not any(answers[:10])


TOKENS = st.sampled_from(
    ["here", "'a'", '"b"', '"""c"""', "'''d\nhere\n'''", "# here '\n", "\n", "+", "(", ")", "'#'", "x"]
)


@given(st.lists(TOKENS, max_size=12))
def test_as_python_tells(tokens: list[str]) -> None:
    source = "(" + " ".join(tokens) + "\n)"
    try:
        ast.parse(source)
    except SyntaxError:
        return
    lines = source.splitlines(keepends=True)
    starts = [sum(map(len, lines[:row])) for row in range(len(lines))]
    names = [
        starts[token.start[0] - 1] + token.start[1]
        for token in tokenize.generate_tokens(io.StringIO(source).readline)
        if token.type == tokenize.NAME and token.string == "here"
    ]
    data = source.encode()
    assert [place for place in word_places(data, b"here") if Regions(data).is_code(place)] == names


@pytest.mark.parametrize(
    ("source", "end"),
    [
        pytest.param('x = """a"""\ny', 13, id="closed"),
        pytest.param('x = "it"\n# """', 14, id="quotes in a comment"),
        pytest.param('x = """a\n{b}', 4, id="open"),
        pytest.param("'''a''' + '''b", 10, id="the second one open"),
    ],
)
def test_code_ends_where_a_string_stays_open(source: str, end: int) -> None:
    assert Regions(source.encode()).end == end


@pytest.mark.parametrize(
    ("source", "places"),
    [
        pytest.param(b"x = patch_size", [], id="a-longer-word"),
        pytest.param(b"sorted(names, key=lambda name: name)", [], id="a-lambda-that-is-passed"),
        pytest.param(b"load = lambda: None", [], id="a-lambda-of-a-plain-name"),
        pytest.param(b"patch(name)\nx = 1\npatch (name)", [0, 18], id="a-call-with-and-without-a-space"),
        pytest.param(b"a.load: Any = \\\n lambda: None\npatch(x)", [1, 30], id="what-stands-before-a-word-counts"),
    ],
)
def test_marks_are_words_with_what_stands_around_them(source: bytes, places: list[int]) -> None:
    marks = (
        Mark(b"lambda", rb"\b", before=rb"\.\w+\s*(?::[^=\n]*)?=[\s\\]*"),
        Mark(b"patch", rb"\s*\("),
    )
    assert mark_places(source, marks) == places


@pytest.mark.parametrize(
    ("source", "opening", "closing"),
    [
        pytest.param("here", None, None, id="no bracket"),
        pytest.param("f()[0] + here + {1}", None, None, id="others closed before and open behind"),
        pytest.param("f(here", 1, None, id="one that stays open"),
        pytest.param("f('(', [1], here, {2}, ')')", 1, 26, id="brackets in texts and between"),
        pytest.param("f([1, here]) # ]", 2, 10, id="the inner one"),
        pytest.param("f(" + " " * 100 + "here)", None, 106, id="too far before"),
        pytest.param("f(here" + " " * 100 + ")", 1, None, id="too far behind"),
    ],
)
def test_the_bracket_that_a_place_stands_in(source: str, opening: int | None, closing: int | None) -> None:
    regions, place = Regions(source.encode()), source.index("here")
    assert (regions.opening(place, 50), regions.closing(place, 50)) == (opening, closing)
