"""The candidates of one repository as their readers want them, and why some are not read."""

import codecs
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import field
from functools import partial

from builder import patterns as re
from builder.mapping.faults import Faults
from builder.mapping.kinds import NOTEBOOK, PYTHON, kind_of
from builder.mapping.outside import marimo, notebook, other_notebooks
from builder.mapping.outside.notebook import Notebook
from builder.mapping.python.program.facts import Facts
from builder.records import dataclass
from builder.repository.trees import SourceFile

MAX_BYTES = 5_000_000  # larger files are generated, and their syntax tree takes a hundred times their size
BINARY_LOOK = 8000  # bytes in which git, too, looks for a NUL before it calls a file binary
COOKIE = re.compile(rb"(?m)\A(?:[^\n]*\n)?[ \t\f]*#[^\n]*?coding[:=][ \t]*([-\w.]+)")  # PEP 263
# The longer marks first: that of UTF-16 begins that of UTF-32.
MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
WESTERN = "cp1252"  # what a text without a mark is that is no UTF-8, if it says nothing else

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


@dataclass(frozen=True)
class PythonFile:
    """A file with Python: its facts, the notebook that it is, or the shell's lines of one that was saved as it.

    `lines`: where its facts are of lines in another order, the file's line of each.
    """

    blob: str
    facts: Facts
    notebook: Notebook | None = None
    commands: Notebook | None = None
    lines: tuple[int, ...] = ()


@dataclass(frozen=True)
class TextFile:
    """A file without Python, of one of the kinds of kinds.py; `data` is UTF-8 without a mark where it is text."""

    blob: str
    kind: str
    data: bytes


@dataclass(frozen=True)
class Files:
    """A repository's files by their path; `skipped` has the candidates that are not, or not wholly, read, by reason."""

    python: dict[str, PythonFile] = field(default_factory=dict)
    texts: dict[str, TextFile] = field(default_factory=dict)
    skipped: defaultdict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    @property
    def notebooks(self) -> dict[str, Notebook]:
        """The notebooks among them."""
        return {path: one.notebook for path, one in self.python.items() if one.notebook is not None}

    def blob(self, path: str) -> str:
        """Git's object id of a file."""
        return (self.python[path] if path in self.python else self.texts[path]).blob

    def __len__(self) -> int:
        return len(self.python) + len(self.texts)


def read(candidates: Iterable[SourceFile]) -> Files:
    """The candidates, each for its reader; one without a suffix that no program's name stands in is none."""
    files, faults = Files(), Faults()
    for file in candidates:
        faults.guarded(file.path, partial(_add, files, file), None)
    for path, fault in faults.of.items():
        files.skipped[fault].append(path)
    return files


def _add(files: Files, file: SourceFile) -> None:
    if len(file.data) > MAX_BYTES:
        files.skipped["too large"].append(file.path)
        return
    data = as_utf8(file.data)
    name = kind_of(file.path, data)
    if name in (PYTHON, NOTEBOOK):
        source = _python(file.blob, name, data)
        if isinstance(source, PythonFile):
            files.python[file.path] = source
        elif source == notebook.OTHER and other_notebooks.read(data) is not None:
            files.texts[file.path] = TextFile(file.blob, "code", data)
        else:
            files.skipped[source].append(file.path)
    elif name is not None:
        files.texts[file.path] = TextFile(file.blob, name, data)


def as_utf8(data: bytes) -> bytes:
    """A text's bytes as UTF-8 without a byte order mark, recognised by its mark, its cookie or what can be no UTF-8."""
    return _with_lines(_as_utf8(data))


def _with_lines(data: bytes) -> bytes:
    """A text whose lines all end with a carriage return alone, with line feeds in their place."""
    return data if b"\r" not in data or b"\n" in data or b"\0" in data else data.replace(b"\r", b"\n")


def _as_utf8(data: bytes) -> bytes:
    if data.isascii():
        return data
    for mark, encoding in MARKS:
        if data.startswith(mark):
            text = data.removeprefix(mark)
            return text if encoding == "utf-8" else text.decode(encoding, "replace").encode()
    if b"\0" in data[:BINARY_LOOK]:
        return data
    try:
        data.decode()
    except UnicodeDecodeError as error:
        return _decoded(data, error.start).encode()
    return data


def _decoded(data: bytes, first: int) -> str:
    """Text in the encoding that it names; else, where nothing before its first fault is UTF-8, in Windows' own."""
    cookie = COOKIE.match(data[:500])
    try:
        if cookie is not None and codecs.lookup(cookie[1].decode()).name != "utf-8":
            return data.decode(cookie[1].decode(), "replace")
    except (LookupError, ValueError):
        pass  # a name of no encoding, or of none of text
    return data.decode(WESTERN if data[:first].isascii() else "utf-8", "replace")


def _python(blob: str, name: str, data: bytes) -> PythonFile | str:
    """A file with Python, or why it is not read."""
    if name == NOTEBOOK:
        cells = notebook.read(data)
        return cells.reason or nested(cells.python) or PythonFile(blob, Facts(cells.python), cells)
    if b"\0" in data[:BINARY_LOOK]:
        return "binary"
    saved = notebook.exported(data) if any(mark in data for mark in notebook.EXPORTED) else None
    if saved is not None:
        return nested(saved.python) or PythonFile(blob, Facts(saved.python), commands=saved)
    module = marimo.module(data) if marimo.MARKS[0] in data else None
    if module is not None:
        return nested(module.source) or PythonFile(blob, Facts(module.source), lines=module.lines)
    return nested(data) or PythonFile(blob, Facts(data))


def nested(data: bytes) -> str | None:
    """'nested too deep' for Python that the parser cannot take."""
    if SPACES not in data and not any(other in data for other in OTHER_INDENTS):  # most files
        return None
    return "nested too deep" if DEEP_INDENT.search(data) and _too_deep(data) else None


def _too_deep(data: bytes) -> bool:
    indents = set(INDENTS.findall(data))
    return len(indents) > MAX_LEVELS or max(map(len, indents)) > MAX_INDENT
