import pytest

from builder.mapping.formats.yaml import read_yaml
from builder.mapping.outside.entry_commands import entry_commands, set_variables, with_parameters


def commands(text: str) -> list[str]:
    return [" ".join(word.written for word in command.words) for command in entry_commands(read_yaml(text))[0]]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param("name: a b", [], id="another key"),
        pytest.param("image: a", [], id="image alone"),
        pytest.param("name: vllm serve a/b", [], id="a step's name"),
        pytest.param("cli: see vllm serve a/b", [], id="prose"),
        pytest.param("cli: vllm serve a/b --port 1", ["vllm serve a/b --port 1"], id="a server's command"),
        pytest.param('x: "hf download a/b\n  -q"', ["hf download a/b -q"], id="a download's"),
        pytest.param("run: a b && c", ["a b", "c"], id="step"),
        pytest.param("run: |\n  a\n  b", ["a", "b"], id="lines"),
        pytest.param("run: >\n  a\n  b", ["a b"], id="folded lines"),
        pytest.param("before_script:\n- a\n- b c", ["a", "b c"], id="list of lines"),
        pytest.param("command: a b", ["a b"], id="command"),
        pytest.param("command: [a, b]", ["a b"], id="list of words"),
        pytest.param("args: [c]\ncommand: [a]\nimage: i", ["i a c"], id="one command of a container's parts"),
        pytest.param('args: [--model, "{{ .Values.model | quote }}"]', ["--model ${model}"], id="template in a list"),
        pytest.param("args: [a, '{{ $m.id }}']", ["a ${id}"], id="a loop's value in a list"),
        pytest.param("args: [a, '{{ default \"b\" .Values.c }}']", ["a ${c:-b}"], id="default in a list"),
        pytest.param("x: &n a/b\nargs: [c, *n]", ["c a/b"], id="alias"),
        pytest.param("- command: [a]\n- args: [b]", ["a", "b"], id="two containers"),
        pytest.param('command: [sh, -c, "a b"]', ["a b", "sh -c"], id="element that is a script"),
    ],
)
def test_commands(text: str, found: list[str]) -> None:
    assert commands(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param("a: b", {}, id="no variables"),
        pytest.param("env:\n  A: b", {"A": ["b"]}, id="mapping"),
        pytest.param("environment:\n- A=b", {"A": ["b"]}, id="list"),
        pytest.param("env:\n- name: A\n  value: b", {"name": ["A"], "A": ["b"]}, id="names and values"),
        pytest.param("matrix:\n  a: [b, c]", {"a": ["b", "c"]}, id="matrix"),
        pytest.param("inputs:\n  a:\n    default: b", {"a": ["b"]}, id="inputs"),
    ],
)
def test_set_variables(text: str, found: dict[str, list[str]]) -> None:
    read = set_variables(read_yaml(text))
    assert {name: [one.text for one in texts] for name, texts in read.items()} == found


PROJECT = """name: tune
entry_points:
  main:
    parameters:
      base: {type: string, default: acme/net}
      rate: float
    command: "python train.py --model_name_or_path {base} --rate {rate} --out ${HOME}/x"
"""


def test_the_parameters_of_an_mlflow_project_are_variables_of_its_commands() -> None:
    entries = with_parameters(read_yaml(PROJECT))
    assert [" ".join(word.written for word in command.words) for command in entry_commands(entries)[0]] == [
        "python train.py --model_name_or_path ${base} --rate ${rate} --out ${HOME}/x"
    ]
    assert [text.text for text in set_variables(entries)["base"]] == ["acme/net"]


def test_braces_in_other_settings_stay() -> None:
    entries = read_yaml("steps:\n- command: run {base}\n")
    assert with_parameters(entries) == entries
