"""The newest wheels of the libraries that the signatures name, against the rules: what moved, went, is new or unread.

Wheels are downloaded one at a time into a folder that is deleted, and parsed, never imported. Prints a line for each:

    moved    an argument that a rule reads stands at another place
    went     no argument has a name that a rule reads
    gone     no definition fits a call that a rule names
    unread   an argument of a call with a rule sounds like a model's name, and no rule reads it
    no rule  a public function or class takes what sounds like a model's name, and no rule fits

`signatures.py [LIBRARY ...]`: all but the ones that benchmarks/signatures.toml leaves out.
"""

from __future__ import annotations

import argparse
import ast
import re
import subprocess
import sys
import tempfile
import tomllib
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from builder.reference.signatures import Library, Match, Signatures, load_signatures

SETTINGS = Path(__file__).with_suffix(".toml")
NAMES = re.compile(
    r"(pretrained_)?model_(name_or_path|name_or_dir|id_or_path)|pretrained_\w*name_or_path|(hf_|hub_)?(repo|model)_id|"
    r"hf_(repo|model|hub)\w*|path_or_(hf_)?repo(_id)?|\w+_model_name_or_path"
)
INNER = re.compile(r"(^|\.)(_\w+|tests?|testing|examples?|conftest|scripts?|third_party|benchmarks?)(\.|$)")
WRITES = re.compile(r"(save|push|upload|export|log|delete|list|create|convert|update|set|has|find|check)_\w+")
TIMEOUT = 300  # seconds for one download


class Callable(NamedTuple):
    """A function, class or method of a wheel: its parameters by place (no `self`) and by keyword alone.

    `is_open`: it takes others, too.
    """

    name: str
    places: tuple[str, ...]
    keywords: tuple[str, ...]
    is_open: bool
    offset: int = 0

    @property
    def parameters(self) -> tuple[str, ...]:
        """All that have a name."""
        return (*self.places, *self.keywords)


class Difference(NamedTuple):
    """What a wheel has otherwise than the rules say."""

    kind: str
    name: str
    detail: str


def definitions(wheel: Path, roots: tuple[str, ...]) -> dict[str, Callable]:
    """Qualified name -> each public function, class and method below the roots; a file that does not parse has none."""
    found: dict[str, Callable] = {}
    bases: dict[str, list[str]] = {}
    with zipfile.ZipFile(wheel) as archive:
        for path in archive.namelist():
            module = path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
            if not path.endswith(".py") or not f"{module}.".startswith(tuple(f"{root}." for root in roots)):
                continue
            try:
                tree = ast.parse(archive.read(path))
            except (SyntaxError, ValueError, RecursionError):
                continue
            for one in _of_module(module, tree, bases):
                found[one.name] = one
    return _with_constructors(found, bases)


def _of_module(module: str, tree: ast.Module, bases: dict[str, list[str]]) -> Iterator[Callable]:
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield _callable(f"{module}.{node.name}", node, 0)
        if isinstance(node, ast.ClassDef):
            bases[f"{module}.{node.name}"] = [ast.unparse(base).rpartition(".")[2] for base in node.bases]
            fields = [
                line.target.id
                for line in node.body
                if isinstance(line, ast.AnnAssign) and isinstance(line.target, ast.Name)
            ]
            yield Callable(f"{module}.{node.name}", tuple(fields), (), not fields)
            for inner in node.body:
                if isinstance(inner, ast.FunctionDef | ast.AsyncFunctionDef):
                    static = any(ast.unparse(mark) == "staticmethod" for mark in inner.decorator_list)
                    yield _callable(f"{module}.{node.name}.{inner.name}", inner, 0 if static else 1)


def _callable(name: str, node: ast.FunctionDef | ast.AsyncFunctionDef, skip: int) -> Callable:
    given = node.args
    places = tuple(argument.arg for argument in (*given.posonlyargs, *given.args))[skip:]
    is_open = given.vararg is not None or given.kwarg is not None
    return Callable(name, places, tuple(argument.arg for argument in given.kwonlyargs), is_open)


def _with_constructors(found: dict[str, Callable], bases: dict[str, list[str]]) -> dict[str, Callable]:
    """Classes with the parameters of their own constructor, or of the nearest base in the wheel that has one."""
    by_word: dict[str, str] = {name.rpartition(".")[2]: name for name in bases}

    def constructor(name: str, depth: int) -> Callable | None:
        own = found.get(f"{name}.__init__")
        inherited = (by_word[base] for base in bases.get(name, ()) if base in by_word and depth)
        return own or next((made for base in inherited if (made := constructor(base, depth - 1)) is not None), None)

    for name in bases:
        made = constructor(name, 5)
        if made is not None:
            found[name] = made._replace(name=name)
    return found


