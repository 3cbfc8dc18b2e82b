"""Tables of weights and vocabularies in copies of early transformers: `{"bert-base-uncased": "https://s3..."}`.

A class holds them (`pretrained_model_archive_map = BERT_PRETRAINED_MODEL_ARCHIVE_MAP`), or its `from_pretrained` reads
them by their name. Each key is on offer where the repository's other code calls such a `from_pretrained`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple, TypeGuard

from builder import patterns as re
from builder.mapping.found import WEIGHTY, Found, Target
from builder.mapping.names import hub_name, is_known, loads_of_file
from builder.mapping.python.detect.findings import Finding
from builder.mapping.python.program.scopes import Scope, Statement
from builder.mapping.python.syntax.expressions import Attribute
from builder.mapping.python.syntax.regions import word_places
from builder.mapping.python.values import classes
from builder.mapping.python.values.interface import Evaluator
from builder.mapping.python.values.values import Definition, File, Point
from builder.reference.signatures import Loads

LIBRARY, LOADER = "transformers", "from_pretrained"
HOST = b"huggingface.co/"  # within each of HOSTS
HOSTS = (b"models.huggingface.co/", b"cdn.huggingface.co/", b"//huggingface.co/")  # each with files of models
ENTRY = re.compile(
    rb"""["']([\w./-]{1,200})["']\s*:\s*\(?\s*["'](https?://(?:"""
    rb"""s3[\w.-]*\.amazonaws\.com/models\.huggingface\.co/|cdn\.huggingface\.co/|"""
    rb"""huggingface\.co/[\w.-]+/(?:[\w.-]+/)?resolve/)[^\s"']{1,300})["']"""
)
SET = re.compile(rb"([A-Za-z_]\w*)\s*(?::[^=\n]*)?=(?!=)")
WORD = re.compile(rb"[A-Za-z_]\w*")
MAIN = b"__main__"
ARCHIVE = re.compile(r"\.(?:tar\.gz|tgz|zip)$")  # of weights and configuration, before 2019
MAX_STEPS = 400  # expressions asked for to tell whose `from_pretrained` one call is
MAX_ATTRIBUTE = 2000  # bytes of what a class sets an attribute to that name tables


class Entry(NamedTuple):
    """A name in a table, and the address it stands for."""

    match: re.Match[bytes]
    statement: Statement
    table: str


def first(ev: Evaluator) -> str | None:
    """The first file that has such a table; None where no file has one."""
    return next((path for path, file in ev.files.items() if _may_hold(file)), None)


def _may_hold(file: File) -> bool:
    return file.facts.holds(HOST) and any(map(file.facts.holds, HOSTS)) and ENTRY.search(file.facts.data) is not None


def found(ev: Evaluator) -> Iterator[Finding]:
    """The names in such tables of every file, where a call reads them."""
    entries = {path: list(_entries(file)) for path, file in ev.files.items() if _may_hold(file)}
    tables = {(path, entry.table) for path, own in entries.items() for entry in own}
    read = {table for kind in _called(ev) for table in _read(ev, kind, tables)} if tables else set()
    for path, own in entries.items():
        for entry in own:
            if (path, entry.table) in read:
                one = _found(ev, ev.files[path], entry)
                yield from [Finding(path, one)] if one is not None else []


def _entries(file: File) -> Iterator[Entry]:
    for match in ENTRY.finditer(file.facts.data):
        stands = file.facts.statement(match.start()) if file.facts.regions.is_code(match.start()) else None
        name = SET.match(file.facts.data, stands[1].start) if stands is not None else None
        if stands is not None and name is not None and stands[0].kind != "function":
            yield Entry(match, stands[1], name[1].decode())


def _called(ev: Evaluator) -> dict[Definition, None]:
    """The classes whose own `from_pretrained` code of the repository calls that is no part of the copy."""
    kinds: dict[Definition, None] = {}
    for file in ev.files.values():
        for place in file.facts.places(LOADER):
            kind = _owner(ev, file, place)
            if kind is not None and _is_other(file, kind.file):
                kinds[kind] = None
    return kinds


