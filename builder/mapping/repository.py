"""The files of one repository -> its rows of `mappings`, and an account of the files."""

import gc
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from builder.mapping.context import context, copied_libraries
from builder.mapping.found import Demand, Found
from builder.mapping.kinds import kind
from builder.mapping.outside import commands, embedded, notebook, others
from builder.mapping.outside.embedded import Inner
from builder.mapping.outside.handed_on import HandedOn
from builder.mapping.outside.notebook import CellLine, Notebook
from builder.mapping.outside.wanted import Wanted, has_module, wrapped
from builder.mapping.python.facts import Facts
from builder.mapping.python.resolve import resolve
from builder.mapping.rows import SCANNER, Place, rows
from builder.mapping.scripts import scan as scripts
from builder.redaction.privacy import mask
from builder.reference.signatures import Signatures
from builder.repository.trees import SourceFile

__all__ = ["MAX_BYTES", "SCANNER", "Scan", "is_candidate", "map_repository"]

MAX_BYTES = 5_000_000  # larger files are generated, and their syntax tree takes a hundred times their size
BINARY_LOOK = 8000  # bytes in which git, too, looks for a NUL before it calls a file binary; UTF-16 has one at once
BYTE_ORDER_MARK = b"\xef\xbb\xbf"

# tree-sitter-python 0.25 writes past a buffer, which ends the process, when a string opens below about 400 levels of
# indentation (tree-sitter-python issue 350). Python itself takes 100. Levels are at most the different indentations;
# one step of an indentation is at most a tab's 8 columns, and 8,192 tabs overflow the count of columns.
MAX_LEVELS = 300
MAX_INDENT = 8000
DEEP = MAX_LEVELS // 8
SPACES = b"\n" + b" " * DEEP
OTHER_INDENTS = (b"\t", b"\f", b"\r", b"\\\n")
INDENTS = re.compile(rb"\n((?:[ \t\r\f]|\\\r?\n)+)")
DEEP_INDENT = re.compile(rb"\n(?:[ \t\r\f]|\\\r?\n){%d}" % DEEP)

PYTHON, NOTEBOOK = "python", "notebook"  # kinds of files (kinds.py) that hold Python; others.py has all other kinds


@dataclass(frozen=True)
class Scan:
    """Rows in the order of path, line and column; `files_skipped` counts unread candidates by reason."""

    rows: list[dict[str, Any]]
    files_scanned: int
    files_skipped: dict[str, int]


@dataclass(frozen=True)
class _Source:
    """A file with Python: its facts, and the notebook that it is."""

    blob: str
    facts: Facts
    notebook: Notebook | None = None


def is_candidate(path: str) -> bool:
    """Whether the scanner reads a file of this name."""
    found = kind(path)
    return found in (PYTHON, NOTEBOOK, *scripts.LANGUAGES) or found in others.READERS


def map_repository(
    repository_id: str,
    commit: str | None,
    permalink: str | None,
    paths: Iterable[str],
    files: Iterable[SourceFile],
    signatures: Signatures,
) -> Scan:
    """Where a repository's files use models; rows lack what the merge fills (model_id, identity, *_seen).

    `paths` are those of all its files (they tell vendored copies), `files` its candidates as read. `permalink` is the
    address below which the commit's files stand ('https://github.com/o/r/blob/<sha>'); without it rows have no url.
    """
    with _uncollected():
        return _mapped(repository_id, commit, permalink, paths, files, signatures)


