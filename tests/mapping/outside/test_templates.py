import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builder.mapping.formats.entries import Entry
from builder.mapping.formats.yaml import read_yaml
from builder.mapping.outside.templates import References
from builder.mapping.outside.texts import Text

OUTSIDE = {"OUT": [Text("x/out", "env:2", 1)]}


def values(text: str, value: str) -> list[Text]:
    return References(read_yaml(text), OUTSIDE).expand(value)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        pytest.param("", "${a.b}", id="reference to nothing"),
        pytest.param("", "${A}", id="variable that nobody sets"),
        pytest.param("a: ${a}", "${a}", id="reference to itself"),
        pytest.param("a: ${b}\nb: ${a}", "${a}", id="circle"),
        pytest.param("x:\n  a: b\ny:\n  a: c", "${a}", id="one word for two entries"),
        pytest.param("", "*a", id="alias of nothing"),
        pytest.param("", "!ref <a>", id="tag of nothing"),
        pytest.param("", "{{ .Values.a }}", id="helm"),
        pytest.param("", "${{ secrets.A }}", id="secret"),
        pytest.param("", "${oc.env:A}", id="environment"),
    ],
)
def test_unknown(text: str, value: str) -> None:
    assert values(text, value) == []


@pytest.mark.parametrize(
    ("text", "value", "found"),
    [
        pytest.param("", "a/b", [Text("a/b")], id="literal"),
        pytest.param("", "a<b>", [Text("a<b>")], id="angle brackets without a tag"),
        pytest.param("", "${A:-a/b}", [Text("a/b")], id="shell's default"),
        pytest.param("", "${A:a/b}", [Text("a/b")], id="default behind a colon"),
        pytest.param("", "${oc.env:A,a/b}", [Text("a/b")], id="omegaconf's environment"),
        pytest.param("", "${oc.env:A, 'a/b'}", [Text("a/b")], id="omegaconf's environment, quoted"),
        pytest.param("", "{{ a | default('a/b') }}", [Text("a/b")], id="jinja"),
        pytest.param("", '{{ .Values.a | default "a/b" }}', [Text("a/b")], id="helm"),
        pytest.param("", "{{ env_var('A', 'a/b') }}", [Text("a/b")], id="call with a default"),
        pytest.param("", "$OUT", [Text("x/out", "env:2", 1)], id="another file's variable"),
        pytest.param("m:\n  n: a/b", "${m.n}", [Text("a/b", ":2", 1)], id="omegaconf"),
        pytest.param("m:\n  n: a/b", "${..n}", [Text("a/b", ":2", 1)], id="relative"),
        pytest.param("o: a\nn: b", "${o}/${n}", [Text("a/b", ":1", 1)], id="two references"),
        pytest.param("n: a/b", "!ref <n>", [Text("a/b", ":1", 1)], id="speechbrain"),
        pytest.param("n: &x a/b", "*x", [Text("a/b", ":1", 1)], id="alias"),
        pytest.param("n: a/b\nk: ${n}", "${k}", [Text("a/b", ":1", 2, (":2",))], id="two steps"),
        pytest.param("n: a", "%(n)s/b", [Text("a/b", ":1", 1)], id="ini"),
    ],
)
def test_values(text: str, value: str, found: list[Text]) -> None:
    assert values(text, value) == found


@settings(deadline=None)
@given(st.text(alphabet="ab${}<>!ref *:-|%()s\n'\""))
def test_no_value_is_refused(value: str) -> None:
    entry = Entry(("a",), value, read_yaml("a: b")[0].places, 0)
    assert isinstance(References([entry], {}).expand(value), list)


def test_a_reference_means_the_outermost_key_of_its_name() -> None:
    (text,) = values("net: o/n\nx:\n  net: !ref <net>", "!ref <net>")
    assert (text.text, text.defined_at) == ("o/n", ":1")
