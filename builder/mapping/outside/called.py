"""What a shell's functions and scripts load of the arguments that they are given: `get owner/name`, `$1` within."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from builder.mapping.formats.words import Command, Variable, Word
from builder.mapping.outside.texts import Text
from builder.mapping.outside.variables import Variables, may_assign

MARK = "$"  # before an argument's number, as the place that a text is from
OTHERS = ("@", "*")  # variables that hold all arguments
MAX_ARGUMENTS = 20


class Step(NamedTuple):
    """A command of a body: its only word, whether a variable stands in it, and whether it may set one."""

    command: Command
    word: str | None
    varies: bool
    sets: bool


def _step(command: Command) -> Step:
    only = command.words[0].literal if len(command.words) == 1 else None
    varies = any(isinstance(piece, Variable) for word in command.words for piece in word.pieces)
    return Step(command, only, varies, may_assign(command))


@dataclass(frozen=True)
class Body:
    """The commands of a function or script; `shared`: it sees its caller's variables."""

    commands: Sequence[Command]
    shared: bool

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """The commands, with what is asked of each whenever they are run."""
        return tuple(map(_step, self.commands))


class Scripts:
    """The scripts of one repository that others run, each read once.

    `fruitless`: which of them, whether within another call, and the texts of the arguments of which nothing came.
    """

    def __init__(self) -> None:
        self.fruitless: set[tuple[str, bool, tuple[str, ...]]] = set()
        self._bodies: dict[bytes, Body] = {}
        self._functions: dict[int, tuple[Body, dict[str, Body]]] = {}  # by the body's identity, which is kept

    def body(self, script: bytes, read: Callable[[bytes], Sequence[Command]]) -> Body:
        """What a script runs."""
        if script not in self._bodies:
            self._bodies[script] = Body(read(script), shared=False)
        return self._bodies[script]

    def functions_of(self, body: Body, passes: Callable[[bytes], bool]) -> dict[str, Body]:
        """The functions of a script that may load what they are given."""
        if id(body) not in self._functions:
            self._functions[id(body)] = (body, loading(functions(body.commands), passes))
        return self._functions[id(body)][1]


def functions(commands: Sequence[Command]) -> dict[str, Body]:
    """The functions that a script defines, by their name."""
    found: dict[str, Body] = {}
    for number, command in enumerate(commands[:-1]):
        words = [word.literal for word in command.words]
        body = commands[number + 1]
        name: str | None
        if words[:1] == ["function"] and words[-1:] == ["{"] and words[1] is not None:
            name, begun = words[1], list[Command]()
        elif (len(words) == 1 or (len(words) == 2 and words[0] == "function")) and body.words[0].literal == "{":
            name, begun = words[-1], [Command(body.words[1:], body.listed, body.depth, body.chosen)]
        else:
            continue
        first = number + 1 + len(begun)
        ends = (end for end in range(first, len(commands)) if commands[end].words[0].literal == "}")
        end = next(ends, None)
        if name is not None and end is not None:
            found[name] = Body([*(one for one in begun if one.words), *commands[first:end]], shared=True)
    return found


def loading(own: Mapping[str, Body], passes: Callable[[bytes], bool]) -> dict[str, Body]:
    """The functions that may load what they are given: by their words, or by calling one that may."""
    words = {name: [word for command in body.commands for word in command.words] for name, body in own.items()}
    found = {name for name, held in words.items() if passes(f"{' '.join(word.written for word in held)} /".encode())}
    calls = {name: {word.literal for word in held} & own.keys() for name, held in words.items()}
    grown = True
    while grown:
        more = {name for name in own.keys() - found if calls[name] & found}
        grown = bool(more)
        found |= more
    return {name: own[name] for name in own if name in found}


def running(body: Body, arguments: Sequence[Word], variables: Variables) -> Iterator[tuple[Command, Variables]]:
    """The commands of a body that hold variables, in their order, with what those are when it is given arguments.

    A text that comes from an argument has MARK and the argument's number as its place.
    """
    given = _given(arguments[:MAX_ARGUMENTS], variables)
    inner = variables.within() if body.shared else Variables()
    for number, texts in enumerate(given, 1):
        inner.values[str(number)] = texts
    for name in OTHERS:
        inner.values[name] = [text for texts in given for text in texts]
    for command, word, varies, sets in body.steps:
        if word is not None:
            _matched(word, arguments, given, inner)
        if sets:
            inner.run(command)
        if varies:
            yield command, inner


def _given(arguments: Sequence[Word], variables: Variables) -> list[list[Text]]:
    return [
        [Text(text.text, f"{MARK}{number}", text.hops + 1, text.trail, text.offered) for text in variables.expand(word)]
        for number, word in enumerate(arguments, 1)
    ]


def _matched(pattern: str, arguments: Sequence[Word], given: Sequence[list[Text]], inner: Variables) -> None:
    """The value of an option in the branch that is for it: `--model) MODEL=$2`, and `m) MODEL=$OPTARG` of getopts."""
    for number, word in enumerate(arguments[: len(given) - 1]):
        if word.literal == pattern and pattern.startswith("-"):
            inner.values["1"], inner.values["2"] = given[number], given[number + 1]
        elif word.literal == f"-{pattern}":
            inner.values["OPTARG"] = given[number + 1]


def takes_argument(command: Command, variables: Variables) -> bool:
    """Whether a word of a command may hold what an argument gave."""
    held = (piece for word in command.words for piece in word.pieces if isinstance(piece, Variable))
    return any(
        "$" in piece.run
        or any((text.defined_at or "").startswith(MARK) for text in variables.values.get(piece.name, ()))
        for piece in held
    )


def from_argument(text: Text, arguments: Sequence[Word]) -> Word | None:
    """The argument that a text comes from; None if it comes from elsewhere."""
    place = text.defined_at or ""
    return arguments[int(place[1:]) - 1] if place.startswith(MARK) else None
