"""Words of commands that no rule is for: addresses of the Hub's files, variables that `echo` writes to a file."""

from collections.abc import Container, Iterator

from builder import patterns as re
from builder.mapping.formats.words import Command
from builder.mapping.found import Target
from builder.mapping.names import fetched
from builder.mapping.outside.command_line import line, program_name
from builder.mapping.outside.command_naming import Value
from builder.mapping.outside.variables import Variables
from builder.mapping.outside.wanted import HUB, Wanted

FILE = ("/resolve/", "/raw/")  # in the address of a file of the Hub
WRITING = frozenset({">", ">>", "-a"})  # before the file that is written
CONDITIONS = frozenset({"[", "[[", "test", "case", "for", "select", "while", "until", "return", "exit", "grep", "log"})
PRINTING = frozenset({"echo", "printf"})
ENVIRONMENT = re.compile(r"(?i)(?:.*[/._-])?env(?:ironment)?(?:[._-].*)?|\$\{?GITHUB_ENV\}?")  # a file of variables
PAIR = re.compile(r"\s*(?:export\s+)?([A-Za-z_]\w*)=[\"']?([^\s\"'\\]+)")


def unknown_program(
    command: Command, functions: Container[str], variables: Variables, wanted: Wanted
) -> Iterator[Value]:
    """The files of the Hub whose addresses are given to a program that nothing is known of."""
    given = line(command)
    program = given.program
    if (
        not program
        or program in CONDITIONS
        or "://" in program
        or program in functions
        or next(iter(wanted.commands(program)), None) is not None
    ):
        return
    for word in given.words[1:]:
        if any(mark in word.written for mark in FILE):
            for text in variables.expand(word):
                address = fetched(text.text, wanted.signatures.names)
                if address is not None:
                    name, loads = address
                    target = Target("url", program_name(program), loads, HUB.hub)
                    yield Value(word, text, name, target, given.around(word), name.revision)


def written_variables(command: Command, variables: Variables, wanted: Wanted) -> Iterator[Value]:
    """The models that variables name which are written to a file of such: `echo "HF_MODEL_ID=owner/name" >> .env`."""
    words = command.words
    if not words or words[0].literal not in PRINTING or len(words) < 4:
        return
    files = [words[at + 1].written for at, word in enumerate(words[:-1]) if word.literal in WRITING]
    if not any(ENVIRONMENT.fullmatch(file.strip("\"'")) for file in files):
        return
    for word in words[1:]:
        for text in variables.expand(word):
            pair = PAIR.match(text.text)
            goal = wanted.variable(pair[1]) if pair is not None else None
            if pair is None or goal is None or not goal.sure:
                continue
            name = wanted.name(pair[2], goal.target)
            if name is not None:
                target = Target(goal.target.library, f"variable {pair[1]}", goal.target.loads, goal.target.hub)
                yield Value(word, text._replace(text=pair[2]), name, target, word.written, name.revision)
