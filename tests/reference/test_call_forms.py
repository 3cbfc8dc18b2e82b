import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder.reference.call_forms import CallIndex, import_words

MEMBERS = ("oak", "elm")
INDEX = CallIndex[str](
    [
        ("method", "lib", "*.get", ()),
        ("anywhere below", "lib", "**.Net", ()),
        ("exact", "lib.sub", "load", ()),
        ("member", "trees", "**.{model}", MEMBERS),
        ("member's method", "trees", "{model}.grow", MEMBERS),
    ]
)


@pytest.mark.parametrize(
    ("call", "found"),
    [
        pytest.param("", None, id="empty"),
        pytest.param("lib", None, id="root alone"),
        pytest.param("lib.get", None, id="a star stands for one name at least"),
        pytest.param("other.a.get", None, id="another root"),
        pytest.param("mylib.a.get", None, id="a root is a whole word"),
        pytest.param(".lib.a.get", None, id="relative"),
        pytest.param("lib.sub.x.load", None, id="no star, nothing between"),
        pytest.param("trees.ash", None, id="no member"),
        pytest.param("trees.oaks", None, id="a member is a whole word"),
        pytest.param("trees.ash.grow", None, id="method of no member"),
        pytest.param("lib.a.get", ("method", None), id="one name between"),
        pytest.param("lib.a.b.get", ("method", None), id="two names between"),
        pytest.param("lib.Net", ("anywhere below", None), id="two stars, nothing between"),
        pytest.param("lib.a.b.Net", ("anywhere below", None), id="two stars, names between"),
        pytest.param("lib.sub.load", ("exact", None), id="root of two names"),
        pytest.param("trees.a.oak", ("member", "oak"), id="member"),
        pytest.param("trees.elm.grow", ("member's method", "elm"), id="method of a member"),
    ],
)
def test_whose_call_it_is(call: str, found: tuple[str, str | None] | None) -> None:
    assert INDEX.find(call) == found


@pytest.mark.parametrize(
    ("source", "words"),
    [
        pytest.param(b"", set(), id="empty"),
        pytest.param(b"x = 1\n", set(), id="none"),
        pytest.param(b"import a.b as c, d\nx", {"import", "a", "b", "as", "c", "d"}, id="import"),
        pytest.param(b"  from a import (\n  b,\n)", {"from", "a", "import"}, id="from, in brackets"),
        pytest.param(b"load('x'); import a", {"load", "x", "import", "a"}, id="last line without end"),
        pytest.param(b"y = importlib.import_module('a')\r\nz", {"y", "importlib", "import_module", "a"}, id="by name"),
    ],
)
def test_words_of_imports(source: bytes, words: set[str]) -> None:
    assert import_words(source) == {word.encode() for word in words}


@pytest.mark.parametrize(
    ("source", "words"),
    [
        pytest.param(b"lib.a.get()", set(), id="no import"),
        pytest.param(b"import lib\nlib.a.put()", set(), id="another call"),
        pytest.param(b"import lib\nload()", set(), id="a word of the root is missing"),
        pytest.param(b"import lib\nlib.a.get(Net)", {"get", "Net"}, id="two"),
        pytest.param(b"from lib import sub\nsub.load()", {"load"}, id="all words of the root"),
        pytest.param(b"import trees\ntrees.elm()", {"elm"}, id="the member that is there"),
        pytest.param(b"import os\nanything()", {"anything"}, id="word that counts anywhere"),
    ],
)
def test_last_words_that_a_file_may_hold(source: bytes, words: set[str]) -> None:
    assert INDEX.last_words(source, import_words(source), [b"anything"]) == words


@given(st.binary(max_size=300))
def test_any_bytes_have_words(data: bytes) -> None:
    imported = import_words(data)
    assert all(word in data for word in imported)
    assert INDEX.last_words(data, imported, []) <= {"get", "Net", "load", "grow", *MEMBERS}