def compared(found: dict[str, Callable], library: Library, signatures: Signatures) -> list[Difference]:
    """What the definitions of a library's wheel have otherwise than its rules say, by kind and name."""
    differences: list[Difference] = []
    for one in found.values():
        match = _rule(one.name, library, signatures)
        if match is None:
            differences.extend(_without_rule(one, library, signatures))
        elif match.library.name == library.name and match.rule.named_by == "argument":
            differences.extend(_arguments(one, match))
    words = {name.rpartition(".")[2] for name in found}
    for rule in library.calls:
        for call in rule.calls if rule.named_by == "argument" else ():
            *_, owner, last = ("", *re.sub(r"^\*+\.", "", call).split("."))
            if last not in words and owner not in words:
                differences.append(Difference("gone", call, "no definition"))
    return sorted(set(differences))


def _rule(name: str, library: Library, signatures: Signatures) -> Match | None:
    """The rule of a definition by its own name, or by one that its root passes on."""
    root, *_, owner, last = (*name.split(".")[:1], "", *name.split(".")[1:])
    short = f"{root}.{owner}.{last}" if owner[:1].isupper() else f"{root}.{last}"
    return signatures.find(name) or (signatures.find(short) if library.roots else None)


def _arguments(one: Callable, match: Match) -> Iterator[Difference]:
    model = match.rule.model
    shown = ", ".join(one.parameters)
    if model.names and not set(model.names) & set(one.parameters):
        if not one.is_open and one.parameters:
            yield Difference("went", one.name, f"{'/'.join(model.names)}: ({shown})")
    elif model.position is not None and model.names:
        places = [place for place, name in enumerate(one.places) if name in model.names]
        if places and model.position not in places:
            yield Difference("moved", one.name, f"{model.position} -> {places[0]}: ({shown})")
    known = {name for argument in (model, *match.rule.also) for name in argument.names}
    entry = match.rule.entry.names if match.rule.entry is not None else ()
    for name in one.parameters:
        if NAMES.fullmatch(name) and name not in known and name not in entry and not known & set(one.parameters):
            yield Difference("unread", one.name, name)


def _without_rule(one: Callable, library: Library, signatures: Signatures) -> Iterator[Difference]:
    named = [name for name in one.parameters if NAMES.fullmatch(name)]
    last = one.name.rpartition(".")[2]
    if named and not INNER.search(one.name) and WRITES.fullmatch(last) is None and signatures.guess(one.name) is None:
        yield Difference("no rule", one.name, ", ".join(named))


def downloaded(distribution: str, folder: Path) -> Path | None:
    """The newest wheel of a distribution, without what it depends on; None where there is none."""
    command = [
        sys.executable,
        "-m",
        "pip",
        "download",
        "--quiet",
        "--no-deps",
        "--only-binary=:all:",
        "--dest",
        str(folder),
    ]
    made = subprocess.run([*command, distribution], capture_output=True, timeout=TIMEOUT, check=False)
    return next(iter(sorted(folder.glob("*.whl"))), None) if made.returncode == 0 else None


def main() -> None:
    """Compares the wheels of the libraries that are named, or of all, and prints what differs."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("libraries", nargs="*")
    wanted = parser.parse_args().libraries
    settings = tomllib.loads(SETTINGS.read_text(encoding="utf-8"))
    signatures = load_signatures()
    for library in signatures.libraries:
        distribution = settings["distributions"].get(library.name, library.name)
        if (wanted and library.name not in wanted) or (not wanted and library.name in settings["left_out"]):
            continue
        if not library.roots or not library.calls:
            continue
        with tempfile.TemporaryDirectory() as folder:
            try:
                wheel = downloaded(distribution, Path(folder))
            except subprocess.TimeoutExpired:
                wheel = None
            if wheel is None:
                print(f"{library.name}: no wheel")
                continue
            differences = compared(definitions(wheel, library.roots), library, signatures)
            print(f"{library.name}: {wheel.name.split('-')[1]}, {len(differences)} differences", flush=True)
        for one in differences:
            print(f"  {one.kind:8} {one.name}  {one.detail}")


if __name__ == "__main__":
    main()
