import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builder.mapping.formats.entries import Place
from builder.mapping.formats.shell import read_shell
from builder.mapping.formats.words import Word, pieces
from builder.mapping.outside.texts import Text
from builder.mapping.outside.variables import MAX_VALUES, Variables, may_assign

EITHER = Text("b", ":1", 1, (), True), Text("c", ":2", 1, (), True)


def values(text: str, word: str, outside: dict[str, list[Text]] | None = None) -> list[Text]:
    variables = Variables(outside or {})
    for command in read_shell(text)[0]:
        variables.run(command)
    return variables.expand(Word(pieces(word), Place(1, 1)))


@pytest.mark.parametrize(
    ("text", "word"),
    [
        pytest.param("", "$A", id="not set"),
        pytest.param("A=", "$A", id="empty"),
        pytest.param("A=$B", "$A", id="set to what is not known"),
        pytest.param("A=b", "$A/$C", id="half known"),
        pytest.param("python A=b", "$A", id="argument of a command"),
        pytest.param("echo export A=b", "$A", id="text"),
        pytest.param("echo A[x]=b", "${A[x]}", id="item in a text"),
        pytest.param("A=$(cat b)", "$A", id="set by a command"),
    ],
)
def test_unknown(text: str, word: str) -> None:
    assert values(text, word) == []


@pytest.mark.parametrize(
    ("text", "word", "found"),
    [
        pytest.param("", "a", [Text("a")], id="literal"),
        pytest.param("", "${A:-b}", [Text("b")], id="default"),
        pytest.param("A=c", "${A:-b}", [Text("c", ":1", 1)], id="value before default"),
        pytest.param("A=b", "x/$A", [Text("x/b", ":1", 1)], id="part of a word"),
        pytest.param("export A=b", "$A", [Text("b", ":1", 1)], id="export"),
        pytest.param("local -r A=b", "$A", [Text("b", ":1", 1)], id="declaration with an option"),
        pytest.param("A=b python x", "$A", [Text("b", ":1", 1)], id="before a command"),
        pytest.param("\nA=b\nC=$A", "$C", [Text("b", ":2", 2, (":3",))], id="two steps keep the first place"),
        pytest.param("A=b\nA=c", "$A", [Text("c", ":2", 1)], id="later value"),
        pytest.param("A=b\nA=$1", "$A", [Text("b", ":1", 1)], id="what is not known leaves the default"),
        pytest.param(
            "A=b\nif x; then\nA=c\nfi", "$A", [Text("b", ":1", 1), Text("c", ":3", 1, (), True)], id="branch adds"
        ),
        pytest.param("A=(b\nc)", "${A[@]}", [Text("b", ":1", 1), Text("c", ":2", 1)], id="list"),
        pytest.param("A=(b\nc)", "${A[*]}", [Text("b", ":1", 1), Text("c", ":2", 1)], id="list as one word"),
        pytest.param("A=(b\nc)", "$A", [Text("b", ":1", 1), Text("c", ":2", 1, (), True)], id="list without an item"),
        pytest.param(
            "A=(b\nc)\nC=$A", "$C", [Text("b", ":1", 2, (":3",)), Text("c", ":2", 2, (":3",), True)], id="handed on"
        ),
        pytest.param("A=(b\nc)", "${A[0]}", [Text("b", ":1", 1), Text("c", ":2", 1, (), True)], id="item of a list"),
        pytest.param("for A in b c; do", "$A", [Text("b", ":1", 1), Text("c", ":1", 1)], id="loop"),
        pytest.param(
            "select A in b c; do", "$A", [Text("b", ":1", 1, (), True), Text("c", ":1", 1, (), True)], id="select"
        ),
        pytest.param("A[x]=b\nA[y]=c", "${A[$N]}", [*EITHER], id="items"),
        pytest.param("declare -A A=([x]=b\n[y]=c)", "${A[$N]}", [*EITHER], id="keys"),
        pytest.param(
            "B='c d'\nfor A in $B; do",
            "$A",
            [Text("c", ":1", 2, (":2",)), Text("d", ":1", 2, (":2",))],
            id="loop over words",
        ),
        pytest.param("", "${A:-${B:-c}}", [Text("c")], id="default of a default"),
    ],
)
def test_values(text: str, word: str, found: list[Text]) -> None:
    assert values(text, word) == found


MENU = "case $N in\n" + "".join(f"{number}) A=v{number} ;;\n" for number in range(9)) + "esac"


@pytest.mark.parametrize(
    ("text", "word", "found"),
    [
        pytest.param("A=(b c)", "$A-$B", [], id="beside what is not known"),
        pytest.param("A=(b c)", "$A-$A", ["b-b", "c-c"], id="list"),
        pytest.param("A=(b c)", "$A-${A}-$A", ["b-b-b", "c-c-c"], id="in both spellings"),
        pytest.param("for A in b c; do", "$A/$A", ["b/b", "c/c"], id="loop"),
        pytest.param("A=(b c)\nD=(e f)", "$A$D$A", ["beb", "bfb", "cec", "cfc"], id="around another"),
        pytest.param(MENU, "x/$A/$A", [f"x/v{number}/v{number}" for number in range(9)], id="menu"),
    ],
)
def test_a_variable_that_stands_twice_in_a_word_holds_one_text(text: str, word: str, found: list[str]) -> None:
    assert [one.text for one in values(text, word)] == found


def test_another_file_sets_what_this_one_does_not() -> None:
    outside = {"A": [Text("b", "env:3", 1)], "C": [Text("d", "env:4", 1)]}
    assert values("A=x", "$A $C", outside) == [Text("x d", ":1", 1)]


@settings(deadline=None)
@given(st.integers(1, 60))
def test_values_are_at_most_some(count: int) -> None:
    text = "A=(" + " ".join(f"v{number}" for number in range(count)) + ")"
    assert len(values(f"{text}\nB=$A", "$A$B")) == min(min(count, MAX_VALUES) ** 2, MAX_VALUES)


@pytest.mark.parametrize(
    ("text", "sets"),
    [
        pytest.param("echo $1", False, id="prints"),
        pytest.param("vllm serve $1 --port 80", False, id="serves"),
        pytest.param("NAME=a", True, id="assignment"),
        pytest.param("export NAME=a", True, id="declaration"),
        pytest.param("for name in a b", True, id="loop"),
        pytest.param(": ${NAME:=a}", True, id="default"),
        pytest.param("read -r name <<< a", True, id="read"),
        pytest.param("git clone $1", True, id="files are brought"),
    ],
)
def test_a_command_that_sets_nothing_leaves_all_as_it_is(text, sets):
    (command, *_), _ = read_shell(text)
    variables = Variables()
    variables.run(command)
    assert may_assign(command) is sets
    assert sets or variables == Variables()
