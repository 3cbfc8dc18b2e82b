import textwrap

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder.mapping.python.program.facts import Facts
from builder.mapping.python.program.scopes import Scope
from builder.mapping.python.syntax.bodies import left_out
from builder.mapping.python.syntax.regions import Regions

NOBODY = lambda start, end: False  # noqa: E731


def seen(source: str) -> str:
    """What the parser is given of a source."""
    data = textwrap.dedent(source).encode()
    for start, end in reversed(left_out(data, Regions(data), NOBODY)):
        data = data[:start] + data[end:]
    return data.decode()


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("\nx = 1\n", id="no function"),
        pytest.param("\ndef f(): return 1\nx = 1\n", id="on one line"),
        pytest.param("\ndef f():\n\treturn 1\nx = 1\n", id="tabs"),
        pytest.param("\n# def f():\n#     return 1\n", id="comment"),
        pytest.param('\n"""\ndef f():\n    pass\nx\n"""\n', id="in a string"),
        pytest.param("\ndef f():\n    return (\na)\n", id="brackets that go on at the margin"),
        pytest.param("\ndef f():\n    return [1,  # one\n# two\nb]\n", id="behind a comment"),
        pytest.param("\ndef f():\n    return (1\n)\n", id="a bracket at the margin"),
        pytest.param('\ndef f():\n    return 1\n"""text"""\n', id="a string at the margin"),
        pytest.param("\ndef f():\n    return 1 + \\\na\n", id="a line that is continued"),
        pytest.param("\ndef f(a=g(h(i(1)))):\n    return 1\nx = 1\n", id="a head that is nested too deep to be read"),
    ],
)
def test_kept(source: str) -> None:
    assert seen(source) == source


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        pytest.param("\ndef f():\n    return 1\n\nx = 1\n", "\ndef f():\nx = 1\n", id="function"),
        pytest.param("\nasync def f():\n    return 1\nx = 1\n", "\nasync def f():\nx = 1\n", id="async"),
        pytest.param("\ndef f():  # one\n    return 1\nx = 1\n", "\ndef f():\nx = 1\n", id="comment behind the head"),
        pytest.param(
            "\ndef f(\n    a='):',\n) -> int:\n    return 1\nx = 1\n",
            "\ndef f(\n    a='):',\n) -> int:\nx = 1\n",
            id="head of several lines",
        ),
        pytest.param(
            '\nclass A:\n    def f(self):\n        """\nText\n"""\n        return 1\n\n    x = 1\n',
            "\nclass A:\n    def f(self):\n    x = 1\n",
            id="method with a string at the margin",
        ),
        pytest.param("\ndef f():\n    return 1", "\ndef f():", id="end of the file"),
    ],
)
def test_left_out(source: str, shown: str) -> None:
    assert seen(source) == shown


def told(source: str, *, whole: bool) -> list[object]:
    """The scopes of a source with what they bind and where they end, parsed whole or without bodies."""
    facts = Facts(source.encode())
    if whole:
        facts.expect(range(len(facts.data)))
    waiting, found = [facts.module], list[object]()
    for scope in waiting:
        found.append(
            (scope.kind, scope.name, scope.span.start, scope.parent and scope.parent.name, below(facts, scope))
        )
        waiting.extend(scope.children)
    return found


def below(facts: Facts, scope: Scope) -> object:
    stripped = facts.data[slice(*scope.span)].rstrip()
    return stripped, sorted(facts.filled(scope).names), len(scope.statements), len(scope.returns)


PIECES = [
    "def f(a, b=1):\n",
    "async def g(self) -> int:\n",
    "class A(B):\n",
    "    def m(self):\n",
    "        x = 1\n",
    "        return x\n",
    "        def inner(): pass\n",
    '        """one\ntwo\n        """\n',
    "    y = 2\n",
    "z = f(1)\n",
    "@f\n",
    "    @property\n",
    "if z:\n",
    "else:\n",
    "    pass\n",
    "\n",
]


@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join))
def test_scopes_are_those_of_the_whole_source(source: str) -> None:
    try:
        compile(source, "source", "exec")
    except SyntaxError:
        return
    assert told(source, whole=False) == told(source, whole=True)
