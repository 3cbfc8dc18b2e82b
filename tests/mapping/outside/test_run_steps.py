"""Which commands of a script are run at all for what it is given."""

import pytest

from builder.mapping.outside import commands
from builder.mapping.outside.run_steps import Naming, asking, steps

ITSELF = Naming(itself=True)


def kept(text: str) -> list[str]:
    """The commands that are kept where only `load` names something and `get` is a function of two commands."""
    functions = {"get": commands.read("x=$OTHER\necho $x").commands}
    script = commands.read(text).commands
    made = steps(script, lambda one: ITSELF if "load" in [word.literal for word in one.words] else Naming(), functions)
    return [" ".join(word.written for word in step.command.words) for step in made if step.sets or any(step.naming)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("a=$1\nshow $a", [], id="nothing loads"),
        pytest.param("load fixed", [], id="loads what no variable holds"),
        pytest.param("b=2\nload $1", ["load ${1}"], id="another variable"),
        pytest.param("a=$1\nload $a", ["a=${1}", "load ${a}"], id="variable"),
        pytest.param("b=$1\na=$b\nload $a", ["b=${1}", "a=${b}", "load ${a}"], id="by way of another"),
        pytest.param("b=1\nload ${a:-$b}", ["b=1", "load ${a:-$b}"], id="default"),
        pytest.param("for m in $@\ndo load $m\ndone", ["for m in ${@}", "do load ${m}"], id="loop"),
        pytest.param("OTHER=1\na=$(get)\nload $a", ["OTHER=1", "a=${get}", "load ${a}"], id="what a function reads"),
        pytest.param("git clone x\nload $1", ["git clone x", "load ${1}"], id="fetched files"),
    ],
)
def test_steps(text: str, expected: list[str]) -> None:
    assert kept(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param('curl -d \'{"model": "a"}\' x', set(), id="no variable"),
        pytest.param('a=\'{"model": "b"}\'\nc=1', {"a"}, id="request"),
        pytest.param("a=https://router.huggingface.co\nb=$a/v1", {"a", "b"}, id="address in another"),
    ],
)
def test_asking(text: str, expected: set[str]) -> None:
    assert asking(commands.read(text).commands, {}) == expected


def test_asking_arguments_of_a_function() -> None:
    script = commands.read('send \'{"model": "b"}\'').commands
    assert {"1", "@"} <= asking(script, {"send": ()})
