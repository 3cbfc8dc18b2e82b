"""What a shell's functions and scripts load of the arguments that they are given: `get owner/name`, `$1` within."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from builder.mapping.formats.words import Command, Variable, Word
from builder.mapping.outside.run_steps import POSITIONS, Naming, Step, asking, steps
from builder.mapping.outside.texts import Text
from builder.mapping.outside.variables import Variables
from builder.records import dataclass

KEPT = "kept steps"  # in a body's own dictionary, as a cached property is
MARK = "$"  # before an argument's number, as the place that a text is from
OTHERS = ("@", "*")  # variables that hold all arguments
MAX_ARGUMENTS = 20


@dataclass(frozen=True)
class Body:
    """The commands of a function or script; `shared`: it sees its caller's variables.

    `asking`: which variables may hold a service's address, or a request that names a model.
    """

    commands: Sequence[Command]
    shared: bool
    asking: frozenset[str] = frozenset()

    def steps(
        self, naming_of: Callable[[Command], Naming], functions: Callable[[], Mapping[str, Sequence[Command]]]
    ) -> tuple[Step, ...]:
        """The commands that matter whenever it is run, as of `run_steps.steps`; kept, since it is run many times."""
        kept: tuple[Step, ...] | None = vars(self).get(KEPT)
        if kept is None:
            kept = vars(self)[KEPT] = steps(self.commands, naming_of, functions())
        return kept


class Scripts:
    """The scripts of one repository that others run, each read once.

    `fruitless`: which of them, whether within another call, and the texts of the arguments of which nothing came.
    """

    def __init__(self) -> None:
        self.fruitless: set[tuple[str, bool, tuple[str, ...]]] = set()
        self._bodies: dict[tuple[bytes, bool], Body] = {}
        self._functions: dict[int, tuple[Body, dict[str, Body]]] = {}  # by the body's identity, which is kept

    def body(self, script: bytes, read: Callable[[bytes], Sequence[Command]], *, asked: bool) -> Body:
        """What a script runs; `asked`: its arguments may hold what `asking` names of a body."""
        if (script, asked) not in self._bodies:
            commands = read(script)
            own = {name: body.commands for name, body in functions(commands).items()}
            names = asking(commands, own, POSITIONS if asked else ())
            self._bodies[script, asked] = Body(commands, False, names)
        return self._bodies[script, asked]

    def functions_of(
        self, body: Body, loading: Callable[[Mapping[str, Body], frozenset[str]], dict[str, Body]]
    ) -> dict[str, Body]:
        """The functions of a script that may load what they are given."""
        if id(body) not in self._functions:
            self._functions[id(body)] = (body, loading(functions(body.commands), body.asking))
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


def loading(
    own: Mapping[str, Body], passes: Callable[[bytes], bool], may_name: Callable[[Command, frozenset[str]], bool]
) -> dict[str, Body]:
    """The functions that may load what they are given: by their words, or by calling one that may."""
    words = {name: [word for command in body.commands for word in command.words] for name, body in own.items()}
    found = {
        name
        for name, held in words.items()
        if passes(f"{' '.join(word.written for word in held)} /".encode())
        and any(may_name(one, own[name].asking) for one in own[name].commands)
    }
    calls = {name: {word.literal for word in held} & own.keys() for name, held in words.items()}
    grown = True
    while grown:
        more = {name for name in own.keys() - found if calls[name] & found}
        grown = bool(more)
        found |= more
    return {name: own[name] for name in own if name in found}


def running(
    body: Body, steps: Iterable[Step], arguments: Sequence[Word], variables: Variables
) -> Iterator[tuple[Step, Variables]]:
    """The commands of a body that may name something, in their order, with the variables when it is given arguments.

    A text that comes from an argument has MARK and the argument's number as its place.
    """
    given = _given(arguments[:MAX_ARGUMENTS], variables)
    inner = variables.within() if body.shared else Variables()
    for number, texts in enumerate(given, 1):
        inner.values[str(number)] = texts
    for name in OTHERS:
        inner.values[name] = [text for texts in given for text in texts]
    literals = [argument.literal or "" for argument in arguments[:MAX_ARGUMENTS]]
    patterns = {one for literal in literals if literal[:1] == "-" for one in (literal, literal[1:])}
    for step in steps:
        if step.word is not None and step.word in patterns:
            _matched(step.word, arguments, given, inner)
        if step.sets:
            inner.run(step.command)
        if any(step.naming):
            yield step, inner


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
