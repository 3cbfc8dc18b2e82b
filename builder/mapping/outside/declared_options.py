"""Options that a script declares otherwise than by `add_argument`: fields of dataclasses, decorators of click.

HfArgumentParser makes an option of every field, '--no_' forms of flags, and takes dashes for underscores.
"""

import ast
import warnings
from collections.abc import Iterable, Sequence

COMMANDS = frozenset({"command"})
# Decorators of click that say all that they add to a command.
PLAIN = frozenset({"command", "option", "argument", "version_option", "help_option", "pass_context", "pass_obj"})
OPEN_SETTINGS = ("ignore_unknown_options", "allow_extra_args", "context_settings", "cls", "add_help_option")


def parsed(data: bytes) -> ast.Module | None:
    """The tree of a file of Python; None where it does not parse."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(data)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def last_name(function: ast.expr) -> str:
    """The last name of a function as it is called; '' where it has none."""
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def of_dataclasses(call: ast.Call, sources: Sequence[bytes]) -> frozenset[str] | None:
    """The options that an HfArgumentParser makes of its dataclasses, which stand in one of the sources.

    None where one of them is not wholly there.
    """
    given = [*call.args[:1], *(word.value for word in call.keywords if word.arg == "dataclass_types")]
    listed = (
        given[0] if len(given) == 1 and not (len(call.args) > 1 or any(w.arg is None for w in call.keywords)) else None
    )
    names = listed.elts if isinstance(listed, ast.Tuple | ast.List) else [listed]
    found: set[str] = set()
    for name in names:
        own = _of_class(name.id, sources, depth=0) if isinstance(name, ast.Name) else None
        if own is None:
            return None
        found |= own
    return frozenset(found)


def _of_class(name: str, sources: Sequence[bytes], depth: int) -> set[str] | None:
    """The options of a class's fields and of its bases'; None where one is not there, or there are several."""
    word = b"class %s" % name.encode()
    trees = [tree for data in sources if word in data and (tree := parsed(data)) is not None]
    classes = [one for tree in trees for one in tree.body if isinstance(one, ast.ClassDef) and one.name == name]
    if len(classes) != 1 or depth > len(sources):
        return None
    found: set[str] = set()
    for base in classes[0].bases:
        own = _of_class(base.id, sources, depth + 1) if isinstance(base, ast.Name) else None
        if own is None:
            return None
        found |= own
    for line in classes[0].body:
        if isinstance(line, ast.AnnAssign) and isinstance(line.target, ast.Name):
            field = line.target.id
            for spelt in (field, field.replace("_", "-")):
                found |= {f"--{spelt}", f"--no_{spelt}", f"--no-{spelt}"}
            found |= {word for word in _texts([line]) if word.startswith("-")}  # aliases
    return found


def of_click(tree: ast.Module) -> frozenset[str] | None:
    """The options of a script's only command of click; None where it is not wholly known."""
    functions = [one for one in ast.walk(tree) if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef)]
    commands = [one for one in functions if any(_decorated(line) in COMMANDS for line in one.decorator_list)]
    if len(commands) != 1 or any(_decorated(line) == "group" for one in functions for line in one.decorator_list):
        return None
    found: set[str] = set()
    for line in commands[0].decorator_list:
        if _decorated(line) not in PLAIN or not _is_click(line):
            return None
        if isinstance(line, ast.Call):
            if any(word.arg is None or word.arg in OPEN_SETTINGS for word in line.keywords):
                return None
            if _decorated(line) == "option":
                texts = list(_texts(line.args))
                if len(texts) != len(line.args):
                    return None
                found |= {part.strip() for text in texts for part in text.split("/") if part.strip().startswith("-")}
            if _decorated(line) == "version_option":
                found.add("--version")
    return frozenset(found)


def _decorated(line: ast.expr) -> str:
    return last_name(line.func if isinstance(line, ast.Call) else line)


def _is_click(line: ast.expr) -> bool:
    function = line.func if isinstance(line, ast.Call) else line
    return isinstance(function, ast.Attribute) and isinstance(function.value, ast.Name) and function.value.id == "click"


def _texts(nodes: Iterable[ast.AST]) -> Iterable[str]:
    inner = (one for node in nodes for one in ast.walk(node))
    return (one.value for one in inner if isinstance(one, ast.Constant) and isinstance(one.value, str))
