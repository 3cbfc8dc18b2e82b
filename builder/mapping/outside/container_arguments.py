"""The arguments of a container that one word of a command holds: `gcloud run deploy --args="--model-id=a/b,--port=80"`.

Sources: cloud.google.com/sdk/gcloud/reference, `run deploy`, `ai models upload`, `topic escaping`; the reference of the
AWS command line, `ecs run-task --overrides`, `ecs register-task-definition`, `batch submit-job`; kubectl's
`run --overrides`.
"""

from collections.abc import Sequence

from builder import patterns as re
from builder.mapping.formats.brackets import read_brackets
from builder.mapping.formats.entries import Place, Positions
from builder.mapping.formats.shell import read_shell
from builder.mapping.formats.words import Command, Word
from builder.mapping.outside.command_line import program_name
from builder.mapping.outside.entry_commands import entry_commands
from builder.mapping.outside.key_values import OPENING

LISTS = frozenset({"--args", "--command", "--container-args", "--container-command"})  # with commas between elements
# Options that are given an object of JSON, with a container's command in it.
OBJECTS = frozenset(
    {"--overrides", "--container-definitions", "--cli-input-json", "--container-overrides", "--container-properties"}
)
OPTIONS = {"gcloud": LISTS, "aws": OBJECTS, "kubectl": OBJECTS, "oc": OBJECTS}  # by the program
SEPARATED = re.compile(r"\^([^^]{1,8})\^")  # before a list whose elements something else stands between


def service(command: Command) -> str:
    """The program of a command that may start containers so; '' for every other."""
    name = program_name(command.words[0].start) if command.words else ""
    return name if name in OPTIONS else ""


def commands_in(program: str, option: str, word: Word) -> Sequence[Command] | None:
    """The commands that an option's value holds as a list or an object; None where the option is no such one."""
    if option not in OPTIONS[program]:
        return None
    text = word.written
    if option in LISTS:
        return read_shell(_spaced(text), (word.place,))[0]
    return _of_object(text, word.place) if text[:1] in OPENING else None


def _spaced(text: str) -> str:
    """A list with spaces between its elements, each of which stays at its place."""
    said = SEPARATED.match(text)
    if said is None:
        return text.replace(",", " ")
    mark = said[1]
    return " " * said.end() + text[said.end() :].replace(mark, " " * len(mark))


def _of_object(text: str, place: Place) -> Sequence[Command]:
    entries = read_brackets(text, Positions(text))[0]
    return entry_commands([one._replace(places=tuple(_moved(at, place) for at in one.places)) for one in entries])[0]


def _moved(at: Place, start: Place) -> Place:
    """A place within a text as one of the file that the text begins in at a place."""
    return Place(start.line + at.line - 1, at.column + (start.column - 1 if at.line == 1 else 0))
