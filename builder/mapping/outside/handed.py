"""What a shell's functions, and scripts of the repository's, load of the arguments that commands give them."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from builder import patterns as re
from builder.mapping.formats.words import Command, Word
from builder.mapping.outside import called
from builder.mapping.outside.called import Body
from builder.mapping.outside.command_line import Line, line
from builder.mapping.outside.command_naming import Value
from builder.mapping.outside.command_values import may_name, values
from builder.mapping.outside.own_functions import may_load
from builder.mapping.outside.run_steps import ASKED, Naming, asking, may_ask
from builder.mapping.outside.texts import Text
from builder.mapping.outside.variables import Variables
from builder.mapping.outside.wanted import Wanted

SHELL_SCRIPT = (".sh", ".bash", ".slurm", ".sbatch")
RELATIVE = re.compile(r"(?:[\w-][\w.-]*/|\.{1,2}/)+[\w-]+")  # a script without a suffix, by its path
MAX_BEFORE = 12  # words before the script that a command runs: of `sbatch`, `env`, `docker run`
MAX_NESTED = 3  # functions within functions
Given = tuple[str, bool, tuple[str, ...]]  # a function, whether another calls it, and the texts of its arguments
SILENT = frozenset(
    {"echo", "printf", "grep", "egrep", "sed", "awk", "test", "[", "[[", "cd", "mkdir", "rm", "ls", "log"}
)


def asked_for(
    commands: Sequence[Command], functions: Mapping[str, Body], outside: Mapping[str, Sequence[Text]]
) -> frozenset[str]:
    """The names of variables as of a body's `asking`, of a script; `outside` are variables that other files set."""
    given = {name for name, texts in outside.items() if any(part in text.text for text in texts for part in ASKED)}
    given.update(*(body.asking for body in functions.values()))
    return asking(commands, {name: body.commands for name, body in functions.items()}, given)


def loading(functions: Mapping[str, Body], asked: frozenset[str], wanted: Wanted) -> dict[str, Body]:
    """The functions that may load what they are given; `asked` as their bodies' `asking`."""
    bodies = {name: replace(body, asking=asked) for name, body in functions.items()}
    return called.loading(bodies, may_load(wanted), partial(_names, wanted))


@dataclass
class Handed:
    """The functions of one script (`own`), and what was given to them of which nothing came (`fruitless`).

    `read` gives the commands of another script's bytes; `asking` is as of a body, of what calls the functions.
    """

    own: Mapping[str, Body]
    wanted: Wanted
    read: Callable[[bytes], Sequence[Command]]
    asking: frozenset[str]
    fruitless: set[Given] = field(default_factory=set)

    def values(self, command: Command, variables: Variables, depth: int = 0) -> Iterator[Value]:
        """What a function, or a script of the repository's, loads of the arguments that a command gives it."""
        given = line(command)
        place = _place_of(given, self.own, self.wanted)
        if place is None or depth > MAX_NESTED:
            return
        arguments = given.words[place + 1 :]
        texts = tuple(text for word in arguments for text in variables.expand(word))
        body = self._body(command, given, place)
        # A script does the same for whoever runs it.
        fruitless = self.fruitless if body.shared or depth else self.wanted.scripts.fruitless
        key = (given.words[place].literal or "", depth > 0, tuple(text.text for text in texts))
        if key in fruitless or not any(_may_be_name(text, inner=depth > 0) for text in texts):
            return
        fruitless.add(key)
        done = False
        try:
            for value in self._run(command, body, arguments, variables, fruitless, depth):
                word = called.from_argument(value.text, arguments)
                if word is not None:
                    fruitless.discard(key)
                    expanded = [text for text in variables.expand(word) if text.text == value.text.text]
                    text = value.text._replace(defined_at=expanded[0].defined_at if expanded else None)
                    yield replace(value, word=word, text=text, line=given.around(word))
            done = True
        finally:
            if not done:  # a file whose time ran out says nothing of others
                fruitless.discard(key)

    def _body(self, command: Command, given: Line, place: int) -> Body:
        """What the word at a place runs."""
        name = given.words[place].literal or ""
        if place == 0 and name in self.own:
            return self.own[name]
        script = self.wanted.shell_script(name.rpartition("/")[2]) or b""
        return self.wanted.scripts.body(script, self.read, asked=may_ask(command, self.asking))

    def _run(
        self,
        command: Command,
        body: Body,
        arguments: Sequence[Word],
        variables: Variables,
        fruitless: set[Given],
        depth: int,
    ) -> Iterator[Value]:
        """What the commands of a body load, itself not followed into itself."""
        wanted = self.wanted
        own = self.own if body.shared else wanted.scripts.functions_of(body, partial(loading, wanted=wanted))
        inner = Handed(own, wanted, self.read, body.asking, fruitless)
        steps = body.steps(partial(_naming, wanted, own, body), partial(_functions, own, variables))
        for step, seen in called.running(body, steps, arguments, variables):
            one = step.command
            if one.words[0].literal == command.words[0].literal or not called.takes_argument(one, seen):
                continue
            if step.naming.itself or step.naming.asks:
                yield from values(line(one), seen, wanted, asking=step.naming.asks)
            if step.naming.calls:
                yield from inner.values(one, seen, depth + 1)


def _functions(own: Mapping[str, Body], variables: Variables) -> dict[str, Sequence[Command]]:
    """The functions that a body may call, and those that print something for it."""
    return {**variables.functions, **{name: one.commands for name, one in own.items()}}


def _names(wanted: Wanted, command: Command, asking: frozenset[str]) -> bool:
    """Whether a command may name a model itself; `asking` as of its body."""
    return any(_naming(wanted, {}, Body((), shared=True, asking=asking), command))


def _naming(wanted: Wanted, own: Mapping[str, Body], body: Body, command: Command) -> Naming:
    """How a command of a body may name a model."""
    if not command.words or command.words[0].start in SILENT:
        return Naming()
    calls = _place_of(line(command), own, wanted) is not None
    return Naming(may_name(line(command), wanted), may_ask(command, body.asking), calls)


def _may_be_name(text: Text, *, inner: bool) -> bool:
    """Whether an argument may be a name; of an `inner` call, one that the outermost was given."""
    return " " not in text.text and (not inner or (text.defined_at or "").startswith(called.MARK))


def _place_of(given: Line, own: Mapping[str, Body], wanted: Wanted) -> int | None:
    """The place of the word that names a function or script of the repository's; None if there is none."""
    for place, word in enumerate(given.words[:MAX_BEFORE]):
        name = word.literal or ""
        if name in own and place == 0:
            return place
        if name.endswith(SHELL_SCRIPT) or (place == 0 and RELATIVE.fullmatch(name) is not None):
            return place if wanted.shell_script(name.rpartition("/")[2]) is not None else None
    return None
