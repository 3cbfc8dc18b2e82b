"""The options that a script's own parser takes, and whether it refuses those of a command.

Only of a parser that is wholly read: one in the file, whose options are written out, and that nothing else adds to;
of argparse, of transformers with dataclasses of the repository's own, or a single command of click.
"""

import ast
from collections.abc import Callable, Sequence
from itertools import pairwise

from builder import patterns as re
from builder.mapping.formats.words import Word
from builder.mapping.outside.command_line import Line
from builder.mapping.outside.declared_options import last_name, of_click, of_dataclasses, parsed
from builder.records import dataclass

OF_DATACLASSES = "HfArgumentParser"
PARSERS = frozenset({"ArgumentParser", OF_DATACLASSES})
HOLDING = PARSERS | {"add_argument_group", "add_mutually_exclusive_group"}  # whose results take options
OTHERS = re.compile(
    rb"parse_known_args|parse_known_intermixed_args|add_subparsers|parents\s*=|fromfile_prefix_chars|prefix_chars"
    rb"|return_remaining_strings|args_file|parse_(?:json|yaml)_file|parse_dict|TrlParser|from_argparse_args|add_argparse_args|add_arguments|\bfire\b|\btyper\b|absl|sys\.argv|jsonargparse"
    rb"|simple_parsing|configargparse|ConfigArgParse|_StoreAction|conflict_handler"
)
LONG = re.compile(r"--[A-Za-z][\w-]*")
# Words of a document that stand for others: `[options]`, `<name>`, `...`.
STANDING = re.compile(r"[<>\[\]…]|\.\.\.|^[A-Z_]+$")
MAX_BYTES = 300_000


@dataclass(frozen=True)
class Parser:
    """The options of a parser, those of which one spelling must be given, and whether it takes arguments besides."""

    options: frozenset[str]
    required: tuple[frozenset[str], ...]


def parser_of(data: bytes, imported: Callable[[], Sequence[bytes]] = tuple) -> Parser | None:
    """The parser of a script, whose dataclasses may stand in what is imported; None where it is not wholly known."""
    argparse, click = b"ArgumentParser" in data, b"click.command" in data
    if argparse is click or len(data) > MAX_BYTES or OTHERS.search(data) is not None:
        return None
    tree = parsed(data)
    if tree is None:
        return None
    options = of_click(tree) if click else None
    if click:
        return Parser(options, ()) if options is not None else None
    return _of_argparse(tree, data, imported) if b"click" not in data else None


def _of_argparse(tree: ast.Module, data: bytes, imported: Callable[[], Sequence[bytes]]) -> Parser | None:
    nodes = list(ast.walk(tree))
    calls = [node for node in nodes if isinstance(node, ast.Call)]
    made = [call for call in calls if last_name(call.func) in PARSERS]
    if len(made) != 1 or _is_handed_out(nodes, calls):
        return None
    fields: frozenset[str] | None = frozenset()
    if last_name(made[0].func) == OF_DATACLASSES:
        fields = of_dataclasses(made[0], (data, *imported()))
    if fields is None:
        return None
    options, required = set(fields), list[frozenset[str]]()
    for call in calls:
        if last_name(call.func) == "add_argument":
            names = [one.value for one in call.args if isinstance(one, ast.Constant) and isinstance(one.value, str)]
            if len(names) != len(call.args) or any(word.arg is None for word in call.keywords):
                return None
            spelt = {name for name in names if name.startswith("-")}
            options |= spelt
            if spelt and any(
                word.arg == "action" and "BooleanOptional" in ast.dump(word.value) for word in call.keywords
            ):
                options |= {f"--no-{name[2:]}" for name in spelt if name.startswith("--")}
            if spelt and any(word.arg == "required" and _is_true(word.value) for word in call.keywords):
                required.append(frozenset(spelt))
    return Parser(frozenset(options), tuple(required)) if options else None


def _is_true(value: ast.expr) -> bool:
    return isinstance(value, ast.Constant) and value.value is True


def _is_handed_out(nodes: list[ast.AST], calls: list[ast.Call]) -> bool:
    """Whether a name that a parser or a group of one has is an argument of a call of something not in the file."""
    held = {"parser"}
    for node in nodes:
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call) and last_name(node.value.func) in HOLDING:
            held.update(one.id for one in node.targets if isinstance(one, ast.Name))
    own = {node.name for node in nodes if isinstance(node, ast.FunctionDef)}
    for call in calls:
        given = (*call.args, *(word.value for word in call.keywords))
        if any(isinstance(one, ast.Name) and one.id in held for one in given) and last_name(call.func) not in own:
            return True
    return False


def refusal(parser: Parser | None, line: Line, place: int) -> str:
    """Why a parser ends with an error for what stands behind a command's word at a place; '' where it may not."""
    if parser is None:
        return ""
    words = line.words[place + 1 :]
    literal = [word.literal for word in words]
    if any(text == "--" for text in literal):
        return ""
    given = [option for word in words if (option := _option(word)) is not None]
    unknown = next((option for option in given if not _takes(parser, option)), None)
    if unknown is not None:
        return f"the script that runs takes no {unknown}"
    shown = all(text is None or STANDING.search(text) is None for text in literal)
    hidden = any(
        not word.start and not before.start.startswith("-") for before, word in pairwise((line.words[place], *words))
    )
    if not shown or hidden or not given:
        return ""
    short = {text[:2] for text in literal if text and text.startswith("-") and not text.startswith("--")}
    lacking = next((min(spelt) for spelt in parser.required if not _is_given(spelt, given, short)), None)
    return f"the script that runs needs {lacking}" if lacking is not None else ""


def _option(word: Word) -> str | None:
    """The long option that a word is, or begins with; None where its name is not all there."""
    found = LONG.match(word.start)
    behind = word.start[found.end() :][:1] if found is not None else ""
    whole = behind == "=" or (behind == "" and len(word.pieces) == 1)
    return found[0] if found is not None and whole else None


def _takes(parser: Parser, option: str) -> bool:
    return option == "--help" or any(one == option or one.startswith(option) for one in parser.options)


def _is_given(spelt: frozenset[str], given: list[str], short: set[str]) -> bool:
    return any(one.startswith(option) for one in spelt for option in given) or any(one[:2] in short for one in spelt)