def _owner(ev: Evaluator, file: File, place: int) -> Definition | None:
    """The class that defines the method which a call at a place runs; None: none of the repository's."""
    stands = file.facts.statement(place)
    if stands is None:
        return None
    scope, statement = stands
    for call, sources in file.facts.calls(statement):
        if call.word == place and isinstance(call.function, Attribute):
            ev.start(MAX_STEPS)
            for value in ev.evaluate(
                call.function.value, Point(file, scope, statement.start, statement.block, sources)
            ):
                method = classes.method(ev, value, LOADER) if _is_class(value) else None
                if method is not None and method.scope.around is not None:
                    return Definition(method.file, method.scope.around)
    return None


def _is_class(value: object) -> TypeGuard[Definition]:
    return isinstance(value, Definition) and value.scope.kind == "class"


def _is_other(file: File, copy: File) -> bool:
    """Whether a file is code that uses a copy, and no module of it: in another folder, or a program beside it."""
    folder = copy.path.rpartition("/")[0]
    return not folder or not file.path.startswith(f"{folder}/") or file.facts.holds(MAIN)


def _read(ev: Evaluator, kind: Definition, tables: set[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """(path, name) of the tables that a class's methods read, by name or as an attribute of what derives from it."""
    text = kind.file.facts.data[kind.scope.span.start : kind.scope.span.end]
    yield from (table for table in tables if table[0] == kind.file.path and word_places(text, table[1].encode()))
    folders = {path.rpartition("/")[0] for path, _ in tables}
    names = {name.encode() for _, name in tables}
    for path, file in ev.files.items():
        if path.rpartition("/")[0] not in folders or not any(map(file.facts.holds, names)):
            continue
        for scope in file.facts.module.children:
            if scope.kind == "class" and kind in ev.mro(Definition(file, scope)):
                yield from (table for name in _held(file, scope, text) for table in _where(name, path, tables))


def _held(file: File, scope: Scope, text: bytes) -> Iterator[str]:
    """The attributes of a class that a text reads, and what names stand in what they are set to."""
    for name, bindings in scope.names.items():
        if f".{name}".encode() in text:
            yield name
            for span in (binding.span for binding in bindings if binding.span is not None):
                for word in WORD.findall(file.facts.data[span.start : min(span.end, span.start + MAX_ATTRIBUTE)]):
                    yield word.decode()


def _where(name: str, path: str, tables: set[tuple[str, str]]) -> list[tuple[str, str]]:
    """The table of a name in a file, else those in its folder, from which it is imported."""
    if (path, name) in tables:
        return [(path, name)]
    folder = path.rpartition("/")[0]
    return [table for table in tables if table[1] == name and table[0].rpartition("/")[0] == folder]


def _found(ev: Evaluator, file: File, entry: Entry) -> Found | None:
    """The place of a key; None where it is no name of the Hub's."""
    match, facts = entry.match, file.facts
    library = ev.signatures.by_name[LIBRARY]
    name = hub_name(match[1].decode("utf-8", "replace"), None, library, ev.signatures.names)
    if name is None or not is_known(name.name, library, ev.signatures.names):
        return None
    line, loads = facts.row(match.start()) + 1, _loads(match[2].decode("utf-8", "replace"))
    return Found(
        target=Target(LIBRARY, f"{entry.table}.{LOADER}", loads, library.hub),
        line=line,
        column=facts.column(match.start()),
        argument_line=line,
        code=facts.excerpt(match.start(), match.end()),
        expression=facts.excerpt(match.start(), match.end(1) + 1),
        name=name.name,
        resolution="constant",
        usage="selectable",
        weights="requested" if loads in WEIGHTY else None,
    )


def _loads(address: str) -> Loads:
    """What the file at an address is: weights, a configuration, or what a tokenizer reads."""
    if ARCHIVE.search(address) is not None or loads_of_file(address) == "model":
        return "model"
    return "config" if address.endswith("config.json") else "tokenizer"
