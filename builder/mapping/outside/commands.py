"""A text's commands, those within quotes and here-documents too, and the models among their words.

`read` needs nothing but the text; `found` asks what the repository wants.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from builder import patterns as re
from builder.mapping.formats.entries import Place, decoded
from builder.mapping.formats.shell import read_shell
from builder.mapping.formats.words import Command, Document, Variable, Word
from builder.mapping.found import Found, Target
from builder.mapping.kinds import SETTINGS, kind
from builder.mapping.names import fetched
from builder.mapping.outside import called, container_arguments, nested_text, read_loops
from builder.mapping.outside.command_edits import STREAMS, edits
from builder.mapping.outside.command_line import line, program_name
from builder.mapping.outside.command_naming import Value
from builder.mapping.outside.command_values import values
from builder.mapping.outside.handed import SILENT, Handed, asked_for, loading
from builder.mapping.outside.menus import bodies
from builder.mapping.outside.own_functions import sourced
from builder.mapping.outside.plain_words import unknown_program, written_variables
from builder.mapping.outside.served import is_asking
from builder.mapping.outside.settings_served import asks
from builder.mapping.outside.texts import Text
from builder.mapping.outside.variables import Variables, assignments, given_words
from builder.mapping.outside.wanted import HUB, Wanted
from builder.records import dataclass

URL = "url"  # the library of what is fetched by its address
GIVEN_TEXT = frozenset({"-", "/dev/stdin", "--stdin", "--data-binary", "@-"})  # words that mean what is given
ASKING = frozenset({"curl", "http", "grpcurl", "hey", "wrk", "ab", "oha"})  # programs that send what they are given
WRITING = frozenset({">", ">>", ">|", "tee", "-a"})  # words behind which a file stands that is written
ERRORS = (("/dev/stderr",), ("/dev/tty",))  # files that are no files
MAX_NESTED = 3  # shells within shells
GIVING = frozenset({"bash", "sh", "zsh", "dash", "ksh", "eval", "ssh", "su", "wsl"})  # their arguments are commands
GIVEN = re.compile(r"-[a-z]*c|--command|--wrap")  # options whose value is one
NAMED = re.compile(r"(?:--?[a-z][a-z-]*|[A-Za-z_]\w*)=")
# Text in one word that is a command line of its own: options, or a program, some words and an option.
NESTED = re.compile(r"\s*(?:\w+=\S*\s+)*(?:--?[A-Za-z]|[\w./-]+(?:[ \t\\\n]+[\w./:=@-]+){0,8}[ \t\\\n]+--?[A-Za-z])")


@dataclass(frozen=True)
class Script:
    """Commands, those within a command's words behind it, and here-documents: Python, settings, what loops read."""

    commands: tuple[Command, ...] = ()
    documents: tuple[Document, ...] = ()
    settings: tuple[Document, ...] = ()
    loops: tuple[Document, ...] = ()


def read(text: str, places: Sequence[Place] = (Place(1, 1),)) -> Script:
    """The commands of a shell's text; `places` as in read_shell."""
    return script(*read_shell(text, places))


def script(commands: Iterable[Command], documents: Iterable[Document] = ()) -> Script:
    """Commands together with those within their words and here-documents."""
    made: list[Command] = []
    documents = list(documents)
    python = [document for document in documents if _is_python(document)]
    for command in commands:
        _take(command, made, python, 0)
    others = [document for document in documents if not _is_python(document)]
    settings = [document for document in others if settings_kind(document) is not None]
    for document in others:
        if settings_kind(document) is None and not is_printed(document):
            for command in read_shell(document.text, document.places or (Place(document.line, 1),))[0]:
                _take(command, made, python, 1)
    loops = (document for document in others if document.words[:1] == (read_loops.END,))
    return Script(tuple(made), tuple(python), tuple(settings), tuple(loops))


def is_printed(document: Document) -> bool:
    """Whether a here-document is shown to people and no more: `cat <<E`, `cat >&2 <<E`, neither a file nor a pipe."""
    words = document.words
    if words[-2:-1] == (">&",) or words[-1:] in ERRORS:
        words = words[:-2]
    return words[-1:] == ("cat",)


def _is_python(document: Document) -> bool:
    """Whether a here-document is given to Python, or written to a file of it."""
    return any(program_name(word) == "python" or word.endswith(".py") for word in document.words)


def settings_kind(document: Document) -> str | None:
    """The kind of settings that a here-document is written to a file of; None: it is a shell's, or none to be read."""
    words = document.words
    written = [word for before, word in pairwise(words) if before in WRITING]
    if not written and not GIVEN_TEXT.isdisjoint(words):
        written = [file for file in (nested_text.file_of(document.text),) if file is not None]
    return next((found for file in written if (found := kind(file)) in SETTINGS), None)


def _take(command: Command, made: list[Command], python: list[Document], depth: int) -> None:
    """Keep a command, then the commands and the Python that stand within its words."""
    made.append(command)
    if command.listed:
        made.append(Command(command.words[-command.listed :], depth=command.depth, chosen=command.chosen))
    if depth >= MAX_NESTED or not command.words or command.words[0].start in SILENT:
        return
    program = before = ""
    service = container_arguments.service(command)
    for word in command.words:
        spaced = any(isinstance(piece, str) and (" " in piece or "\n" in piece) for piece in word.pieces)
        if spaced or service:
            named = NAMED.match(word.start)
            inner = word.behind(named.end()) if named is not None else word
            option = named[0][:-1] if named is not None else before
            given = GIVEN.fullmatch(option) is not None
            listed = container_arguments.commands_in(service, option, inner) if service else None
            if listed is not None:
                pass
            elif not spaced:
                listed = []
            elif given and program_name(program) == "python":
                inside = inner.place._replace(column=inner.place.column + 1)  # behind the quote
                python.append(Document(inner.written, word.place.line, ("python",), (inside,)))
            elif given or before in GIVING or NESTED.match(inner.written):
                listed = read_shell(inner.written, (inner.place,))[0]
            for one in listed or ():
                _take(one, made, python, depth + 1)
        before = word.start
        program = program if before.startswith("-") else before


