"""Which functions of a shell a script may call, and which of them may load what they are given."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial

from builder.mapping.formats.words import Command
from builder.mapping.outside import called
from builder.mapping.outside.called import Body
from builder.mapping.outside.command_line import Line
from builder.mapping.outside.wanted import Wanted
from builder.reference.signature_rules import CommandRule

SHELL_SCRIPT = (".sh", ".bash", ".slurm", ".sbatch")
RELATIVE = re.compile(r"(?:[\w-][\w.-]*/|\.{1,2}/)+[\w-]+")  # a script without a suffix, by its path
MAX_BEFORE = 12  # words before the script that a command runs: of `sbatch`, `env`, `docker run`
SOURCING = frozenset({"source", "."})


def sourced(commands: Iterable[Command], wanted: Wanted, read: Callable[[bytes], Sequence[Command]]) -> dict[str, Body]:
    """The functions of the repository's scripts that a script reads in: `source lib.sh`, `. "$DIR/lib.sh"`."""
    found: dict[str, Body] = {}
    for command in commands:
        if len(command.words) > 1 and command.words[0].literal in SOURCING:
            name = command.words[1].written.strip("\"'").rpartition("/")[2]
            text = wanted.shell_script(name)
            if text is not None:
                found |= called.functions(wanted.scripts.body(text, read).commands)
    return found


def may_load(wanted: Wanted) -> Callable[[bytes], bool]:
    """Whether a function may load what it is given: by its words, or since it fetches an address (`curl "$1"`)."""
    return partial(_may_load, wanted)


def _may_load(wanted: Wanted, data: bytes) -> bool:
    return wanted.passes(data) or any(map(_fetches(data), wanted.signatures.commands))


def _fetches(data: bytes) -> Callable[[CommandRule], bool]:
    return lambda rule: rule.reads == "url" and " ".join(rule.words).encode() in data


def body_of(
    given: Line, own: Mapping[str, Body], wanted: Wanted, read: Callable[[bytes], Sequence[Command]]
) -> tuple[int, Body | None]:
    """The place of the word that names a function or script of the repository's, and what that runs."""
    for place, word in enumerate(given.words[:MAX_BEFORE]):
        name = word.literal or ""
        if name in own and place == 0:
            return place, own[name]
        if name.endswith(SHELL_SCRIPT) or (place == 0 and RELATIVE.fullmatch(name) is not None):
            script = wanted.shell_script(name.rpartition("/")[2])
            return place, wanted.scripts.body(script, read) if script is not None else None
    return 0, None
