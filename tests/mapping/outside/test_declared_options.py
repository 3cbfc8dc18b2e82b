"""Options of scripts that transformers' parser makes of dataclasses, and of commands of click."""

import pytest

from builder.mapping.outside.command_line import line
from builder.mapping.outside.commands import read
from builder.mapping.outside.script_options import parser_of, refusal

FIELDS = (
    "from dataclasses import dataclass, field\n@dataclass\nclass Own:\n    model: str = field()\n"
    "    do_sample: bool = True\n    size: int = field(metadata={'aliases': ['--length']})\n"
)
PARSED = "from transformers import HfArgumentParser\nparser = HfArgumentParser(Own)\nparser.add_argument('--peft')\n"
CLICK = """import click
@click.command()
@click.option('-m', '--model')
@click.option('--fast/--slow', default=True)
@click.argument('path')
def main(model, fast, path): ...
"""


def refused(source: str, command: str, *imported: str) -> str:
    given = line(read(command).commands[0])
    place = [word.literal for word in given.words].index("run.py")
    return refusal(parser_of(source.encode(), lambda: [one.encode() for one in imported]), given, place)


@pytest.mark.parametrize(
    "command",
    [
        pytest.param("python run.py --model a/b --peft c/d", id="fields, and options beside them"),
        pytest.param("python run.py --no_do_sample --size 2 --length 3", id="a negation, an alias"),
        pytest.param("python run.py --no-do-sample", id="dashes"),
        pytest.param("python run.py --help", id="help"),
    ],
)
def test_what_fields_take(command: str) -> None:
    assert refused(FIELDS + PARSED, command) == refused(PARSED, command, FIELDS) == ""


@pytest.mark.parametrize(
    "parsed",
    [
        pytest.param("HfArgumentParser(Own)", id="one"),
        pytest.param("HfArgumentParser((Own,))", id="several"),
        pytest.param("HfArgumentParser([Own, More])", id="a list, and a base"),
        pytest.param("HfArgumentParser(dataclass_types=Own)", id="by a keyword"),
    ],
)
def test_what_fields_do_not_take(parsed: str) -> None:
    source = PARSED.replace("HfArgumentParser(Own)", parsed)
    more = "class More(Own):\n    epochs: int = 1\n"
    assert (
        refused(source, "python run.py --model a/b --gone 1", FIELDS + more) == "the script that runs takes no --gone"
    )


@pytest.mark.parametrize(
    "source",
    [
        pytest.param(PARSED, id="a class that is not here"),
        pytest.param(FIELDS + PARSED.replace("(Own)", "((Own, TrainingArguments))"), id="a library's beside it"),
        pytest.param(FIELDS.replace("class Own", "class Own(Base)") + PARSED, id="a library's as a base"),
        pytest.param(FIELDS + PARSED.replace("(Own)", "(TYPES)"), id="classes in a variable"),
        pytest.param(FIELDS + PARSED.replace("(Own)", "(*TYPES)"), id="classes in a list's variable"),
        pytest.param(
            FIELDS + PARSED + "parser.parse_args_into_dataclasses(return_remaining_strings=True)\n", id="what remains"
        ),
        pytest.param(FIELDS + PARSED + "if sys.argv[1].endswith('.json'): parser.parse_json_file(1)\n", id="a file"),
    ],
)
def test_fields_that_are_not_wholly_known(source: str) -> None:
    assert refused(source, "python run.py --gone 1") == ""


@pytest.mark.parametrize("options", ["--model a/b x", "-m a/b x", "--fast x", "--slow x", "--help"])
def test_what_a_command_of_click_takes(options: str) -> None:
    assert refused(CLICK, f"python run.py {options}") == ""


@pytest.mark.parametrize("options", ["--name a/b x", "--model a/b --epochs=2 x"])
def test_what_a_command_of_click_does_not_take(options: str) -> None:
    assert refused(CLICK, f"python run.py {options}").startswith("the script that runs takes no --")


@pytest.mark.parametrize(
    "source",
    [
        pytest.param(CLICK + "@click.group()\ndef all(): ...\n", id="a group"),
        pytest.param(CLICK + "@click.command()\ndef other(): ...\n", id="two commands"),
        pytest.param(CLICK.replace("def main", "@shared_options\ndef main"), id="another decorator"),
        pytest.param(
            CLICK.replace("command()", "command(context_settings={'ignore_unknown_options': True})"), id="takes any"
        ),
        pytest.param(CLICK.replace("'--fast/--slow'", "*NAMES"), id="names that are not written out"),
        pytest.param("import argparse\nparser = argparse.ArgumentParser()\n" + CLICK, id="argparse, too"),
    ],
)
def test_commands_of_click_that_are_not_wholly_known(source: str) -> None:
    assert refused(source, "python run.py --gone 1 x") == ""
