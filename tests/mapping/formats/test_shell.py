import shlex

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builder.mapping.formats.entries import Place
from builder.mapping.formats.shell import MAX_COMMANDS, read_shell
from builder.mapping.formats.words import Variable


def commands(text: str) -> list[list[str]]:
    return [[word.written for word in command.words] for command in read_shell(text)[0]]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="empty"),
        pytest.param("# a b", id="comment"),
        pytest.param("  \n\n", id="blank lines"),
        pytest.param("&& | ;", id="operators alone"),
    ],
)
def test_nothing(text: str) -> None:
    assert commands(text) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param("a b", [["a", "b"]], id="words"),
        pytest.param("a && b || c; d | e & f", [["a"], ["b"], ["c"], ["d"], ["e"], ["f"]], id="operators"),
        pytest.param("a 'b c' \"d e\" f\\ g", [["a", "b c", "d e", "f g"]], id="quotes and escapes"),
        pytest.param("a 'b'\"c\"d", [["a", "bcd"]], id="joined quotes"),
        pytest.param("a \\\n  b", [["a", "b"]], id="line that goes on"),
        pytest.param("a \\ # why\n b", [["a", "b"]], id="comment behind the mark that it goes on"),
        pytest.param("a # b\nc", [["a"], ["c"]], id="comment"),
        pytest.param("a#b", [["a#b"]], id="no comment within a word"),
        pytest.param("a it's b\nc", [["a", "it's", "b"], ["c"]], id="apostrophe"),
        pytest.param("a > b 2>&1", [["a", ">", "b", ">&", "1"]], id="redirections"),
        pytest.param("a <name> b", [["a", "$()", "b"]], id="placeholder"),
        pytest.param("(a; b)", [["a"], ["b"]], id="subshell"),
        pytest.param("a\r\nb", [["a"], ["b"]], id="windows line ends"),
    ],
)
def test_commands(text: str, found: list[list[str]]) -> None:
    assert commands(text) == found


@pytest.mark.parametrize(
    ("word", "piece"),
    [
        pytest.param("$A", Variable("A"), id="name"),
        pytest.param("${A}", Variable("A"), id="braces"),
        pytest.param("${A:-b/c}", Variable("A", "b/c"), id="default"),
        pytest.param("${A-b}", Variable("A", "b"), id="default where unset"),
        pytest.param("${2:-b}", Variable("2", "b"), id="argument"),
        pytest.param("${A[@]}", Variable("A", item="@"), id="list"),
        pytest.param("${A[*]}", Variable("A", item="@"), id="list as one word"),
        pytest.param("${A#b}", Variable("A", cut="#b"), id="cut"),
        pytest.param('"$A"', Variable("A"), id="between quotes"),
        pytest.param("$(A)", Variable("A"), id="kubernetes and make"),
        pytest.param("$(a b)", Variable("", run="a b"), id="command"),
        pytest.param("`a b`", Variable("", run="a b"), id="command between backticks"),
        pytest.param("{{ a }}", Variable("a"), id="template"),
        pytest.param("{{ .Values.a | quote }}", Variable("a"), id="chart"),
        pytest.param("${{ matrix.a-b }}", Variable("a-b"), id="name with a dash"),
        pytest.param("${{ inputs.a || 'o/n' }}", Variable("a", "o/n"), id="workflow with a default"),
        pytest.param("${{ matrix.a }}", Variable("a"), id="workflow"),
        pytest.param("'$A'", "$A", id="between single quotes"),
        pytest.param("\\$A", "$A", id="escaped"),
    ],
)
def test_variables(word: str, piece: str | Variable) -> None:
    assert read_shell(word)[0][0].words[0].pieces == (piece,)


def test_list_that_a_variable_is_given() -> None:
    (command,), _ = read_shell("A=(b\n 'c d')")
    assert ([word.written for word in command.words], command.listed) == (["A=", "b", "c d"], 2)


def test_depth_of_branches_and_loops() -> None:
    found, _ = read_shell("a\nif b; then\n c\nfi\nfor d in e; do f; done\ng")
    assert [
        (command.words[-1].written, command.depth)
        for command in found
        if command.words[0].literal not in {"fi", "done"}
    ] == [
        ("a", 0),
        ("b", 0),
        ("then", 1),
        ("c", 1),
        ("e", 0),
        ("f", 1),
        ("g", 0),
    ]


@pytest.mark.parametrize(
    ("text", "documents"),
    [
        pytest.param("a << b", [], id="shift"),
        pytest.param("a <<E\nb", [], id="end that never comes"),
        pytest.param("a <<E\nb\nE\nc", [("b\n", 2, ("a",))], id="plain"),
        pytest.param("a <<-'E' > f.py\n\tb\n\tE", [("\tb\n", 2, ("a", ">", "f.py"))], id="quoted end and a file"),
    ],
)
def test_here_documents(text: str, documents: list[tuple[str, int, tuple[str, ...]]]) -> None:
    assert [(one.text, one.line, one.words) for one in read_shell(text)[1]] == documents


def test_commands_go_on_behind_a_here_document() -> None:
    assert commands("a <<E\nb\nE\nc") == [["a"], ["c"]]


def test_places_are_those_of_the_given_lines_and_then_follow() -> None:
    found, _ = read_shell("a b\nc\nd", (Place(7, 5), Place(9, 3)))
    assert [tuple(word.place) for command in found for word in command.words] == [(7, 5), (7, 7), (9, 3), (10, 1)]


def test_a_text_of_too_many_commands_is_read_to_a_limit() -> None:
    assert len(read_shell("a\n" * (MAX_COMMANDS + 10))[0]) == MAX_COMMANDS


@settings(deadline=None)
@given(st.lists(st.text(min_size=1), min_size=1))
def test_words_that_are_quoted_for_a_shell_come_back(words: list[str]) -> None:
    (command,), _ = read_shell(" ".join(map(shlex.quote, words)))
    assert [word.literal for word in command.words] == words


@settings(deadline=None)
@given(st.text(alphabet="ab$(){}[]'\"`\\<>&|;#=E- \t\n\r\x00"))
def test_no_text_is_refused(text: str) -> None:
    lines = text.count("\n") + 1
    assert all(1 <= word.place.line <= lines for command in read_shell(text)[0] for word in command.words)