@contextmanager
def _uncollected() -> Iterator[None]:
    """No collection within: values are made by the million, and what refers to itself is parted by `resolve`."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


def _mapped(
    repository_id: str,
    commit: str | None,
    permalink: str | None,
    paths: Iterable[str],
    files: Iterable[SourceFile],
    signatures: Signatures,
) -> Scan:
    skipped = Counter[str]()
    sources: dict[str, _Source] = {}
    texts: dict[str, SourceFile] = {}
    for file in files:
        reason = _too_large(file.data)
        if reason is None and kind(file.path) not in (PYTHON, NOTEBOOK):
            texts[file.path] = file
        elif reason is None:
            source = _source(file)
            reason = source if isinstance(source, str) else None
            if isinstance(source, _Source):
                sources[file.path] = source
        skipped.update([reason] if reason is not None else [])
    found = _found(sources, texts, signatures, skipped)
    blobs = {path: source.blob for path, source in sources.items()} | {path: file.blob for path, file in texts.items()}
    paths = list(paths)
    copies = copied_libraries(repository_id, paths, signatures)
    folders = {"/".join(path.split("/", 2)[:2]) for path in paths if path.count("/") > 1}
    made: list[dict[str, Any]] = []
    for path in sorted(found):
        places = [one for one in found[path] if one.name not in folders]  # a folder of the repository is no model
        places.sort(key=lambda one: (one.cell or 0, one.line, one.column))
        shown = mask(path)
        link = permalink if shown == path else None
        made += rows(
            Place(repository_id, commit, link, shown, blobs[path], context(path, copies)), places, signatures.shares
        )
    return Scan(made, len(blobs), dict(sorted(skipped.items())))


def _found(
    sources: dict[str, _Source], texts: dict[str, SourceFile], signatures: Signatures, skipped: Counter[str]
) -> dict[str, list[Found]]:
    """The places of every file: of the Python first, as it tells what the other files mean."""
    notebooks = {path: source.notebook for path, source in sources.items() if source.notebook is not None}
    inner = {one.name: one for one in _inner(sources, texts, signatures) if _nested(one.source) is None}
    facts = {path: source.facts for path, source in sources.items()}
    facts |= {name: Facts(one.source) for name, one in inner.items() if one.way == embedded.RUN}
    resolved = resolve(facts, signatures)
    told = {name: Facts(one.source) for name, one in inner.items() if one.way != embedded.RUN}
    cells = {path: one.lines for path, one in notebooks.items()}
    found: dict[str, list[Found]] = {}
    for path, places in resolved.found.items():
        host = inner[path].host if path in inner else path
        found.setdefault(host, []).extend(_at(one, path, cells, inner) for one in places)
    # apart: nothing of the repository is called by what its documents say
    for name, places in resolve(told, signatures).found.items() if told else ():
        shown = (inner[name].told(inner[name].moved(one)) for one in places if one.name is not None)
        found.setdefault(inner[name].host, []).extend(shown)
    kinds = {path: kind(path) or "" for path in texts}
    languages = (name for path, name in kinds.items() if has_module(texts[path].data, name, signatures))
    shells = {path: file.data for path, file in texts.items() if kinds[path] == "shell"}
    wanted = Wanted(resolved.demand, signatures, frozenset(languages), sources, wrapped(shells))
    for path, script in resolved.scripts.items():
        if path in inner:
            continue
        run = others.placed(commands.found(script, wanted), path)
        found.setdefault(path, []).extend(_in_cell(one, path, cells) for one in run)
    for path, one in notebooks.items():
        found.setdefault(path, []).extend(others.placed(notebook.found(one, wanted), path))
    scripted = scripts.found({path: (file.data, kinds[path]) for path, file in texts.items()}, wanted)
    skipped.update(scripted.unread)
    for path, places in scripted.found.items():
        found.setdefault(path, []).extend(places)
    handed_on = HandedOn({path: file.data for path, file in texts.items()})
    own: dict[str, Demand] = {}
    for name, demand in resolved.inner.items():
        host = inner[name].host
        own[host] = own.get(host, resolved.demand).also(demand)
    for path, file in texts.items():
        if kinds[path] in scripts.LANGUAGES:
            continue
        asked = Wanted(own[path], signatures, wanted.scripted) if path in own else wanted
        places = others.read(kinds[path], path, file.data, asked, partial(handed_on.to, path))
        if places:
            found.setdefault(path, []).extend(places)
    return found


def _inner(sources: dict[str, _Source], texts: dict[str, SourceFile], signatures: Signatures) -> Iterator[Inner]:
    """The Python that stands within files of other kinds."""
    for path, file in texts.items():
        yield from embedded.in_file(path, kind(path) or "", file.data, signatures)
    for path, source in sources.items():
        if source.notebook is not None:
            yield from embedded.in_notebook(path, source.notebook, sources.__contains__)


def _at(found: Found, path: str, cells: dict[str, tuple[CellLine, ...]], inner: dict[str, Inner]) -> Found:
    """A place of Python where it stands in the repository, and so the place of the string."""
    home = (found.defined_at or "").rpartition(":")[0]
    if home in inner and home != path:
        found = replace(found, defined_at=inner[home].moved(replace(found, line=1, argument_line=1)).defined_at)
    return inner[path].moved(found) if path in inner else _in_cell(found, path, cells)


def _in_cell(found: Found, path: str, cells: dict[str, tuple[CellLine, ...]]) -> Found:
    """A place by its cell and the line in it, and so the place of the string, where these are a notebook's."""
    defined, _, line = (found.defined_at or "").rpartition(":")
    if defined in cells:
        place = cells[defined][int(line) - 1]
        found = replace(found, defined_at=f"{defined}:cell{place.cell}:{place.line}")
    if path not in cells:
        return found
    at, shown = cells[path][found.line - 1], cells[path][found.argument_line - 1]
    return replace(found, cell=at.cell, line=at.line, argument_line=shown.line)


def _source(file: SourceFile) -> _Source | str:
    """A file with Python, or why it is not read."""
    if kind(file.path) == NOTEBOOK:
        read = notebook.read(file.data)
        return read.reason or _nested(read.python) or _Source(file.blob, Facts(read.python), read)
    if b"\0" in file.data[:BINARY_LOOK]:
        return "binary"
    data = file.data.removeprefix(BYTE_ORDER_MARK)
    return _nested(data) or _Source(file.blob, Facts(data))


def _too_large(data: bytes) -> str | None:
    return "too large" if len(data) > MAX_BYTES else None


def _nested(data: bytes) -> str | None:
    if SPACES not in data and not any(other in data for other in OTHER_INDENTS):  # most files
        return None
    return "nested too deep" if DEEP_INDENT.search(data) and _too_deep(data) else None


def _too_deep(data: bytes) -> bool:
    indents = set(INDENTS.findall(data))
    return len(indents) > MAX_LEVELS or max(map(len, indents)) > MAX_INDENT