def found(
    script: Script,
    wanted: Wanted,
    resolution: str = "command",
    outside: Mapping[str, Sequence[Text]] | None = None,
    *,
    tools: bool = True,
) -> list[Found]:
    """The models that commands name, each once for a place, in the order of their place.

    `outside` are variables that other files set. A variable that holds a model and reaches no command that is
    understood counts where it is set.
    `defined_at` is ':line', without the path. Without `tools` only what the repository's own commands load is a use,
    what others' do (`vllm serve`, `hf download`) is named.
    """
    functions = {**sourced(script.commands, wanted, _commands), **called.functions(script.commands)}
    asked = asked_for(script.commands, functions, outside or {})
    giving = Handed(loading(functions, asked, wanted), wanted, _commands, asked)
    variables = Variables(outside or {}, functions=bodies({name: body.commands for name, body in functions.items()}))
    loaded: list[Value] = []
    assigned: list[tuple[str, bool, Value]] = []
    read_by = read_loops.given(script.commands, script.loops)
    for command in script.commands:
        variables.run(command)
        variables.values.update(read_by.get(id(command), {}))
        if command.words and command.words[0].start not in SILENT:
            shown = resolution == "documented" and not line(command).is_run
            given = values(line(command), variables, wanted)
            own = [
                *(replace(one, weights="unknown") if shown else one for one in given),
                *giving.values(command, variables),
            ]
            loaded += own or (unknown_program(command, functions, variables, wanted) if resolution == "command" else ())
        elif command.words and command.words[0].start in STREAMS:
            loaded += edits(line(command), variables, wanted)
        else:
            loaded += written_variables(command, variables, wanted)
        assigned += _assigned(command, variables, wanted)
    reached = {value.text.defined_at for value in loaded}
    used = {
        piece.name
        for command in script.commands
        if _runs(command)
        for word in command.words
        for piece in word.pieces
        if isinstance(piece, Variable)
    }
    given_here = {name for command in script.commands for _, name, word in assignments(command) if word.written}
    for name, sure, value in assigned:
        if value.read or ((sure or name in used) and f":{value.word.place.line}" not in reached):
            offered = any(text.offered and text.text == value.text.text for text in variables.values.get(name, ()))
            is_asked = value.target.library != URL and not value.read and asks(name, given_here - {name})
            model = value.name._replace(asked=True) if is_asked else value.name
            loaded.append(replace(value, name=model, text=value.text._replace(offered=offered)))
    unique = {(value.word.place, value.name.name, value.target.loads): value for value in reversed(loaded)}
    return [_made(unique[key], resolution, wanted, tools=tools) for key in sorted(unique)]


def _commands(script: bytes) -> Sequence[Command]:
    return read(decoded(script)).commands


def _runs(command: Command) -> bool:
    """Whether a command may load what its variables hold: it prints nothing, and asks no server."""
    first = command.words[0].start if command.words else ""
    silent = first in SILENT or first in ASKING or first.endswith(":")  # a key of what a here-document holds
    return not silent and not any(is_asking(option.name) for option in line(command).options)


def _assigned(command: Command, variables: Variables, wanted: Wanted) -> Iterator[tuple[str, bool, Value]]:
    """What variables are given that name a model by their own name: the name, whether that is sure, the value."""
    for word, name, value in assignments(command):
        goal = wanted.variable(name)
        yield from ((name, True, one) for one in _addresses(command, value, variables, wanted))
        if goal is None:
            continue
        for one in given_words(command, value):
            for text in variables.expand(one):
                model = wanted.name(text.text, goal.target)
                if model is not None and text.defined_at is None and (goal.sure or "/" in model.name):
                    target = replace(goal.target, call=f"variable {name}")
                    yield (
                        name,
                        goal.sure,
                        Value(one, text, model, target, word.written, model.revision, wanted.read(name)),
                    )


def _addresses(command: Command, value: Word, variables: Variables, wanted: Wanted) -> Iterator[Value]:
    """The addresses of the Hub's files that a variable or a list is given."""
    for one in given_words(command, value):
        for text in variables.expand(one) if "/" in one.known else ():
            address = fetched(text.text, wanted.signatures.names)
            if address is not None and text.defined_at is None:
                name, loads = address
                yield Value(one, text, name, Target(URL, "variable", loads, HUB.hub), one.written, name.revision)


def _made(value: Value, resolution: str, wanted: Wanted, *, tools: bool) -> Found:
    target, usage = wanted.placed(value.target, value.name, hosted=value.name.hosted)
    named = value.tool and not tools
    weights = value.weights if usage == "use" and not named else None
    if named or value.weights != "requested":
        usage = "mention"
    elif usage == "use" and value.text.offered:
        usage = "selectable"
    return Found(
        target=target,
        line=value.word.place.line,
        column=value.word.place.column,
        argument_line=value.word.place.line,
        code=value.line,
        expression=value.word.written,
        name=value.name.name,
        resolution="environment" if value.read and resolution == "command" else resolution,
        usage=usage,
        hops=value.text.hops,
        defined_at=value.text.defined_at,
        trail=value.text.trail,
        revision=value.revision,
        weights=weights,
        trust_remote_code=value.trusts,
        fails=value.fails if usage == "mention" else "",
    )
