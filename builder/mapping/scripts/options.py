"""Options of command lines that JavaScript declares, with their defaults and choices.

Sources: the documentation of commander, yargs, cac, sade, meow, minimist, citty, oclif, command-line-args, clipanion,
and of Node's own `util.parseArgs`. An option is looked for by its name in the file that asks for it.
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from builder import patterns as re
from builder.mapping.scripts.tree import (
    Call,
    File,
    Function,
    Member,
    Name,
    Node,
    Record,
    Scope,
    Sequenced,
    Text,
    last_word,
)
from builder.mapping.scripts.values import Evaluation, Frame, Value, distinct, farther, opened

HOW = "argument_parser"
FLAGS = re.compile(r"--([\w-]+)|^(\w[\w-]*)$|[\[<](\w[\w-]*)")  # '-m, --model <id>', 'model', '[model]'
# Calls whose first argument is an option's flags or name, and those whose argument holds them all as a record.
ONE = frozenset({"option", "requiredOption", "positional", "argument", "default", "Option"})
ALL = {
    "options": None,
    "parseArgs": "options",
    "meow": "flags",
    "minimist": "default",
    "parser": "default",
    "defineCommand": "args",
}
DEFAULTS, CHOICES = ("default", "defaultValue", "initial"), ("choices", "options", "enum")
LISTED = "commandLineArgs"


class Option(NamedTuple):
    """What an option is where it is not given, and what it may be, as far as that is written."""

    default: Node | None
    choices: Node | None = None


def declared(file: File) -> dict[str, list[Option]]:
    """The options that a file declares, by their name as code asks for it ('modelId')."""
    found: dict[str, list[Option]] = {}
    for name, option in _declared(file):
        found.setdefault(camel(name), []).append(option)
    return found


def camel(name: str) -> str:
    """'model-id' as parsers name it: 'modelId'."""
    first, *others = name.strip("-").split("-")
    return first + "".join(other[:1].upper() + other[1:] for other in others)


def _declared(file: File) -> Iterator[tuple[str, Option]]:
    for word in ONE:
        for call in file.calls.get(word, ()):
            if call.arguments and isinstance(call.arguments[0], Text):
                flags = FLAGS.findall(call.arguments[0].value)
                if flags:
                    yield next(filter(None, flags[0])), _of_call(call, word)
    for word, key in ALL.items():
        for call in file.calls.get(word, ()):
            for argument in call.arguments:
                yield from _of_record(argument if key is None else _under(argument, key))
    for call in file.calls.get(LISTED, ()):
        items = call.arguments[0] if call.arguments else None
        for item in items.items if isinstance(items, Sequenced) else ():
            name = _under(item, "name")
            if isinstance(name, Text):
                yield name.value, _of_settings(item)
    for word in ("string", "custom", "String"):  # static flags = { model: Flags.string({ default }) }
        for call in file.calls.get(word, ()):
            yield from _of_factory(file, call)


def _of_call(call: Call, word: str) -> Option:
    """An option of commander, cac or sade (`option(flags, text, default)`), or of yargs (`option(name, {default})`)."""
    rest = [one for one in call.arguments[1:] if not isinstance(one, Function)]
    for one in rest:
        if isinstance(one, Record):
            return _of_settings(one)
    if word == "default":
        return Option(rest[0] if rest else None)
    chained = _chained(call) if word == "Option" else {}
    last = rest[-1] if len(call.arguments) > 2 and rest else None
    return Option(chained.get("default") or last, chained.get("choices"))


def _chained(call: Call) -> dict[str, Node]:
    """`new Option(flags).default(x).choices([...])`: what the calls behind it are given."""
    found: dict[str, Node] = {}
    for word in ("default", "choices"):
        for outer in call.file.calls.get(word, ()):
            owner: Node = outer
            while isinstance(owner, Call) and owner is not call and isinstance(owner.callee, Member):
                owner = owner.callee.owner
            if owner is call and outer.arguments:
                found[word] = outer.arguments[0]
    return found


def _of_record(node: Node | None) -> Iterator[tuple[str, Option]]:
    """Options by their name: `{model: {default: 'x'}}`, and `{model: 'x'}` of minimist."""
    for key, value in node.entries if isinstance(node, Record) else ():
        if key is not None:
            yield key, _of_settings(value) if isinstance(value, Record) else Option(value)


def _of_factory(file: File, call: Call) -> Iterator[tuple[str, Option]]:
    """An option of oclif or clipanion, by the key or field that it is given to."""
    names = [name for name, node in file.named if node is call]
    for name in names:
        record = next((one for one in call.arguments if isinstance(one, Record)), None)
        texts = [one for one in call.arguments[1:] if isinstance(one, Text)]
        if record is not None and last_word(call.callee) != "String":
            yield name, _of_settings(record)
        elif texts and last_word(call.callee) == "String":
            yield name, Option(texts[0])


def _of_settings(node: Node) -> Option:
    default = next((value for key in DEFAULTS if (value := _under(node, key)) is not None), None)
    return Option(default, next((value for key in CHOICES if (value := _under(node, key)) is not None), None))


def _under(node: Node | None, key: str) -> Node | None:
    if not isinstance(node, Record):
        return None
    return next((value for name, value in node.entries if name == key), None)


def option(ask: Evaluation, options: Iterable[Option], frame: Frame | None) -> list[Value]:
    """What an option is where it is not given, and what else it may be chosen to be."""
    made: list[Value] = []
    for one in options:
        default = farther(ask.evaluate(one.default, frame), HOW) if one.default is not None else []
        known = {value.text for value in default}
        lists = ask.evaluate(one.choices, frame) if one.choices is not None else []
        offered = farther((inner for value in lists for inner in ask.elements(value)), HOW)
        others = [value for value in offered if value.text not in known]
        made += [*default, *(opened(others) if default or distinct(others) > 1 else others)]
    return opened(made) if len({value.text for value in made if not value.open}) > 1 else made


def destructured(node: Name) -> str | None:
    """The key that a variable was taken out of an object under: `const { model } = program.opts()`."""
    scope: Scope | None = node.scope
    while scope is not None:
        for assigned in scope.names.get(node.name, ()):
            if assigned.path and isinstance(assigned.path[-1], str):
                return assigned.path[-1]
        scope = scope.parent
    return None
