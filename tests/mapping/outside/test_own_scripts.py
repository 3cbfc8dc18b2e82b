"""Commands that run the repository's own scripts: which of them fail before they load, and which ask a server."""

import pytest

from builder.mapping.outside.command_line import line
from builder.mapping.outside.commands import read
from builder.mapping.outside.script_options import parser_of, refusal
from builder.mapping.repository import map_repository
from builder.reference.signatures import load_signatures
from builder.repository.trees import SourceFile

PARSER = (
    "import argparse\nparser = argparse.ArgumentParser()\ngroup = parser.add_argument_group('g')\n"
    "group.add_argument('--model', '-m', required=True)\nparser.add_argument('--batch_size', type=int)\n"
    "parser.add_argument('--fast', action=argparse.BooleanOptionalAction)\nargs = parser.parse_args()\n"
)


def refused(source: str, command: str) -> bool:
    given = line(read(command).commands[0])
    return refusal(parser_of(source.encode()), given, [word.literal for word in given.words].index("run.py")) != ""


@pytest.mark.parametrize(
    "command",
    [
        pytest.param("python run.py --model a/b --batch_size=2", id="its options"),
        pytest.param("python run.py --mod a/b", id="an option's beginning"),
        pytest.param("python run.py -m a/b --no-fast", id="short, and a negation"),
        pytest.param("torchrun --nproc_per_node 2 run.py --model a/b", id="options of what starts it"),
        pytest.param("python run.py --batch_size 2 $OPTIONS", id="options in a variable"),
        pytest.param("python run.py [options] --batch_size 2", id="a form of a command"),
        pytest.param("python run.py", id="no options"),
    ],
)
def test_what_a_parser_takes(command: str) -> None:
    assert not refused(PARSER, command)


@pytest.mark.parametrize(
    "source",
    [
        pytest.param(PARSER.replace("parse_args", "parse_known_args"), id="takes any"),
        pytest.param(PARSER.replace("args = ", "add_more(parser)\nargs = "), id="handed to another"),
        pytest.param(PARSER + "parser.add_argument(NAME)\n", id="an option that is not written out"),
        pytest.param(PARSER + "other = argparse.ArgumentParser()\n", id="two parsers"),
        pytest.param(PARSER + "sub = parser.add_subparsers()\n", id="parts"),
        pytest.param("print 'Python 2'\n" + PARSER, id="does not parse"),
        pytest.param("import fire\nfire.Fire(main)\n", id="none"),
    ],
)
def test_parsers_that_are_not_wholly_known(source: str) -> None:
    assert not refused(source, "python run.py --other a/b")


@pytest.mark.parametrize(
    "command",
    [
        pytest.param("python run.py --model a/b --epochs 2", id="an option that it lacks"),
        pytest.param("python run.py --epochs=2 $OPTIONS", id="beside a variable"),
        pytest.param('python run.py --batch_size "$SIZE"', id="without a required one"),
    ],
)
def test_what_a_parser_refuses(command: str) -> None:
    assert refused(PARSER, command)


TRAIN = PARSER + "from transformers import AutoModel\nAutoModel.from_pretrained(args.model)\n"
ASKING = PARSER + "import httpx\nhttpx.post('http://localhost:8000', json={'model': args.model})\n"


@pytest.mark.parametrize(
    ("source", "command", "usage"),
    [
        pytest.param(TRAIN, "python bench.py --model acme/net", "use", id="loads"),
        pytest.param(TRAIN, "python bench.py --model acme/net --epochs 2", "selectable", id="is refused"),
        pytest.param(ASKING, "python bench.py --model acme/net", "hosted", id="asks a server"),
        pytest.param("import subprocess\n" + ASKING, "python bench.py --model acme/net", "use", id="may start it"),
    ],
)
def test_usage_of_what_a_command_names(source: str, command: str, usage: str) -> None:
    files = {"bench.py": source, "run.sh": command + "\n"}
    given = [SourceFile(path, path, text.encode()) for path, text in files.items()]
    rows = map_repository("o/r", None, None, files, given, load_signatures()).rows
    assert [(row["usage"]) for row in rows if row["path"] == "run.sh"] == [usage]
