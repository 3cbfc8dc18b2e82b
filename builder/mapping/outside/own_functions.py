"""Which functions of a shell a script may call, and which of them may load what they are given."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import partial

from builder.mapping.formats.words import Command
from builder.mapping.outside import called
from builder.mapping.outside.called import Body
from builder.mapping.outside.wanted import Wanted
from builder.reference.outside_rules import CommandRule

SOURCING = frozenset({"source", "."})


def sourced(commands: Iterable[Command], wanted: Wanted, read: Callable[[bytes], Sequence[Command]]) -> dict[str, Body]:
    """The functions of the repository's scripts that a script reads in: `source lib.sh`, `. "$DIR/lib.sh"`."""
    found: dict[str, Body] = {}
    for command in commands:
        if len(command.words) > 1 and command.words[0].literal in SOURCING:
            name = command.words[1].written.strip("\"'").rpartition("/")[2]
            text = wanted.shell_script(name)
            if text is not None:
                body = wanted.scripts.body(text, read, asked=False)
                own = called.functions(body.commands)
                found |= {name: replace(one, asking=body.asking) for name, one in own.items()}
    return found


def may_load(wanted: Wanted) -> Callable[[bytes], bool]:
    """Whether a function may load what it is given: by its words, or since it fetches an address (`curl "$1"`)."""
    return partial(_may_load, wanted)


def _may_load(wanted: Wanted, data: bytes) -> bool:
    return wanted.passes(data) or any(map(_fetches(data), wanted.signatures.commands))


def _fetches(data: bytes) -> Callable[[CommandRule], bool]:
    return lambda rule: rule.reads == "url" and " ".join(rule.words).encode() in data
