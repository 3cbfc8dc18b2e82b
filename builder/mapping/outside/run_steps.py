"""Which commands of a function or script may name a model by what it is given, and which only set variables for those.

A long script is run for every command that calls it: what can name nothing, whatever variables hold, is left out.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from typing import NamedTuple

from builder import patterns as re
from builder.mapping.formats.words import Command, Variable
from builder.mapping.outside.stems import SERVICES
from builder.mapping.outside.variables import LOOPS, assignments, is_fetching, may_assign

ASKED = ('model"', *(service.rstrip("/") for service in SERVICES))
POSITIONS = (*map(str, range(1, 10)), "@", "*")  # variables that hold what a function is given
NAME = re.compile(r"[A-Za-z_]\w*")


class Step(NamedTuple):
    """A command of a body: its only word, how it may name what the body is given, and whether it is to be run."""

    command: Command
    word: str | None
    naming: "Naming"
    sets: bool


class Naming(NamedTuple):
    """How a command may name a model: itself, by asking a service, or by calling what does."""

    itself: bool = False
    asks: bool = False
    calls: bool = False


NOT = Naming()


def steps(
    commands: Sequence[Command], naming_of: Callable[[Command], Naming], functions: Mapping[str, Sequence[Command]]
) -> tuple[Step, ...]:
    """The commands of a body that matter; none where no command may name anything.

    `functions` are those that its commands may call: what these read is set for them.
    """
    naming = [naming_of(command) if _varies(command) else NOT for command in commands]
    if not any(map(any, naming)):
        return ()
    setting = [may_assign(command) for command in commands]
    asked = [one for one, names in zip(commands, naming, strict=True) if any(names)]
    needed = _needed(asked, [one for one, sets in zip(commands, setting, strict=True) if sets], functions)
    made = (
        Step(one, _only(one), names, sets and (is_fetching(one) or not needed.isdisjoint(_set_by(one))))
        for one, names, sets in zip(commands, naming, setting, strict=True)
    )
    return tuple(step for step in made if step.word is not None or any(step.naming) or step.sets)


def asking(
    commands: Sequence[Command], functions: Mapping[str, Sequence[Command]], given: Iterable[str] = ()
) -> frozenset[str]:
    """The names of variables and functions that may give a service's address, or a request that names a model.

    `given`: those that do when the commands begin. What a function is given so, all functions are.
    """
    found = set(given)
    waiting = [(frozenset(_set_by(one)) if may_assign(one) else frozenset(), one) for one in commands]
    waiting = [(names, one) for names, one in waiting if names or one.words[0].literal in functions]
    bodies = dict(functions)
    grown = True
    while grown:
        more = {name for names, one in waiting if may_ask(one, found) for name in names or POSITIONS}
        waiting = [(names, one) for names, one in waiting if not names <= found]
        more |= {name for name, body in bodies.items() if any(may_ask(one, found) for one in body)}
        bodies = {name: body for name, body in bodies.items() if name not in more}
        grown = not more <= found
        found |= more
    return frozenset(found)


def may_ask(command: Command, names: Set[str]) -> bool:
    """Whether a command holds a part of a service's address or of a request, or reads one of these names."""
    pieces = [piece for word in command.words for piece in word.pieces]
    written = (piece if isinstance(piece, str) else piece.default or "" for piece in pieces)
    return any(part in text for text in written for part in ASKED) or (
        bool(names) and any(isinstance(piece, Variable) and not names.isdisjoint(_read(piece)) for piece in pieces)
    )


def _needed(
    asked: Iterable[Command], setting: Iterable[Command], functions: Mapping[str, Sequence[Command]]
) -> set[str]:
    """The names of variables and functions that commands depend on, by way of what sets them too."""
    needed = {name for command in asked for name in _read_by(command)}
    open_functions = dict(functions)
    waiting = [(frozenset(_set_by(command)), command) for command in setting]
    grown = True
    while grown:
        called = [open_functions.pop(name) for name in needed & open_functions.keys()]
        more = [command for commands in called for command in commands]
        more += [command for names, command in waiting if not needed.isdisjoint(names)]
        waiting = [(names, command) for names, command in waiting if needed.isdisjoint(names)]
        needed.update(name for command in more for name in _read_by(command))
        grown = bool(more)
    return needed


def _read_by(command: Command) -> Iterator[str]:
    """The names that stand in a command, of functions too."""
    for word in command.words:
        for piece in word.pieces:
            if isinstance(piece, Variable):
                yield from _read(piece)
        if word.literal is not None:
            yield word.literal


def _read(piece: Variable) -> Iterator[str]:
    yield piece.name
    for inner in (piece.default, piece.item, piece.run):
        yield from NAME.findall(inner) if inner else ()


def _set_by(command: Command) -> Iterator[str]:
    """The names of the variables that a command may set, and perhaps some more."""
    yield from (name for _, name, _ in assignments(command))
    literals = [word.literal for word in command.words]
    if literals[:1] == [":"]:
        yield from _read_by(command)
    elif literals and (literals[0] in LOOPS or "read" in literals[:3]):
        yield from (literal for literal in literals if literal is not None)


def _only(command: Command) -> str | None:
    """A command's only word: the pattern of a branch."""
    return command.words[0].literal if len(command.words) == 1 else None


def _varies(command: Command) -> bool:
    return any(isinstance(piece, Variable) for word in command.words for piece in word.pieces)
